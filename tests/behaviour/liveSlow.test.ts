/** A slow line and a large district: what a screen must be sent takes longer than either side waits for a sign of life. */
import { randomUUID } from 'node:crypto';
import { activeDispatches } from '@mingchu/server/dispatch/dispatchRoutes';
import { hashPassword } from '@mingchu/server/platform/auth/passwords';
import { headSeq } from '@mingchu/server/platform/changelog/changeLog';
import { importRegistry } from '@mingchu/server/registry/importRegistry';
import { openViolations } from '@mingchu/server/violations/violationRoutes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCutLine } from '../harness/cutLine.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { devicesChange, now } from './liveFacts.ts';
import { type LiveScreen, openScreen } from './liveScreen.ts';
import { signIn, smallDistrict, startWebServer, type WebServer } from './webServer.ts';

const database = testDatabase();
const siteCount = 6_000;
let server: WebServer;
let stops: (() => void)[];

beforeEach(async () => {
  stops = [];
  const district = smallDistrict(siteCount);
  // Names that do not compress, as those of a real district hardly do.
  const sites = district.sites.map((site) => ({ ...site, address: `${randomUUID()} ${randomUUID()}` }));
  const body = { ...district, sites };
  await importRegistry(database.db, { body, actor: 'test', now, hashPassword });
  server = await startWebServer({ db: database.db, readers: { activeDispatches, openViolations } });
});
afterEach(async () => {
  for (const stop of stops) stop();
  await server.close();
});

describe('a screen on a slow line', () => {
  it('[LV14] is sent a large district in pieces, on one connection, and then what changed meanwhile', async () => {
    const slow = await open(14_000);
    const from = performance.now();
    const whole = slow.nextSnapshot();
    await expect.poll(() => slow.pieces, { timeout: 20_000 }).toBeGreaterThan(2);
    expect(slow.snapshots).toBe(0);

    // Meanwhile the district goes on, and nobody else waits.
    const quick = await open();
    await quick.nextSnapshot();
    await devicesChange(database.db, 5);
    await quick.reached(await headSeq(database.db));
    expect(slow.snapshots).toBe(0);

    expect((await whole).sites).toHaveLength(siteCount);
    // Longer than the 20 s after which a connection without a sign of life is closed.
    expect(performance.now() - from).toBeGreaterThan(20_000);
    await slow.reached(await headSeq(database.db));
    expect(slow.facts.health).toEqual(quick.facts.health);
    expect([slow.connections, slow.snapshots]).toEqual([1, 1]);
  });
});

async function open(bytesPerS?: number): Promise<LiveScreen> {
  const line = await openCutLine(Number(new URL(server.address).port), bytesPerS);
  const cookie = await signIn(server.address, 'duty');
  const screen = openScreen({ address: `http://127.0.0.1:${line.port}`, cookie });
  stops.push(screen.close, line.close);
  return screen;
}
