import { useTranslation } from 'react-i18next';
import { durationText } from '../../../ui/time.ts';
import type { PanelProps } from '../panel.ts';
import './numbers.css';

/** How long it took until somebody stood in the kitchen today, and how many came too late. */
export function ArrivalTimesPanel(props: PanelProps): React.JSX.Element {
  const { t } = useTranslation();
  const { stats } = props.live;
  const breached = stats?.breached ?? 0;
  return (
    <section className="panel stat" aria-label={t('wall.median')}>
      <h2>{t('wall.median')}</h2>
      <p className="stat-figure num">
        {stats?.medianArrivalMs == null ? '—' : durationText(stats.medianArrivalMs)}
      </p>
      <p className="stat-note num" data-alarm={breached > 0}>
        {breached > 0 ? '◆ ' : ''}
        {`${t('wall.breached')} ${breached}`}
      </p>
    </section>
  );
}
