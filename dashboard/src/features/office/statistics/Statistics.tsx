import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import type { ArrivalFigures } from '@mingchu/shared/statistics';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow, useLiveStore } from '../../../live/store.ts';
import { HourBars } from '../../../ui/charts.tsx';
import { dateText, spanText } from '../../../ui/time.ts';
import { Page, Part } from '../Page.tsx';
import { useAnswer } from '../useAnswer.ts';
import { ArrivalPart, ArrivalTable } from './ArrivalTable.tsx';
import { ChartTwice } from './ChartTwice.tsx';
import { ExportForm } from '../exports/ExportForm.tsx';
import { FalseAlarms } from './FalseAlarms.tsx';
import { minutesText, percentText } from './figures.ts';
import { Load } from './Load.tsx';
import { Quietening } from './Quietening.tsx';
import { type SpanDays, spanDays, spanQuery, spansOf } from './span.ts';
import { TableExport } from './TableExport.tsx';
import { Trend } from './Trend.tsx';
import { usePrinting } from './usePrinting.ts';

/** What the report on paper is broken down by; the screen shows one at a time. */
const onPaper = ['group', 'grid', 'rule', 'severity', 'hour'] as const;

type List = { items: ArrivalFigures[] };

/** How the promise was kept: for the chief's Monday, on screen and on paper. */
export default function Statistics(props: { session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const [days, setDays] = useState<SpanDays>(7);
  const [asking, setAsking] = useState<'table' | 'paper' | null>(null);
  const district = useLiveStore((store) => store.live.district);
  const synced = useLiveStore((store) => store.live.seq !== null);
  // The server's day, which is known once it has spoken; the page does not move with the clock.
  const { present, before } = useMemo(() => spansOf(days, serverNow()), [days, synced]);
  // A week has its name, on the button and on paper; another span is a report.
  const isWeek = days === 7;
  const printTitle = t(isWeek ? 'office.print.week' : 'office.print.other');
  const printing = usePrinting(present);
  const query = spanQuery(present);
  const all = useAnswer<List>(`/statistics/arrivals?by=all&${query}`);
  const earlier = useAnswer<List>(`/statistics/arrivals?by=all&${spanQuery(before)}`);
  const byHour = useAnswer<List>(`/statistics/arrivals?by=hour&${query}`);
  const period = `${dateText(Date.parse(present.from))} – ${dateText(Date.parse(present.to) - 1)}`;
  return (
    <Page
      title={t('office.statistics')}
      tools={
        <>
          <label>
            {t('office.span')}{' '}
            <select value={days} onChange={(event) => setDays(Number(event.target.value) as SpanDays)}>
              {spanDays.map((each) => (
                <option key={each} value={each}>
                  {each === 1 ? t('office.span.today') : t('office.span.days', { n: each })}
                </option>
              ))}
            </select>
          </label>
          {may(props.session.role, 'export.take') ? (
            <>
              <button type="button" className="button" onClick={() => setAsking('table')}>
                {t('office.export')}
              </button>
              <button type="button" className="button button-main" onClick={() => setAsking('paper')}>
                {printTitle}
              </button>
            </>
          ) : null}
        </>
      }
    >
      <p className="office-period">
        <b className="paper-only">{t(isWeek ? 'office.report' : 'office.report.other')}</b>
        {`${district} · ${period}`}
        <span className="paper-only">{t('office.report.made', { time: spanText(serverNow()) })}</span>
      </p>
      <p className="paper-only" data-refused={printing.reason === null}>
        {printing.reason === null
          ? t('office.print.refused', { button: printTitle })
          : t('office.print.record', { who: props.session.displayName, reason: printing.reason })}
      </p>
      {asking === 'table' ? <TableExport span={present} close={() => setAsking(null)} /> : null}
      {asking === 'paper' ? (
        <ExportForm title={printTitle} take={printing.print} close={() => setAsking(null)} />
      ) : null}
      <Part
        title={t('office.promise')}
        answer={all}
        empty={({ items }) => (items.length === 0 ? t('office.noOrders') : null)}
      >
        {({ items }) =>
          items[0] ? <Headline now={items[0]} before={earlier.body?.items[0] ?? null} /> : null
        }
      </Part>
      <Trend span={present} />
      <div className="screen-only">
        <ArrivalTable query={query} />
      </div>
      <div className="paper-only">
        {/* Without any order it is said once. */}
        {(all.body?.items.length === 0 ? [] : onPaper).map((by) => (
          <ArrivalPart
            key={by}
            by={by}
            query={query}
            title={`${t('office.arrivals')} · ${t(`office.by.${by}`)}`}
          />
        ))}
      </div>
      <Part
        title={t('office.byHour')}
        answer={byHour}
        empty={({ items }) => (items.length === 0 ? t('office.noOrders') : null)}
      >
        {({ items }) => (
          <ChartTwice
            chart={(given) => (
              <HourBars
                {...given}
                bars={Array.from({ length: 24 }, (_, hour) => ({
                  hour,
                  count: items.find((item) => item.key === String(hour))?.orders ?? 0,
                  current: false,
                }))}
                label={t('office.byHour')}
              />
            )}
          />
        )}
      </Part>
      <FalseAlarms query={query} />
      <Load query={query} />
      <Quietening query={query} session={props.session} />
    </Page>
  );
}

/** The four figures that the promise is judged by, each against the span before. */
function Headline(props: { now: ArrivalFigures; before: ArrivalFigures | null }): React.JSX.Element {
  const { t } = useTranslation();
  const { now, before } = props;
  const over = (figures: ArrivalFigures) => figures.onTime + figures.late + figures.missed;
  const was = (text: string | null) =>
    text === null ? t('office.before.none') : t('office.before', { text });
  return (
    <dl className="office-figures">
      <div>
        <dt>{t('office.onTime')}</dt>
        <dd className="num">
          {percentText(now.onTime, over(now))} <small>{`${now.onTime}/${over(now)}`}</small>
        </dd>
        <dd className="office-before">
          {was(before && `${percentText(before.onTime, over(before))} ${before.onTime}/${over(before)}`)}
        </dd>
      </div>
      <div>
        <dt>{t('office.medianArrive')}</dt>
        <dd className="num">{minutesText(now.medianArriveMs)}</dd>
        <dd className="office-before">{was(before && minutesText(before.medianArriveMs))}</dd>
      </div>
      <div>
        <dt>{t('office.p90Arrive')}</dt>
        <dd className="num">{minutesText(now.p90ArriveMs)}</dd>
        <dd className="office-before">{was(before && minutesText(before.p90ArriveMs))}</dd>
      </div>
      <div data-alarm={now.missed + now.late > 0}>
        <dt>{t('office.lateOrMissed')}</dt>
        <dd className="num">
          {now.missed + now.late > 0 ? '◆ ' : ''}
          {now.late} + {now.missed}
        </dd>
        <dd className="office-before">{was(before && `${before.late} + ${before.missed}`)}</dd>
      </div>
    </dl>
  );
}
