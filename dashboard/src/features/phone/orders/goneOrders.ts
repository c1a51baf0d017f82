/** Orders that were taken from him: said on screen, so that nobody rides on to a kitchen that waits for another. */
import type { Dispatch } from '@mingchu/shared/dispatch';
import { useEffect, useRef, useState } from 'react';

export interface GoneOrder {
  id: string;
  siteName: string;
}

/** States in which he was on it; what he has reported or declined himself is no surprise. */
const heldStates = ['accepted', 'en-route', 'arrived'];

/** Watches his orders while they are live; `own`: ids of orders whose end is his own doing. */
export function useGoneOrders(
  orders: readonly Dispatch[],
  given: { live: boolean; siteName: (siteId: string) => string; own: readonly string[] },
): { gone: readonly GoneOrder[]; dismiss: (id: string) => void } {
  const { live, siteName, own } = given;
  const held = useRef(new Map<string, string>());
  const [gone, setGone] = useState<readonly GoneOrder[]>([]);
  useEffect(() => {
    if (!live) return;
    const here = new Set(orders.map(({ id }) => id));
    const lost = [...held.current].filter(([id]) => !here.has(id) && !own.includes(id));
    if (lost.length > 0)
      setGone((before) => [...before, ...lost.map(([id, name]) => ({ id, siteName: name }))]);
    held.current = new Map(
      orders
        .filter(({ state }) => heldStates.includes(state))
        .map(({ id, siteId }) => [id, siteName(siteId)]),
    );
  }, [orders, live, siteName, own]);
  return { gone, dismiss: (id) => setGone((before) => before.filter((each) => each.id !== id)) };
}
