/** When somebody could be at a kitchen: distance × detour over the speed of his vehicle. Pure. */
import type { Vehicle } from '@mingchu/shared/dispatch';
import type { TravelPolicy } from '@mingchu/shared/policy';
import { distanceM, type Point } from '@mingchu/shared/distance';
import { type Area, whereaboutsOf } from './whereabouts.ts';

export interface Traveller extends Point {
  /** When he last told where he is; null when never. */
  positionAt: Date | null;
  /** Where his work keeps him while his phone is silent; null when nobody knows. */
  area: Area | null;
  vehicle: Vehicle;
  /** Other orders that he must finish first. */
  ordersBefore: number;
  /** He has set off for this kitchen. */
  onTheWay: boolean;
}

/** When somebody could be at a kitchen. */
export interface Estimate {
  at: Date;
  /** Until then he may still be where he was; the rest is the way. */
  setsOffAt: Date;
  /** Of a rough estimate: the earliest that it allows. Null when his position is known. */
  earliestAt: Date | null;
}

/** What an order keeps of an estimate. */
export type Expected = Pick<Estimate, 'at' | 'earliestAt'>;

/** Null when nobody knows where he is. */
export function estimateArrival(
  traveller: Traveller,
  to: Point,
  { travel, now }: { travel: TravelPolicy; now: Date },
): Estimate | null {
  const metresPerSecond = (travel.speedsKmh[traveller.vehicle] * 1000) / 3600 / travel.detour;
  const where = whereaboutsOf({ ...traveller, metresPerSecond }, now);
  if (where === null) return null;
  const withinM = where.withinM ?? 0;
  const centreM = distanceM(where, to);
  // From somewhere in a circle: the root mean square of all distances to its points is this far from its centre.
  const wayM = Math.hypot(centreM, withinM / Math.SQRT2);
  const beforeS = traveller.onTheWay ? 0 : travel.departS + traveller.ordersBefore * travel.onSiteS;
  const afterWay = (metres: number) =>
    new Date(now.getTime() + Math.round(beforeS + metres / metresPerSecond) * 1000);
  return {
    at: afterWay(wayM),
    setsOffAt: afterWay(0),
    earliestAt: where.withinM === null ? null : afterWay(Math.max(0, centreM - withinM)),
  };
}

/** Surely after the due time: of a rough estimate the earliest counts, so that ignorance accuses nobody. */
export function surelyLateByMs({ at, earliestAt }: Expected, dueAt: Date): number {
  return (earliestAt ?? at).getTime() - dueAt.getTime();
}
