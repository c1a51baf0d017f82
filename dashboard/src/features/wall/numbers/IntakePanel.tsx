import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../../../live/store.ts';
import { useLiveParts, useServerNow } from '../../../live/useLive.ts';
import { ageText } from '../../../ui/time.ts';
import { ChartPlace, RateTrace } from './lazyCharts.tsx';
import { NoNumbers } from './NoNumbers.tsx';
import './numbers.css';

/** The trace covers ten minutes in steps of ten seconds. */
const tracePlaces = 60;
/** A newest reading older than this is abnormal, ms. */
const oldAfterMs = 30_000;

/** Readings a second that intake commits, for ten minutes, and how old the newest is. */
export function IntakePanel(): React.JSX.Element {
  const { t } = useTranslation();
  const now = useServerNow();
  const lastIntakeAt = useLiveStore((store) => store.lastIntakeAt);
  const { stats } = useLiveParts('stats');
  if (!stats) return <NoNumbers title={t('numbers.intake')} />;
  const { readingsPerS: rate, readingsTrace } = stats;
  const ageMs = lastIntakeAt === null ? null : now - Date.parse(lastIntakeAt);
  const old = ageMs !== null && ageMs > oldAfterMs;
  return (
    <section className="panel number" aria-label={t('numbers.intake')} data-testid="intake">
      <h2>{t('numbers.intake')}</h2>
      <p className="number-figure num">
        {rate === null ? '—' : rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString('en-US')}
        <small>{t('numbers.intake.unit')}</small>
      </p>
      {readingsTrace.length > 1 ? (
        <ChartPlace>
          <RateTrace rates={readingsTrace} places={tracePlaces} label={t('numbers.intake.chart')} />
        </ChartPlace>
      ) : (
        <p className="number-empty">
          {t(rate === null ? 'numbers.intake.elsewhere' : 'numbers.intake.soon')}
        </p>
      )}
      <p className="number-note num" data-alarm={old}>
        {ageMs === null
          ? t('numbers.intake.none')
          : `${old ? '◆ ' : ''}${t('numbers.intake.age', { age: ageText(ageMs) })}`}
      </p>
    </section>
  );
}
