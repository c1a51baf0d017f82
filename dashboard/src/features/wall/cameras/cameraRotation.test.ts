import type { Device } from '@mingchu/shared/registry';
import { describe, expect, it } from 'vitest';
import type { WorkItem } from '../../../live/worklist.ts';
import { findCameras, mostPinned, pickTiles, type Round, roundAt, roundOfCameras } from './cameraRotation.ts';

const camera = (siteId: string, id = 'cam'): Device =>
  ({ id, siteId, kind: 'camera', inService: true }) as Device;
const item = (siteId: string, deviceId: string): WorkItem =>
  ({ id: siteId, siteId, violation: { deviceId } }) as WorkItem;
const names = (cameras: readonly Device[]): string[] => cameras.map(({ siteId, id }) => `${siteId}/${id}`);

describe('camera rotation', () => {
  const cameras = Array.from({ length: 12 }, (_none, index) => camera(`s${index}`));

  it('[PI8] shows every kitchen in turn, whatever the number of tiles, forwards and backwards', () => {
    for (const tiles of [1, 4, 5, 9, 16]) {
      const turns = Math.ceil(12 / Math.min(tiles, 12));
      for (const direction of [1, -1]) {
        const seen = new Set<string>();
        let round: Round | null = null;
        for (let turn = 0; turn < turns; turn++) {
          round = roundAt(round, turn * direction, tiles);
          for (const tile of pickTiles(cameras, [], { first: round.first, tiles }))
            seen.add(tile.camera.siteId);
        }
        expect(seen.size).toBe(12);
      }
    }
    expect(pickTiles([], [], { first: 3, tiles: 5 })).toEqual([]);
  });

  it('[PI8] leaves the other pictures where they are when a kitchen is pinned or released', () => {
    const rotating = (items: WorkItem[], first: number) =>
      pickTiles(cameras, items, { first, tiles: 5 })
        .filter((tile) => tile.item === null)
        .map(({ camera: { siteId } }) => siteId);
    const round = roundAt({ turn: 7, first: 2, rotating: 5 }, 7, 5);
    expect(rotating([], round.first)).toEqual(['s2', 's3', 's4', 's5', 's6']);
    expect(rotating([item('s9', 'cam')], round.first)).toEqual(['s2', 's3', 's4', 's5']);
    expect(rotating([item('s3', 'cam')], round.first)).toEqual(['s2', 's4', 's5', 's6']);
    expect(roundAt({ ...round, rotating: 4 }, 8, 5).first).toBe(6);
    expect(roundAt({ ...round, rotating: 4 }, 6, 5).first).toBe(-2);
  });

  it('[PI8] pins kitchens in violation, by the camera that saw it, and goes on rotating', () => {
    const both = [camera('s1', 'left'), camera('s1', 'right'), ...cameras.slice(2)];
    const tiles = pickTiles(
      both,
      ['s1', 's2', 's3', 's4', 's5'].map((siteId) => item(siteId, 'right')),
      { first: 0, tiles: 5 },
    );
    expect(tiles.map((tile) => tile.item?.siteId ?? 'rotating')).toEqual([
      's1',
      's2',
      's3',
      'rotating',
      'rotating',
    ]);
    expect(tiles[0]?.camera.id).toBe('right');
    expect([1, 2, 4, 16].map(mostPinned)).toEqual([1, 1, 2, 14]);
  });

  it('[PI8] goes by group, then grid, and shows the first cameras of all kitchens of a grid before the second', () => {
    const live = {
      groups: [{ id: 'one' }, { id: 'two' }],
      grids: [
        { id: 'late', groupId: 'two', name: '城南' },
        { id: 'early', groupId: 'one', name: '城北' },
      ],
      sites: new Map(
        [
          { id: 'a', gridId: 'late', name: '甲食堂', address: '五一路' },
          { id: 'b', gridId: 'early', name: '乙饭店', address: '五一路' },
          { id: 'c', gridId: 'early', name: '丙食堂', address: '金阳路' },
        ].map((site) => [site.id, site]),
      ),
      devices: new Map(
        [camera('a', '1'), camera('b', '1'), camera('b', '2'), camera('c', '1')].map((each) => [
          `${each.siteId}/${each.id}`,
          each,
        ]),
      ),
    } as unknown as Parameters<typeof roundOfCameras>[0];
    const round = roundOfCameras(live);
    expect(names(round)).toEqual(['c/1', 'b/1', 'b/2', 'a/1']);
    expect(names(findCameras(live, round, '食堂'))).toEqual(['c/1', 'a/1']);
    expect(names(findCameras(live, round, ' 城北 五一 '))).toEqual(['b/1', 'b/2']);
    expect(findCameras(live, round, '没有')).toEqual([]);
  });
});
