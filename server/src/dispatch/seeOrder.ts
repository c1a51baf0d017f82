/** Who may see an order: whoever may read all, and everybody those that were ever offered to him. */
import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { ProblemError } from '../platform/http/problem.ts';
import type { Executor } from '../platform/postgres/database.ts';
import { findOrder, type Offer, offersOf } from './dispatchStore.ts';
import type { Order } from './model/order.ts';

/** Throws ProblemError 403 or 404. */
export async function seeOrder(
  db: Executor,
  dispatchId: string,
  { role, inspectorId }: Session,
): Promise<{ order: Order; offers: Offer[] }> {
  const order = await findOrder(db, dispatchId);
  if (order === null) throw new ProblemError(404, 'no-such-dispatch', 'There is no such order.');
  const offers = await offersOf(db, [order.id]);
  // An account that is tied to nobody has no order, and least of all those that nobody has.
  const isHis = (id: string | null) => id !== null && id === inspectorId;
  const his = isHis(order.inspectorId) || offers.some((offer) => isHis(offer.inspectorId));
  if (!may(role, 'order.read-all') && !his)
    throw new ProblemError(403, 'not-your-dispatch', 'This order was never offered to you.');
  return { order, offers };
}
