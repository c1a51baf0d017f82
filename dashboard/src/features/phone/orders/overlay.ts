/**
 * An order as it will be once the acts that wait have been sent: what one did without a network must be on screen,
 * and must not be asked for twice. Pure; it moves by the shared table, and says that it is not sent yet.
 */
import { type Dispatch, type DispatchState, dispatchTransitions } from '@mingchu/shared/dispatch';
import type { QueuedAct } from '@mingchu/shared/queuedAct';
import type { WorkItem } from '../../../live/worklist.ts';

export interface ShownOrder {
  order: Dispatch;
  /** Acts on it that wait for a network, oldest first. */
  waiting: readonly QueuedAct[];
}

export interface MyOrder {
  item: WorkItem;
  shown: ShownOrder;
}

/** True when the order is his to answer or to carry out. */
export function isMine(order: Dispatch, inspectorId: string): boolean {
  if (order.inspectorId === inspectorId) return true;
  return order.state === 'offered' && (order.offeredTo?.includes(inspectorId) ?? false);
}

/** The order with all that waits applied. `aheadMs`: how far the phone's clock is ahead of the server's. */
export function withWaiting(given: Dispatch, acts: readonly QueuedAct[], aheadMs = 0): ShownOrder {
  const waiting = acts.filter((act) => act.dispatchId === given.id);
  const order = waiting.reduce(
    (before, act, index) => applied(before, atServerTime(act, aheadMs), waiting.slice(0, index + 1)),
    given,
  );
  return { order, waiting };
}

function atServerTime(act: QueuedAct, aheadMs: number): QueuedAct {
  return { ...act, deviceTime: new Date(Date.parse(act.deviceTime) - aheadMs).toISOString() };
}

/** `until`: the acts up to this one. */
function applied(order: Dispatch, act: QueuedAct, until: readonly QueuedAct[]): Dispatch {
  switch (act.act) {
    case 'accept':
      return moved(order, 'accept', { acceptedAt: act.deviceTime });
    case 'decline':
      return moved(order, 'decline', {});
    case 'depart':
      return moved(order, 'depart', { departedAt: act.deviceTime });
    case 'arrive':
      // One proof alone asks an officer: only two let him go on as if he were known to be there.
      return proofsIn(until) >= 2 ? moved(order, 'arrive', { arrivedAt: act.deviceTime }) : order;
    case 'submit':
      return moved(order, 'submit', { submittedAt: act.deviceTime });
    case 'prove':
      return order;
  }
}

function moved(
  order: Dispatch,
  act: 'accept' | 'decline' | 'depart' | 'arrive' | 'submit',
  more: Partial<Dispatch>,
): Dispatch {
  const allowed: Partial<Record<string, DispatchState>> = dispatchTransitions[order.state];
  const state = allowed[act];
  return state === undefined ? order : { ...order, ...more, state };
}

/** How many kinds of proof the arrivals among these acts carry. */
export function proofsIn(acts: readonly QueuedAct[]): number {
  const arrivals = acts.filter(({ act }) => act === 'arrive').map(({ body }) => body ?? {});
  return ['lat', 'doorCode', 'photoSha256'].filter((kind) => arrivals.some((body) => kind in body)).length;
}
