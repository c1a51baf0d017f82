/**
 * Kitchens as marks, and as clusters where marks would cover one another. Which kitchen stands in which cluster is
 * known for each level of zoom, so that what is wrong can be drawn apart without building anything anew. Pure.
 */
import type { Site } from '@mingchu/shared/registry';
import type { SiteKind } from '@mingchu/shared/vocabulary';
import Supercluster from 'supercluster';
import { type Bounds, type Point, type ToWorld, worldOf } from './mercator.ts';

export interface SiteMark extends Point {
  id: string;
  kind: SiteKind;
}
export interface ClusterMark extends Point {
  id: number;
  count: number;
  /** The level at which it falls apart. */
  opensAt: number;
}
/** What is drawn at one level of zoom. */
export interface SiteLevel {
  marks: readonly SiteMark[];
  clusters: readonly ClusterMark[];
  /** Cluster of each kitchen that stands in one. */
  clusterOf: ReadonlyMap<string, number>;
  /** Whether a mark stands within these bounds, in the world. */
  hasMarkIn(bounds: Bounds): boolean;
}
export interface SiteIndex {
  /** Every kitchen that has a place. */
  places: ReadonlyMap<string, SiteMark>;
  /** How many have none. */
  unplaced: number;
  levelAt(zoom: number): SiteLevel;
}

/** Marks nearer to each other than this become one, px at the level's own scale. */
const clusterRadiusPx = 58;
/** Fewer than this many side by side stay marks: a few dots say more than a number. */
const leastInCluster = 9;
/** Cells in which marks are looked up, px at the level's own scale; and more than there are across the world at the finest. */
const finderCellPx = 64;
const cellsAcross = 2 ** 22;
/** Width of the world at level 0, px: as the library counts. */
const worldAtZero = 512;
/** From this level on every kitchen is its own mark: some 15 m lie between neighbours. */
const lastClusterLevel = 17;
/** The level without clusters. */
export const finestLevel = lastClusterLevel + 1;

/** The level of clusters for a scale, at `unit` px of CSS for one px of a wall of 1080 lines. */
export function levelOf(k: number, unit: number): number {
  const level = Math.floor(Math.log2(k / (worldAtZero * unit)));
  return Math.max(0, Math.min(finestLevel, level));
}

/** The scale at which a level begins. */
export function scaleOfLevel(level: number, unit: number): number {
  return worldAtZero * unit * 2 ** level;
}

/** A kitchen entered without a place stands at 0° 0°, where no kitchen is. */
export function hasPlace({ lat, lon }: Pick<Site, 'lat' | 'lon'>): boolean {
  return Number.isFinite(lat) && Number.isFinite(lon) && !(lat === 0 && lon === 0);
}

/** Builds the index; some tens of ms for 25,000 kitchens, then each level once. */
export function indexSites(sites: Iterable<Site>, toWorld: ToWorld): SiteIndex {
  const places = new Map<string, SiteMark>();
  let unplaced = 0;
  for (const site of sites) {
    if (hasPlace(site)) places.set(site.id, { id: site.id, kind: site.kind, ...toWorld(site.lon, site.lat) });
    else unplaced += 1;
  }
  const clusters = new Supercluster<SiteMark>({
    radius: clusterRadiusPx,
    minPoints: leastInCluster,
    maxZoom: lastClusterLevel,
  });
  clusters.load(
    [...places.values()].map((mark) => ({
      type: 'Feature',
      properties: mark,
      geometry: { type: 'Point', coordinates: degreesOf(mark) },
    })),
  );
  const levels = new Map<number, SiteLevel>();
  return {
    places,
    unplaced,
    levelAt(zoom) {
      const known = levels.get(zoom);
      if (known) return known;
      const made = levelFrom(clusters, zoom);
      levels.set(zoom, made);
      return made;
    },
  };
}

function levelFrom(index: Supercluster<SiteMark>, zoom: number): SiteLevel {
  const marks: SiteMark[] = [];
  const clusters: ClusterMark[] = [];
  const clusterOf = new Map<string, number>();
  for (const { properties, geometry } of index.getClusters([-180, -90, 180, 90], zoom)) {
    if (!('cluster_id' in properties)) {
      marks.push(properties);
      continue;
    }
    const { cluster_id: id, point_count: count } = properties;
    const [lon = 0, lat = 0] = geometry.coordinates;
    clusters.push({ id, count, opensAt: index.getClusterExpansionZoom(id), ...worldOf(lon, lat) });
    for (const leaf of index.getLeaves(id, Infinity)) clusterOf.set(leaf.properties.id, id);
  }
  return { marks, clusters, clusterOf, hasMarkIn: markFinder(marks, finderCellPx / scaleOfLevel(zoom, 1)) };
}

/** Sorts the marks into square cells, `side` of the world wide, so that only those near by are looked at. */
function markFinder(marks: readonly Point[], side: number): SiteLevel['hasMarkIn'] {
  const cells = new Map<number, Point[]>();
  const cellAt = (column: number, row: number): number => row * cellsAcross + column;
  for (const mark of marks) {
    const cell = cellAt(Math.floor(mark.x / side), Math.floor(mark.y / side));
    const others = cells.get(cell);
    if (others) others.push(mark);
    else cells.set(cell, [mark]);
  }
  return ({ west, north, east, south }) => {
    const within = ({ x, y }: Point): boolean => x > west && x < east && y > north && y < south;
    for (let row = Math.floor(north / side); row <= south / side; row += 1) {
      for (let column = Math.floor(west / side); column <= east / side; column += 1) {
        if (cells.get(cellAt(column, row))?.some(within)) return true;
      }
    }
    return false;
  };
}

/** The library takes degrees; ours are already in the frame of the base map. */
function degreesOf({ x, y }: Point): [number, number] {
  return [(x - 0.5) * 360, (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI];
}
