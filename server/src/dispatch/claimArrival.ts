/**
 * An inspector says or shows that he is there. Enough proofs count at once, from the first of them; too few ask an
 * officer; contradictions go to an officer and never count by themselves. The clock runs on until it is decided.
 */
import type { ProofView } from '@mingchu/shared/arrival';
import { ProblemError } from '../platform/http/problem.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import type { ActRequest } from './actOnDispatch.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { gatherProofs } from './gatherProofs.ts';
import { type ActContext, decideAct } from './model/decideAct.ts';
import { decideAfterArrival, decideClaim, proofView, recordProofs } from './model/decideClaim.ts';
import { type OrderDecision, undecided } from './model/decision.ts';
import { targetState } from './model/moveOrder.ts';
import type { Order } from './model/order.ts';
import { weighProofs } from './model/weighProofs.ts';

export interface ClaimOutcome {
  /** Undefined when the order cannot be arrived at (any more). */
  decision: OrderDecision | undefined;
  /** What each of the new proofs is worth. */
  proofs: ProofView[];
  /** Told to the person after the proofs have been kept. */
  problem: ProblemError | null;
}

export async function claimArrival(
  tx: Transaction,
  deps: DispatchDeps,
  before: Order,
  { request, context }: { request: ActRequest; context: ActContext },
): Promise<ClaimOutcome> {
  const { inspectorId } = request.person;
  const there = before.state === 'arrived' && request.proofsOnly === true;
  if (inspectorId === null || (!there && targetState(before.state, 'arrive') === undefined))
    return { decision: undefined, proofs: [], problem: null };
  const { now } = context;
  const timing = request.timing ?? null;
  const given = { ...(request.position === null ? {} : { position: request.position }), ...request.proofs };
  const { all, fresh, carriesTime } = await gatherProofs(tx, deps, before, {
    inspectorId,
    given,
    timing,
    now,
  });
  const proofs = fresh.map(proofView);
  const records = recordProofs(fresh, request.input.detail);
  if (there) return { decision: decideAfterArrival(before, fresh, records), proofs, problem: null };
  const weighed = weighProofs(all, {
    needed: deps.policy.arrivalProofsNeeded,
    windowMs: deps.policy.arrivalProofWindowS * 1000,
    word: request.proofsOnly !== true,
    inReview: before.arrivalClaim?.state === 'conflicting' && before.arrivalClaim.inspectorId === inspectorId,
    now,
  });
  switch (weighed.verdict) {
    case 'counts': {
      const withdrawBecause = carriesTime ? 'arrival-proven-offline' : 'proofs-begun-in-time';
      const arrival = weighed.at < now ? { arrival: { at: weighed.at, withdrawBecause } as const } : {};
      const detail = { ...request.input.detail, countedBecause: weighed.reason };
      const decision = decideAct(before, { act: 'arrive', detail }, { ...context, ...arrival });
      decision?.acts.unshift(...records);
      return { decision, proofs, problem: null };
    }
    case 'pending':
    case 'conflicting': {
      const decision = decideClaim(before, { weighed, inspectorId, all, now });
      decision.acts.unshift(...records);
      return { decision, proofs, problem: null };
    }
    case 'unproven': {
      const decision = undecided(before);
      decision.acts.push(...records);
      const problem = request.proofsOnly === true && fresh.length > 0 ? null : proofNeeded(weighed.reason);
      return { decision, proofs, problem };
    }
  }
}

function proofNeeded(reason: string): ProblemError {
  return new ProblemError(422, 'proof-needed', `到场需要证据：定位、店码或照片（${reason}）`);
}
