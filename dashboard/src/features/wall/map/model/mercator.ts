/**
 * Where places stand. World: the square of Web Mercator, 0 to 1 from north-west, the frame of raster tiles. View: how
 * the world lies on screen, `screen = world × k + (x, y)`, in px of CSS. Pure.
 */
import { toGcj02 } from '@mingchu/shared/datum';
import type { MapDatum } from '@mingchu/shared/mapSettings';

export interface Point {
  x: number;
  y: number;
}
export interface View extends Point {
  /** Size of the whole world on screen, px. */
  k: number;
}
export interface Size {
  width: number;
  height: number;
}
export interface Bounds {
  west: number;
  north: number;
  east: number;
  south: number;
}
export type ToWorld = (lon: number, lat: number) => Point;

/** Circumference of the sphere of Web Mercator, m. */
const equatorM = 2 * Math.PI * 6_378_137;
/** Web Mercator ends where its square does. */
const maxLat = 85.051_129;

/** From WGS-84 degrees into a world whose base map is drawn in `datum`, so that marks stand right on it. */
export function toWorldIn(datum: MapDatum): ToWorld {
  if (datum === 'WGS-84') return worldOf;
  return (lon, lat) => {
    const shifted = toGcj02({ lon, lat });
    return worldOf(shifted.lon, shifted.lat);
  };
}

/** Degrees of the base map's own datum in its world. */
export function worldOf(lon: number, lat: number): Point {
  const sine = Math.sin((Math.max(-maxLat, Math.min(maxLat, lat)) * Math.PI) / 180);
  return { x: lon / 360 + 0.5, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
}

/** Metres on the ground that one px of CSS shows, at the middle of the screen. */
export function metresPerPx(view: View, size: Size): number {
  const middleY = (size.height / 2 - view.y) / view.k;
  const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * middleY)));
  return (equatorM * Math.cos(lat)) / view.k;
}

/** A place of the world on screen. */
export function onScreen({ x, y }: Point, view: View): Point {
  return { x: x * view.k + view.x, y: y * view.k + view.y };
}

/** Smallest box around points; null around none. */
export function boundsOf(points: Iterable<Point>): Bounds | null {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    north = Math.min(north, y);
    south = Math.max(south, y);
  }
  return west <= east ? { west, north, east, south } : null;
}

/** Smallest box around two. */
export function union(a: Bounds, b: Bounds): Bounds {
  return {
    west: Math.min(a.west, b.west),
    north: Math.min(a.north, b.north),
    east: Math.max(a.east, b.east),
    south: Math.max(a.south, b.south),
  };
}

/** The least that a view shows, share of the world: some 400 m, so that one lone kitchen is not a wall of pixels. */
export const leastSpan = 1e-5;

/** The view that shows `bounds` as large as they fit into the room inside `margin` (px of CSS), in its middle. */
export function fitView(bounds: Bounds, size: Size, margin: Margin): View {
  const room = {
    width: Math.max(1, size.width - margin.left - margin.right),
    height: Math.max(1, size.height - margin.top - margin.bottom),
  };
  const k = Math.min(
    room.width / Math.max(bounds.east - bounds.west, leastSpan),
    room.height / Math.max(bounds.south - bounds.north, leastSpan),
  );
  return {
    k,
    x: margin.left + room.width / 2 - ((bounds.west + bounds.east) / 2) * k,
    y: margin.top + room.height / 2 - ((bounds.north + bounds.south) / 2) * k,
  };
}

export interface Margin {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/**
 * The next view on the way from `shown` to `aim`: what stands still between the two stands still in each step, so that
 * a turn of the wheel keeps the place under the pointer.
 */
export function viewTowards(shown: View, aim: View, share: number): View {
  if (Math.abs(Math.log(aim.k / shown.k)) < 1e-4) {
    return {
      k: aim.k,
      x: shown.x + (aim.x - shown.x) * share,
      y: shown.y + (aim.y - shown.y) * share,
    };
  }
  const k = shown.k * (aim.k / shown.k) ** share;
  const ofWay = (k - shown.k) / (aim.k - shown.k);
  return { k, x: shown.x + (aim.x - shown.x) * ofWay, y: shown.y + (aim.y - shown.y) * ofWay };
}
