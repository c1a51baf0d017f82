import { floodBeginsAbove } from '@mingchu/shared/alarmLoad';
import { useTranslation } from 'react-i18next';
import { useLiveParts } from '../../../live/useLive.ts';
import { useLoad } from '../../../live/useLoad.ts';
import { useWallItems } from '../../../live/useWallItems.ts';
import { useAlarmsLately } from '../useAlarmsLately.ts';
import { ChartPlace, SpanBars } from './lazyCharts.tsx';
import { NoNumbers } from './NoNumbers.tsx';
import './numbers.css';

/** New alarms of the last ten minutes against what the officers can handle, and the hour before. */
export function LoadPanel(): React.JSX.Element {
  const { t } = useTranslation();
  const { stats } = useLiveParts('stats');
  const items = useWallItems();
  const lately = useAlarmsLately(items, stats);
  const { inFlood } = useLoad(items);
  if (!stats) return <NoNumbers title={t('numbers.load')} />;
  const { load } = stats;
  const limit = floodBeginsAbove * Math.max(1, load.present);
  const judgement = inFlood ? 'flood' : load.judgement;
  const flood = judgement === 'flood';
  return (
    <section
      className="panel number"
      aria-label={t('numbers.load')}
      data-testid="load"
      data-judgement={judgement}
    >
      <h2>{t('numbers.load')}</h2>
      <p className="number-figure num" data-alarm={flood}>
        {lately}
        <small>{`${flood ? '◆ ' : ''}${t(`numbers.load.${judgement}`)}`}</small>
      </p>
      <ChartPlace>
        <SpanBars
          counts={[...load.announcedBy10Min.slice(0, -1), lately]}
          limit={limit}
          label={t('numbers.load.chart', { n: limit })}
        />
      </ChartPlace>
      <p className="number-note num">{presenceText()}</p>
    </section>
  );

  function presenceText(): string {
    if (load.present === 0) return `▲ ${t('numbers.load.nobody', { limit })}`;
    return load.present > 1
      ? t('numbers.load.officers', { n: load.present, limit })
      : t('numbers.load.limit', { limit });
  }
}
