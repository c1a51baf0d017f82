import { arrivalLimitMin } from '@mingchu/shared/todayNumbers';
import { useTranslation } from 'react-i18next';
import { useLiveParts } from '../../../live/useLive.ts';
import { durationText } from '../../../ui/time.ts';
import { minuteBars } from './figures.ts';
import { ChartPlace, MinuteBars } from './lazyCharts.tsx';
import { NoNumbers } from './NoNumbers.tsx';
import './numbers.css';

const limitMs = arrivalLimitMin * 60_000;

/** How long it took until somebody stood in the kitchen: today's minutes before those of the last 30 days. */
export function ArrivalTimesPanel(): React.JSX.Element {
  const { t } = useTranslation();
  const { stats } = useLiveParts('stats');
  if (!stats) return <NoNumbers title={t('numbers.arrivals')} />;
  const { past } = stats;
  const came = stats.medianArrivalMs !== null;
  return (
    <section className="panel number" aria-label={t('numbers.arrivals')} data-testid="arrival-times">
      <div className="panel-head">
        <h2>{t('numbers.arrivals')}</h2>
        {came && past.days > 0 ? (
          <p className="number-key">
            <i className="key-band" />
            <span className="one-line">{t('numbers.past.days', { n: past.days })}</span>
          </p>
        ) : null}
      </div>
      <div className="number-pair num">
        <Time label={t('numbers.median')} ms={stats.medianArrivalMs} past={past.medianArrivalMs} />
        <Time label={t('numbers.p90')} ms={stats.p90ArrivalMs} past={past.p90ArrivalMs} />
      </div>
      {came ? (
        <ChartPlace>
          <MinuteBars
            bars={minuteBars(stats, past)}
            limitMin={arrivalLimitMin}
            label={t('numbers.arrivals.chart')}
          />
        </ChartPlace>
      ) : (
        <p className="number-empty">{t('numbers.arrivals.none')}</p>
      )}
    </section>
  );
}

/** A time to arrive; beyond the limit it is abnormal. */
function Time(props: { label: string; ms: number | null; past: number | null }): React.JSX.Element {
  const { ms } = props;
  const late = ms !== null && ms > limitMs;
  return (
    <p data-alarm={late}>
      <b>
        {late ? '◆ ' : ''}
        {ms === null ? '—' : durationText(ms)}
      </b>
      <span>{props.label}</span>
    </p>
  );
}
