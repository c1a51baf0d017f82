/** Whom to send: pure choice among the inspectors on shift, with the reason that goes on the record. */

export interface Candidate {
  id: string;
  groupId: string;
  /** In order of preference; the first is his own grid. */
  gridIds: readonly string[];
  onShift: boolean;
  lat: number;
  lon: number;
  /** When he last told where he is; null when never. */
  positionAt: Date | null;
  /** Orders offered to him, held by him or being worked on. */
  openOrders: number;
}

export interface Place {
  gridId: string;
  groupId: string;
  lat: number;
  lon: number;
}

export type ChosenBecause = 'nearest-on-shift' | 'grid-order' | 'group-fallback';
export type NobodyBecause = 'nobody-on-shift' | 'all-asked';
export type Choice =
  | { inspectorId: string; reason: ChosenBecause; distanceM: number | null }
  | { inspectorId: null; reason: NobodyBecause };

/** A position older than this says nothing about where someone is now, ms. */
export const positionFreshMs = 15 * 60_000;
/** From this many open orders on, someone less busy is asked first, even of another grid. */
export const busyFromOrders = 3;

/**
 * Who covers the grid comes before the rest of the group, and the busy come last. Within that: fewest open
 * orders, then nearest by a fresh position, then the order in which people list the grid, then the id (so that
 * the same facts always give the same person). Who was asked before for this order is not asked again.
 */
export function chooseInspector(
  place: Place,
  candidates: readonly Candidate[],
  options: { asked: ReadonlySet<string>; now: Date },
): Choice {
  const covering = candidates.filter(
    (candidate) =>
      candidate.onShift && (candidate.gridIds.includes(place.gridId) || candidate.groupId === place.groupId),
  );
  if (covering.length === 0) return { inspectorId: null, reason: 'nobody-on-shift' };
  let best: Ranked | undefined;
  for (const candidate of covering) {
    if (options.asked.has(candidate.id)) continue;
    const ranked = rank(place, candidate, options.now);
    if (best === undefined || compareRanked(ranked, best) < 0) best = ranked;
  }
  if (best === undefined) return { inspectorId: null, reason: 'all-asked' };
  return { inspectorId: best.id, reason: chosenBecause(best), distanceM: best.distanceM };
}

interface Ranked {
  id: string;
  busy: boolean;
  /** Place of the grid in his list; -1 when he only belongs to the group. */
  gridIndex: number;
  openOrders: number;
  /** Null when his position is unknown or old. */
  distanceM: number | null;
}

function rank(place: Place, candidate: Candidate, now: Date): Ranked {
  const fresh =
    candidate.positionAt !== null && now.getTime() - candidate.positionAt.getTime() <= positionFreshMs;
  return {
    id: candidate.id,
    busy: candidate.openOrders >= busyFromOrders,
    gridIndex: candidate.gridIds.indexOf(place.gridId),
    openOrders: candidate.openOrders,
    distanceM: fresh ? Math.round(distanceM(place, candidate)) : null,
  };
}

function compareRanked(a: Ranked, b: Ranked): number {
  if (a.busy !== b.busy) return a.busy ? 1 : -1;
  const aCovers = a.gridIndex >= 0;
  const bCovers = b.gridIndex >= 0;
  if (aCovers !== bCovers) return aCovers ? -1 : 1;
  if (a.openOrders !== b.openOrders) return a.openOrders - b.openOrders;
  const aDistanceM = a.distanceM ?? Number.MAX_SAFE_INTEGER;
  const bDistanceM = b.distanceM ?? Number.MAX_SAFE_INTEGER;
  if (aDistanceM !== bDistanceM) return aDistanceM - bDistanceM;
  if (a.gridIndex !== b.gridIndex) return a.gridIndex - b.gridIndex;
  return a.id < b.id ? -1 : 1;
}

function chosenBecause(best: Ranked): ChosenBecause {
  if (best.gridIndex < 0) return 'group-fallback';
  return best.distanceM === null ? 'grid-order' : 'nearest-on-shift';
}

/** WGS-84 degrees. */
export interface Point {
  lat: number;
  lon: number;
}

/** Mean radius of the earth, m (IUGG). */
const earthRadiusM = 6_371_008.8;

/** Great-circle distance by the haversine formula, m. */
export function distanceM(a: Point, b: Point): number {
  const radians = Math.PI / 180;
  const sinLat = Math.sin(((b.lat - a.lat) * radians) / 2);
  const sinLon = Math.sin(((b.lon - a.lon) * radians) / 2);
  const h = sinLat ** 2 + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * sinLon ** 2;
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)));
}
