/** Whom an officer may send: the people of the grid with their distance and what they have to do already. Pure. */
import { clockRuns, type Dispatch } from '@mingchu/shared/dispatch';
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
}

/** On shift first, then the fewest open orders, then the own group, then the nearest. Who holds the order is left out. */
export function candidatesFor(
  order: Pick<Dispatch, 'id' | 'inspectorId'>,
  site: Pick<Site, 'lat' | 'lon'> | undefined,
  known: {
    inspectors: Iterable<InspectorPosition>;
    dispatches: Iterable<Dispatch>;
    groupId: string | null;
    nowMs: number;
  },
): Candidate[] {
  const openOrders = new Map<string, number>();
  for (const { id, inspectorId, state } of known.dispatches) {
    if (inspectorId === null || id === order.id || !clockRuns[state]) continue;
    openOrders.set(inspectorId, (openOrders.get(inspectorId) ?? 0) + 1);
  }
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
      }),
    )
    .sort(byUse);
}

function byUse(a: Candidate, b: Candidate): number {
  return (
    Number(b.onShift) - Number(a.onShift) ||
    a.openOrders - b.openOrders ||
    Number(b.ownGroup) - Number(a.ownGroup) ||
    (a.distanceM || 0) - (b.distanceM || 0) ||
    a.name.localeCompare(b.name, 'zh-CN')
  );
}

/** Great-circle distance by the haversine formula, m. */
export function distanceM(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const radians = Math.PI / 180;
  const sinLat = Math.sin(((b.lat - a.lat) * radians) / 2);
  const sinLon = Math.sin(((b.lon - a.lon) * radians) / 2);
  const h = sinLat ** 2 + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * sinLon ** 2;
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)));
}
