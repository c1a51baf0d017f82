/** What lies under the pointer, and what ground the map shows at all. Pure. */
import type { DrawnCluster } from './clusters.ts';
import { type Bounds, boundsOf, onScreen, type Point, union, type View } from './mercator.ts';
import type { District, Scene } from './scene.ts';
import { levelOf } from './siteIndex.ts';

/** Something with a name at a place on screen. */
export interface Pointed {
  key: string;
  text: string;
  at: Point;
}
export type Hit = { kind: 'site'; id: string; at: Point } | { kind: 'cluster'; cluster: DrawnCluster };

/** How near a pointer must be to the middle of a mark, px of a wall of 1080 lines. */
const reach = 13;

/** The calm kitchen or the cluster under the pointer; what is wrong is a link of its own. */
export function hitAt(
  { scene, district, view, unit }: { scene: Scene; district: District; view: View; unit: number },
  pointer: Point,
): Hit | null {
  const cluster = scene.clusters.find(
    ({ x, y, radius }) => Math.hypot(pointer.x - x, pointer.y - y) <= radius,
  );
  if (cluster) return { kind: 'cluster', cluster };
  let [nearest, id] = [reach * unit, null as string | null];
  let at: Point = pointer;
  for (const mark of district.index.levelAt(levelOf(view.k, unit)).marks) {
    const place = onScreen(mark, view);
    const distance = Math.hypot(pointer.x - place.x, pointer.y - place.y);
    if (distance <= nearest) [nearest, id, at] = [distance, mark.id, place];
  }
  return id === null ? null : { kind: 'site', id, at };
}

/** How far outside the grids a kitchen may lie, in sizes of the district, and still be in its first view. */
const stray = 0.5;

/**
 * The ground of the whole view: the grids and the kitchens in and around them. A kitchen whose place was entered wrong
 * by a degree must not shrink the district to a dot. Null where there is nothing to show.
 */
export function groundOf({ land, index }: District): Bounds | null {
  const places = [...index.places.values()];
  const { bounds } = land;
  if (!bounds) return boundsOf(places);
  const [width, height] = [bounds.east - bounds.west, bounds.south - bounds.north];
  const near = places.filter(
    ({ x, y }) =>
      x >= bounds.west - width * stray &&
      x <= bounds.east + width * stray &&
      y >= bounds.north - height * stray &&
      y <= bounds.south + height * stray,
  );
  const around = boundsOf(near);
  return around ? union(bounds, around) : bounds;
}
