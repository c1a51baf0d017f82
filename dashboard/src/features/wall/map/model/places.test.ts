import type { Grid, Group, Site } from '@mingchu/shared/registry';
import { toGcj02 } from '@mingchu/shared/datum';
import { describe, expect, it } from 'vitest';
import { landOf } from './areas.ts';
import { fitView, metresPerPx, onScreen, toWorldIn, viewTowards } from './mercator.ts';
import { groundOf } from './pointing.ts';
import { scaleBarOf } from './scaleBar.ts';
import { indexSites, levelOf, scaleOfLevel } from './siteIndex.ts';
import { addressOf, tilesInView } from './tileGrid.ts';

const toWorld = toWorldIn('WGS-84');
const size = { width: 800, height: 600 };
const margin = { top: 20, right: 20, bottom: 40, left: 20 };
const site = (id: string, lon: number, lat: number): Site => ({
  id,
  gridId: 'g1',
  name: id,
  kind: 'school',
  address: '',
  lon,
  lat,
  openingHours: [],
});
const square = (id: string, groupId: string, west: number): Grid => ({
  id,
  groupId,
  name: id,
  outline: [
    [west, 26],
    [west + 0.02, 26],
    [west + 0.02, 26.02],
    [west, 26.02],
  ],
});
const groups: Group[] = [
  { id: 'a', name: '城东组' },
  { id: 'b', name: '城西组' },
];
const grids = [square('g1', 'a', 112), square('g2', 'a', 112.02), square('g3', 'b', 112.04)];

describe('the frame of the map', () => {
  it('keeps north up, everything inside the margin, and a kilometre a kilometre', () => {
    const [southWest, northEast] = [toWorld(112, 26), toWorld(112.06, 26.02)];
    const bounds = { west: southWest.x, east: northEast.x, north: northEast.y, south: southWest.y };
    const view = fitView(bounds, size, margin);
    const [a, b] = [onScreen(southWest, view), onScreen(northEast, view)];
    expect(a.y).toBeGreaterThan(b.y);
    expect(a.x).toBeCloseTo(20);
    expect(b.x).toBeCloseTo(780);
    const metres = (b.x - a.x) * metresPerPx(view, size);
    // 0.06° of longitude at 26° N, on the sphere of Web Mercator.
    expect(metres).toBeCloseTo(0.06 * 111_319.5 * Math.cos((26 * Math.PI) / 180), -2);
  });

  it('[MA10] lays a place where a base map in GCJ-02 draws it', () => {
    const shifted = toGcj02({ lon: 112.85, lat: 26.42 });
    expect(toWorldIn('GCJ-02')(112.85, 26.42)).toEqual(toWorld(shifted.lon, shifted.lat));
    const off = toWorldIn('GCJ-02')(112.85, 26.42).x - toWorld(112.85, 26.42).x;
    expect(Math.abs(off) * 40_075_017 * Math.cos(0.461)).toBeGreaterThan(100);
  });

  it('keeps the place under the pointer while it follows a turn of the wheel', () => {
    const [shown, k] = [{ k: 1e6, x: -500, y: -300 }, 3e6];
    const pointer = { x: 120, y: 80 };
    const world = { x: (pointer.x - shown.x) / shown.k, y: (pointer.y - shown.y) / shown.k };
    const aim = { k, x: pointer.x - world.x * k, y: pointer.y - world.y * k };
    const between = viewTowards(shown, aim, 0.3);
    expect(between.k).toBeGreaterThan(shown.k);
    expect(onScreen(world, between).x).toBeCloseTo(pointer.x);
    expect(onScreen(world, between).y).toBeCloseTo(pointer.y);
  });

  it('asks for the tiles in sight, the middle first', () => {
    const view = { k: 256 * 2 ** 3, x: -256 * 2, y: -256 * 3 };
    const tiles = tilesInView(view, { width: 512, height: 256 }, 1);
    expect(tiles.every((tile) => tile.z === 3)).toBe(true);
    expect(tiles.slice(0, 2).map(({ x, y }) => `${x} ${y}`)).toEqual(['2 3', '3 3']);
    expect(addressOf('http://t/{z}/{x}/{y}.png?v={z}', { z: 3, x: 2, y: 1 })).toBe('http://t/3/2/1.png?v=3');
  });

  it('draws its scale in round lengths', () => {
    expect(scaleBarOf(10, 130)).toEqual({ metres: 1_000, widthPx: 100 });
    expect(scaleBarOf(1.8, 130)).toMatchObject({ metres: 200 });
    expect(scaleBarOf(4, 130)).toMatchObject({ metres: 500 });
  });
});

describe('the land', () => {
  it('tells borders of grids, of groups and of the district apart', () => {
    const land = landOf(groups, grids, toWorld);
    expect(land.gridBorders).toHaveLength(1);
    expect(land.groupBorders).toHaveLength(1);
    expect(land.outline).toHaveLength(8);
    expect(land.names.map(({ text }) => text)).toEqual(['城东组', '城西组']);
    expect(land.grids[0]?.tone).not.toBe(land.grids[2]?.tone);
  });

  it('bears a district without grids, and grids without an area', () => {
    expect(landOf(groups, [], toWorld)).toMatchObject({ grids: [], names: [], bounds: null });
    expect(landOf(groups, [{ id: 'g', groupId: 'a', name: 'g', outline: [] }], toWorld).grids).toEqual([]);
  });
});

describe('kitchens on the map', () => {
  const crowd = Array.from({ length: 40 }, (_none, index) =>
    site(`s${index}`, 112.01 + index * 1e-5, 26.01 + (index % 7) * 1e-5),
  );

  it('[MA1] counts a kitchen without coordinates and does not draw it', () => {
    const index = indexSites([site('here', 112.01, 26.01), site('nowhere', 0, 0)], toWorld);
    expect([...index.places.keys()]).toEqual(['here']);
    expect(index.unplaced).toBe(1);
  });

  it('[MA2] puts a crowd into one cluster from afar, each with its place from near, and leaves few as marks', () => {
    const index = indexSites([...crowd, site('far', 112.3, 26.3)], toWorld);
    const afar = index.levelAt(10);
    expect(afar.clusters.map((cluster) => cluster.count)).toEqual([40]);
    expect(afar.marks.map((mark) => mark.id)).toEqual(['far']);
    expect(afar.clusterOf.get('s7')).toBe(afar.clusters[0]?.id);
    expect(index.levelAt(18).marks).toHaveLength(41);
    expect(indexSites(crowd.slice(0, 8), toWorld).levelAt(10).marks).toHaveLength(8);
  });

  it('changes its level where the scale says so, on walls of any size', () => {
    expect(levelOf(scaleOfLevel(12, 1), 1)).toBe(12);
    expect(levelOf(scaleOfLevel(12, 2) - 1, 2)).toBe(11);
  });

  it('does not shrink the district for one kitchen that was entered wrong', () => {
    const land = landOf(groups, grids, toWorld);
    const sites = [site('in', 112.01, 26.01), site('just-outside', 112.065, 26.01), site('wrong', 26, 112)];
    const ground = groundOf({ land, toWorld, index: indexSites(sites, toWorld) });
    expect(ground?.east).toBeCloseTo(toWorld(112.065, 26).x, 9);
    expect(ground?.west).toBeCloseTo(toWorld(112, 26).x, 9);
  });
});
