/** The one function that writes a dispatch's state. It reads the shared transition table and nothing else. */
import {
  type DispatchAct,
  type DispatchState,
  dispatchTransitions,
  type SubmitFinding,
} from '@mingchu/shared/dispatch';
import type { Order } from './order.ts';

export type Move =
  | { act: Exclude<DispatchAct, 'accept' | 'arrive' | 'submit' | 'reassign'>; reason: string }
  /** `inspectorId`: who of those asked. */
  | { act: 'accept'; reason: string; inspectorId: string }
  /** `at`: the time that the proofs carry. */
  | { act: 'arrive'; reason: string; at: Date }
  | { act: 'submit'; reason: string; finding: SubmitFinding }
  | { act: 'reassign'; reason: string; inspectorId: string };

/** Where the act leads from this state; undefined when the table does not allow it. */
export function targetState(state: DispatchState, act: DispatchAct): DispatchState | undefined {
  const row: Partial<Record<DispatchAct, DispatchState>> = dispatchTransitions[state];
  return row[act];
}

/** The order after the move, with its timestamp; undefined when the table does not allow it. */
export function moveOrder(order: Order, move: Move, now: Date): Order | undefined {
  const state = targetState(order.state, move.act);
  if (state === undefined) return undefined;
  const moved: Order = { ...order, state, reason: move.reason, version: order.version + 1 };
  switch (move.act) {
    case 'accept':
      return { ...moved, inspectorId: move.inspectorId, acceptedAt: now, openOffers: [] };
    case 'decline':
      return {
        ...moved,
        inspectorId: null,
        acceptedAt: null,
        departedAt: null,
        openOffers: [],
        etaAt: null,
        etaEarliestAt: null,
        forecast: null,
      };
    case 'depart':
      return { ...moved, departedAt: now };
    case 'arrive':
      return { ...moved, forecast: null, arrivedAt: move.at, latenessMs: latenessAtArrival(order, move.at) };
    case 'submit':
      return { ...moved, submittedAt: now, finding: move.finding };
    case 'reassign':
      return {
        ...moved,
        inspectorId: move.inspectorId,
        ...untouched,
        offeredAt: now,
        offerCount: order.offerCount + 1,
        openOffers: [{ inspectorId: move.inspectorId, offerNumber: order.offerCount + 1 }],
      };
    case 'send-again':
      return { ...moved, ...untouched, inspectorId: null, offerCount: order.offerCount + 1 };
    case 'recall':
      return { ...moved, openOffers: [], forecast: null };
    case 'verify':
      return moved;
  }
}

/** What nobody has done yet. */
const untouched = {
  offeredAt: null,
  acceptedAt: null,
  departedAt: null,
  arrivedAt: null,
  submittedAt: null,
  finding: null,
  openOffers: [],
  etaAt: null,
  etaEarliestAt: null,
  forecast: null,
} as const;

function latenessAtArrival(order: Order, arrivedAt: Date): number | null {
  const latenessMs = arrivedAt.getTime() - order.dueAt.getTime();
  if (latenessMs <= 0) return order.latenessMs;
  return latenessMs;
}
