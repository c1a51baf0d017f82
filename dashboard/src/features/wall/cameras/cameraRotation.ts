/** Which cameras are on the wall: kitchens in violation first, the rest in turn by group and grid. Pure. */
import type { Device } from '@mingchu/shared/registry';
import { deviceKey, type LiveState } from '../../../live/reducer.ts';
import type { WorkItem } from '../../../live/worklist.ts';

/** At least this many tiles go on rotating, so that a bad day does not hide all other kitchens. */
const rotatingTiles = 2;
/** How long a rotating picture stays, ms. */
export const rotateEveryMs = 8_000;

export interface Tile {
  camera: Device;
  /** The violation that pins it, or null while it rotates. */
  item: WorkItem | null;
}

/** Most tiles that violations may take. */
export function mostPinned(tiles: number): number {
  if (tiles === 1) return 1;
  return tiles <= 3 ? tiles - 1 : tiles - rotatingTiles;
}

/**
 * All cameras in service in the order of their round: group by group, grid by grid, kitchen by kitchen. Within a grid the
 * first cameras of all kitchens come before the second ones, so that two tiles seldom show one kitchen.
 */
export function roundOfCameras(
  live: Pick<LiveState, 'devices' | 'sites' | 'grids' | 'groups'>,
): readonly Device[] {
  const groupPlace = new Map(live.groups.map((group, index) => [group.id, index]));
  const gridPlace = new Map(
    live.grids.map((grid, index) => [
      grid.id,
      (groupPlace.get(grid.groupId) ?? live.groups.length) * 1e6 + index,
    ]),
  );
  const nth = new Map<string, number>();
  const entries = [...live.devices.values()]
    .filter((device) => device.kind === 'camera' && device.inService)
    .map((camera) => {
      const site = live.sites.get(camera.siteId);
      const round = nth.get(camera.siteId) ?? 0;
      nth.set(camera.siteId, round + 1);
      return { camera, grid: gridPlace.get(site?.gridId ?? '') ?? Infinity, round, name: site?.name ?? '' };
    });
  entries.sort(
    (a, b) =>
      compare(a.grid, b.grid) ||
      compare(a.round, b.round) ||
      compare(a.name, b.name) ||
      compare(a.camera.siteId, b.camera.siteId) ||
      compare(a.camera.id, b.camera.id),
  );
  return entries.map(({ camera }) => camera);
}

function compare<Value extends number | string>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Cameras of kitchens in violation, most urgent first, each once: the one that raised it, else the kitchen's first. */
export function pinnedTiles(
  cameras: readonly Device[],
  items: readonly WorkItem[],
  most: number,
): readonly Tile[] {
  const bySite = new Map<string, Device[]>();
  for (const camera of cameras) {
    const known = bySite.get(camera.siteId);
    if (known) known.push(camera);
    else bySite.set(camera.siteId, [camera]);
  }
  const pinned = new Map<string, Tile>();
  for (const item of items) {
    if (pinned.size === most) break;
    const ofSite = bySite.get(item.siteId) ?? [];
    const camera = ofSite.find(({ id }) => id === item.violation?.deviceId) ?? ofSite[0];
    const key = camera && deviceKey(camera.siteId, camera.id);
    if (camera && key && !pinned.has(key)) pinned.set(key, { camera, item });
  }
  return [...pinned.values()];
}

/** Where the round stands: its turn, the camera that comes first, and how many rotate. */
export interface Round {
  turn: number;
  first: number;
  rotating: number;
}

/**
 * The round at a turn: it goes on by as many cameras as were shown. A kitchen that is pinned meanwhile takes its tile
 * and nothing else moves. Without a round before it, every screen of the station begins at the same camera.
 */
export function roundAt(before: Round | null, turn: number, tiles: number): Round {
  if (before === null) return { turn, first: turn * tiles, rotating: tiles };
  if (before.turn === turn) return before;
  return { ...before, turn, first: before.first + (turn - before.turn) * before.rotating };
}

/** Pinned tiles, most urgent first, then the cameras of the round from `first` on, which may be below zero. */
export function pickTiles(
  cameras: readonly Device[],
  items: readonly WorkItem[],
  { first, tiles }: { first: number; tiles: number },
): Tile[] {
  const pinned = pinnedTiles(cameras, items, mostPinned(tiles));
  const keys = new Set(pinned.map(({ camera }) => deviceKey(camera.siteId, camera.id)));
  const free = Math.min(cameras.length, tiles) - pinned.length;
  const rotating: Tile[] = [];
  for (let step = 0; step < cameras.length && rotating.length < free; step++) {
    const camera = cameras[modulo(first + step, cameras.length)];
    if (camera && !keys.has(deviceKey(camera.siteId, camera.id))) rotating.push({ camera, item: null });
  }
  return [...pinned, ...rotating];
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** Cameras of kitchens whose name, address, grid or id holds every word of the search; in the order of the round. */
export function findCameras(
  live: Pick<LiveState, 'sites' | 'grids'>,
  cameras: readonly Device[],
  search: string,
): readonly Device[] {
  const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const gridNames = new Map(live.grids.map((grid) => [grid.id, grid.name]));
  return cameras.filter((camera) => {
    const site = live.sites.get(camera.siteId);
    const text =
      `${site?.name} ${site?.address} ${gridNames.get(site?.gridId ?? '')} ${camera.siteId}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
