/** The ladder: which due times an order has, and when. Pure. */
import type { LadderStep } from '@mingchu/shared/dispatch';
import { type LadderPolicy, usualUnheardS } from '@mingchu/shared/policy';

/** One row of due_time. */
export interface DueTime {
  dispatchId: string;
  step: LadderStep;
  /**
   * The offer that an expiry, or the wait for who took it, belongs to; of `ask-again` the latest offer; for the other
   * steps 0, or the offer that began a later round.
   */
  offerNumber: number;
  /** 0, or the number of the extension that set it. */
  extension?: number;
  dueAt: Date;
}

export function arrivalDueAt(policy: LadderPolicy, startedAt: Date): Date {
  return after(startedAt, policy.dueS);
}

/** The three steps that run from the start of the clock, whoever holds the order. */
export function planRound(
  policy: LadderPolicy,
  round: { dispatchId: string; startedAt: Date; offerNumber: number },
): DueTime[] {
  const { dispatchId, startedAt, offerNumber } = round;
  return [
    { dispatchId, step: 'warn', offerNumber, dueAt: after(startedAt, policy.warnS) },
    { dispatchId, step: 'breach', offerNumber, dueAt: arrivalDueAt(policy, startedAt) },
    { dispatchId, step: 'escalate', offerNumber, dueAt: after(startedAt, policy.escalateS) },
  ];
}

/** Silence until then counts as declined. */
export function planOfferExpiry(
  policy: LadderPolicy,
  offer: { dispatchId: string; offeredAt: Date; offerNumber: number },
): DueTime {
  const { dispatchId, offerNumber } = offer;
  return {
    dispatchId,
    step: 'offer-expires',
    offerNumber,
    dueAt: after(offer.offeredAt, policy.offerExpiresS),
  };
}

/** Until then something should be known of where the holder is. */
export function planUnheard(
  policy: LadderPolicy,
  wait: { dispatchId: string; from: Date; offerNumber: number; extension: number },
): DueTime {
  const { dispatchId, from, offerNumber, extension } = wait;
  const dueAt = after(from, policy.unheardS ?? usualUnheardS);
  return { dispatchId, step: 'unheard', offerNumber, extension, dueAt };
}

/** Who came on shift or finished another order is noticed within this, ms. */
const lookForFreeMs = 15_000;

/** When to look again for somebody to ask, for an order that nobody has. */
export function planAskAgain(
  order: { dispatchId: string; offerNumber: number },
  { now, againAt }: { now: Date; againAt: Date | null },
): DueTime {
  const latestMs = now.getTime() + lookForFreeMs;
  const dueAt = new Date(againAt === null ? latestMs : Math.min(latestMs, againAt.getTime()));
  return { ...order, step: 'ask-again', dueAt };
}

function after(start: Date, seconds: number): Date {
  return new Date(start.getTime() + seconds * 1000);
}
