/** Whether who is on the way will make it, said before it is too late. */
import { clockRuns, type Dispatch } from '@mingchu/shared/dispatch';
import i18next from 'i18next';

const minuteMs = 60_000;

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
