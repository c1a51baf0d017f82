/** Says early whether the promise will be kept: estimates of arrival, renewed while somebody is on the way. */
import type { NewChange } from '../platform/changelog/changeLog.ts';
import type { Executor, Transaction } from '../platform/postgres/database.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { lockOrders } from './dispatchStore.ts';
import { travellersTo } from './inspectorStore.ts';
import { foresee, undecided } from './model/decision.ts';
import type { Point } from '@mingchu/shared/distance';
import { type Estimate, estimateArrival, type Traveller } from './model/estimateArrival.ts';
import type { Order } from './model/order.ts';
import { areasOfWork, type Work } from './model/whereabouts.ts';
import { type DecidedOrder, writeDecisions } from './writeDecisions.ts';

/** An estimate that moved by less is not worth a change on every screen, ms. */
const leastMoveMs = 15_000;

/** Null when nobody knows where he is. `at`: where he says he is in the act itself. */
export async function estimateFor(
  db: Executor,
  deps: DispatchDeps,
  order: Pick<Order, 'id' | 'siteId'>,
  who: { inspectorId: string; onTheWay: boolean; at: Point | null; now: Date },
): Promise<Estimate | null> {
  const { inspectorId, onTheWay, at, now } = who;
  const [traveller] = await travellersTo(db, [{ inspectorId, dispatchId: order.id }]);
  if (traveller === undefined) return null;
  const where = at === null ? {} : { lat: at.lat, lon: at.lon, positionAt: now };
  return estimator(deps, now)({ ...traveller, ...where }, { siteId: order.siteId, onTheWay });
}

/** Null when the kitchen, or where he is, is not known. */
function estimator({ registry, policy }: Pick<DispatchDeps, 'registry' | 'policy'>, now: Date) {
  const areaOf = areasOfWork(registry.grids.values());
  return (
    traveller: Omit<Traveller, 'onTheWay' | 'area'> & Work,
    { siteId, onTheWay }: { siteId: string; onTheWay: boolean },
  ): Estimate | null => {
    const site = registry.sites.get(siteId);
    if (site === undefined) return null;
    return estimateArrival({ ...traveller, area: areaOf(traveller), onTheWay }, site, {
      travel: policy.travel,
      now,
    });
  };
}

/** By order: when whoever holds it would be there by what is known of him now. Nothing of whom nothing is known. */
export async function estimatesOfHolders(
  db: Executor,
  deps: Pick<DispatchDeps, 'registry' | 'policy'>,
  orders: readonly Order[],
  now: Date,
): Promise<Map<string, Estimate>> {
  const estimates = new Map<string, Estimate>();
  const held = new Map(orders.map((order) => [order.id, order]));
  const pairs = orders.flatMap(({ id, inspectorId }) =>
    inspectorId === null ? [] : [{ inspectorId, dispatchId: id }],
  );
  if (pairs.length === 0) return estimates;
  const estimate = estimator(deps, now);
  for (const { dispatchId, ...traveller } of await travellersTo(db, pairs)) {
    const order = held.get(dispatchId);
    if (order === undefined) continue;
    const found = estimate(traveller, { siteId: order.siteId, onTheWay: order.state === 'en-route' });
    if (found !== null) estimates.set(dispatchId, found);
  }
  return estimates;
}

/** The same verdict, as roughly. */
function saysTheSame(before: Order, next: Order): boolean {
  return (
    next.forecast === before.forecast && (next.etaEarliestAt === null) === (before.etaEarliestAt === null)
  );
}

/** Renews the estimates of orders whose rows the transaction has locked, after their holder has told where he is. */
export async function forecastArrivals(
  tx: Transaction,
  deps: DispatchDeps,
  who: { inspectorId: string; dispatchIds: readonly string[]; now: Date },
): Promise<NewChange[]> {
  const { inspectorId, now } = who;
  if (who.dispatchIds.length === 0) return [];
  const decided: DecidedOrder[] = [];
  const orders = await lockOrders(tx, who.dispatchIds);
  const estimates = await estimatesOfHolders(tx, deps, orders, now);
  for (const before of orders) {
    // He may have given it back since the rows were looked up.
    if (before.inspectorId !== inspectorId || !['accepted', 'en-route'].includes(before.state)) continue;
    const estimate = estimates.get(before.id) ?? null;
    const decision = undecided(before);
    foresee(decision, estimate);
    const movedMs = Math.abs((estimate?.at.getTime() ?? 0) - (before.etaAt?.getTime() ?? 0));
    if (movedMs < leastMoveMs && saysTheSame(before, decision.next)) continue;
    decided.push({ before, decision });
  }
  return writeDecisions(tx, deps, { decided, actor: 'system', now });
}
