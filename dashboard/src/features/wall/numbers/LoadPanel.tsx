import { floodBeginsAbove } from '@mingchu/shared/alarmLoad';
import { useTranslation } from 'react-i18next';
import { useLiveParts } from '../../../live/useLive.ts';
import { ChartPlace, SpanBars } from './lazyCharts.tsx';
import './numbers.css';

/** New alarms of the last ten minutes against what the officers can handle, and the hour before. */
export function LoadPanel(): React.JSX.Element {
  const { t } = useTranslation();
  const { stats } = useLiveParts('stats');
  if (!stats) return <section className="panel number" />;
  const { load } = stats;
  const flood = load.judgement === 'flood';
  const limit = floodBeginsAbove * load.officers;
  return (
    <section
      className="panel number"
      aria-label={t('numbers.load')}
      data-testid="load"
      data-judgement={load.judgement}
    >
      <h2>{t('numbers.load')}</h2>
      <p className="number-figure num" data-alarm={flood}>
        {stats.alarmsLast10Min}
        <small>{`${flood ? '◆ ' : ''}${t(`numbers.load.${load.judgement}`)}`}</small>
      </p>
      <ChartPlace>
        <SpanBars
          counts={load.announcedBy10Min}
          limit={limit}
          label={t('numbers.load.chart', { n: limit })}
        />
      </ChartPlace>
      <p className="number-note num">
        {load.officers > 1
          ? t('numbers.load.officers', { n: load.officers, limit })
          : t('numbers.load.limit', { limit })}
      </p>
    </section>
  );
}
