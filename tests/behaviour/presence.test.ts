/** Who is at a desk, from sessions and open screens on a real database: two browsers, a wall, sign-out, silence, a crash. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LoadFigures } from '@mingchu/shared/alarmLoad';
import { liveProtocol, type LiveView } from '@mingchu/shared/live';
import type { OfficerFigures } from '@mingchu/shared/statistics';
import type { OfficerLoad } from '@mingchu/shared/todayNumbers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clockAt } from '../harness/clockAt.ts';
import { startRole } from '../harness/roleProcess.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { type LiveScreen, openScreen } from './liveScreen.ts';
import {
  createAsking,
  demoPassword,
  signIn,
  smallDistrict,
  startWebServer,
  type WebServer,
} from './webServer.ts';

const minute = 60_000;
const within = { timeout: 15_000, interval: 20 };
interface Row {
  username: string;
  began_at: Date;
  seen_at: Date;
  /** Another after each write. */
  version: string;
}
const rowsOf = (database: ReturnType<typeof testDatabase>) =>
  database.db.query<Row>(
    'select username, began_at, seen_at, xmin::text as version from session_presence order by began_at, username',
  );

describe('officers at their desks', () => {
  const database = testDatabase();
  /** Monday, 10:00 in the district: two and a half hours into the shift of the test's station. */
  const start = Date.parse('2026-11-23T02:00:00Z');
  let nowMs = start;
  let server: WebServer;
  const { ask } = createAsking(() => server);
  const screens: LiveScreen[] = [];
  /** A leader's, who is no officer. */
  let watching: LiveScreen;
  let made = 0;

  beforeAll(async () => {
    server = await startWebServer({ db: database.db, clock: clockAt(() => nowMs), sessionCheckMs: 50 });
    await ask('admin', 'PUT', '/registry', smallDistrict(1));
  });
  afterAll(async () => {
    for (const screen of screens) screen.close();
    await server.close();
  });

  async function open(cookie: string, view: LiveView): Promise<LiveScreen> {
    const screen = openScreen({ address: server.address, cookie, view });
    screens.push(screen);
    await screen.nextSnapshot();
    return screen;
  }
  async function leave(screen: LiveScreen): Promise<void> {
    const before = server.live.clientCount;
    screen.close();
    await vi.waitUntil(() => server.live.clientCount < before, within);
  }
  /** Moves the clock; every open desk has been noted since. */
  async function moveTo(min: number, desks: number): Promise<void> {
    nowMs = start + min * minute;
    await vi.waitUntil(
      async () => (await rowsOf(database)).filter((row) => row.seen_at.getTime() === nowMs).length === desks,
      within,
    );
  }
  async function announce(id = `p${++made}`): Promise<void> {
    await database.db.execute(
      `insert into violation (id, site_id, device_id, rule_id, rule_version, zone, severity, state, latched,
                              condition_active, opened_at, onset_at, reason)
       values ($1, 'site-000', 'cam-1', 'no-hat', '1', $1, 'major', 'unack', true, true, $2, $2, 'seen-often-enough')`,
      [id, new Date(nowMs)],
    );
  }
  /** As a screen is told a second later; a picture of the district that is a moment old may be shared by several. */
  async function told(): Promise<OfficerLoad> {
    nowMs += 1_000;
    return vi.waitUntil(async () => {
      const shown = watching.nextSnapshot();
      watching.socket.emit('hello', { protocol: liveProtocol, view: 'console' });
      const { stats } = await shown;
      return stats?.at === new Date(nowMs).toISOString() && stats.load;
    }, within);
  }
  const span = () => `from=${new Date(start).toISOString()}&to=${new Date(nowMs + 1).toISOString()}`;
  const load = async () => (await ask<LoadFigures>('leader', 'GET', `/statistics/load?${span()}`)).body;
  const figures = async () => {
    const { body } = await ask<{ items: OfficerFigures[] }>(
      'leader',
      'GET',
      `/statistics/officers?${span()}`,
    );
    return new Map(body.items.map((item) => [item.username, item]));
  };

  it('[ST13] are told from a wall, from who only reads, and from who is no officer', async () => {
    const leader = { displayName: '组长', role: 'leader', password: demoPassword };
    expect((await ask('admin', 'PUT', '/accounts/leader', leader)).status).toBe(204);
    const reader = await signIn(server.address, 'duty');
    const address = `${server.address}/api/v1/statistics/load?${span()}`;
    expect((await fetch(address, { headers: { cookie: reader } })).status).toBe(200);
    const wall = await open(await signIn(server.address, 'duty'), 'wall');
    watching = await open(await signIn(server.address, 'leader'), 'console');
    expect(await told()).toMatchObject({ present: 0, officers: [] });
    nowMs += 2 * minute;
    // Wall and leader's screen have been looked after by then: their sessions count as used.
    await vi.waitUntil(async () => {
      const used = await database.db.query('select 1 from session where last_seen_at = $1', [
        new Date(nowMs),
      ]);
      return used.length >= 2;
    }, within);
    expect(await rowsOf(database)).toEqual([]);
    expect(await load()).toMatchObject({ present: 0, meanPresent: null, unattendedShare: null });
    await leave(wall);
  });

  it('[ST13] count once with two browsers, until the last of them has signed out', async () => {
    nowMs = start + 10 * minute;
    const [home, desk, chief] = [
      await signIn(server.address, 'duty'),
      await signIn(server.address, 'duty'),
      await signIn(server.address, 'chief'),
    ];
    await open(home, 'console');
    await open(desk, 'console');
    await moveTo(12, 2);
    expect(await load()).toMatchObject({ present: 1 });
    const chiefs = await open(chief, 'console');
    await moveTo(19, 3);
    await announce();
    await announce();
    await moveTo(20, 3);
    expect(await load()).toMatchObject({ present: 2 });
    const signOut = (cookie: string) =>
      fetch(`${server.address}/api/v1/session`, { method: 'DELETE', headers: { cookie } });
    await signOut(home);
    expect(await load()).toMatchObject({ present: 2 });
    await signOut(desk);
    expect(await load()).toMatchObject({ present: 1 });
    nowMs += minute / 2;
    chiefs.close();
    // The last moment is written down, whenever the note before it was.
    await vi.waitUntil(
      async () => (await rowsOf(database)).some(({ seen_at }) => seen_at.getTime() === nowMs),
      within,
    );
  });

  it('[ST13] are gone after 15 minutes of silence, and then were there until they were last seen', async () => {
    nowMs = start + 35 * minute;
    await announce();
    expect(await load()).toMatchObject({ present: 1, announcedToNobody: 0 });
    nowMs = start + 35.5 * minute;
    const after = await load();
    expect(after).toMatchObject({ present: 0, announced: 3, announcedToNobody: 1 });
    // Somebody was there from minute 10, when it began to be noted, to 20.5.
    expect(after.unattendedShare).toBeCloseTo(15 / 25.5, 4);
    const chief = (await figures()).get('chief');
    expect(chief).toMatchObject({ presentMs: 8.5 * minute, acts: 0 });
  });

  it('[ST12][ST15] share what comes, each by who was there when it came', async () => {
    const [duty, chief] = [await signIn(server.address, 'duty'), await signIn(server.address, 'chief')];
    nowMs = start + 60 * minute;
    await open(duty, 'console');
    await moveTo(60, 1);
    for (let n = 0; n < 3; n += 1) await announce();
    nowMs = start + 62 * minute;
    await open(chief, 'console');
    await moveTo(62, 2);
    for (let n = 0; n < 4; n += 1) await announce();
    const { officers, ...all } = await told();
    expect(all).toMatchObject({ present: 2, last10Min: 5, judgement: 'over-demanding' });
    const since = new Date(start + 60 * minute).toISOString();
    expect(officers).toMatchObject([
      { username: 'duty', displayName: '值班员', presentSince: since, last10Min: 5 },
      { username: 'chief', last10Min: 2, judgement: 'manageable', peak10Min: 2, per10Min: 3 },
    ]);
    const now = await figures();
    expect([now.get('duty')?.given, now.get('chief')?.given]).toEqual([6, 3]);
  });

  it('[ST16] are told with what they did, just now and in this shift', async () => {
    const did = (actor: string, act: string, atMin: number) =>
      database.db.execute(
        `insert into audit (at, subject, subject_id, violation_id, actor, act, reason)
         values ($1, 'violation', $3, $3, $2, $4, 'test')`,
        [new Date(start + atMin * minute), actor, `p${made}`, act],
      );
    // The shift before this one, this shift, and the last ten minutes.
    await did('duty', 'review', -180);
    await did('duty', 'review', 1);
    await did('duty', 'send', 30);
    await did('duty', 'ack', 63);
    await did('chief', 'offer', 64);
    await moveTo(65, 2);
    const { officers, day } = await told();
    expect(officers).toMatchObject([
      {
        username: 'duty',
        acts10Min: { acks: 1, reviews: 0, dispatches: 0 },
        actsOfShift: { acks: 1, reviews: 1, dispatches: 1 },
        medianAckMs: minute,
      },
      { username: 'chief', acts10Min: { acks: 0, reviews: 0, dispatches: 1 }, medianAckMs: null },
    ]);
    expect(day).toMatchObject({ present: 2, standing: made });
  });

  it('[ST13] are written down once a minute, however often their screens speak', async () => {
    for (const screen of screens.splice(0)) screen.close();
    await vi.waitUntil(() => server.live.clientCount === 0, within);
    nowMs = start + 90 * minute;
    const screen = await open(await signIn(server.address, 'admin'), 'console');
    const noted = async () => (await rowsOf(database)).filter(({ username }) => username === 'admin');
    const [first] = await vi.waitUntil(async () => {
      const rows = await noted();
      return rows.length > 0 && rows;
    }, within);
    nowMs += minute - 1;
    for (let n = 0; n < 5; n += 1) {
      const shown = screen.nextSnapshot();
      screen.socket.emit('hello', { protocol: liveProtocol, view: 'console' });
      await shown;
    }
    expect(await noted()).toEqual([first]);
    nowMs += 1;
    await vi.waitUntil(async () => (await noted())[0]?.version !== first?.version, within);
    expect(await noted()).toMatchObject([{ began_at: first?.began_at, seen_at: new Date(nowMs) }]);
  });
});

describe('a web process that is killed', () => {
  const database = testDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'mingchu-presence-'));
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('[ST13] ends nobody’s presence: the next one goes on with what is written', async () => {
    const start = () =>
      startRole({
        ROLES: 'web',
        DATABASE_URL: database.url,
        DATA_DIR: dataDir,
        DEMO: '1',
        DEMO_PASSWORD: demoPassword,
      });
    const first = await start();
    const cookie = await signIn(first.url, 'duty');
    const before = openScreen({ address: first.url, cookie, view: 'console' });
    const [noted] = await vi.waitUntil(async () => {
      const rows = await rowsOf(database);
      return rows.length > 0 && rows;
    }, within);
    before.close();
    await first.kill();
    const second = await start();
    const after = openScreen({ address: second.url, cookie, view: 'console' });
    const rows = await vi.waitUntil(async () => {
      const found = await rowsOf(database);
      return found.some(({ version }) => version !== noted?.version) && found;
    }, within);
    expect(rows).toMatchObject([{ username: 'duty', began_at: noted?.began_at }]);
    const answer = await fetch(`${second.url}/api/v1/statistics/load`, { headers: { cookie } });
    expect(await answer.json()).toMatchObject({ present: 1 });
    after.close();
    await second.stop();
  });
});
