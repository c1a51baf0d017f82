/**
 * Where names stand. Each wish brings its places in order of liking; it gets the first that touches nothing placed
 * before it, or none. A name that stood well in the last picture is asked for the same place first, so that names do
 * not hop while people walk by. Pure; px on screen.
 */
import type { Point, Size } from './mercator.ts';

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}
export interface LabelWish {
  key: string;
  places: readonly Box[];
  /** It rather stands over people and clusters than nowhere. */
  insists: boolean;
  /** Whether it gives way to something more in a box, as names of ground do to calm kitchens. */
  isBarred?: (box: Box) => boolean;
  /** How poor a place is: taken only where there is no better, and kept like any other. */
  flawsOf?: (box: Box) => number;
}
export interface PlacedLabel {
  key: string;
  box: Box;
  /** Which of its places it got. */
  choice: number;
}

/** Places the wishes in the order given, inside `room`. */
export function placeLabels(
  wishes: readonly LabelWish[],
  around: {
    /** Never written over, and written over only by what insists. */
    taken: readonly Box[];
    soft: readonly Box[];
    room: Box;
    before: ReadonlyMap<string, number>;
  },
): PlacedLabel[] {
  const taken = [...around.taken];
  const placed: PlacedLabel[] = [];
  for (const wish of wishes) {
    const choice = choose(wish, { ...around, taken, last: around.before.get(wish.key) });
    const box = choice === undefined ? undefined : wish.places[choice];
    if (choice === undefined || !box) continue;
    taken.push(box);
    placed.push({ key: wish.key, box, choice });
  }
  return placed;
}

/** Which of its places a wish gets, `last` where it is as good; undefined: none. */
function choose(
  { places, insists, isBarred, flawsOf }: LabelWish,
  around: { taken: readonly Box[]; soft: readonly Box[]; room: Box; last: number | undefined },
): number | undefined {
  const { taken, soft, room, last } = around;
  const isOpen = (box: Box): boolean =>
    inside(box, room) && !taken.some((other) => touch(box, other)) && isBarred?.(box) !== true;
  const covered = (box: Box): number => soft.filter((other) => touch(box, other)).length;
  const isFree = (box: Box): boolean => isOpen(box) && covered(box) === 0;
  const lastBox = last === undefined ? undefined : places[last];
  if (lastBox && isFree(lastBox)) return last;
  const free = least(places, (box) => (isFree(box) ? (flawsOf?.(box) ?? 0) : null));
  if (free !== undefined || !insists) return free;
  // Of places that are all over something soft, the one over the least; of two as good the one where it stood.
  return least(places, (box, index) => (isOpen(box) ? covered(box) - (index === last ? 0.5 : 0) : null));
}

/** Right, left, above, below a mark and then askew, `gap` px away from its middle. */
export function besideMark({ x, y }: Point, gap: number, { width, height }: Size): Box[] {
  const at = (left: number, top: number): Box => ({ left, top, right: left + width, bottom: top + height });
  const [right, left, middle] = [x + gap, x - gap - width, y - height / 2];
  return [
    at(right, middle),
    at(left, middle),
    at(x - width / 2, y - gap - height),
    at(x - width / 2, y + gap),
    at(right, middle - height * 0.8),
    at(right, middle + height * 0.8),
    at(left, middle - height * 0.8),
    at(left, middle + height * 0.8),
  ];
}

/** Beside a mark, and where all stands close, step by step further away, in every direction. */
export function aroundMark(point: Point, gap: number, size: Size): Box[] {
  const away = [1, 1.7, 2.5, 3.4, 4.5, 6].flatMap((times) => {
    const [reachX, reachY] = [gap * times + size.width / 2, gap * times + size.height / 2];
    const across = [0, 0.5, -0.5, 1, -1].flatMap((share) => [
      { x: point.x + share * reachX, y: point.y - reachY },
      { x: point.x + share * reachX, y: point.y + reachY },
    ]);
    const along = [0, 0.5, -0.5].flatMap((share) => [
      { x: point.x + reachX, y: point.y + share * reachY },
      { x: point.x - reachX, y: point.y + share * reachY },
    ]);
    return [...along, ...across].map((middle) => boxAround(middle, size));
  });
  return [...besideMark(point, gap, size), ...away];
}

/** The point of a box that is nearest to another. */
export function nearestOf(box: Box, { x, y }: Point): Point {
  return {
    x: Math.max(box.left, Math.min(box.right, x)),
    y: Math.max(box.top, Math.min(box.bottom, y)),
  };
}

/** Beside a line, at its middle first, on either side of it. */
export function besideLine(from: Point, to: Point, { width, height }: Size): Box[] {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const normal = { x: (to.y - from.y) / length, y: (from.x - to.x) / length };
  // As far as the box reaches across the line, so that it stands beside and not upon it.
  const reach = (Math.abs(normal.x) * width + Math.abs(normal.y) * height) / 2 + 4;
  return [0.5, 0.36, 0.64].flatMap((share) =>
    [1, -1].map((side) => {
      const x = from.x + (to.x - from.x) * share + normal.x * reach * side;
      const y = from.y + (to.y - from.y) * share + normal.y * reach * side;
      return boxAround({ x, y }, { width, height });
    }),
  );
}

/** The box of a size around its middle. */
export function boxAround({ x, y }: Point, { width, height }: Size): Box {
  return { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 };
}

/** Which place weighs least, the first of equals; null: not to be taken. What weighs nothing is not looked beyond. */
function least(
  places: readonly Box[],
  weigh: (box: Box, index: number) => number | null,
): number | undefined {
  let best: { index: number; weight: number } | undefined;
  for (const [index, box] of places.entries()) {
    const weight = weigh(box, index);
    if (weight === null || (best && weight >= best.weight)) continue;
    best = { index, weight };
    if (weight === 0) break;
  }
  return best?.index;
}

/** True when a straight line from one point to the other runs through the box. */
export function runsThrough(from: Point, to: Point, { left, top, right, bottom }: Box): boolean {
  let [enters, leaves] = [0, 1];
  for (const [start, length, low, high] of [
    [from.x, to.x - from.x, left, right],
    [from.y, to.y - from.y, top, bottom],
  ] as const) {
    if (length === 0 && (start < low || start > high)) return false;
    if (length === 0) continue;
    const [a, b] = [(low - start) / length, (high - start) / length];
    enters = Math.max(enters, Math.min(a, b));
    leaves = Math.min(leaves, Math.max(a, b));
  }
  return enters < leaves;
}

/** True when two boxes share any room. */
export function touch(a: Box, b: Box): boolean {
  return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
}

function inside(box: Box, room: Box): boolean {
  return box.left >= room.left && box.right <= room.right && box.top >= room.top && box.bottom <= room.bottom;
}
