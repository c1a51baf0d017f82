/** Orders that were taken from him: said on screen, so that nobody rides on to a kitchen that waits for another. */
import type { Dispatch } from '@mingchu/shared/dispatch';
import { useEffect, useRef, useState } from 'react';
import type { KeptAct } from '../acts/kept.ts';
import { isStuck } from '../acts/nextToSend.ts';
import type { ToldAnswer } from '../acts/sendKept.ts';

export interface GoneOrder {
  id: string;
  siteName: string;
  /** `taken`: a colleague has accepted what was offered to both; `withdrawn`: recalled, lapsed or given to another. */
  how: 'taken' | 'withdrawn';
}

/** States in which he was asked or on it; what he has reported himself is no surprise. */
const hisStates = ['offered', 'accepted', 'en-route', 'arrived'];

/** How an order left him, by how it stands now; undefined when he is not told any more. Pure. */
export function howGone(
  wasOffered: boolean,
  now: Pick<Dispatch, 'acceptedAt'> | undefined,
): GoneOrder['how'] {
  return wasOffered && now !== undefined && now.acceptedAt !== null ? 'taken' : 'withdrawn';
}

/**
 * Orders whose leaving he is told with what became of his own act: once is enough. `ownId`: his, as answers tell who has
 * an order. Pure.
 */
export function toldWithActs(told: readonly ToldAnswer[], ownId: string | null): string[] {
  return told.flatMap(({ act, answer: { happened } }) => {
    if (!happened) return [];
    const isAnothers = happened.inspectorId !== null && happened.inspectorId !== ownId;
    return isAnothers || !hisStates.includes(happened.state) ? [act.dispatchId] : [];
  });
}

/** Orders with an act under way, whose answer may tell more than that the order is gone. Pure. */
export function withActsUnderWay(waiting: readonly KeptAct[]): string[] {
  return waiting.flatMap(({ dispatchId, failed }) => (isStuck(failed) ? [] : [dispatchId]));
}

/**
 * Watches his orders while they are live. `all`: every order that the phone knows, also when it is another's by now;
 * `own`: ids of orders whose end is his own doing, or is told him otherwise; `soon`: of those about which the server
 * has not answered him yet.
 */
export function useGoneOrders(
  orders: readonly Dispatch[],
  given: {
    live: boolean;
    siteName: (siteId: string) => string;
    all: ReadonlyMap<string, Dispatch>;
    own: readonly string[];
    soon: readonly string[];
  },
): { gone: readonly GoneOrder[]; dismiss: (id: string) => void } {
  const { live, siteName, all, own, soon } = given;
  const his = useRef(new Map<string, { siteName: string; offered: boolean }>());
  const [gone, setGone] = useState<readonly GoneOrder[]>([]);
  useEffect(() => {
    if (!live) return;
    const here = new Set(orders.map(({ id }) => id));
    const lost = [...his.current].flatMap(([id, was]): GoneOrder[] =>
      here.has(id) || own.includes(id)
        ? []
        : [{ id, siteName: was.siteName, how: howGone(was.offered, all.get(id)) }],
    );
    setGone((before) => {
      // Offered to him again, it is his to answer and not gone.
      const still = before.filter(({ id }) => !here.has(id) && !own.includes(id));
      return lost.length === 0 && still.length === before.length ? before : [...still, ...lost];
    });
    his.current = new Map(
      orders
        .filter(({ state }) => hisStates.includes(state))
        .map(({ id, siteId, state }) => [id, { siteName: siteName(siteId), offered: state === 'offered' }]),
    );
  }, [orders, live, siteName, all, own]);
  return {
    gone: gone.filter(({ id }) => !soon.includes(id)),
    dismiss: (id) => setGone((before) => before.filter((each) => each.id !== id)),
  };
}
