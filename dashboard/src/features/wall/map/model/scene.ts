/**
 * One picture of what changes on the map, in px of CSS on screen: ways, people, clusters, what is wrong, and names.
 * Pure: the same district, facts, view and time give the same picture; drawing decides nothing.
 */
import type { Severity } from '@mingchu/shared/violation';
import { placeClusters, type DrawnCluster } from './clusters.ts';
import type { Land } from './areas.ts';
import type { MapFacts, Way, WrongSite } from './facts.ts';
import type { Box } from './labels.ts';
import { onScreen, type Point, type Size, type ToWorld, type View } from './mercator.ts';
import { levelOf, type SiteIndex } from './siteIndex.ts';
import { isWalking, oldAfterMs, placeAt, type Track } from './tracks.ts';

export interface District {
  land: Land;
  index: SiteIndex;
  toWorld: ToWorld;
}
export interface SceneInput {
  district: District;
  facts: MapFacts;
  tracks: ReadonlyMap<string, Track>;
  view: View;
  size: Size;
  /** Inside the edges, and clear of what lies upon the map. */
  room: Box;
  /** What lies upon the map and must not be written under: scale bar, source of the base map. */
  covered: readonly Box[];
  /** px of CSS for one px of a wall of 1080 lines. */
  unit: number;
  /** Local time that only goes forward, for tracks; server time, for ages. */
  localMs: number;
  serverMs: number;
}
export interface DrawnMark extends WrongSite, Point {
  /** False when it lies outside the view, and is shown at the edge. */
  inView: boolean;
  /** Where its kitchen lies: elsewhere when it waits at the edge, or a worse mark stands there. */
  truly: Point;
}
export interface DrawnWay extends Way {
  from: Point;
  to: Point;
}
export interface DrawnPerson extends Point {
  id: string;
  name: string;
  /** Age of the position where it is too old to be believed. */
  oldMs: number | null;
  /** Has an order to go somewhere. */
  busy: boolean;
}
export interface Scene {
  ways: readonly DrawnWay[];
  people: readonly DrawnPerson[];
  clusters: readonly DrawnCluster[];
  /** In the order of drawing: what is worst comes last, over everything else. */
  marks: readonly DrawnMark[];
  /** Somebody is still on his way to where he reported from. */
  walking: boolean;
}

/** Half of what a mark of something wrong covers, with its ring. */
export const haloRadius = 17;
const severityRank: Record<Severity, number> = { info: 0, minor: 1, major: 2, critical: 3 };

/** Composes the picture. */
export function sceneOf(input: SceneInput): Scene {
  const { district, facts, view, unit } = input;
  const found = facts.wrong
    .flatMap((site) => {
      const world = district.index.places.get(site.id);
      return world ? [markAt(site, onScreen(world, view), input)] : [];
    })
    .sort((a, b) => rankOf(a) - rankOf(b));
  const marks = standingApart(found, input);
  const level = district.index.levelAt(levelOf(view.k, unit));
  const busy = new Set(facts.ways.map((way) => way.inspectorId));
  const people = facts.people.flatMap((person): DrawnPerson[] => {
    const track = input.tracks.get(person.inspectorId);
    if (!track) return [];
    const ageMs = track.at === null ? Number.POSITIVE_INFINITY : input.serverMs - Date.parse(track.at);
    return [
      {
        id: person.inspectorId,
        name: person.name,
        oldMs: ageMs > oldAfterMs ? ageMs : null,
        busy: busy.has(person.inspectorId),
        ...beside(onTheGround(track, input), marks, unit),
      },
    ];
  });
  const spotOf = new Map(people.map((person) => [person.id, person]));
  const ways = facts.ways.flatMap((way): DrawnWay[] => {
    const [from, site] = [spotOf.get(way.inspectorId), district.index.places.get(way.siteId)];
    if (!from || !site) return [];
    return [{ ...way, from: { x: from.x, y: from.y }, to: onScreen(site, view) }];
  });
  return {
    ways,
    people,
    marks,
    clusters: placeClusters({ level, marks, people, view, room: input.room, unit }),
    walking: facts.people.some((person) => {
      const track = input.tracks.get(person.inspectorId);
      return track !== undefined && isWalking(track, input.localMs);
    }),
  };
}

/** Overdue beats every severity. */
function rankOf(mark: WrongSite): number {
  return severityRank[mark.severity] + (mark.overdueMs === null ? 0 : 10);
}

/** What is wrong is never out of sight: outside the view its mark waits at the edge, in its direction. */
function markAt(site: WrongSite, at: Point, input: SceneInput): DrawnMark {
  const edge = atEdge(at, input);
  // A little over the edge still counts as in view: the mark stands where it is.
  const inView = Math.hypot(edge.x - at.x, edge.y - at.y) < haloRadius * input.unit;
  return { ...site, ...(inView ? at : edge), inView, truly: at };
}

/** The nearest place inside the edges that nothing covers. */
function atEdge(at: Point, { room, covered, unit }: SceneInput): Point {
  const x = Math.max(room.left, Math.min(room.right, at.x));
  const y = Math.max(room.top, Math.min(room.bottom, at.y));
  const least = haloRadius * unit;
  const over = covered.find(
    (box) => x > box.left - least && x < box.right + least && y > box.top - least && y < box.bottom + least,
  );
  if (!over || (x === at.x && y === at.y)) return { x, y };
  return { x, y: over.top <= 0 ? over.bottom + least : over.top - least };
}

/** Middles of two marks lie at least this far apart, so that neither hides the other's shape. */
const leastApart = 30;
/** In a flood marks stay where they are: pushed about they would say less about where. */
const mostApart = 80;

/** Of two marks upon one another the worse keeps its place, and the other stands beside it. */
function standingApart(marks: readonly DrawnMark[], input: SceneInput): DrawnMark[] {
  const { unit } = input;
  if (marks.length > mostApart) return [...marks];
  const placed: DrawnMark[] = [];
  for (const mark of marks.toReversed()) {
    let { x, y } = mark;
    for (const other of placed) {
      const [dx, dy] = [x - other.x, y - other.y];
      const distance = Math.hypot(dx, dy);
      if (distance >= leastApart * unit) continue;
      const away = distance < 1 ? { x: -0.8, y: -0.6 } : { x: dx / distance, y: dy / distance };
      x = other.x + away.x * leastApart * unit;
      y = other.y + away.y * leastApart * unit;
    }
    placed.unshift({ ...mark, ...(mark.inView ? { x, y } : atEdge({ x, y }, input)) });
  }
  return placed;
}

function onTheGround(track: Track, { localMs, district, view }: SceneInput): Point {
  const { lon, lat } = placeAt(track, localMs);
  return onScreen(district.toWorld(lon, lat), view);
}

/** Somebody who stands in the kitchen is drawn at its door, where both can be seen. */
function beside(at: Point, marks: readonly DrawnMark[], unit: number): Point {
  const least = (haloRadius + 9) * unit;
  const near = marks.find((mark) => mark.inView && Math.hypot(at.x - mark.x, at.y - mark.y) < least);
  if (!near) return at;
  const [dx, dy] = [at.x - near.x, at.y - near.y];
  const distance = Math.hypot(dx, dy);
  if (distance < 1) return { x: near.x - least * 0.75, y: near.y + least * 0.66 };
  return { x: near.x + (dx / distance) * least, y: near.y + (dy / distance) * least };
}
