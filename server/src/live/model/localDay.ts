/** Days of the district: China Standard Time, which has had no summer time since 1992. */
import { localOffsetMs } from '@mingchu/shared/openingHours';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** First instant of the local day that `now` lies in, ms since 1970. */
export function dayStart(now: number): number {
  const local = now + localOffsetMs;
  return local - (local % dayMs) - localOffsetMs;
}

/** Local date at `now`, `YYYY-MM-DD`. */
export function dateAt(now: number): string {
  return new Date(now + localOffsetMs).toISOString().slice(0, 10);
}
