/** Every text on the map, in the order in which it gets its place: what is late, what is wrong, who comes, where. Pure. */
import type { Severity } from '@mingchu/shared/violation';
import { enclose, type Ring } from './areas.ts';
import {
  aroundMark,
  besideLine,
  besideMark,
  type Box,
  boxAround,
  type LabelWish,
  placeLabels,
  runsThrough,
} from './labels.ts';
import { type Bounds, onScreen, type Point, type Size, type View } from './mercator.ts';
import { levelOf } from './siteIndex.ts';
import { type DrawnPerson, haloRadius, type Scene, type SceneInput } from './scene.ts';

export type NameStyle = 'breach' | 'late' | 'site' | 'eta' | 'person' | 'group' | 'grid' | 'pointed';
export interface DrawnName {
  key: string;
  text: string;
  style: NameStyle;
  severity: Severity | null;
  box: Box;
  /** Which of its places it got, to ask for again. */
  choice: number;
  /** Whose name it is, where it may stand apart from that. */
  of: Point | null;
}

/** Size of each kind of text, px of a wall of 1080 lines: nothing is under 20. */
export const nameSizes = {
  breach: 22,
  late: 20,
  site: 22,
  eta: 20,
  person: 20,
  group: 26,
  grid: 20,
  pointed: 22,
} as const satisfies Record<NameStyle, number>;
/** Room around texts that stand in a box. */
export const boxedPadding = 8;

/** What the texts are made of: words of the language on screen, and how wide a text is drawn. */
export interface NameTools {
  breach: (site: string, overdueMs: number) => string;
  late: (minutes: number, rough: boolean) => string;
  eta: (minutes: number, rough: boolean) => string;
  old: (name: string, ageMs: number) => string;
  widthOf: (text: string, style: NameStyle, px: number) => number;
}

/** Most names of kitchens, and most dates of people without an order: the list beside the map has them all. */
const mostSites = 30;
const mostOldIdle = 6;
/** From the middle of a calm kitchen's mark to its edge at the most, px of a wall of 1080 lines. */
const calmReach = 8;
/** A grid says its name once it is this much wider than the name. */
const gridRoom = 2.2;

interface Wish extends LabelWish {
  text: string;
  style: NameStyle;
  severity: Severity | null;
  of?: Point;
}

/** Places what fits; `before` are the choices of the last picture, `pointed` what the pointer is on. */
export function namesOf(
  input: SceneInput & { scene: Scene; tools: NameTools; before: ReadonlyMap<string, number> },
  pointed: { text: string; at: Point } | null,
): DrawnName[] {
  const { unit, scene } = input;
  const wishes = [
    ...(pointed ? [pointedName(pointed, input)] : []),
    ...siteNames(input, true),
    ...wayNames(input, true),
    ...siteNames(input, false),
    ...wayNames(input, false),
    ...peopleNames(input),
    ...areaNames(input),
  ];
  const around = (point: Point, radius: number): Box =>
    boxAround(point, { width: radius * 2, height: radius * 2 });
  const taken = [
    ...input.covered,
    ...scene.marks.map((mark) => around(mark, haloRadius * unit)),
    ...scene.people.filter((person) => person.busy).map((person) => around(person, 11 * unit)),
  ];
  const soft = [
    ...scene.people.filter((person) => !person.busy).map((person) => around(person, 11 * unit)),
    ...scene.clusters.map((cluster) => around(cluster, cluster.radius)),
  ];
  const byKey = new Map(wishes.map((wish) => [wish.key, wish]));
  return placeLabels(wishes, { taken, soft, room: input.room, before: input.before }).flatMap((placed) => {
    const wish = byKey.get(placed.key);
    if (!wish) return [];
    return [{ ...placed, text: wish.text, style: wish.style, severity: wish.severity, of: wish.of ?? null }];
  });
}

interface Input extends SceneInput {
  scene: Scene;
  tools: NameTools;
}

/** How much a text takes, with its padding where it stands in a box. */
function sizeOf(text: string, style: NameStyle, { tools, unit }: Input): Size {
  const px = nameSizes[style] * unit;
  const padding = style === 'breach' || style === 'late' || style === 'pointed' ? boxedPadding * unit : 2;
  return { width: tools.widthOf(text, style, px) + 2 * padding, height: px * 1.24 + padding * 0.75 };
}

function pointedName({ text, at }: { text: string; at: Point }, input: Input): Wish {
  const places = besideMark(at, 12 * input.unit, sizeOf(text, 'pointed', input));
  return { key: 'pointed', text, style: 'pointed', severity: null, places, insists: true };
}

