import type { Device } from '@mingchu/shared/registry';
import { describe, expect, it } from 'vitest';
import type { WorkItem } from '../../live/worklist.ts';
import { pickTiles, tileCount } from './cameraRotation.ts';
import { placed } from './DistrictMap.tsx';
import { placeLabels } from './mapLabels.ts';
import { fitProjection } from './mapProjection.ts';

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

describe('map', () => {
  it('keeps north up and everything inside the margin', () => {
    const project = fitProjection(
      [
        [112, 26],
        [113, 27],
      ],
      { width: 100, height: 100, margin: 10 },
    );
    const [southWest, northEast] = [project(112, 26), project(113, 27)];
    expect(southWest.y).toBeGreaterThan(northEast.y);
    expect(Math.min(southWest.x, northEast.y)).toBeGreaterThanOrEqual(10);
    expect(Math.max(northEast.x, southWest.y)).toBeLessThanOrEqual(90);
  });

  it('moves and scales a unit path', () => {
    expect(placed('M-1-1H1V1H-1Z', { x: 10, y: 20, size: 2 })).toBe('M8.0 18.0 H12.0V22.0H8.0Z');
  });

  it('never lets two names overlap', () => {
    const wish = { text: '水东江幼儿园', x: 100, y: 100 };
    const labels = placeLabels(['a', 'b', 'c', 'd'].map((id) => ({ ...wish, id })));
    expect(labels).toHaveLength(3);
    expect(new Set(labels.map((label) => label.y)).size).toBe(3);
  });
});
