/** Whom an officer may send: the people of the grid with their distance and what they have to do already. Pure. */
import { clockRuns, type Dispatch, type EstimatedArrival } from '@mingchu/shared/dispatch';
import type { InspectorPosition } from '@mingchu/shared/live';
import type { Site } from '@mingchu/shared/registry';

/** Mean radius of the earth, m (IUGG). */
const earthRadiusM = 6_371_008.8;
/** A position that is older says little about where somebody is (as in the choice of the server). */
export const positionOldAfterMs = 15 * 60_000;

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
  eta: { atMs: number; rough: boolean } | null;
}

/** On shift first, then the fewest open orders, then the own group, then who would be there first, then the nearest. Who holds the order is left out. */
export function candidatesFor(
  order: Pick<Dispatch, 'id' | 'inspectorId'>,
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
    .sort(byUse);
}

function byUse(a: Candidate, b: Candidate): number {
  return (
    Number(b.onShift) - Number(a.onShift) ||
    a.openOrders - b.openOrders ||
    Number(b.ownGroup) - Number(a.ownGroup) ||
    byEta(a.eta, b.eta) ||
    (a.distanceM || 0) - (b.distanceM || 0) ||
    a.name.localeCompare(b.name, 'zh-CN')
  );
}

function etaOf(arrival: EstimatedArrival | undefined): Candidate['eta'] {
  if (!arrival?.etaAt) return null;
  return { atMs: Date.parse(arrival.etaAt), rough: arrival.etaEarliestAt !== null };
}

/** As in the choice of the server: by minutes, within one of them the exact before the rough, the unknown last. */
function byEta(a: Candidate['eta'], b: Candidate['eta']): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const minute = ({ atMs }: { atMs: number }): number => Math.floor(atMs / 60_000);
  return minute(a) - minute(b) || Number(a.rough) - Number(b.rough) || a.atMs - b.atMs;
}

/** Great-circle distance by the haversine formula, m. */
export function distanceM(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const radians = Math.PI / 180;
  const sinLat = Math.sin(((b.lat - a.lat) * radians) / 2);
  const sinLon = Math.sin(((b.lon - a.lon) * radians) / 2);
  const h = sinLat ** 2 + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * sinLon ** 2;
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)));
}
