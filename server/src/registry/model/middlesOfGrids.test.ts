import type { Grid, Site } from '@mingchu/shared/registry';
import { expect, it } from 'vitest';
import { middlesOfGrids } from './middlesOfGrids.ts';

const grid = (id: string, outline: Grid['outline'] = []): Grid => ({
  id,
  groupId: 'east',
  name: id,
  outline,
});
const site = (gridId: string, lat: number, lon: number) => ({ gridId, lat, lon }) as Site;

it('[RG10] a grid lies where its kitchens do, else within its outline; all are found in one walk', () => {
  const square: Grid['outline'] = [
    [112, 26],
    [114, 26],
    [114, 28],
    [112, 28],
  ];
  let walks = 0;
  const sites = {
    *[Symbol.iterator]() {
      walks += 1;
      yield site('kitchens', 26, 112);
      yield site('kitchens', 27, 113);
    },
  };
  const grids = [grid('kitchens', square), grid('outline', square), grid('nothing')];
  expect(middlesOfGrids(grids, sites)).toEqual(
    new Map([
      ['kitchens', { lat: 26.5, lon: 112.5 }],
      ['outline', { lat: 27, lon: 113 }],
    ]),
  );
  expect(walks).toBe(1);
});
