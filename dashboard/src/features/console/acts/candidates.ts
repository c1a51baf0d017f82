/** Whom an officer may send: the people of the grid with their distance and what they have to do already. Pure. */
import { clockRuns, type Dispatch, type EstimatedArrival } from '@mingchu/shared/dispatch';
import { distanceM } from '@mingchu/shared/distance';
import { type ComparedEstimate, compareEstimates } from '@mingchu/shared/estimate';
import type { InspectorPosition } from '@mingchu/shared/live';
import type { Site } from '@mingchu/shared/registry';

export interface Candidate {
  inspectorId: string;
  name: string;
  onShift: boolean;
  /** Belongs to the group of the site. */
  ownGroup: boolean;
  /** Straight line to the site, m. */
  distanceM: number;
  /** Age of the position, ms; null where his phone never told one. */
  positionAgeMs: number | null;
  /** Orders on which his clock runs, this one left out. */
  openOrders: number;
  /** When the server expects him there, ms since 1970; `rough` by where he is likely to be. Null when it cannot say. */
  eta: ComparedEstimate | null;
}

/**
 * On shift first, then who is not expected too late; then the fewest open orders, the own group, who would be there first
 * and the nearest. Of those who come too late the first to come is first. Who holds the order is left out.
 */
export function candidatesFor(
  order: Pick<Dispatch, 'id' | 'inspectorId'> & { dueAt?: string },
  site: Pick<Site, 'lat' | 'lon'> | undefined,
  known: {
    inspectors: Iterable<InspectorPosition>;
    dispatches: Iterable<Dispatch>;
    groupId: string | null;
    nowMs: number;
    /** Estimates of the server; empty where it has not answered. */
    arrivals?: readonly EstimatedArrival[];
  },
): Candidate[] {
  const openOrders = new Map<string, number>();
  for (const { id, inspectorId, state } of known.dispatches) {
    if (inspectorId === null || id === order.id || !clockRuns[state]) continue;
    openOrders.set(inspectorId, (openOrders.get(inspectorId) ?? 0) + 1);
  }
  const arrivals = new Map(known.arrivals?.map((arrival) => [arrival.inspectorId, arrival]));
  return [...known.inspectors]
    .filter(({ inspectorId }) => inspectorId !== order.inspectorId)
    .map(
      (person): Candidate => ({
        inspectorId: person.inspectorId,
        name: person.name,
        onShift: person.onShift,
        ownGroup: person.groupId === known.groupId,
        distanceM: site ? distanceM(site, person) : Number.NaN,
        positionAgeMs: person.at === null ? null : known.nowMs - Date.parse(person.at),
        openOrders: openOrders.get(person.inspectorId) ?? 0,
        eta: etaOf(arrivals.get(person.inspectorId)),
      }),
    )
    .sort(byUse(order.dueAt === undefined ? Infinity : Date.parse(order.dueAt)));
}

function byUse(dueAtMs: number): (a: Candidate, b: Candidate) => number {
  const isLate = ({ eta }: Candidate): boolean => eta !== null && eta.atMs > dueAtMs;
  return (a, b) =>
    Number(b.onShift) - Number(a.onShift) ||
    Number(isLate(a)) - Number(isLate(b)) ||
    (isLate(a) ? compareEstimates(a.eta, b.eta) : 0) ||
    a.openOrders - b.openOrders ||
    Number(b.ownGroup) - Number(a.ownGroup) ||
    compareEstimates(a.eta, b.eta) ||
    (a.distanceM || 0) - (b.distanceM || 0) ||
    a.name.localeCompare(b.name, 'zh-CN');
}

function etaOf(arrival: EstimatedArrival | undefined): Candidate['eta'] {
  if (!arrival?.etaAt) return null;
  return { atMs: Date.parse(arrival.etaAt), rough: arrival.etaEarliestAt !== null };
}
