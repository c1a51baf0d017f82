/** Many at once: a station's phones beside its walls, some of which read nothing, and alarms that come in a flood. */
import { randomBytes } from 'node:crypto';
import { activeDispatches } from '@mingchu/server/dispatch/dispatchRoutes';
import { hashToken, sessionCookie } from '@mingchu/server/platform/auth/auth';
import { hashPassword } from '@mingchu/server/platform/auth/passwords';
import { insertSession } from '@mingchu/server/platform/auth/sessionStore';
import { headSeq } from '@mingchu/server/platform/changelog/changeLog';
import { importRegistry } from '@mingchu/server/registry/importRegistry';
import { openViolations } from '@mingchu/server/violations/violationRoutes';
import type { LiveView, TodayStats } from '@mingchu/shared/live';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clockAt } from '../harness/clockAt.ts';
import { quiet, until } from '../harness/publishers.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { longMessages, now, orderOpens } from './liveFacts.ts';
import { lineOf, type LiveScreen, openScreen } from './liveScreen.ts';
import { signIn, smallDistrict, startWebServer, type WebServer } from './webServer.ts';

const database = testDatabase();
const siteIdOf = (index: number) => `site-${String(index).padStart(3, '0')}`;
const walkerOf = (index: number) => `walker-${index}`;
let server: WebServer;
let screens: LiveScreen[];

beforeEach(async () => {
  screens = [];
  await importRegistry(database.db, { body: smallDistrict(60), actor: 'test', now, hashPassword });
  server = await startWebServer({
    db: database.db,
    clock: clockAt(() => now.getTime()),
    readers: { activeDispatches, openViolations },
    // Nothing in these tests comes because its time has come.
    statsEveryMs: 3_600_000,
  });
});
afterEach(async () => {
  for (const screen of screens) screen.close();
  await server.close();
});

async function open(cookie: string, view: LiveView = 'wall'): Promise<LiveScreen> {
  const screen = openScreen({ address: server.address, cookie, view });
  screens.push(screen);
  await screen.nextSnapshot();
  return screen;
}

/** Inspectors with a session each, as if each had signed in. */
async function walkers(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_none, index) => walkerOf(index));
  await database.db.execute(
    `insert into inspector (id, name, group_id, grid_ids, phone, on_shift, lat, lon)
     select id, id, 'group-1', '{grid-1}', '+99900000001', false, 26.42, 112.85 from unnest($1::text[]) id`,
    [ids],
  );
  await database.db.execute(
    `insert into account (username, display_name, role, inspector_id, password_hash, created_at)
     select id, id, 'inspector', id, '', $2 from unnest($1::text[]) id`,
    [ids, now],
  );
  const cookies: string[] = [];
  for (const username of ids) {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now.getTime() + 3_600_000);
    await insertSession(database.db, { tokenHash: hashToken(token), username, now, expiresAt });
    cookies.push(`${sessionCookie}=${token}`);
  }
  return cookies;
}

describe('a flood', () => {
  it('[NU8] is told with the alarm that begins it, and not at the next regular time', async () => {
    const wall = await open(await signIn(server.address, 'duty'));
    const told: TodayStats[] = [];
    wall.socket.on('stats', (stats) => told.push(stats));
    const alarm = (index: number) =>
      orderOpens(database.db, { siteId: siteIdOf(index), inspectorId: 'inspector01', zone: 'flood' });
    for (let index = 0; index < 10; index++) await alarm(index);
    await wall.reached(await headSeq(database.db));
    await alarm(10);
    await expect.poll(() => told.map(({ load }) => [load.last10Min, load.inFlood])).toEqual([[11, true]]);
  });
});

describe('sixty phones beside five walls', () => {
  it('[LV8] [LV12] each are told what is theirs while a wall and a phone among them read nothing', async () => {
    const phones = await Promise.all((await walkers(60)).map((cookie) => open(cookie, 'phone')));
    const officer = await signIn(server.address, 'duty');
    const walls = await Promise.all(Array.from({ length: 5 }, () => open(officer)));
    const [deafPhone, ...quickPhones] = phones as [LiveScreen, ...LiveScreen[]];
    const [deafWall, quickWall, ...otherWalls] = walls as [LiveScreen, LiveScreen, ...LiveScreen[]];
    const awake = [...quickPhones, quickWall, ...otherWalls];
    const orders: string[] = [];
    const give = async (index: number) => {
      const order = await orderOpens(database.db, { siteId: siteIdOf(index), inspectorId: walkerOf(index) });
      orders.push(order.dispatchId);
      await until(() => phones[index]?.facts.dispatches.has(order.dispatchId) ?? false);
    };
    await give(0);

    // Some 25 MB for the deaf ones, more than fits between them and the server; an order for everybody else meanwhile.
    for (const deaf of [deafPhone, deafWall]) lineOf(deaf).pause();
    for (let index = 1; index < phones.length; index++) {
      await longMessages(database.db, { count: 20, length: 20_000, to: walkerOf(0) });
      await give(index);
      const head = await headSeq(database.db);
      for (const wall of [quickWall, ...otherWalls]) await wall.reached(head);
    }
    const theirs = (phone: LiveScreen) => ({
      sites: [...phone.facts.sites],
      dispatches: [...phone.facts.dispatches.keys()],
      messages: phone.facts.messages.size,
    });
    for (const [index, phone] of phones.entries()) {
      if (phone === deafPhone) continue;
      expect(theirs(phone)).toEqual({
        sites: [siteIdOf(index)],
        dispatches: [orders[index]],
        messages: 0,
      });
    }

    // What waits for the deaf is bounded, and nobody else is waited for.
    const held = () => server.live.waitingBytes().filter((bytes) => bytes > 1024 * 1024);
    await quiet(() => held().length);
    expect(held()).toHaveLength(2);
    expect(Math.max(...held())).toBeLessThan(6 * 1024 * 1024);
    const beats = awake.map(({ heartbeats }) => heartbeats.length);
    await until(() => awake.every(({ heartbeats }, index) => heartbeats.length > (beats[index] ?? 0)));

    for (const deaf of [deafPhone, deafWall]) lineOf(deaf).resume();
    const head = await headSeq(database.db);
    await deafWall.reached(head);
    expect(deafWall.facts).toEqual(quickWall.facts);
    await until(() => deafPhone.facts.messages.size === 1_180);
    expect(theirs(deafPhone)).toEqual({
      sites: [siteIdOf(0)],
      dispatches: [orders[0]],
      messages: 1_180,
    });
    expect(phones.every(({ connections }) => connections === 1)).toBe(true);
  });
});
