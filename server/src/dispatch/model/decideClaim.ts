/** What an arrival that does not count by itself does to an order. Pure. */
import type { ArrivalClaim, ProofView } from '@mingchu/shared/arrival';
import { type ActContext, decideAct } from './decideAct.ts';
import { type OrderDecision, type RecordedAct, undecided } from './decision.ts';
import type { JudgedProof } from './judgeProof.ts';
import { claimIsOpen, type Order } from './order.ts';
import type { Weighed } from './weighProofs.ts';

export function proofView({ kind, verdict, reason, at }: JudgedProof): ProofView {
  return { kind, verdict, reason, at: at.toISOString() };
}

/** One line of the record for each proof. */
export function recordProofs(proofs: readonly JudgedProof[], detail: Record<string, unknown>): RecordedAct[] {
  return proofs.map((proof) => ({
    act: 'prove',
    reason: proof.reason,
    detail: { ...detail, kind: proof.kind, verdict: proof.verdict, at: proof.at.toISOString() },
  }));
}

/** The claim stands on the order until an officer decides; he is told when it begins and when it turns doubtful. */
export function decideClaim(
  order: Order,
  claim: {
    weighed: Extract<Weighed, { verdict: 'pending' | 'conflicting' }>;
    inspectorId: string;
    all: readonly JudgedProof[];
    now: Date;
  },
): OrderDecision {
  const { weighed, inspectorId, all, now } = claim;
  const decision = undecided(order);
  const before = order.arrivalClaim?.state === 'refused' ? null : order.arrivalClaim;
  const claimedAt = before?.claimedAt ?? now.toISOString();
  const arrivalClaim: ArrivalClaim = {
    state: weighed.verdict,
    inspectorId,
    at: weighed.at.toISOString(),
    claimedAt,
    proofs: all.map(proofView),
  };
  decision.next = { ...order, arrivalClaim };
  if (before?.state === weighed.verdict) return decision;
  decision.acts.push({
    act: 'claim-arrival',
    reason: weighed.reason,
    detail: { inspectorId, state: weighed.verdict, at: arrivalClaim.at },
  });
  decision.tells.push({
    step: weighed.verdict === 'pending' ? 'arrival-claim' : 'arrival-conflict',
    to: ['role:duty'],
    offerNumber: order.offerCount,
    occasion: claimedAt,
  });
  return decision;
}

/** Proofs that come when the arrival counts already are kept; a contradiction is told. */
export function decideAfterArrival(
  order: Order,
  fresh: readonly JudgedProof[],
  records: readonly RecordedAct[],
): OrderDecision {
  const decision = undecided(order);
  decision.acts.push(...records);
  if (fresh.some((proof) => proof.verdict === 'conflicts')) {
    decision.tells.push({ step: 'arrival-conflict', to: ['role:duty'], offerNumber: order.offerCount });
  }
  return decision;
}

/** An officer holds the claim to be true: the arrival counts from its proof. Undefined when there is none. */
export function confirmClaim(
  order: Order,
  { comment, context }: { comment: string; context: ActContext },
): OrderDecision | undefined {
  const claim = order.arrivalClaim;
  if (claim === null || !claimIsOpen(order)) return undefined;
  const detail = { countedBecause: 'confirmed-by-officer', claim, comment };
  const arrival = { at: new Date(claim.at), withdrawBecause: 'claim-made-in-time' } as const;
  return decideAct(order, { act: 'arrive', detail }, { ...context, arrival });
}

/** He does not: the clock runs on, and the inspector is told why. Undefined when there is no claim. */
export function refuseClaim(order: Order, comment: string): OrderDecision | undefined {
  const claim = order.arrivalClaim;
  if (claim === null || !claimIsOpen(order)) return undefined;
  const decision = undecided(order);
  decision.next = { ...order, arrivalClaim: { ...claim, state: 'refused', comment } };
  decision.acts.push({ act: 'refuse-arrival', reason: 'refused-by-officer', detail: { claim, comment } });
  decision.tells.push({
    step: 'arrival-refused',
    to: [claim.inspectorId],
    offerNumber: order.offerCount,
    occasion: claim.claimedAt,
    comment,
  });
  return decision;
}
