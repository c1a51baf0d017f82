/**
 * Takes every overdue step, in batches. Whoever wakes it (a job, the alarm, another process) does the same: claim
 * overdue rows with SKIP LOCKED together with their orders, decide purely, write the whole batch with a fixed number
 * of statements, commit. A row is open or done, and it is made done in the transaction that writes its consequences;
 * so a step happens exactly once, however many look and whenever they die.
 */
import { severities } from '@mingchu/shared/violation';
import { appendChanges } from '../platform/changelog/changeLog.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import { type Chooser, openChooser } from './chooser.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { lockOrders } from './dispatchStore.ts';
import { claimOverdue, overdueOrderIds } from './dueTimeStore.ts';
import { estimatesOfHolders } from './forecastArrival.ts';
import type { Choice } from './model/chooseInspector.ts';
import { decideDueStep } from './model/decideDueStep.ts';
import { undecided } from './model/decision.ts';
import type { Estimate } from './model/estimateArrival.ts';
import type { DueTime } from './model/ladder.ts';
import type { Order } from './model/order.ts';
import { type DecidedOrder, writeDecisions } from './writeDecisions.ts';

/** Most due times one transaction takes: the change log is locked for the others while it commits. */
export const dueBatchSize = 500;

/** Handles all that is overdue now; answers how many steps were taken. */
export async function handleDueTimes(deps: DispatchDeps): Promise<number> {
  let handled = 0;
  for (;;) {
    let claimed: number;
    try {
      claimed = await deps.db.transaction((tx) => handleBatch(tx, deps, null));
    } catch (error) {
      return handled + (await handleOneByOne(deps, error));
    }
    handled += claimed;
    if (claimed < dueBatchSize) return handled;
  }
}

/**
 * One order that cannot be handled must not hold up the others: after a batch has failed each order gets a
 * transaction of its own. Rejects at the end when any failed, so that the fault is reported and tried again.
 */
async function handleOneByOne(deps: DispatchDeps, cause: unknown): Promise<number> {
  const ids = await overdueOrderIds(deps.db, deps.clock.date(), dueBatchSize);
  const stuck: string[] = [];
  let handled = 0;
  for (const id of ids) {
    try {
      handled += await deps.db.transaction((tx) => handleBatch(tx, deps, id));
    } catch (error) {
      stuck.push(id);
      deps.log.error({ err: error, dispatchId: id }, 'the due times of an order cannot be handled');
    }
  }
  if (stuck.length > 0)
    throw new Error(`due times of orders ${stuck.join(', ')} cannot be handled`, { cause });
  return handled;
}

async function handleBatch(tx: Transaction, deps: DispatchDeps, dispatchId: string | null): Promise<number> {
  const now = deps.clock.date();
  const dueTimes = await claimOverdue(tx, now, { limit: dueBatchSize, dispatchId });
  if (dueTimes.length === 0) return 0;
  const ids = [...new Set(dueTimes.map((due) => due.dispatchId))];
  const orders = new Map((await lockOrders(tx, ids)).map((order) => [order.id, order]));
  const chooser = await chooserFor(tx, deps, dueTimes);
  const estimates = await estimatesOfAwaited(tx, deps, { dueTimes, orders, now });
  const decided = decideBatch(deps, { dueTimes, orders, chooser, estimates, now });
  const changes = await writeDecisions(tx, deps, { decided, actor: 'system', now });
  appendChanges(tx, now, changes);
  const outcomes = countOutcomes(decided);
  if (Object.keys(outcomes).length > 0)
    tx.afterCommit(() => deps.log.info({ ...outcomes }, 'due times handled'));
  return dueTimes.length;
}

/** Inspectors are only read when somebody is to be asked: a storm of breaches does not need them. */
async function chooserFor(
  tx: Transaction,
  deps: DispatchDeps,
  dueTimes: readonly DueTime[],
): Promise<Chooser | null> {
  const choosing = dueTimes.filter(({ step }) => step === 'offer-expires' || step === 'ask-again');
  if (choosing.length === 0) return null;
  return openChooser(
    tx,
    deps,
    choosing.map((due) => due.dispatchId),
  );
}

/** By order: when who holds it would be there, for those whose row says to look. */
function estimatesOfAwaited(
  tx: Transaction,
  deps: DispatchDeps,
  batch: { dueTimes: readonly DueTime[]; orders: ReadonlyMap<string, Order>; now: Date },
): Promise<Map<string, Estimate>> {
  const awaited = batch.dueTimes.flatMap(({ step, dispatchId }) =>
    step === 'expected' || step === 'unheard' ? (batch.orders.get(dispatchId) ?? []) : [],
  );
  return estimatesOfHolders(tx, deps, awaited, batch.now);
}

function decideBatch(
  deps: DispatchDeps,
  batch: {
    dueTimes: readonly DueTime[];
    orders: ReadonlyMap<string, Order>;
    chooser: Chooser | null;
    estimates: ReadonlyMap<string, Estimate>;
    now: Date;
  },
): DecidedOrder[] {
  const { orders, chooser, estimates, now } = batch;
  const decided = new Map<string, DecidedOrder>();
  for (const due of waitingLast(batch.dueTimes, orders)) {
    const before = orders.get(due.dispatchId);
    if (before === undefined) throw new Error(`due time of an order that is not there: ${due.dispatchId}`);
    const entry = decided.get(before.id) ?? { before, decision: undecided(before) };
    decided.set(before.id, entry);
    const chooseNext = (): Choice => {
      if (chooser === null) throw new Error(`${due.step} does not choose anyone`);
      return chooser(before, now);
    };
    const policy = deps.policy.severities[before.severity];
    const estimate = estimates.get(before.id) ?? null;
    decideDueStep(entry.decision, due, { policy, now, chooseNext, estimate });
  }
  return [...decided.values()];
}

/** Of orders that wait for somebody to become free, the gravest and then the oldest has the first choice. */
function waitingLast(dueTimes: readonly DueTime[], orders: ReadonlyMap<string, Order>): DueTime[] {
  const rank = ({ step, dispatchId }: DueTime): [number, number] => {
    const order = orders.get(dispatchId);
    if (step !== 'ask-again' || order === undefined) return [-1, 0];
    return [severities.indexOf(order.severity), order.dueAt.getTime()];
  };
  return dueTimes
    .map((due) => ({ due, rank: rank(due) }))
    .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1])
    .map(({ due }) => due);
}

function countOutcomes(decided: readonly DecidedOrder[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { decision } of decided) {
    for (const { step, outcome } of decision.closes) {
      const name = `${step}: ${outcome}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}
