import { useTranslation } from 'react-i18next';
import { useServerNow } from '../../../live/useLive.ts';
import { HourBars } from '../../../ui/charts.tsx';
import { hourOf } from '../../../ui/time.ts';
import type { PanelProps } from '../panel.ts';
import './numbers.css';

/** Today's violations by the hour. */
export function ByHourPanel(props: PanelProps): React.JSX.Element {
  const { t } = useTranslation();
  const hour = hourOf(useServerNow(60_000));
  const counts = props.live.stats?.violationsByHour ?? [];
  return (
    <section className="panel stat stat-chart" aria-label={t('wall.byHour')}>
      <h2>{t('wall.byHour')}</h2>
      <HourBars
        bars={counts.map((count, index) => ({ hour: index, count, current: index === hour }))}
        fontSize={20}
        label={t('wall.byHour')}
      />
    </section>
  );
}
