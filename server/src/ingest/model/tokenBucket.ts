/** A rate with a burst: what is not spent is saved up to a limit. */
import type { EpochMs } from '@mingchu/shared/observation';

export interface TokenBucket {
  tokens: number;
  refilledAt: EpochMs;
}

export interface BucketRate {
  burst: number;
  perS: number;
}

/** Full, whatever its rate. */
export function newBucket(now: EpochMs): TokenBucket {
  return { tokens: Number.POSITIVE_INFINITY, refilledAt: now };
}

/** True when at least one token was there; takes `cost`, also more than there was, which is then owed. */
export function spend(
  bucket: TokenBucket,
  rate: BucketRate,
  cost: { now: EpochMs; tokens: number },
): boolean {
  const elapsedMs = Math.max(0, cost.now - bucket.refilledAt);
  bucket.refilledAt = cost.now;
  bucket.tokens = Math.min(rate.burst, bucket.tokens + (elapsedMs / 1000) * rate.perS);
  if (bucket.tokens < 1) return false;
  bucket.tokens -= cost.tokens;
  return true;
}
