/** The district's land: its grids, and whether each piece of border parts grids, groups, or the district from outside. Pure. */
import type { Grid, Group } from '@mingchu/shared/registry';
import { type Bounds, boundsOf, type Point, type ToWorld } from './mercator.ts';

export interface GridArea {
  id: string;
  name: string;
  groupId: string;
  /** Which of the four tones of land it has; a group has one tone. */
  tone: number;
  ring: readonly Point[];
  bounds: Bounds;
  middle: Point;
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
  /** Names of groups, and where they may stand: the middles of their grids, and half-way to their corners, the most central first. */
  names: readonly { id: string; text: string; spots: readonly Point[] }[];
  bounds: Bounds | null;
}

const tones = 4;
/** Most places that are tried for a group's name. */
const mostSpots = 60;

/** Lays out the land. Borders of neighbours join where their corners are the same, to about a metre. */
export function landOf(groups: readonly Group[], grids: readonly Grid[], toWorld: ToWorld): Land {
  const toneOf = new Map(groups.map((group, index) => [group.id, index % tones]));
  const areas = grids.flatMap((grid): GridArea[] => {
    const ring = grid.outline.map(([lon, lat]) => toWorld(lon, lat));
    const bounds = boundsOf(ring);
    if (!bounds || ring.length < 3) return [];
    const { id, name, groupId } = grid;
    return [{ id, name, groupId, tone: toneOf.get(groupId) ?? 0, ring, bounds, middle: middleOf(ring) }];
  });
  return {
    grids: areas,
    ...sortBorders(areas),
    names: groups.flatMap((group) => {
      const own = areas.filter((area) => area.groupId === group.id);
      return own.length === 0 ? [] : [{ id: group.id, text: group.name, spots: centralFirst(own) }];
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
function middleOf(ring: readonly Point[]): Point {
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

function centralFirst(areas: readonly GridArea[]): Point[] {
  const middles = areas.map((area) => area.middle);
  const centre = average(middles);
  const distance = (point: Point): number => Math.hypot(point.x - centre.x, point.y - centre.y);
  const nearFirst = (points: Point[]): Point[] => points.sort((a, b) => distance(a) - distance(b));
  const between = areas.flatMap(({ ring, middle }) => ring.map((corner) => average([middle, corner])));
  return [...nearFirst(middles), ...nearFirst(between)].slice(0, mostSpots);
}

function average(points: readonly Point[]): Point {
  const sum = points.reduce((total, point) => ({ x: total.x + point.x, y: total.y + point.y }), {
    x: 0,
    y: 0,
  });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
