/**
 * Where somebody is, as well as it is known. A phone tells it only while he is on an order, so of most people it is
 * guessed: from where he was last and how far he can have come since, or from the area that his work keeps him in. A
 * guess is a circle in which he is, never a point. Pure.
 */
import { distanceM, type Point } from '@mingchu/shared/distance';
import { positionFreshMs } from '@mingchu/shared/estimate';
import type { Grid } from '@mingchu/shared/registry';

/** A position older than this says nothing at all, ms. */
export const positionLostMs = 60 * 60_000;

/** A circle that holds an area. */
export interface Area extends Point {
  radiusM: number;
}

export interface Whereabouts extends Point {
  /** He is within this of the point, m; null when his phone has told it lately. */
  withinM: number | null;
}

/** Who works where, by the registry and the plan of shifts. */
export interface Work {
  groupId: string;
  /** Those that the shift entrusts to him, else his own by the registry, in order of preference. */
  gridIds: readonly string[];
  /** Groups besides his own that his shift belongs to. */
  coversGroupIds: readonly string[];
}

/** Whether his position is known well enough to reckon with. */
export function positionIsFresh({ positionAt }: { positionAt: Date | null }, now: Date): boolean {
  return positionAt !== null && now.getTime() - positionAt.getTime() <= positionFreshMs;
}

/**
 * Null when nobody knows. `metresPerSecond`: of his vehicle, along the straight line. Of two guesses the narrower
 * counts, and the area only once he can be back in it, and not for who has left it for a kitchen.
 */
export function whereaboutsOf(
  person: Point & {
    positionAt: Date | null;
    area: Area | null;
    onTheWay: boolean;
    metresPerSecond: number;
  },
  now: Date,
): Whereabouts | null {
  const { lat, lon, positionAt, area, onTheWay, metresPerSecond } = person;
  const ageMs = positionAt === null ? Number.POSITIVE_INFINITY : now.getTime() - positionAt.getTime();
  if (ageMs <= positionFreshMs) return { lat, lon, withinM: null };
  const byArea = area === null ? null : { lat: area.lat, lon: area.lon, withinM: area.radiusM };
  if (ageMs > positionLostMs) return byArea;
  const byLast = { lat, lon, withinM: (ageMs / 1_000) * metresPerSecond };
  if (byArea === null || onTheWay || byLast.withinM < byArea.withinM) return byLast;
  const canBeBack = distanceM(byLast, byArea) <= byLast.withinM + byArea.withinM;
  return canBeBack ? byArea : byLast;
}

/**
 * Answers the area that work keeps somebody in: the grids that he covers now, else all of his group. Null when the
 * registry draws none of them. The grids are gone through once, however many people are asked about.
 */
export function areasOfWork(grids: Iterable<Grid>): (work: Work) => Area | null {
  const byId = new Map<string, Grid>();
  const byGroup = new Map<string, Grid[]>();
  for (const grid of grids) {
    byId.set(grid.id, grid);
    byGroup.set(grid.groupId, [...(byGroup.get(grid.groupId) ?? []), grid]);
  }
  const ofGroup = (groupId: string): readonly Grid[] => byGroup.get(groupId) ?? [];
  return ({ gridIds, groupId, coversGroupIds }) =>
    circleAround([...gridIds.flatMap((id) => byId.get(id) ?? []), ...coversGroupIds.flatMap(ofGroup)]) ??
    circleAround(ofGroup(groupId));
}

/** A circle about the middle of the grids that holds all their corners; null without any. */
function circleAround(grids: readonly Pick<Grid, 'outline'>[]): Area | null {
  const corners = grids.flatMap(({ outline }) => outline.map(([lon, lat]): Point => ({ lat, lon })));
  if (corners.length === 0) return null;
  const centre = { lat: middle(corners.map(({ lat }) => lat)), lon: middle(corners.map(({ lon }) => lon)) };
  const radiusM = corners.reduce((most, corner) => Math.max(most, distanceM(centre, corner)), 0);
  return { ...centre, radiusM };
}

/** Without spreading: a group may have more corners than a call has room for arguments. */
function middle(values: readonly number[]): number {
  const least = values.reduce((a, b) => Math.min(a, b));
  return (least + values.reduce((a, b) => Math.max(a, b))) / 2;
}
