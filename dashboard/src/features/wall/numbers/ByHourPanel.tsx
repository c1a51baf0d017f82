import { leastUsualDays } from '@mingchu/shared/todayNumbers';
import { useTranslation } from 'react-i18next';
import { useLiveParts, useServerNow } from '../../../live/useLive.ts';
import { hourOf } from '../../../ui/time.ts';
import { usualBars } from './figures.ts';
import { ChartPlace, UsualBars } from './lazyCharts.tsx';
import { NoNumbers } from './NoNumbers.tsx';
import './numbers.css';

/** Today's violations by the hour, over the band of a usual day. */
export function ByHourPanel(): React.JSX.Element {
  const { t } = useTranslation();
  const hour = hourOf(useServerNow(60_000));
  const { stats } = useLiveParts('stats');
  if (!stats) return <NoNumbers title={t('numbers.byHour')} />;
  const { usual, violationsByHour } = stats;
  const total = violationsByHour.reduce((sum, count) => sum + count, 0);
  return (
    <section className="panel number" aria-label={t('numbers.byHour')} data-testid="by-hour">
      <div className="panel-head">
        <h2>
          {t('numbers.byHour')} <b className="num">{total}</b>
        </h2>
        {usual.byHour ? (
          <p className="number-key">
            <i className="key-band" /> <span className="one-line">{t(`numbers.usual.${usual.kind}`)}</span>
          </p>
        ) : null}
      </div>
      <ChartPlace>
        <UsualBars bars={usualBars(stats, hour)} label={t('numbers.byHour.chart', { n: total })} />
      </ChartPlace>
      {usual.byHour ? null : (
        <p className="number-note num">{t('numbers.usual.none', { n: usual.days, least: leastUsualDays })}</p>
      )}
    </section>
  );
}
