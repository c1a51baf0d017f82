/** Which cameras are on the wall: kitchens in violation first, the rest in turn. Pure. */
import type { Device } from '@mingchu/shared/registry';
import { deviceKey } from '../../../live/reducer.ts';
import type { WorkItem } from '../../../live/worklist.ts';

/** Tiles on the wall: one large, four small. */
export const tileCount = 5;
/** At least this many tiles go on rotating, so that a bad day does not hide all other kitchens. */
export const rotatingTiles = 2;
/** How long a rotating picture stays, ms. */
export const rotateEveryMs = 8_000;

export interface Tile {
  camera: Device;
  /** The violation that pins it, or null while it rotates. */
  item: WorkItem | null;
}

/** The camera that shows an item best: the one that raised it, else the first of its kitchen. */
function cameraFor(item: WorkItem, bySite: ReadonlyMap<string, readonly Device[]>): Device | undefined {
  const cameras = bySite.get(item.siteId) ?? [];
  return cameras.find((camera) => camera.id === item.violation?.deviceId) ?? cameras[0];
}

/** Picks the tiles for one turn of the rotation; `items` come most urgent first. */
export function pickTiles(cameras: readonly Device[], items: readonly WorkItem[], turn: number): Tile[] {
  const bySite = new Map<string, Device[]>();
  for (const camera of cameras) bySite.set(camera.siteId, [...(bySite.get(camera.siteId) ?? []), camera]);
  const pinned = new Map<string, Tile>();
  for (const item of items) {
    const camera = cameraFor(item, bySite);
    const key = camera && deviceKey(camera.siteId, camera.id);
    if (camera && key && !pinned.has(key)) pinned.set(key, { camera, item });
    if (pinned.size === tileCount - rotatingTiles) break;
  }
  // The first cameras of all kitchens, then the second ones: two tiles never show the same kitchen side by side.
  const shown = new Map<string, number>();
  const rest = cameras
    .filter((camera) => !pinned.has(deviceKey(camera.siteId, camera.id)))
    .map((camera) => {
      const round = shown.get(camera.siteId) ?? 0;
      shown.set(camera.siteId, round + 1);
      return { camera, round };
    })
    .sort((a, b) => a.round - b.round);
  const free = Math.min(rest.length, tileCount - pinned.size);
  const rotating: Tile[] = [];
  for (let index = 0; index < free; index++) {
    const next = rest[(turn * free + index) % rest.length];
    if (next) rotating.push({ camera: next.camera, item: null });
  }
  return [...pinned.values(), ...rotating];
}
