/** Opens orders for violations that call for one, within the transaction that opened the violations. */
import { randomUUID } from 'node:crypto';
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Severity } from '@mingchu/shared/violation';
import type { NewChange } from '../platform/changelog/changeLog.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import { openChooser } from './chooser.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { insertOrders, ordersOfViolations } from './dispatchStore.ts';
import { offerNext, undecided } from './model/decision.ts';
import { arrivalDueAt, planRound } from './model/ladder.ts';
import { dispatchView, newOrder } from './model/order.ts';
import { type DecidedOrder, writeDecisions } from './writeDecisions.ts';

export interface ViolationToDispatch {
  id: string;
  siteId: string;
  severity: Severity;
  /** Start of the ten minutes. */
  openedAt: Date;
}

/** One violation, one order: asked again for the same violation, answers the order there is, and changes nothing. */
export async function openDispatch(
  tx: Transaction,
  deps: DispatchDeps,
  { violation }: { violation: ViolationToDispatch },
): Promise<{ dispatch: Dispatch; changes: NewChange[] }> {
  const { dispatches, changes } = await openDispatches(tx, deps, { violations: [violation] });
  const dispatch = dispatches.get(violation.id);
  if (dispatch === undefined) throw new Error(`no order came of violation ${violation.id}`);
  return { dispatch, changes };
}

/** The same for many at once, with a fixed number of statements; the answer is keyed by violation. */
export async function openDispatches(
  tx: Transaction,
  deps: DispatchDeps,
  { violations }: { violations: readonly ViolationToDispatch[] },
): Promise<{ dispatches: Map<string, Dispatch>; changes: NewChange[] }> {
  const ids = violations.map((violation) => violation.id);
  const [existing, chooseNext] = await Promise.all([ordersOfViolations(tx, ids), openChooser(tx, deps, [])]);
  const dispatches = new Map(existing.map((order) => [order.violationId, dispatchView(order)]));
  const fresh = violations.filter((violation) => !dispatches.has(violation.id));
  if (fresh.length === 0) return { dispatches, changes: [] };
  const now = deps.clock.date();
  const decided = fresh.map((violation): DecidedOrder => {
    const policy = deps.policy.severities[violation.severity];
    const before = newOrder(randomUUID(), violation, arrivalDueAt(policy, violation.openedAt));
    const decision = undecided(before);
    decision.acts.push({
      act: 'open',
      reason: 'violation-opened',
      detail: { dueAt: before.dueAt.toISOString() },
    });
    decision.adds.push(
      ...planRound(policy, { dispatchId: before.id, startedAt: before.openedAt, offerNumber: 0 }),
    );
    offerNext(decision, chooseNext(before, now), { policy, now });
    return { before, decision };
  });
  const inserted = insertOrders(
    tx,
    decided.map(({ before }) => before),
  );
  const [changes] = await Promise.all([
    writeDecisions(tx, deps, { decided, actor: 'system', now }),
    inserted,
  ]);
  for (const { decision } of decided) dispatches.set(decision.next.violationId, dispatchView(decision.next));
  return { dispatches, changes };
}
