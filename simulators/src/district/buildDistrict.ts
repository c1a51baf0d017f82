/** The fictional district 耒阳示范区（虚构）: groups, grids, kitchens, devices and inspectors from one seed. */
import type { Grid, Group, Inspector, Site } from '@mingchu/shared/registry';
import { type Chance, chanceOf } from '../chance.ts';
import { devicesOf, type SendingDevice } from './devices.ts';
import * as words from './words.ts';

export interface District {
  name: string;
  groups: Group[];
  grids: Grid[];
  sites: Site[];
  devices: SendingDevice[];
  inspectors: Inspector[];
}

export interface DistrictSize {
  /** Number of kitchens. */
  sites: number;
  /** Number of inspectors; 30 when left out. */
  inspectors?: number;
}

/** South-west corner and size in degrees: about 8 km square around 26.42 N, 112.86 E. */
const corner = { lat: 26.384, lon: 112.82 };
const extent = { lat: 0.072, lon: 0.08 };
const columns = 5;
const rows = 4;
const everyDay = [1, 2, 3, 4, 5, 6, 7];
const weekdays = [1, 2, 3, 4, 5];

/** Same seed and size, same district, to the last letter. */
export function buildDistrict(seed: number, size: DistrictSize): District {
  const chance = chanceOf(seed, 'district');
  const corners = gridCorners(chance);
  const groups = words.groupNames.map((name, index) => ({ id: `group${index + 1}`, name }));
  const grids = words.gridNames.map((name, index) => gridOf(corners, name, index));
  const sites: Site[] = [];
  const names = new Set<string>();
  for (let n = 1; n <= size.sites; n++) sites.push(siteOf(n, size.sites, grids, names, chance));
  const devices = sites.flatMap((site) => devicesOf(site, chanceOf(seed, `devices ${site.id}`)));
  const inspectors = Array.from({ length: size.inspectors ?? 30 }, (_, index) =>
    inspectorOf(index, grids, chance),
  );
  renameNamesakes(inspectors, chanceOf(seed, 'namesakes'));
  return { name: '耒阳示范区（虚构）', groups, grids, sites, devices, inspectors };
}

type Point = [longitude: number, latitude: number];

/** A lattice with its inner corners moved a little: neighbours share corners, so the outlines tile. */
function gridCorners(chance: Chance): Point[][] {
  return Array.from({ length: rows + 1 }, (_, row) =>
    Array.from({ length: columns + 1 }, (_, column): Point => {
      const shift = () => chance.between(-0.22, 0.22);
      return [
        round(corner.lon + ((column + shift()) / columns) * extent.lon),
        round(corner.lat + ((row + shift()) / rows) * extent.lat),
      ];
    }),
  );
}

function gridOf(corners: Point[][], name: string, index: number): Grid {
  const row = Math.floor(index / columns);
  const column = index % columns;
  const at = (r: number, c: number) => corners[r]?.[c] as Point;
  return {
    id: `grid${String(index + 1).padStart(2, '0')}`,
    groupId: `group${row + 1}`,
    name,
    outline: [
      at(row, column),
      at(row, column + 1),
      at(row + 1, column + 1),
      at(row + 1, column),
      at(row, column),
    ],
  };
}

/** A point within the outline: between its four corners. */
function pointIn(grid: Grid, chance: Chance): { lat: number; lon: number } {
  const [a, b, c, d] = grid.outline as [Point, Point, Point, Point];
  const u = chance.between(0.08, 0.92);
  const v = chance.between(0.08, 0.92);
  const mix = (axis: 0 | 1) =>
    round((a[axis] * (1 - u) + b[axis] * u) * (1 - v) + (d[axis] * (1 - u) + c[axis] * u) * v);
  return { lon: mix(0), lat: mix(1) };
}

function siteOf(n: number, total: number, grids: Grid[], names: Set<string>, chance: Chance): Site {
  const grid = grids[(n - 1) % grids.length] as Grid;
  const kind = kindOf(chance, n);
  let name = siteName(kind, chance);
  for (let branch = 2; names.has(name); branch++) name = `${siteName(kind, chance)}（${branch}店）`;
  names.add(name);
  return {
    id: `s${String(n).padStart(Math.max(4, String(total).length), '0')}`,
    gridId: grid.id,
    name,
    kind,
    address: `${chance.pick(words.streets)}${chance.int(1, 398)}号`,
    ...pointIn(grid, chance),
    openingHours: hoursOf(kind, chance),
    contact: `${chance.pick(words.surnames)}${chance.pick(words.givenNames)}`,
    grade: chance.pick(['A', 'A', 'B', 'B', 'B', 'C'] as const),
  };
}

/** The first kitchens hold one of each kind, so that a district of any size has them all. */
function kindOf(chance: Chance, n: number): Site['kind'] {
  const draw = chance.float();
  const first = (['school', 'restaurant', 'kindergarten', 'central-kitchen'] as const)[n - 1];
  if (first) return first;
  if (draw < 0.22) return 'school';
  if (draw < 0.4) return 'kindergarten';
  return draw < 0.43 ? 'central-kitchen' : 'restaurant';
}

function siteName(kind: Site['kind'], chance: Chance): string {
  switch (kind) {
    case 'school':
      return `${chance.pick(words.schoolWords)}${chance.pick(words.schoolKinds)}食堂`;
    case 'kindergarten':
      return `${chance.pick(words.kindergartenWords)}幼儿园食堂`;
    case 'central-kitchen':
      return `${chance.pick(words.centralWords)}中央厨房`;
    case 'restaurant':
      return `${chance.pick(words.restaurantWords)}${chance.pick(words.dishes)}`;
  }
}

/** A quarter of the restaurants never closes, so that the demonstration has work at night as well. */
function hoursOf(kind: Site['kind'], chance: Chance): Site['openingHours'] {
  const draw = chance.float();
  if (kind === 'school') return [{ days: weekdays, from: '06:00', to: '19:30' }];
  if (kind === 'kindergarten') return [{ days: weekdays, from: '07:00', to: '17:30' }];
  if (kind === 'central-kitchen') return [{ days: everyDay, from: '04:00', to: '20:00' }];
  return draw < 0.25 ? [] : [{ days: everyDay, from: draw < 0.5 ? '06:00' : '09:30', to: '22:00' }];
}

function inspectorOf(index: number, grids: Grid[], chance: Chance): Inspector {
  const own = grids[index % grids.length] as Grid;
  const near = grids.filter((grid) => grid.groupId === own.groupId && grid.id !== own.id);
  return {
    id: `inspector${String(index + 1).padStart(2, '0')}`,
    name: `${chance.pick(words.surnames)}${chance.pick(words.givenNames)}`,
    groupId: own.groupId,
    gridIds: [own.id, ...near.map(({ id }) => id)],
    // +999 is nobody's country code: these ring nowhere.
    phone: `+9990000${String(index + 1).padStart(4, '0')}`,
    onShift: true,
    ...pointIn(own, chance),
  };
}

/** On screen a person is his name alone. From a stream of its own: who has a namesake moves nobody else. */
function renameNamesakes(inspectors: Inspector[], chance: Chance): void {
  const taken = new Set<string>();
  for (const inspector of inspectors) {
    for (let tries = 0; taken.has(inspector.name) && tries < 100; tries++)
      inspector.name = `${chance.pick(words.surnames)}${chance.pick(words.givenNames)}`;
    taken.add(inspector.name);
  }
}

/** About 0.1 m. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
