/** The district's land: its grids, and whether each piece of border parts grids, groups, or the district from outside. Pure. */
import type { Grid, Group } from '@mingchu/shared/registry';
import { type Bounds, boundsOf, type Point, type ToWorld } from './mercator.ts';

/** Corners of an outline, one after the other. */
export type Ring = readonly Point[];
export interface GridArea {
  id: string;
  name: string;
  groupId: string;
  /** Which of the four tones of land it has; a group has one tone. */
  tone: number;
  ring: Ring;
  bounds: Bounds;
  /** Where its name may stand, the most central first. */
  spots: readonly Point[];
}
/** Pieces of border as pairs of ends. */
export type Pieces = readonly (readonly [Point, Point])[];
export interface Land {
  grids: readonly GridArea[];
  /** Between two grids of one group. */
  gridBorders: Pieces;
  /** Between two groups. */
  groupBorders: Pieces;
  /** Where the district ends. */
  outline: Pieces;
  /** Names of groups, and where they may stand, the most central first. */
  names: readonly { id: string; text: string; rings: readonly Ring[]; spots: readonly Point[] }[];
  bounds: Bounds | null;
}

const tones = 4;
/** A name is tried on so many lines across its area, at as many places each. */
const spotLines = { group: 16, grid: 8 } as const;

/** Lays out the land. Borders of neighbours join where their corners are the same, to about a metre. */
export function landOf(groups: readonly Group[], grids: readonly Grid[], toWorld: ToWorld): Land {
  const toneOf = new Map(groups.map((group, index) => [group.id, index % tones]));
  const areas = grids.flatMap((grid): GridArea[] => {
    const ring = grid.outline.map(([lon, lat]) => toWorld(lon, lat));
    const bounds = boundsOf(ring);
    if (!bounds || ring.length < 3) return [];
    const { id, name, groupId } = grid;
    const spots = spotsIn([ring], spotLines.grid);
    return [{ id, name, groupId, tone: toneOf.get(groupId) ?? 0, ring, bounds, spots }];
  });
  return {
    grids: areas,
    ...sortBorders(areas),
    names: groups.flatMap((group) => {
      const rings = areas.filter((area) => area.groupId === group.id).map((area) => area.ring);
      const spots = spotsIn(rings, spotLines.group);
      return rings.length === 0 ? [] : [{ id: group.id, text: group.name, rings, spots }];
    }),
    bounds: boundsOf(areas.flatMap((area) => area.ring)),
  };
}

/** About a metre of the world. */
const sameCorner = 2.5e-8;

function sortBorders(areas: readonly GridArea[]): Pick<Land, 'gridBorders' | 'groupBorders' | 'outline'> {
  const pieces = new Map<string, { ends: readonly [Point, Point]; groups: string[] }>();
  const corner = ({ x, y }: Point): string => `${Math.round(x / sameCorner)} ${Math.round(y / sameCorner)}`;
  for (const { ring, groupId } of areas) {
    ring.forEach((from, index) => {
      const to = ring[(index + 1) % ring.length] ?? from;
      const [a, b] = [corner(from), corner(to)];
      if (a === b) return;
      const key = a < b ? `${a} ${b}` : `${b} ${a}`;
      const known = pieces.get(key);
      if (known) known.groups.push(groupId);
      else pieces.set(key, { ends: [from, to], groups: [groupId] });
    });
  }
  const all = [...pieces.values()];
  const ends = (wanted: (groups: string[]) => boolean): Pieces =>
    all.filter((piece) => wanted(piece.groups)).map((piece) => piece.ends);
  return {
    outline: ends((owners) => owners.length === 1),
    gridBorders: ends((owners) => owners.length > 1 && new Set(owners).size === 1),
    groupBorders: ends((owners) => new Set(owners).size > 1),
  };
}

/** Centre of gravity of a ring; of its corners where it has no area. */
function middleOf(ring: Ring): Point {
  const [first] = ring;
  if (!first) return { x: 0, y: 0 };
  let [area, x, y] = [0, 0, 0];
  ring.forEach((from, index) => {
    const to = ring[(index + 1) % ring.length] ?? from;
    // Relative to a corner: the whole world is 1, and a grid a millionth of it.
    const [ax, ay, bx, by] = [from.x - first.x, from.y - first.y, to.x - first.x, to.y - first.y];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  });
  if (Math.abs(area) < 1e-18) return average(ring);
  return { x: first.x + x / (3 * area), y: first.y + y / (3 * area) };
}

/** The middle of what the rings enclose, where it lies within, and points in rows all over it, the most central first. */
function spotsIn(rings: readonly Ring[], lines: number): Point[] {
  const bounds = boundsOf(rings.flat());
  if (!bounds) return [];
  const { west, north, east, south } = bounds;
  const share = (line: number): number => (line + 0.5) / lines;
  const rows = Array.from({ length: lines }, (_none, row) => north + share(row) * (south - north));
  const columns = Array.from({ length: lines }, (_none, column) => west + share(column) * (east - west));
  const centre = average(rings.map((ring) => middleOf(ring)));
  const spots = [centre, ...rows.flatMap((y) => columns.map((x) => ({ x, y })))];
  const distance = ({ x, y }: Point): number => Math.hypot(x - centre.x, y - centre.y);
  return spots.filter((spot) => enclose(rings, spot)).sort((a, b) => distance(a) - distance(b));
}

/** Whether one of the rings goes around the point: a line from there to the east crosses it an odd number of times. */
export function enclose(rings: readonly Ring[], { x, y }: Point): boolean {
  return rings.some((ring) => {
    let within = false;
    ring.forEach((from, index) => {
      const to = ring[(index + 1) % ring.length] ?? from;
      if (from.y > y === to.y > y) return;
      if (x < from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x)) within = !within;
    });
    return within;
  });
}

function average(points: readonly Point[]): Point {
  const sum = points.reduce((total, point) => ({ x: total.x + point.x, y: total.y + point.y }), {
    x: 0,
    y: 0,
  });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
