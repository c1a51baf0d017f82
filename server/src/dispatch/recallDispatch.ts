/** Calls an order back, within the transaction of whoever found that nobody needs to go. */
import type { NewChange } from '../platform/changelog/changeLog.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { lockOrderOfViolation } from './dispatchStore.ts';
import { decideAct } from './model/decideAct.ts';
import { officerContext } from './officerContext.ts';
import { writeDecisions } from './writeDecisions.ts';

/** Does nothing when the violation has no order, or one that can no longer be recalled (submitted, finished). */
export async function recallDispatch(
  tx: Transaction,
  deps: DispatchDeps,
  recall: { violationId: string; actor: string; reason: string },
): Promise<NewChange[]> {
  const order = await lockOrderOfViolation(tx, recall.violationId);
  if (order === null) return [];
  const now = deps.clock.date();
  const decision = decideAct(
    order,
    { act: 'recall', reason: recall.reason, detail: {} },
    await officerContext(tx, deps, { order, now }),
  );
  if (decision === undefined) return [];
  return writeDecisions(tx, deps, { decided: [{ before: order, decision }], actor: recall.actor, now });
}
