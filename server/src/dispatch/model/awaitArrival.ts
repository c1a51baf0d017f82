/**
 * Watches over who holds an order and says nothing. An estimate that nobody renews is a guess: somebody who should have
 * set off and has not, or who should be there and is not, has disproved it. One row, `expected`, looks at either. While
 * there is nothing to estimate by, `unheard` stands in its place until people are told so. Pure.
 */
import type { LadderPolicy } from '@mingchu/shared/policy';
import { foresee, type OrderDecision } from './decision.ts';
import type { Estimate } from './estimateArrival.ts';
import { type DueTime, planUnheard } from './ladder.ts';
import { claimIsOpen, type Order } from './order.ts';

/** Silence is looked into this long after somebody should have set off or been there, ms. */
const silenceMs = 60_000;

/**
 * Sees to it that somebody looks when he does not keep to the estimate, or when there is none. Nothing when it is watched
 * already.
 */
export function awaitArrival(
  decision: OrderDecision,
  context: {
    policy: LadderPolicy;
    now: Date;
    estimate: Estimate | null;
    openDueTimes: readonly DueTime[];
    offerNumber: number;
  },
): void {
  const { id: dispatchId, state, extensionCount: extension, dueAt } = decision.next;
  const { policy, estimate, now, openDueTimes, offerNumber } = context;
  if (decision.next.breachedAt !== null || now >= dueAt) return;
  if (openDueTimes.some(({ step }) => step === 'expected')) return;
  const unheard = openDueTimes.find(({ step }) => step === 'unheard');
  if (estimate !== null) {
    if (unheard !== undefined) decision.closes.push({ ...unheard, outcome: 'whereabouts-known' });
    const at = later(state === 'en-route' ? estimate.at : estimate.setsOffAt, now);
    decision.adds.push({ dispatchId, step: 'expected', offerNumber, extension, dueAt: at });
  } else if (decision.next.forecast === 'unknown') {
    // That was told: from here on only news of him counts.
    decision.adds.push({ dispatchId, step: 'expected', offerNumber, extension, dueAt: later(now, now) });
  } else if (unheard === undefined) {
    const wait = planUnheard(policy, { dispatchId, from: now, offerNumber, extension });
    if (wait.dueAt < dueAt) decision.adds.push(wait);
  }
}

/**
 * What the row `unheard` brings: whoever waits for him is told that nothing is known of where he is. He is watched from
 * then on as anybody else. Null while a claim of his waits for an officer: the same row looks again.
 */
export function hearOf(
  decision: OrderDecision,
  due: DueTime,
  { policy, now, estimate }: { policy: LadderPolicy; now: Date; estimate: Estimate | null },
): string | null {
  const order = decision.next;
  if (order.state !== 'accepted' && order.state !== 'en-route') return 'order-moved-on';
  if (order.breachedAt !== null || now >= order.dueAt) return 'too-late-to-tell';
  if (claimIsOpen(order)) {
    decision.postpones.push({ ...due, dueAt: later(now, now) });
    return null;
  }
  if (estimate === null) tellUnknown(decision, 'no-position-since-acceptance');
  awaitArrival(decision, { policy, now, estimate, openDueTimes: [], offerNumber: due.offerNumber });
  return estimate === null ? 'told' : 'whereabouts-known';
}

/** The order says from here on that nobody knows; once for each holder. */
function tellUnknown(decision: OrderDecision, reason: UnknownBecause): void {
  const { inspectorId, offerCount } = decision.next;
  decision.next = { ...decision.next, etaAt: null, etaEarliestAt: null, forecast: 'unknown' };
  decision.acts.push({ act: 'whereabouts-unknown', reason, detail: { inspectorId } });
  decision.tells.push({
    step: 'whereabouts-unknown',
    to: ['role:duty', 'leader'],
    offerNumber: offerCount,
    occasion: inspectorId ?? '',
  });
}

type UnknownBecause = 'no-position-since-acceptance' | 'position-too-old';

/**
 * What the row brings: the estimate begins anew from what is known of him, so that lateness is told before the due time.
 * Null while he is awaited: the same row looks again.
 */
export function awaitOn(
  decision: OrderDecision,
  due: DueTime,
  { now, estimate }: { now: Date; estimate: Estimate | null },
): string | null {
  const order = decision.next;
  if (order.state !== 'accepted' && order.state !== 'en-route') return 'order-moved-on';
  if (order.breachedAt !== null || now >= order.dueAt) return 'too-late-to-tell';
  // What was known of him is no longer worth an estimate: the one that stands would be a lie.
  if (estimate === null && order.etaAt !== null && !claimIsOpen(order))
    tellUnknown(decision, 'position-too-old');
  const renewed = estimate !== null && !claimIsOpen(order) && isDisproved(order, estimate, now);
  if (renewed) foresee(decision, estimate);
  // Who has not set off is looked at every minute: each costs him one.
  const moment = renewed && order.state === 'accepted' ? now : nextMoment(decision.next, estimate, now);
  decision.postpones.push({ ...due, dueAt: later(moment, now) });
  return null;
}

/** `estimate`: as it would be now. */
function isDisproved(order: Order, estimate: Estimate, now: Date): boolean {
  if (order.etaAt === null) return true;
  if (order.state === 'en-route') return now.getTime() >= order.etaAt.getTime() + silenceMs;
  return now >= nextMoment(order, estimate, now);
}

/** When he will have set off, or be there, if the estimate that was told holds. */
function nextMoment({ state, etaAt }: Order, estimate: Estimate | null, now: Date): Date {
  if (etaAt === null || estimate === null) return now;
  const wayMs = state === 'accepted' ? estimate.at.getTime() - estimate.setsOffAt.getTime() : 0;
  return new Date(etaAt.getTime() - wayMs);
}

function later(moment: Date, now: Date): Date {
  return new Date(Math.max(moment.getTime(), now.getTime()) + silenceMs);
}
