/** Clusters on screen: how large, how bad the worst in them is, and out of the way of what is wrong. Pure. */
import type { Severity } from '@mingchu/shared/violation';
import type { Box } from './labels.ts';
import { onScreen, type Point, type View } from './mercator.ts';
import { type ClusterMark, scaleOfLevel, type SiteLevel } from './siteIndex.ts';

export interface DrawnCluster extends Point {
  id: number;
  count: number;
  radius: number;
  /** The worst of what is wrong among its kitchens; null when all is well. */
  worst: Severity | null;
  /** The scale of the view at which it falls apart, and where it truly lies in the world. */
  opensAtK: number;
  world: Point;
}
interface Wrong extends Point {
  id: string;
  severity: Severity;
  inView: boolean;
}

/** The number must fit at 20 px; a thousand kitchens are drawn about twice as wide as ten. */
const leastRadius = 19;
const radiusPerTenfold = 5;
/** Clear space around a mark of something wrong, from its middle. */
const clearance = 19;

/**
 * The clusters in sight. What is wrong keeps its true place, and the cluster, which has none, gives way; to people so far
 * that its number can be read.
 */
export function placeClusters(input: {
  level: SiteLevel;
  /** In the order of drawing: the worst last. */
  marks: readonly Wrong[];
  people: readonly Point[];
  view: View;
  room: Box;
  unit: number;
}): DrawnCluster[] {
  const { level, marks, people, view, room, unit } = input;
  const worst = new Map<number, Severity>();
  for (const mark of marks) {
    const cluster = level.clusterOf.get(mark.id);
    if (cluster !== undefined) worst.set(cluster, mark.severity);
  }
  const seen = marks.filter((mark) => mark.inView);
  return level.clusters.flatMap((cluster): DrawnCluster[] => {
    const radius = radiusOf(cluster) * unit;
    const at = onScreen(cluster, view);
    const out =
      at.x < room.left - radius ||
      at.x > room.right + radius ||
      at.y < room.top - radius ||
      at.y > room.bottom + radius;
    if (out) return [];
    return [
      {
        id: cluster.id,
        count: cluster.count,
        radius,
        worst: worst.get(cluster.id) ?? null,
        opensAtK: scaleOfLevel(cluster.opensAt, unit),
        world: { x: cluster.x, y: cluster.y },
        ...givingWay(givingWay(at, radius * 0.75 + 8 * unit, people), radius + clearance * unit, seen),
      },
    ];
  });
}

function radiusOf({ count }: ClusterMark): number {
  return leastRadius + radiusPerTenfold * Math.log10(Math.max(1, count / 10));
}

/** Moves a cluster straight away from what it would cover; each moves it once. */
function givingWay(at: Point, least: number, marks: readonly Point[]): Point {
  let { x, y } = at;
  for (const mark of marks) {
    const [dx, dy] = [x - mark.x, y - mark.y];
    const distance = Math.hypot(dx, dy);
    if (distance >= least) continue;
    const away = distance < 1 ? { x: 1, y: 0 } : { x: dx / distance, y: dy / distance };
    x = mark.x + away.x * least;
    y = mark.y + away.y * least;
  }
  return { x, y };
}
