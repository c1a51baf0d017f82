/** The demonstration's plan of shifts, entered over HTTP into the application as `npm start` puts it together. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, startApp } from '@mingchu/server/app';
import { readConfig } from '@mingchu/server/config';
import type { Page } from '@mingchu/shared/http';
import type { GridCoverage, Leave, MyShift, Rota } from '@mingchu/shared/shift';
import { type ApiSession, signIn } from '@mingchu/simulators/apiClient';
import { demoInspectors, enterDemoShifts, onShiftNow } from '@mingchu/simulators/demo/demoShifts';
import { buildDistrict } from '@mingchu/simulators/district/buildDistrict';
import { registerDistrict } from '@mingchu/simulators/register';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { recordingLog } from '../harness/log.ts';
import { createDatabase } from '../harness/testDatabase.ts';

const password = 'only-for-the-demo';
/** Saturday, 03:00 in the district: the night shift that began on Friday runs. */
const startAt = '2026-11-27T19:00:00.000Z';
const district = buildDistrict(7, { sites: 40, inspectors: demoInspectors });

let app: App;
let dataDir: string;
let admin: ApiSession;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'mingchu-demo-'));
  const config = readConfig({
    DATABASE_URL: await createDatabase(),
    DATA_DIR: dataDir,
    PORT: '0',
    MQTT_PORT: '0',
    DEMO: '1',
    DEMO_PASSWORD: password,
    CLOCK_START: startAt,
  });
  const { log, errors } = recordingLog();
  app = await startApp(config, { log, errorCount: () => errors().length });
  await registerDistrict(app.url, password, district);
  admin = await signIn(app.url, 'admin', password);
  await enterDemoShifts(admin, district, app.clock.now());
});
afterEach(async () => {
  await app.close();
  rmSync(dataDir, { recursive: true, force: true });
});

it('[SM4] [SF7] covers every grid at every moment of a week, with leave in it', async () => {
  const from = new Date(app.clock.now()).toISOString();
  const to = new Date(app.clock.now() + 7 * 86_400_000).toISOString();
  const { items } = (await admin.get(`/shifts/coverage?from=${from}&to=${to}`)) as Page<GridCoverage>;
  expect(items).toHaveLength(district.grids.length);
  const counts = items.flatMap(({ segments }) => segments.map(({ inspectorIds }) => inspectorIds.length));
  // Five of a crew for five grids; one of them is away for some hours.
  expect(new Set(counts)).toEqual(new Set([4, 5]));
  const { items: leaves } = (await admin.get('/shifts/leave')) as Page<Leave>;
  expect(leaves).toHaveLength(1);
});

it('[SF1] who is on shift sees it on his phone, with his colleagues; who is not sees when he will be', async () => {
  const shiftOf = async (id: string) =>
    (await (await signIn(app.url, id, password)).get('/me/shift')) as MyShift;
  const [someone = '', ...others] = await onShiftNow(admin);
  expect(others).toHaveLength(district.groups.length - 1);
  expect(await shiftOf(someone)).toMatchObject({
    onShift: true,
    current: { to: '2026-11-28T00:00:00.000Z' },
  });
  expect((await shiftOf(someone)).partners).toHaveLength(4);
  expect(await shiftOf('inspector01')).toMatchObject({
    onShift: false,
    current: null,
    next: { from: '2026-11-30T00:00:00.000Z' },
  });
});

it('[SM4] entered again, as at each start, it leaves the plan as people have changed it', async () => {
  const { items: before } = (await admin.get('/rotas')) as Page<Rota>;
  const [{ id, ...rota }] = before as [Rota];
  await admin.send('PUT', `/rotas/${id}`, { ...rota, name: '改过的班' });
  await enterDemoShifts(admin, district, app.clock.now());
  const { items: after } = (await admin.get('/rotas')) as Page<Rota>;
  expect(after).toHaveLength(before.length);
  expect(after.map(({ name }) => name)).toContain('改过的班');
});
