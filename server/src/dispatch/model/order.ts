/** One dispatch as the server reasons about it: the shared fact with real dates. */
import type { ArrivalClaim, ExtensionAsked } from '@mingchu/shared/arrival';
import type { ArrivalForecast, Dispatch, DispatchState, SubmitFinding } from '@mingchu/shared/dispatch';
import type { Severity } from '@mingchu/shared/violation';
import type { Expected } from './estimateArrival.ts';

/** One offer that waits for an answer. */
export interface OpenOffer {
  inspectorId: string;
  offerNumber: number;
}

export interface Order {
  id: string;
  violationId: string;
  siteId: string;
  severity: Severity;
  /** Who holds it, or the first of those asked. */
  inspectorId: string | null;
  state: DispatchState;
  /** Named reason of the latest change. */
  reason: string;
  openedAt: Date;
  /** Which round this is, from 1: the facts below are those of this round, earlier ones are kept apart. */
  round: number;
  /** Start of this round's ten minutes. */
  roundStartedAt: Date;
  offeredAt: Date | null;
  acceptedAt: Date | null;
  departedAt: Date | null;
  dueAt: Date;
  arrivedAt: Date | null;
  submittedAt: Date | null;
  finding: SubmitFinding | null;
  breachedAt: Date | null;
  latenessMs: number | null;
  offerCount: number;
  /** In state `offered` one or two, else none. */
  openOffers: readonly OpenOffer[];
  etaAt: Date | null;
  /** Of a rough estimate: the earliest that it allows; null when his position is known. */
  etaEarliestAt: Date | null;
  forecast: ArrivalForecast | null;
  arrivalClaim: ArrivalClaim | null;
  /** The due time of this round before it was extended. */
  originalDueAt: Date | null;
  extension: ExtensionAsked | null;
  /** How often the due time of this round was moved. */
  extensionCount: number;
  /** Grows with each move of state or holder; a breach or a claim is a fact beside the state and leaves it alone. */
  version: number;
}

/** True for who holds the order and for everyone it is offered to. */
export function concerns(order: Order, inspectorId: string | null): boolean {
  if (inspectorId === null) return false;
  return (
    order.inspectorId === inspectorId || order.openOffers.some((offer) => offer.inspectorId === inspectorId)
  );
}

/** He says that he is there, and an officer is asked and has not refused it. */
export function claimIsOpen({ arrivalClaim }: Pick<Order, 'arrivalClaim'>): boolean {
  return arrivalClaim !== null && arrivalClaim.state !== 'refused';
}

/** The estimate that the order carries; null while there is none. */
export function expectedOf({
  etaAt,
  etaEarliestAt,
}: Pick<Order, 'etaAt' | 'etaEarliestAt'>): Expected | null {
  return etaAt === null ? null : { at: etaAt, earliestAt: etaEarliestAt };
}

/** The order as HTTP, the change log and the screens carry it. */
export function dispatchView({ openOffers, ...order }: Order): Dispatch {
  return {
    ...order,
    offeredTo: openOffers.map((offer) => offer.inspectorId),
    etaAt: iso(order.etaAt),
    etaEarliestAt: iso(order.etaEarliestAt),
    openedAt: order.openedAt.toISOString(),
    roundStartedAt: order.roundStartedAt.toISOString(),
    offeredAt: iso(order.offeredAt),
    acceptedAt: iso(order.acceptedAt),
    departedAt: iso(order.departedAt),
    dueAt: order.dueAt.toISOString(),
    arrivedAt: iso(order.arrivedAt),
    submittedAt: iso(order.submittedAt),
    breachedAt: iso(order.breachedAt),
    originalDueAt: iso(order.originalDueAt),
    originalLatenessMs: originalLatenessMs(order),
  };
}

function originalLatenessMs({
  arrivedAt,
  originalDueAt,
}: Pick<Order, 'arrivedAt' | 'originalDueAt'>): number | null {
  if (arrivedAt === null || originalDueAt === null) return null;
  return Math.max(0, arrivedAt.getTime() - originalDueAt.getTime());
}

function iso(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

/** An order that nobody holds yet. */
export function newOrder(
  id: string,
  violation: { id: string; siteId: string; severity: Severity; openedAt: Date },
  dueAt: Date,
): Order {
  return {
    id,
    violationId: violation.id,
    siteId: violation.siteId,
    severity: violation.severity,
    inspectorId: null,
    state: 'declined',
    reason: 'violation-opened',
    openedAt: violation.openedAt,
    round: 1,
    roundStartedAt: violation.openedAt,
    offeredAt: null,
    acceptedAt: null,
    departedAt: null,
    dueAt,
    arrivedAt: null,
    submittedAt: null,
    finding: null,
    breachedAt: null,
    latenessMs: null,
    offerCount: 0,
    openOffers: [],
    etaAt: null,
    etaEarliestAt: null,
    forecast: null,
    arrivalClaim: null,
    originalDueAt: null,
    extension: null,
    extensionCount: 0,
    version: 1,
  };
}
