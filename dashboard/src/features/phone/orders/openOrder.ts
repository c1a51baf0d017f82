import type { MyOrder } from './overlay.ts';

/**
 * The order that fills the page: the one he chose, else the one that filled it before, until he has reported on it,
 * else the first. What is under his hand never changes because another clock is shorter. Pure.
 */
export function openOrder(
  orders: readonly MyOrder[],
  { chosen, before }: { chosen: string | null; before: string | null },
): MyOrder | undefined {
  const byId = (id: string | null): MyOrder | undefined => orders.find(({ shown }) => shown.order.id === id);
  const last = byId(before);
  const isUnderHand = last !== undefined && last.shown.order.state !== 'submitted';
  return byId(chosen) ?? (isUnderHand ? last : orders[0]);
}
