/** Outlines of grids over HTTP, in a table and as a map program keeps them. */
import { toGcj02 } from '@mingchu/shared/datum';
import type { ImportAnswer } from '@mingchu/shared/fileImport';
import type { Grid } from '@mingchu/shared/registry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase } from '../harness/testDatabase.ts';
import { createAsking, startWebServer, type WebServer } from './webServer.ts';

const database = testDatabase();
let server: WebServer;
const { ask } = createAsking(() => server);

beforeAll(async () => {
  server = await startWebServer({ db: database.db });
  const outline: Grid['outline'] = [];
  const groups = [{ id: 't-1', name: '城北组' }];
  const grids = [
    { id: 'g-1', groupId: 't-1', name: '城北网格', outline },
    { id: 'g-2', groupId: 't-1', name: '城南网格', outline },
  ];
  expect((await ask('admin', 'PUT', '/registry', { groups, grids })).status).toBe(200);
});
afterAll(() => server.close());

const send = async (lines: readonly string[], part: object = {}) => {
  const body = { text: lines.join('\n'), dryRun: false, ...part };
  return (await ask<ImportAnswer & { code?: string }>('admin', 'POST', '/registry/tables/grids/import', body))
    .body;
};
const outcomes = ({ rows }: ImportAnswer) =>
  rows.map(({ line, outcome, column, code }) => [line, outcome, column, code].filter(Boolean).join(' '));

it('[RG14] grids get their outlines from a table and from a file of a map program', async () => {
  const outlineOf = async (id: string) => {
    const [row] = await database.db.query<{ outline: Grid['outline'] }>(
      'select outline from grid where id = $1',
      [id],
    );
    return row?.outline;
  };
  const corners: [number, number][] = [
    [116.3, 39.9],
    [116.4, 39.9],
    [116.4, 40],
  ];
  const head = '网格编号,名称,监管组,边界';
  const wkt = `"POLYGON ((${corners.map((point) => point.join(' ')).join(', ')}))"`;
  expect(outcomes(await send([head, 'g-1,城北网格,t-1,圆']))).toEqual(['2 error outline outline-not-read']);
  const lines = [head, `g-1,城北网格,t-1,${wkt}`];
  const dry = await send(lines, { dryRun: true });
  expect(dry.rows).toMatchObject([{ outcome: 'changed', changes: [{ column: 'outline', before: '' }] }]);
  expect(await outlineOf('g-1')).toEqual([]);
  expect(outcomes(await send(lines))).toEqual(['2 changed']);
  expect(await outlineOf('g-1')).toEqual(corners);
  expect(outcomes(await send(lines))).toEqual(['2 same']);
  // Without the column it stays.
  expect(outcomes(await send(['网格编号,名称,监管组', 'g-1,城北网格,t-1']))).toEqual(['2 same']);
  const shown = corners.map(([lon, lat]) => toGcj02({ lat, lon })).map(({ lat, lon }) => [lon, lat]);
  const geometry = { type: 'Polygon', coordinates: [[...shown, shown[0]]] };
  const feature = (properties: object) => ({ type: 'Feature', properties, geometry });
  const features = [
    feature({ 网格编号: 'g-2', name: '城南网格', groupId: '城北组', 面积: 3 }),
    feature({ id: 'g-7', name: '城西网格', groupId: 'nobody' }),
    feature({ name: '城东网格' }),
  ];
  const mapped = (some: object[]) =>
    send([JSON.stringify({ type: 'FeatureCollection', features: some })], { datum: 'gcj02' });
  expect(outcomes(await mapped(features))).toEqual([
    '1 changed',
    '2 error groupId group-not-found',
    '3 error id field-required',
  ]);
  expect(outcomes(await mapped(features.slice(0, 1)))).toEqual(['1 changed']);
  for (const [index, [lon, lat]] of ((await outlineOf('g-2')) ?? []).entries()) {
    expect(lon).toBeCloseTo(corners[index]?.[0] ?? 0, 4);
    expect(lat).toBeCloseTo(corners[index]?.[1] ?? 0, 4);
  }
  expect(await send(['{"type":"FeatureCollection"}'])).toMatchObject({ code: 'file-no-list' });
  expect(await send(['{"type":'])).toMatchObject({ code: 'file-mistake' });
});
