/**
 * Cut lines: the cable is pulled (nothing passes, nobody is told), the district goes on, the cable is put back.
 * However long it took, each screen must end with exactly the state of the database.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { activeDispatches } from '@mingchu/server/dispatch/dispatchRoutes';
import { deviceHealth } from '@mingchu/server/live/liveStore';
import { hashPassword } from '@mingchu/server/platform/auth/passwords';
import { headSeq } from '@mingchu/server/platform/changelog/changeLog';
import { importRegistry } from '@mingchu/server/registry/importRegistry';
import { openViolations } from '@mingchu/server/violations/violationRoutes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CutLine, openCutLine } from '../harness/cutLine.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { devicesChange, now, orderMoves, orderOpens } from './liveFacts.ts';
import { type LiveScreen, openScreen } from './liveScreen.ts';
import { signIn, smallDistrict, startWebServer, type WebServer } from './webServer.ts';

const database = testDatabase();
const heldChanges = 200;
/** Changes are cut back a page at a time: more than this is certainly no longer held. */
const moreThanHeld = 1_300;
let server: WebServer;
let lines: CutLine[];
let screens: LiveScreen[];
/** A new violation needs a place of its own. */
let zoneNumber = 0;

beforeEach(async () => {
  [lines, screens] = [[], []];
  await importRegistry(database.db, { body: smallDistrict(20), actor: 'test', now, hashPassword });
  server = await startWebServer({
    db: database.db,
    readers: { activeDispatches, openViolations },
    heldChanges,
  });
});
afterEach(async () => {
  for (const screen of screens) screen.close();
  for (const line of lines) line.close();
  await server.close();
});

describe('a screen whose line is cut', () => {
  it('[LV2] [LV3] for 7 s, for 60 s, or for more than is held ends with exactly the state of the database', async () => {
    const [short, long, longest] = [await openCutable(), await openCutable(), await openCutable()];
    await happen(5);
    for (const { line } of [short, long, longest]) line.cut();
    const cutAt = performance.now();
    const before = [short, long, longest].map(({ screen }) => screen.seq);

    await happen(20);
    await delay(7_000 - (performance.now() - cutAt));
    short.line.mend();
    await expectState(short.screen);
    expect(short.screen.snapshots).toBe(1);

    await happen(20);
    await delay(60_000 - (performance.now() - cutAt));
    long.line.mend();
    await expectState(long.screen);
    expect(long.screen.snapshots).toBe(1);
    expect(long.screen.connections).toBeGreaterThan(1);

    // What ten minutes of a busy district bring, and more: no longer held.
    await devicesChange(database.db, moreThanHeld);
    await happen(5);
    longest.line.mend();
    await expectState(longest.screen);
    expect(longest.screen.snapshots).toBe(2);
    for (const { screen } of [short, long]) await expectState(screen);
    expect(before.every((seq) => seq < longest.screen.seq)).toBe(true);
  });
});

/** Something of every kind: device health, violations that open, orders that change hands. */
async function happen(rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await devicesChange(database.db, 3);
    const siteId = `site-${String(round % 20).padStart(3, '0')}`;
    zoneNumber += 1;
    const place = { siteId, zone: `zone-${zoneNumber}` };
    const { dispatchId } = await orderOpens(database.db, { ...place, inspectorId: 'inspector01' });
    if (round % 2 === 0) await orderMoves(database.db, dispatchId, 'inspector02');
  }
}

async function expectState(screen: LiveScreen): Promise<void> {
  await screen.reached(await headSeq(database.db));
  const byId = <Fact extends { id: string }>(facts: Iterable<Fact>) =>
    [...facts].sort((a, b) => (a.id < b.id ? -1 : 1));
  const { health, violations, dispatches } = screen.facts;
  expect(byId(violations.values())).toEqual(byId(await openViolations(database.db)));
  expect(byId(dispatches.values())).toEqual(byId(await activeDispatches(database.db)));
  const place = (one: { siteId: string; deviceId: string }) => `${one.siteId}/${one.deviceId}`;
  expect(new Map([...health].sort(([a], [b]) => (a < b ? -1 : 1)))).toEqual(
    new Map((await deviceHealth(database.db)).map((one) => [place(one), one])),
  );
}

async function openCutable(): Promise<{ screen: LiveScreen; line: CutLine }> {
  const line = await openCutLine(Number(new URL(server.address).port));
  lines.push(line);
  const cookie = await signIn(server.address, 'duty');
  const screen = openScreen({ address: `http://127.0.0.1:${line.port}`, cookie });
  screens.push(screen);
  await screen.nextSnapshot();
  return { screen, line };
}
