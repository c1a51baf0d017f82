import type { Device } from '@mingchu/shared/registry';
import { describe, expect, it } from 'vitest';
import type { WorkItem } from '../../../live/worklist.ts';
import { pickTiles, tileCount } from './cameraRotation.ts';

const camera = (siteId: string, id = 'cam'): Device => ({ id, siteId, kind: 'camera' }) as Device;
const item = (siteId: string, deviceId: string): WorkItem =>
  ({ id: siteId, siteId, violation: { deviceId } }) as WorkItem;

describe('camera rotation', () => {
  const cameras = Array.from({ length: 12 }, (_none, index) => camera(`s${index}`));

  it('shows every kitchen in turn', () => {
    const seen = new Set<string>();
    for (let turn = 0; turn < 3; turn++)
      for (const tile of pickTiles(cameras, [], turn)) seen.add(tile.camera.siteId);
    expect(seen.size).toBe(12);
  });

  it('pins kitchens in violation, by the camera that saw it, and goes on rotating', () => {
    const both = [camera('s1', 'left'), camera('s1', 'right'), ...cameras.slice(2)];
    const tiles = pickTiles(
      both,
      ['s1', 's2', 's3', 's4', 's5'].map((siteId) => item(siteId, 'right')),
      0,
    );
    expect(tiles).toHaveLength(tileCount);
    expect(tiles.map((tile) => tile.item?.siteId ?? 'rotating')).toEqual([
      's1',
      's2',
      's3',
      'rotating',
      'rotating',
    ]);
    expect(tiles[0]?.camera.id).toBe('right');
  });
});
