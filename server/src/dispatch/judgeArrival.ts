/** An officer decides about an arrival that its proofs leave open. */
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Session } from '@mingchu/shared/http';
import { ProblemError } from '../platform/http/problem.ts';
import { overtaken } from './actOnDispatch.ts';
import { changeOrder } from './changeOrder.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { confirmClaim, refuseClaim } from './model/decideClaim.ts';
import { claimIsOpen, type Order } from './model/order.ts';
import { refuseProofs } from './proofStore.ts';

interface Judgement {
  dispatchId: string;
  version: number | null;
  comment: string;
  person: Session;
}

/** The arrival counts from its proof. 409 `overtaken` or `no-claim`, with what happened instead. */
export function confirmArrival(deps: DispatchDeps, judgement: Judgement): Promise<Dispatch> {
  return changeOrder(
    deps,
    { ...judgement, actor: judgement.person.username },
    async (_tx, order, context) => {
      requireClaim(deps, order, judgement.person);
      const decision = confirmClaim(order, { comment: judgement.comment, context });
      if (decision === undefined) throw overtaken(deps, order);
      return decision;
    },
  );
}

/** The clock runs on, and what was given for this claim counts no more. */
export function refuseArrival(deps: DispatchDeps, judgement: Judgement): Promise<Dispatch> {
  return changeOrder(deps, { ...judgement, actor: judgement.person.username }, async (tx, order) => {
    requireClaim(deps, order, judgement.person);
    const decision = refuseClaim(order, judgement.comment);
    if (decision === undefined) throw overtaken(deps, order);
    await refuseProofs(tx, { dispatchId: order.id, offerNumber: order.offerCount });
    return decision;
  });
}

function requireClaim(deps: DispatchDeps, order: Order, { username, inspectorId }: Session): void {
  if (order.arrivedAt !== null || order.state === 'recalled') throw overtaken(deps, order);
  if (!claimIsOpen(order)) {
    const refused = order.arrivalClaim?.state === 'refused';
    throw new ProblemError(409, 'no-claim', refused ? '到场报告已被退回' : '没有待确认的到场报告');
  }
  if (order.arrivalClaim?.inspectorId === username || order.arrivalClaim?.inspectorId === inspectorId)
    throw new ProblemError(403, 'second-person-needed', 'Somebody else has to confirm your arrival.');
}
