/** What happens when a due time has come. Pure: the order, the due time, now and a choice of who is next. */
import { clockRuns } from '@mingchu/shared/dispatch';
import type { LadderPolicy } from '@mingchu/shared/policy';
import { awaitOn, hearOf } from './awaitArrival.ts';
import type { Choice } from './chooseInspector.ts';
import { recordBreach } from './breach.ts';
import { answerOffer, namedHolder, offerNext, type OrderDecision, withdrawOneOffer } from './decision.ts';
import type { Estimate } from './estimateArrival.ts';
import { type DueTime, planAskAgain } from './ladder.ts';
import { moveOrder } from './moveOrder.ts';

export interface DueStepContext {
  policy: LadderPolicy;
  now: Date;
  /** Asked when an offer has run out, and for an order that nobody has. */
  chooseNext: () => Choice;
  /** For who holds the order: when he would be there by what is known of him now; null when nothing is. */
  estimate: Estimate | null;
}

/** Adds to the decision what this due time brings, and closes its row with the outcome, or sets it a later time. */
export function decideDueStep(decision: OrderDecision, due: DueTime, context: DueStepContext): void {
  const outcome = clockRuns[decision.next.state] ? stepOutcome(decision, due, context) : 'clock-stopped';
  if (outcome === null) return;
  decision.closes.push({ dispatchId: due.dispatchId, step: due.step, offerNumber: due.offerNumber, outcome });
}

function stepOutcome(decision: OrderDecision, due: DueTime, context: DueStepContext): string | null {
  switch (due.step) {
    case 'ask-again':
      return askAgain(decision, due, context);
    case 'offer-expires':
      return expireOffer(decision, due, context);
    case 'unheard':
      return hearOf(decision, due, context);
    case 'expected':
      return awaitOn(decision, due, context);
    case 'warn':
      return warn(decision, due, context.now);
    case 'breach':
      return recordBreach(decision, context) ? 'breached' : 'breached-before';
    case 'escalate':
      return escalate(decision, due, context.policy);
  }
}

function expireOffer(decision: OrderDecision, due: DueTime, context: DueStepContext): string {
  const order = decision.next;
  const { offerNumber } = due;
  const offer = order.openOffers.find((each) => each.offerNumber === offerNumber);
  if (order.state !== 'offered' || offer === undefined) return 'offer-moved-on';
  const { inspectorId } = offer;
  answerOffer(decision, 'expired', { now: context.now, offerNumber });
  decision.acts.push({ act: 'offer-expired', reason: 'no-answer', detail: { inspectorId, offerNumber } });
  decision.tells.push({ step: 'offer-lapsed', to: [inspectorId], offerNumber });
  if (withdrawOneOffer(decision, offerNumber)) return 'offer-expired';
  const lapsed = moveOrder(order, { act: 'decline', reason: 'offer-expired' }, context.now);
  if (lapsed === undefined) throw new Error('an offered order can always be declined');
  decision.next = lapsed;
  offerNext(decision, context.chooseNext(), context);
  return 'offer-expired';
}

/** Null when there is still nobody: the same row looks again later. */
function askAgain(decision: OrderDecision, due: DueTime, context: DueStepContext): string | null {
  if (decision.next.state !== 'declined') return 'order-moved-on';
  const choice = context.chooseNext();
  if (choice.inspectorId === null) {
    const { dispatchId, offerNumber } = due;
    decision.postpones.push(
      planAskAgain({ dispatchId, offerNumber }, { now: context.now, againAt: choice.againAt }),
    );
    return null;
  }
  offerNext(decision, choice, { ...context, waited: true });
  return 'asked-again';
}

/** A warning that comes after the due time (we were away) would say nothing: the breach speaks instead. */
function warn(decision: OrderDecision, due: DueTime, now: Date): string {
  if (now.getTime() >= decision.next.dueAt.getTime()) return 'too-late-to-warn';
  decision.tells.push({
    step: 'warn',
    to: namedHolder(['inspector', 'role:duty'], decision.next),
    offerNumber: due.offerNumber,
  });
  decision.acts.push({
    act: 'warn',
    reason: 'time-runs-out',
    detail: { inspectorId: decision.next.inspectorId },
  });
  return 'told';
}

function escalate(decision: OrderDecision, due: DueTime, policy: LadderPolicy): string {
  decision.tells.push({
    step: 'escalate',
    to: namedHolder(policy.escalateTells, decision.next),
    offerNumber: due.offerNumber,
  });
  decision.acts.push({
    act: 'escalate',
    reason: 'still-not-there',
    detail: { inspectorId: decision.next.inspectorId },
  });
  return 'told';
}
