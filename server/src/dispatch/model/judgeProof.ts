/** What one proof of arrival is worth by itself: position and photo. Pure; the code at the door needs its secret. */
import type { ProofKind, ProofReason, ProofVerdict } from '@mingchu/shared/arrival';
import { distanceM, type Point } from '@mingchu/shared/distance';

/** What one proof is worth, and how far from the site it puts the inspector for sure. */
export interface JudgedProof {
  kind: ProofKind;
  verdict: ProofVerdict;
  reason: ProofReason;
  /** The time it counts from. */
  at: Date;
  /** Metres beyond the fence, even at the near edge of the accuracy; 0 when he may be there. */
  awayM: number;
}

export type Judgement = Pick<JudgedProof, 'verdict' | 'reason' | 'awayM'>;

export interface Fix extends Point {
  /** Null when the phone did not say. */
  accuracyM: number | null;
  at: Date;
}

/** For a phone that does not tell its accuracy, m. */
const assumedAccuracyM = 100;
/** Nobody reaches a kitchen faster than this through a town, m/s (216 km/h). */
export const fastestMPerS = 60;
/** Within this a jump is the receiver's own, m. */
const jitterM = 500;

/** `before`: the last position he told; null when there is none. */
export function judgePosition(
  fix: Fix & { mock: boolean },
  site: Point,
  { radiusM, before }: { radiusM: number; before: Fix | null },
): Judgement {
  if (fix.mock) return { verdict: 'conflicts', reason: 'mock-location', awayM: 0 };
  if (before !== null && jumped(before, fix))
    return { verdict: 'conflicts', reason: 'impossible-speed', awayM: 0 };
  const distance = distanceM(site, fix);
  const accuracyM = fix.accuracyM ?? assumedAccuracyM;
  if (distance + accuracyM <= radiusM) return { verdict: 'holds', reason: 'within-fence', awayM: 0 };
  const awayM = distance - accuracyM - radiusM;
  if (awayM > 0) return { verdict: 'elsewhere', reason: 'outside-fence', awayM };
  return { verdict: 'unproven', reason: 'too-inaccurate', awayM: 0 };
}

/** Only positions that came with their accuracy say how fast somebody was. */
function jumped(from: Fix, to: Fix): boolean {
  if (from.accuracyM === null || to.accuracyM === null || from.at.getTime() > to.at.getTime()) return false;
  const farM = distanceM(from, to) - from.accuracyM - to.accuracyM;
  const seconds = (to.at.getTime() - from.at.getTime()) / 1000;
  return farM > jitterM && farM > fastestMPerS * seconds;
}

export interface PhotoFacts {
  /** Also stored with another order. */
  usedBefore: boolean;
  /** Out of EXIF; null where it says nothing. */
  place: Point | null;
  takenAt: Date | null;
}

/** EXIF of phones sold in China may hold GCJ-02, which is up to 700 m off. */
const photoPlaceLimitM = 1_000;
/** EXIF carries the phone's own clock. */
const photoClockLimitMs = 10 * 60_000;

/** `openedAt`: a photo of this arrival cannot be older than the order. */
export function judgePhoto(photo: PhotoFacts, site: Point, openedAt: Date): Judgement {
  const conflicts = (reason: ProofReason): Judgement => ({ verdict: 'conflicts', reason, awayM: 0 });
  if (photo.usedBefore) return conflicts('photo-used-before');
  if (photo.place !== null && distanceM(site, photo.place) > photoPlaceLimitM)
    return conflicts('photo-taken-elsewhere');
  if (photo.takenAt !== null && photo.takenAt.getTime() < openedAt.getTime() - photoClockLimitMs)
    return conflicts('photo-older-than-order');
  return { verdict: 'holds', reason: 'photo-taken', awayM: 0 };
}
