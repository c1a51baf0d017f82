/** Says early whether the promise will be kept: estimates of arrival, renewed while somebody is on the way. */
import type { NewChange } from '../platform/changelog/changeLog.ts';
import type { Executor, Transaction } from '../platform/postgres/database.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { lockOrders } from './dispatchStore.ts';
import { travellerTo } from './inspectorStore.ts';
import { foresee, undecided } from './model/decision.ts';
import type { Point } from './model/distance.ts';
import { estimateArrival } from './model/estimateArrival.ts';
import type { Order } from './model/order.ts';
import { type DecidedOrder, writeDecisions } from './writeDecisions.ts';

/** An estimate that moved by less is not worth a change on every screen, ms. */
const leastMoveMs = 15_000;

/** Null when nobody knows where he is. `at`: where he says he is in the act itself. */
export async function estimateFor(
  db: Executor,
  deps: DispatchDeps,
  order: Pick<Order, 'id' | 'siteId'>,
  who: { inspectorId: string; onTheWay: boolean; at: Point | null; now: Date },
): Promise<Date | null> {
  const site = deps.registry.sites.get(order.siteId);
  const traveller = await travellerTo(db, who.inspectorId, order.id);
  if (site === undefined || traveller === null) return null;
  const { now, onTheWay } = who;
  const where = who.at === null ? {} : { lat: who.at.lat, lon: who.at.lon, positionAt: now };
  return estimateArrival({ ...traveller, ...where, onTheWay }, site, { travel: deps.policy.travel, now });
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
  for (const before of await lockOrders(tx, who.dispatchIds)) {
    // He may have given it back since the rows were looked up.
    if (before.inspectorId !== inspectorId || !['accepted', 'en-route'].includes(before.state)) continue;
    const onTheWay = before.state === 'en-route';
    const etaAt = await estimateFor(tx, deps, before, { inspectorId, onTheWay, at: null, now });
    const decision = undecided(before);
    foresee(decision, etaAt);
    const movedMs = Math.abs((etaAt?.getTime() ?? 0) - (before.etaAt?.getTime() ?? 0));
    if (movedMs < leastMoveMs && decision.next.forecast === before.forecast) continue;
    decided.push({ before, decision });
  }
  return writeDecisions(tx, deps, { decided, actor: 'system', now });
}