/** Kitchens, the worst first: those over time in a box of their own, further away rather than nowhere. */
function siteNames(input: Input, breached: boolean): Wish[] {
  const { scene, tools, unit } = input;
  const style = breached ? 'breach' : 'site';
  return scene.marks
    .filter((mark) => mark.inView && (mark.overdueMs !== null) === breached)
    .toReversed()
    .slice(0, mostSites)
    .map((mark) => {
      const text = mark.overdueMs === null ? mark.name : tools.breach(mark.name, mark.overdueMs);
      const gap = (haloRadius + (breached ? 9 : 4)) * unit;
      const beside = breached ? aroundMark : besideMark;
      const places = beside(mark, gap, sizeOf(text, style, input));
      const of = breached ? { of: { x: mark.x, y: mark.y } } : {};
      return { key: `site ${mark.id}`, text, style, severity: mark.severity, places, insists: true, ...of };
    });
}

function wayNames(input: Input, late: boolean): Wish[] {
  const { scene, tools } = input;
  return scene.ways.flatMap((way): Wish[] => {
    if ((way.lateMinutes !== null) !== late) return [];
    const text =
      way.lateMinutes !== null
        ? tools.late(way.lateMinutes, way.rough)
        : way.minutes !== null
          ? tools.eta(way.minutes, way.rough)
          : null;
    if (text === null) return [];
    const style = late ? 'late' : 'eta';
    const places = besideLine(way.from, way.to, sizeOf(text, style, input));
    return [{ key: `way ${way.key}`, text, style, severity: null, places, insists: late }];
  });
}

/** Who has an order by name, and whose position is old with its age; a few of those who have none. */
function peopleNames(input: Input): Wish[] {
  const { scene, tools, unit } = input;
  // Where a phone has never told there is no age to name.
  const isDated = ({ oldMs }: DrawnPerson): boolean => oldMs !== null && Number.isFinite(oldMs);
  const idle = scene.people.filter((person) => !person.busy && isDated(person));
  return [...scene.people.filter((person) => person.busy), ...idle.slice(0, mostOldIdle)].map((person) => {
    const text = isDated(person) ? tools.old(person.name, person.oldMs ?? 0) : person.name;
    const places = besideMark(person, 14 * unit, sizeOf(text, 'person', input));
    return { key: `person ${person.id}`, text, style: 'person', severity: null, places, insists: false };
  });
}

/** Groups and, once they are large, grids. They name ground: whatever stands on it keeps its place. */
function areaNames(input: Input): Wish[] {
  const { district, view } = input;
  const groups = district.land.names.map((group) =>
    areaName(`group ${group.id}`, 'group', { input, ...group }),
  );
  const grids = district.land.grids
    .filter(({ name, bounds }) => {
      const width = (bounds.east - bounds.west) * view.k;
      return width > sizeOf(name, 'grid', input).width * gridRoom;
    })
    .map(({ id, name, ring, spots }) =>
      areaName(`grid ${id}`, 'grid', { input, text: name, rings: [ring], spots }),
    );
  return [...groups, ...grids];
}

/** Clear of calm kitchens; if possible wholly in its area, and then not across a way. */
function areaName(
  key: string,
  style: 'group' | 'grid',
  area: { input: Input; text: string; rings: readonly Ring[]; spots: readonly Point[] },
): Wish {
  const { input, text, rings, spots } = area;
  const { district, view, scene, unit } = input;
  const level = district.index.levelAt(levelOf(view.k, unit));
  const size = sizeOf(text, style, input);
  return {
    key,
    text,
    style,
    severity: null,
    insists: false,
    places: spots.map((spot) => boxAround(onScreen(spot, view), size)),
    isBarred: (box) => level.hasMarkIn(inTheWorld(box, calmReach * unit, view)),
    flawsOf: (box) => {
      const isAstray = !isWithin(inTheWorld(box, 0, view), rings);
      const isCrossed = scene.ways.some(({ from, to }) => runsThrough(from, to, box));
      return (isAstray ? 2 : 0) + (isCrossed ? 1 : 0);
    },
  };
}

function isWithin({ west, north, east, south }: Bounds, rings: readonly Ring[]): boolean {
  const corners = [west, east].flatMap((x) => [north, south].map((y) => ({ x, y })));
  return corners.every((corner) => enclose(rings, corner));
}

function inTheWorld({ left, top, right, bottom }: Box, margin: number, { k, x, y }: View): Bounds {
  return {
    west: (left - margin - x) / k,
    east: (right + margin - x) / k,
    north: (top - margin - y) / k,
    south: (bottom + margin - y) / k,
  };
}
