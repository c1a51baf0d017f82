/** Whether who is on the way will make it, said before it is too late. */
import { clockRuns, type Dispatch } from '@mingchu/shared/dispatch';
import type { InspectorPosition } from '@mingchu/shared/live';
import i18next from 'i18next';

const minuteMs = 60_000;

/**
 * A phone on its way tells its position every half minute even where it stands still: an estimate that rests on an
 * older one is not of now, ms.
 */
const estimateOldAfterMs = 90_000;

/** Age of the position that an estimate rests on, ms, once it is worth saying; null while it is fresh or not known. */
export function estimateAgeMs(
  holder: Pick<InspectorPosition, 'at'> | undefined,
  nowMs: number,
): number | null {
  if (!holder?.at) return null;
  const ageMs = nowMs - Date.parse(holder.at);
  return ageMs > estimateOldAfterMs ? ageMs : null;
}

/**
 * The same of somebody on his way; null, too, while nobody is, or where the estimate says itself that it is rough. A phone
 * whose owner has not set off may be silent.
 */
export function lastSeenAgeMs(
  dispatch: Pick<Dispatch, 'state' | 'etaAt' | 'etaEarliestAt'>,
  holder: Pick<InspectorPosition, 'at'> | undefined,
  nowMs: number,
): number | null {
  const ofNow = dispatch.state === 'en-route' && dispatch.etaAt && !isRough(dispatch);
  return ofNow ? estimateAgeMs(holder, nowMs) : null;
}

/** Whether the estimate rests on where he is likely to be: his position is not known. */
export function isRough({ etaEarliestAt }: Pick<Dispatch, 'etaEarliestAt'>): boolean {
  return Boolean(etaEarliestAt);
}

/**
 * How much later than the due time the arrival is expected, whole minutes from 1; null while it is in time. A rough
 * estimate is late only when the earliest that it allows is.
 */
export function minutesLate({
  state,
  etaAt,
  etaEarliestAt,
  dueAt,
}: Pick<Dispatch, 'state' | 'etaAt' | 'etaEarliestAt' | 'dueAt'>): number | null {
  if (!clockRuns[state] || !etaAt) return null;
  const dueMs = Date.parse(dueAt);
  if (Date.parse(etaEarliestAt ?? etaAt) <= dueMs) return null;
  return Math.max(1, Math.round((Date.parse(etaAt) - dueMs) / minuteMs));
}

/** `预计晚到 3 分`, that nobody can make it or nobody knows, or null while all is well. */
export function forecastText(dispatch: Dispatch): string | null {
  const { state, forecast } = dispatch;
  if (!clockRuns[state]) return null;
  if (forecast === 'nobody-in-time') return i18next.t('forecast.nobody');
  if (forecast === 'nobody-in-time-roughly') return i18next.t('forecast.nobodyRough');
  if (forecast === 'unknown') return i18next.t('forecast.unknown');
  const n = minutesLate(dispatch);
  if (n !== null) return i18next.t(isRough(dispatch) ? 'forecast.lateRough' : 'forecast.late', { n });
  return forecast === 'late' ? i18next.t('forecast.lateSome') : null;
}

/** When somebody is expected, in few words for a row that is read from afar. */
export interface ExpectedWords {
  text: string;
  /** Not within the ten minutes. */
  late: boolean;
}

/** `预计 3 分后到`, how much too late before that is certain, or null where nothing can be said or nobody is awaited. */
export function expectedText(dispatch: Dispatch | null, nowMs: number): ExpectedWords | null {
  if (!dispatch || !clockRuns[dispatch.state]) return null;
  const { etaAt, dueAt, forecast, inspectorId } = dispatch;
  const lateWords = nowMs > Date.parse(dueAt) ? null : lateText(dispatch);
  if (lateWords !== null) return { text: lateWords, late: true };
  if (!etaAt) {
    // Of two who are asked one may have declined: the other's estimate is not told.
    const unknown = inspectorId && (!forecast || forecast === 'unknown');
    return unknown ? { text: i18next.t('eta.unknown'), late: false } : null;
  }
  const inMs = Date.parse(etaAt) - nowMs;
  if (inMs < -minuteMs) return { text: i18next.t('eta.past'), late: true };
  const n = Math.round(inMs / minuteMs);
  if (isRough(dispatch)) return { text: i18next.t('eta.inRough', { n: Math.max(1, n) }), late: false };
  return { text: n < 1 ? i18next.t('eta.soon') : i18next.t('eta.in', { n }), late: false };
}

function lateText(dispatch: Dispatch): string | null {
  const { etaAt, forecast } = dispatch;
  if (forecast === 'nobody-in-time') return i18next.t('eta.nobody');
  if (forecast === 'nobody-in-time-roughly') return i18next.t('eta.nobodyRough');
  if (forecast === 'unknown') return i18next.t('eta.unheard');
  const n = minutesLate(dispatch);
  if (n !== null) return i18next.t(isRough(dispatch) ? 'eta.lateRough' : 'eta.late', { n });
  return !etaAt && forecast === 'late' ? i18next.t('eta.lateSome') : null;
}
