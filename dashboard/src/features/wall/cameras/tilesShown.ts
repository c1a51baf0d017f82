/** The tiles of a panel, from what rolls and what the officer wants to see. Pure. */
import type { Device } from '@mingchu/shared/registry';
import type { LiveState } from '../../../live/reducer.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { findCameras, pickTiles, type Tile } from './cameraRotation.ts';
import type { Control } from './officerControl.ts';

export interface Shown {
  tiles: readonly Tile[];
  /** How many cameras there are to see in this view. */
  of: number;
  /** True when the first tile is to be larger than the others. */
  enlarged: boolean;
}

/** `cameras` in the order of their round, which stands at `first`; `items` most urgent first; `most` tiles. */
export function tilesShown(
  live: Pick<LiveState, 'sites' | 'grids'>,
  { cameras, items }: { cameras: readonly Device[]; items: readonly WorkItem[] },
  { view, first, most }: { view: Control['view']; first: number; most: number },
): Shown {
  if (view.kind === 'picked') {
    const ofSite = cameras.filter((camera) => camera.siteId === view.siteId);
    const first = ofSite.filter((camera) => camera.id === view.deviceId);
    const all = [...first, ...ofSite.filter((camera) => camera.id !== view.deviceId)];
    return { tiles: all.slice(0, most).map(withItem(items)), of: all.length, enlarged: true };
  }
  if (view.kind === 'searching' && view.search.trim() !== '') {
    const found = findCameras(live, cameras, view.search);
    return { tiles: found.slice(0, most).map(withItem(items)), of: found.length, enlarged: false };
  }
  const tiles = pickTiles(cameras, items, { first, tiles: most });
  return { tiles, of: cameras.length, enlarged: tiles[0]?.item != null };
}

/** A camera with the most urgent violation that it shows: its own first, else its kitchen's. */
function withItem(items: readonly WorkItem[]): (camera: Device) => Tile {
  return (camera) => {
    const ofSite = items.filter((item) => item.siteId === camera.siteId);
    return {
      camera,
      item: ofSite.find((item) => item.violation?.deviceId === camera.id) ?? ofSite[0] ?? null,
    };
  };
}
