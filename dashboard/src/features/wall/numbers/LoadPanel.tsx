import { useTranslation } from 'react-i18next';
import type { PanelProps } from '../panel.ts';
import './numbers.css';

/** ANSI/ISA-18.2: more than ten new alarms in ten minutes per operator is a flood. */
const floodLimit = 10;

/** New alarms of the last ten minutes against what one officer can handle. */
export function LoadPanel(props: PanelProps): React.JSX.Element {
  const { t } = useTranslation();
  const alarms = props.live.stats?.alarmsLast10Min ?? 0;
  const flood = alarms > floodLimit;
  return (
    <section className="panel stat" aria-label={t('wall.load')} data-alarm={flood}>
      <h2>{t('wall.load')}</h2>
      <p className="stat-figure num">
        {alarms}
        <small>{flood ? `◆ ${t('wall.load.flood')}` : t('wall.load.normal')}</small>
      </p>
      <div className="load-bar" aria-hidden="true">
        <i style={{ width: `${Math.min(100, (alarms / (floodLimit * 2)) * 100)}%` }} />
      </div>
      <p className="stat-note num">{t('wall.load.limit', { n: floodLimit })}</p>
    </section>
  );
}
