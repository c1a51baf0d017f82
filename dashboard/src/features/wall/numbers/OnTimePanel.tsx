import { useTranslation } from 'react-i18next';
import type { PanelProps } from '../panel.ts';
import './numbers.css';

/** How many of today's orders brought somebody in time. */
export function OnTimePanel(props: PanelProps): React.JSX.Element {
  const { t } = useTranslation();
  const { stats } = props.live;
  const rate =
    stats && stats.ordersDue > 0 ? Math.round((stats.arrivedOnTime / stats.ordersDue) * 1_000) / 10 : null;
  return (
    <section className="panel stat" aria-label={t('wall.onTime')}>
      <h2>{t('wall.onTime')}</h2>
      <p className="stat-figure num">
        {rate ?? '—'}
        {rate === null ? null : <small>%</small>}
      </p>
      <p className="stat-note num">
        {t('wall.onTime.of', { onTime: stats?.arrivedOnTime ?? 0, due: stats?.ordersDue ?? 0 })}
      </p>
    </section>
  );
}
