import type { PastDays } from '@mingchu/shared/todayNumbers';
import { useTranslation } from 'react-i18next';
import { useLiveParts } from '../../../live/useLive.ts';
import { type OnTime, onTimeOf } from './figures.ts';
import { NoNumbers } from './NoNumbers.tsx';
import './numbers.css';

/** How many of today's orders brought somebody in time, beside the last 30 days. */
export function OnTimePanel(): React.JSX.Element {
  const { t } = useTranslation();
  const { stats } = useLiveParts('stats');
  if (!stats) return <NoNumbers title={t('numbers.onTime')} />;
  const today = onTimeOf(stats);
  const past = onTimeOf(stats.past);
  return (
    <section className="panel number" aria-label={t('numbers.onTime')} data-testid="on-time">
      <h2>{t('numbers.onTime')}</h2>
      <p className="number-figure num">
        {today.kind === 'none' ? '—' : null}
        {today.kind === 'few' ? `${today.onTime} / ${today.due}` : null}
        {today.kind === 'rate' ? percentText(today.percent) : null}
        {today.kind === 'none' ? null : (
          <small>{today.kind === 'rate' ? `% · ${today.onTime}/${today.due}` : t('numbers.orders')}</small>
        )}
      </p>
      <RateBar today={today} past={past} />
      <div className="number-notes">
        <p className="number-note num" data-alarm={stats.breached > 0}>
          {today.kind === 'none'
            ? t('numbers.onTime.none')
            : stats.breached > 0
              ? `◆ ${t('numbers.onTime.late', { n: stats.breached })}`
              : t('numbers.onTime.noneLate')}
        </p>
        <PastNote past={stats.past} />
      </div>
    </section>
  );
}

/** A bar of the rate; of few orders a piece each, and where nothing is known yet, a frame without a filling. */
function RateBar({ today, past }: { today: OnTime; past: OnTime }): React.JSX.Element {
  return (
    <div className="rate-bar" data-kind={today.kind} aria-hidden="true">
      {today.kind === 'rate' ? <i style={{ width: `${today.percent}%` }} /> : null}
      {today.kind === 'few'
        ? Array.from({ length: today.due }, (_none, index) => (
            <i key={index} data-late={index >= today.onTime} />
          ))
        : null}
      {past.kind === 'rate' ? <em style={{ left: `${past.percent}%` }} /> : null}
    </div>
  );
}

/** How the promise was kept in the days before, with the mark that it has in the bar. */
function PastNote({ past }: { past: PastDays }): React.JSX.Element {
  const { t } = useTranslation();
  const record = onTimeOf(past);
  if (record.kind === 'none') return <p className="number-note num">{t('numbers.past.none')}</p>;
  const text = record.kind === 'few' ? `${record.onTime}/${record.due}` : `${percentText(record.percent)}%`;
  return (
    <p className="number-note num">
      {record.kind === 'rate' ? <i className="key-mark" /> : null}
      {`${t('numbers.past.days', { n: past.days })} ${text}`}
    </p>
  );
}

/** One digit behind the point, unless it is whole. */
function percentText(percent: number): string {
  return percent === 100 || percent === 0 ? String(percent) : percent.toFixed(1);
}
