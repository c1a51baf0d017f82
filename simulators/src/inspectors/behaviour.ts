/** How an inspector takes an order: from chance in the demonstration, as written in a scenario. */
import type { SubmitFinding } from '@mingchu/shared/dispatch';
import { chanceOf } from '../chance.ts';

export interface Behaviour {
  answer: 'accept' | 'decline' | 'ignore';
  /** From the offer to the answer. */
  thinkMs: number;
  /** From the answer to leaving. */
  packMs: number;
  /** Held up on the way. */
  stuckMs: number;
  /** The way; by distance when null. */
  rideMs: number | null;
  /** From the arrival to the report. */
  lookMs: number;
  finding: SubmitFinding;
  /** For a decline. */
  reason: string;
}

/** Of a hundred offers so many are ignored, declined, or end in a traffic jam. */
const temper = { ignores: 2, declines: 3, stuck: 4 };
const stuckMs = 9 * 60_000;

/** The demonstration's people; the same for the same seed and offer. */
export function chanceBehaviour(
  seed: number,
  offer: { siteId: string; inspectorId: string; offerCount: number },
): Behaviour {
  const chance = chanceOf(seed, `${offer.siteId} ${offer.inspectorId} ${offer.offerCount}`);
  const mood = chance.float() * 100;
  const { ignores, declines, stuck } = temper;
  return {
    answer: mood < ignores ? 'ignore' : mood < ignores + declines ? 'decline' : 'accept',
    thinkMs: chance.between(5_000, 45_000),
    packMs: chance.between(8_000, 40_000),
    stuckMs: chance.happens(stuck / 100) ? stuckMs : 0,
    rideMs: null,
    lookMs: chance.between(60_000, 150_000),
    finding: chance.pick(['confirmed', 'confirmed', 'corrected', 'corrected', 'false-alarm'] as const),
    reason: chance.pick(['正在处理另一起投诉', '车辆故障', '身体不适']),
  };
}
