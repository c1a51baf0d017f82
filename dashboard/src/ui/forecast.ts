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

/** How much later than the due time the arrival is expected, whole minutes from 1; null while it is in time. */
export function minutesLate({
  state,
  etaAt,
  dueAt,
}: Pick<Dispatch, 'state' | 'etaAt' | 'dueAt'>): number | null {
  if (!clockRuns[state] || !etaAt) return null;
  const lateMs = Date.parse(etaAt) - Date.parse(dueAt);
  return lateMs > 0 ? Math.max(1, Math.round(lateMs / minuteMs)) : null;
}

/** `预计晚到 3 分`, that nobody can make it, or null while all is well. */
export function forecastText(dispatch: Dispatch): string | null {
  if (!clockRuns[dispatch.state]) return null;
  if (dispatch.forecast === 'nobody-in-time') return i18next.t('forecast.nobody');
  const late = minutesLate(dispatch);
  if (late !== null) return i18next.t('forecast.late', { n: late });
  return dispatch.forecast === 'late' ? i18next.t('forecast.lateSome') : null;
}

/** When somebody is expected, in few words for a row that is read from afar. */
export interface Expected {
  text: string;
  /** Not within the ten minutes. */
  late: boolean;
}

/** `预计 3 分后到`, how much too late before that is certain, or null where nothing can be said or nobody is awaited. */
export function expectedText(dispatch: Dispatch | null, nowMs: number): Expected | null {
  if (!dispatch || !clockRuns[dispatch.state]) return null;
  const { etaAt, dueAt, forecast } = dispatch;
  const late = minutesLate(dispatch);
  const isOver = nowMs > Date.parse(dueAt);
  if (!isOver && forecast === 'nobody-in-time') return { text: i18next.t('eta.nobody'), late: true };
  if (!isOver && late !== null) return { text: i18next.t('eta.late', { n: late }), late: true };
  if (!etaAt) return !isOver && forecast === 'late' ? { text: i18next.t('eta.lateSome'), late: true } : null;
  const inMs = Date.parse(etaAt) - nowMs;
  if (inMs < -minuteMs) return { text: i18next.t('eta.past'), late: true };
  const n = Math.round(inMs / minuteMs);
  return { text: n < 1 ? i18next.t('eta.soon') : i18next.t('eta.in', { n }), late: false };
}
