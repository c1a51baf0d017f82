/** When somebody could be at a kitchen: distance × detour over the speed of his vehicle. Pure. */
import type { Vehicle } from '@mingchu/shared/dispatch';
import type { TravelPolicy } from '@mingchu/shared/policy';
import { distanceM, type Point } from './distance.ts';

/** A position older than this says nothing about where someone is now, ms. */
export const positionFreshMs = 15 * 60_000;

export interface Traveller extends Point {
  /** When he last told where he is; null when never. */
  positionAt: Date | null;
  vehicle: Vehicle;
  /** Other orders that he must finish first. */
  ordersBefore: number;
  /** He has set off for this kitchen. */
  onTheWay: boolean;
}

/** Whether his position is known well enough to reckon with. */
export function positionIsFresh(traveller: Pick<Traveller, 'positionAt'>, now: Date): boolean {
  return traveller.positionAt !== null && now.getTime() - traveller.positionAt.getTime() <= positionFreshMs;
}

/** When somebody could be at a kitchen. */
export interface Estimate {
  at: Date;
  /** Until then he may still be where he was; the rest is the way. */
  setsOffAt: Date;
}

/** Null when nobody knows where he is. */
export function estimateArrival(
  traveller: Traveller,
  to: Point,
  { travel, now }: { travel: TravelPolicy; now: Date },
): Estimate | null {
  if (!positionIsFresh(traveller, now)) return null;
  const metresPerSecond = (travel.speedsKmh[traveller.vehicle] * 1000) / 3600;
  const rideS = (distanceM(traveller, to) * travel.detour) / metresPerSecond;
  const beforeS = traveller.onTheWay ? 0 : travel.departS + traveller.ordersBefore * travel.onSiteS;
  const after = (seconds: number) => new Date(now.getTime() + Math.round(seconds) * 1000);
  return { at: after(beforeS + rideS), setsOffAt: after(beforeS) };
}
