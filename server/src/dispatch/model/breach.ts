/** The promise of a round is broken, or was not after all. Pure. */
import type { LadderPolicy } from '@mingchu/shared/policy';
import { namedHolder, type OrderDecision } from './decision.ts';

/**
 * Records that the due time passed without arrival: once per round, with the lateness at this moment. False when it
 * was recorded before.
 */
export function recordBreach(decision: OrderDecision, context: { policy: LadderPolicy; now: Date }): boolean {
  const order = decision.next;
  if (order.breachedAt !== null) return false;
  const latenessMs = context.now.getTime() - order.dueAt.getTime();
  decision.next = { ...order, breachedAt: order.dueAt, latenessMs, reason: 'due-time-passed' };
  decision.tells.push({ step: 'breach', to: namedHolder(context.policy.breachTells, order), offerNumber: 0 });
  decision.acts.push({
    act: 'breach',
    reason: 'due-time-passed',
    detail: {
      dueAt: order.dueAt.toISOString(),
      latenessMs,
      inspectorId: order.inspectorId,
      ...(order.round > 1 && { round: order.round }),
      ...(order.arrivalClaim === null ? {} : { arrivalClaim: order.arrivalClaim.state }),
    },
  });
  return true;
}

/**
 * Takes back the breach of this round, with the named reason that is audited. Who was told of it is told this too.
 */
export function withdrawBreach(
  decision: OrderDecision,
  because: BreachWithdrawal,
  policy: LadderPolicy,
): boolean {
  const order = decision.next;
  if (order.breachedAt === null || order.breachedAt.getTime() !== order.dueAt.getTime()) return false;
  decision.next = { ...order, breachedAt: null, latenessMs: null, reason: because };
  decision.acts.push({
    act: 'withdraw-breach',
    reason: because,
    detail: { breachedAt: order.breachedAt.toISOString(), inspectorId: order.inspectorId },
  });
  decision.tells.push({
    step: 'breach-withdrawn',
    to: namedHolder(policy.breachTells, order),
    offerNumber: order.offerCount,
    occasion: order.breachedAt.toISOString(),
  });
  return true;
}

/** Why a breach was none after all. */
export type BreachWithdrawal =
  | 'claim-made-in-time'
  | 'proofs-begun-in-time'
  | 'arrival-proven-offline'
  | 'extension-approved';
