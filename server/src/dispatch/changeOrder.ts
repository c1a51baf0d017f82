/** One decision about an order in a transaction of its own, for officers' acts beside the transition table. */
import type { Dispatch } from '@mingchu/shared/dispatch';
import { appendChanges } from '../platform/changelog/changeLog.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import { overtaken } from './actOnDispatch.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { lockOrder } from './dispatchStore.ts';
import type { ActContext } from './model/decideAct.ts';
import type { OrderDecision } from './model/decision.ts';
import { dispatchView, type Order } from './model/order.ts';
import { officerContext } from './officerContext.ts';
import { writeDecisions } from './writeDecisions.ts';

/** `version`: null does not guard. `decide` throws a ProblemError when it cannot be done. */
export async function changeOrder(
  deps: DispatchDeps,
  request: { dispatchId: string; version: number | null; actor: string },
  decide: (tx: Transaction, order: Order, context: ActContext) => Promise<OrderDecision>,
): Promise<Dispatch> {
  const { dispatchId, version, actor } = request;
  return deps.db.transaction(async (tx) => {
    const before = await lockOrder(tx, dispatchId);
    if (before === null) throw new ProblemError(404, 'no-such-dispatch', 'There is no such order.');
    if (version !== null && version !== before.version) throw overtaken(deps, before);
    const now = deps.clock.date();
    const decision = await decide(tx, before, await officerContext(tx, deps, { order: before, now }));
    const changes = await writeDecisions(tx, deps, { decided: [{ before, decision }], actor, now });
    appendChanges(tx, now, changes);
    return dispatchView(decision.next);
  });
}
