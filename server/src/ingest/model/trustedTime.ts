/**
 * Which time a message's samples get. The device's own, while its newest sample is within the skew limit of our
 * clock: then older samples in the same message are a back-fill of a device whose clock is right, and are as old as
 * they say. When the newest is further off, the clock is not trusted: the newest sample counts as of `receivedAt` and
 * the others keep their distance from it. So a back-fill whose newest sample is older than the limit counts as
 * arriving now. What the broker had kept is old by nature and says nothing about the clock: it keeps its own time,
 * unless that lies in the future.
 */
import { type EpochMs, skewLimitMs } from '@mingchu/shared/observation';

export interface Trust {
  /** Added to each device time, ms; 0 when the clock is trusted. */
  shiftMs: number;
  /** Device clock minus ours, ms; null when trusted. */
  skewMs: number | null;
  /** The device time may come again with another `receivedAt` and then another time of ours: it needs its own key. */
  needsKey: boolean;
}

const trusted: Trust = { shiftMs: 0, skewMs: null, needsKey: false };
const kept: Trust = { shiftMs: 0, skewMs: null, needsKey: true };

/** @param newest device time of the newest sample of the message */
export function judgeClock(newest: EpochMs, receivedAt: EpochMs, retained: boolean): Trust {
  const skewMs = newest - receivedAt;
  if (Math.abs(skewMs) <= skewLimitMs) return trusted;
  if (retained && skewMs < 0) return kept;
  return { shiftMs: -skewMs, skewMs, needsKey: true };
}
