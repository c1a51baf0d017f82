/** Sends somebody again for a violation whose order is done or was called back: the same order, another round. */
import type { NewChange } from '../platform/changelog/changeLog.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import { openChooser } from './chooser.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { lockOrderOfViolation } from './dispatchStore.ts';
import { decideSendAgain } from './model/decideAct.ts';
import { arrivalDueAt } from './model/ladder.ts';
import { writeDecisions } from './writeDecisions.ts';

/** Throws 409 `already-dispatched` while the order is under way. The violation's row is locked by the caller. */
export async function sendAgain(
  tx: Transaction,
  deps: DispatchDeps,
  send: { violationId: string; actor: string; reason: string },
): Promise<NewChange[]> {
  const order = await lockOrderOfViolation(tx, send.violationId);
  if (order === null) throw new Error(`violation ${send.violationId} has no order to send again`);
  const now = deps.clock.date();
  const policy = deps.policy.severities[order.severity];
  const choose = await openChooser(tx, deps, [order.id]);
  const { siteId } = order;
  const choice = choose({ id: order.id, siteId, roundStartedAt: now, dueAt: arrivalDueAt(policy, now) }, now);
  const decision = decideSendAgain(order, { reason: send.reason, policy, now, choice });
  if (decision === undefined)
    throw new ProblemError(409, 'already-dispatched', 'It has an order already: give that one to somebody.');
  return writeDecisions(tx, deps, { decided: [{ before: order, decision }], actor: send.actor, now });
}
