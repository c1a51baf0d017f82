import { clockRuns, type Dispatch } from '@mingchu/shared/dispatch';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { wordFor } from '../../../i18n/language.ts';
import type { LiveState } from '../../../live/reducer.ts';
import { useServerNow } from '../../../live/useLive.ts';
import { Ring } from '../../../ui/Ring.tsx';
import { durationText, minuteText } from '../../../ui/time.ts';
import { actorText, inspectorName, stageText } from '../../../ui/words.ts';
import { type Fact, Facts } from '../Facts.tsx';
import { PhoneLink } from '../PhoneLink.tsx';
import { estimateAgeMs, forecastText, isRough } from '../../../ui/forecast.ts';
import { positionText } from '../acts/positionText.ts';
import { momentText } from './recordWords.ts';

/** The order: its ten minutes, who has it, whether he will make it, and what was asked for. */
export function OrderPart(props: { live: LiveState; dispatch: Dispatch | null }): React.JSX.Element {
  const { t } = useTranslation();
  const { live, dispatch } = props;
  const forecast = dispatch ? forecastText(dispatch) : null;
  const nowMs = useServerNow(10_000);
  return (
    <section className="card" aria-label={t('console.dispatch')}>
      <h3>{t('console.dispatch')}</h3>
      {dispatch === null ? (
        <p>{t('console.dispatch.none')}</p>
      ) : (
        <>
          {forecast ? (
            <p className="forecast" data-testid="forecast">
              <span aria-hidden="true">▲</span> {forecast}
            </p>
          ) : null}
          <div className="case-dispatch">
            <Ring dispatch={dispatch} text="inside" />
            <Facts facts={orderFacts({ live, order: dispatch, nowMs }, t)} />
          </div>
          {dispatch.extension ? (
            <p className="extension">
              {t('console.extension.asked', {
                who: actorText(live, dispatch.extension.askedBy),
                minutes: dispatch.extension.minutes,
                reason: dispatch.extension.reason,
              })}
            </p>
          ) : null}
        </>
      )}
    </section>
  );
}

function orderFacts(
  { live, order, nowMs }: { live: LiveState; order: Dispatch; nowMs: number },
  t: (key: Fact[0]) => string,
): Fact[] {
  const time = (value: string | null | undefined): string => (value ? momentText(value) : '');
  const late = (ms: number | null | undefined): string =>
    order.arrivedAt && ms && ms >= 1_000 ? durationText(ms) : '';
  const others = (order.offeredTo ?? []).filter((id) => id !== order.inspectorId);
  return [
    ['console.fact.state', stageText(order.state)],
    [
      'console.fact.inspector',
      order.inspectorId === null ? t('wall.noInspector') : <People live={live} ids={[order.inspectorId]} />,
    ],
    ['console.fact.alsoOffered', others.length === 0 ? '' : <People live={live} ids={others} />],
    ['console.fact.eta', estimateText()],
    ['console.fact.round', (order.round ?? 1) > 1 ? String(order.round) : ''],
    ['console.fact.due', time(order.dueAt)],
    ['console.fact.originalDue', time(order.originalDueAt)],
    ['console.fact.arrived', time(order.arrivedAt)],
    ['console.fact.offers', String(order.offerCount)],
    ['console.fact.late', late(order.latenessMs)],
    ['console.fact.originalLate', late(order.originalLatenessMs)],
    ['console.fact.finding', order.finding ? t(`finding.${order.finding}`) : ''],
    ['console.fact.reason', wordFor('reason', order.reason)],
  ];

  function estimateText(): string {
    if (!clockRuns[order.state] || order.inspectorId === null) return '';
    if (!order.etaAt)
      return order.forecast && order.forecast !== 'unknown' ? '' : t('console.position.unknown');
    const holder = live.inspectors.get(order.inspectorId);
    if (isRough(order)) {
      const positionAgeMs = holder?.at ? nowMs - Date.parse(holder.at) : null;
      const minute = minuteText(Date.parse(order.etaAt));
      return `${i18next.t('console.eta.rough', { time: minute })} · ${positionText(positionAgeMs)}`;
    }
    const ageMs = estimateAgeMs(holder, nowMs);
    return [time(order.etaAt), ageMs === null ? '' : positionText(ageMs)].filter(Boolean).join(' · ');
  }
}

/** Each with the number to call. */
function People(props: { live: LiveState; ids: readonly string[] }): React.JSX.Element {
  return (
    <span className="people">
      {props.ids.map((id) => {
        const name = inspectorName(props.live, id) ?? id;
        return (
          <span key={id}>
            {name} <PhoneLink inspectorId={id} name={name} />
          </span>
        );
      })}
    </span>
  );
}
