import { useTranslation } from 'react-i18next';
import type { PanelProps } from '../panel.ts';
import './numbers.css';

/** Readings a second that intake commits: zero means that nobody is being watched. */
export function IntakePanel(props: PanelProps): React.JSX.Element {
  const { t } = useTranslation();
  const readingsPerS = Math.round(props.live.stats?.readingsPerS ?? 0);
  return (
    <section className="panel stat" aria-label={t('wall.readings')}>
      <h2>{t('wall.readings')}</h2>
      <p className="stat-figure num">{readingsPerS.toLocaleString('en-US')}</p>
      <p className="stat-note">{t('wall.readings.unit')}</p>
    </section>
  );
}
