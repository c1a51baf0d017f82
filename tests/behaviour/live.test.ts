import { activeDispatches } from '@mingchu/server/dispatch/dispatchRoutes';
import { deviceHealth } from '@mingchu/server/live/liveStore';
import { appendChanges, headSeq } from '@mingchu/server/platform/changelog/changeLog';
import { hashPassword } from '@mingchu/server/platform/auth/passwords';
import { openViolations } from '@mingchu/server/violations/violationRoutes';
import { importRegistry } from '@mingchu/server/registry/importRegistry';
import { liveProtocol } from '@mingchu/shared/live';
import type { Session } from '@mingchu/shared/http';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quiet } from '../harness/publishers.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { devicesChange, longMessages, now, orderMoves, orderOpens } from './liveFacts.ts';
import { lineOf, type LiveScreen, openScreen } from './liveScreen.ts';
import {
  demoPassword,
  signIn,
  smallDistrict,
  startWebServer,
  type WebServer,
  type WebServerOptions,
} from './webServer.ts';

const database = testDatabase();
let server: WebServer;
let cookie: string;
let screens: LiveScreen[];

beforeEach(async () => {
  screens = [];
  await importRegistry(database.db, { body: smallDistrict(20), actor: 'test', now, hashPassword });
  await start();
});
afterEach(async () => {
  for (const screen of screens) screen.close();
  await server.close();
});

async function start(options: Partial<WebServerOptions> = {}): Promise<void> {
  server = await startWebServer({
    db: database.db,
    readers: { activeDispatches, openViolations },
    ...options,
  });
  cookie = await signIn(server.address, 'duty');
}

async function open(options: { resume?: boolean; as?: Session['username'] } = {}): Promise<LiveScreen> {
  const { as, ...rest } = options;
  const screen = openScreen({
    address: server.address,
    cookie: as === undefined ? cookie : await signIn(server.address, as, demoPassword),
    ...rest,
  });
  screens.push(screen);
  await screen.nextSnapshot();
  return screen;
}

async function expectState(screen: LiveScreen): Promise<void> {
  await screen.reached(await headSeq(database.db));
  const facts = [...screen.facts.health.values()].map(({ siteId, deviceId, state, lastSeenAt, skewMs }) => ({
    siteId,
    deviceId,
    state,
    lastSeenAt,
    skewMs,
  }));
  facts.sort((a, b) => `${a.siteId}/${a.deviceId}`.localeCompare(`${b.siteId}/${b.deviceId}`));
  expect(facts).toEqual(await deviceHealth(database.db));
}

function cut(screen: LiveScreen): Promise<void> {
  const gone = new Promise<void>((resolve) => screen.socket.once('disconnect', () => resolve()));
  screen.socket.disconnect();
  return gone;
}

describe('a screen', () => {
  it('[LV1] gets a snapshot and then every change once, in order, without gaps', async () => {
    const screen = await open();
    const from = screen.seq;
    expect(screen.facts.sites.size).toBe(20);
    const head = await devicesChange(database.db, 120);
    await expectState(screen);
    expect(screen.seen).toEqual(Array.from({ length: head - from }, (_, index) => from + 1 + index));
    expect(screen.snapshots).toBe(1);
  });

  it('[LV2] that was cut off gets only what it missed, and ends with exactly the state of the database', async () => {
    const screen = await open();
    await devicesChange(database.db, 10);
    await expectState(screen);
    const before = screen.seq;
    await cut(screen);
    const head = await devicesChange(database.db, 300);
    screen.seen.length = 0;
    screen.socket.connect();
    await expectState(screen);
    expect(screen.snapshots).toBe(1);
    expect(screen.seen).toEqual(Array.from({ length: head - before }, (_, index) => before + 1 + index));
  });

  it('[LV3] that missed more than is held gets a snapshot', async () => {
    await server.close();
    await start({ heldChanges: 50 });
    const screen = await open();
    await cut(screen);
    // What is held is cut back a page at a time, so one page and more has to pass.
    await devicesChange(database.db, 1_100);
    screen.seen.length = 0;
    screen.socket.connect();
    await screen.nextSnapshot();
    await expectState(screen);
    expect(screen.snapshots).toBe(2);
    expect(screen.seen).toEqual([]);
  });

  it('[LV3] that knows more than the log (another database) gets a snapshot', async () => {
    const screen = openScreen({ address: server.address, cookie });
    screens.push(screen);
    await screen.nextSnapshot();
    const again = screen.nextSnapshot();
    screen.socket.emit('hello', { protocol: liveProtocol, view: 'wall', lastSeq: 1_000_000_000 });
    expect((await again).seq).toBe(await headSeq(database.db));
  });

  it.each([
    ['is behind what it has been told', 3],
    ['has passed that in the meantime', 15],
  ])(
    '[TL23] is shown the log of a database that took over without the newest changes and %s',
    async (_how, since) => {
      const screen = await open();
      const told = await devicesChange(database.db, 30);
      await expectState(screen);
      const again = screen.nextSnapshot();
      await database.db.transaction(async (tx) => {
        await tx.execute('delete from change where seq > $1', [told - 10]);
        await tx.execute('update change_head set seq = $1', [told - 10]);
        await tx.execute(`update device_state set state = 'offline', last_seen_at = $1, skew_ms = null`, [
          now,
        ]);
        const bodies = (await deviceHealth(tx)).slice(0, since);
        appendChanges(
          tx,
          now,
          bodies.map((body) => ({ kind: 'device', body })),
        );
      });
      expect((await again).seq).toBe(told - 10 + since);
      await expectState(screen);
      // And goes on from there.
      await devicesChange(database.db, 20);
      await expectState(screen);
      expect(screen.snapshots).toBe(2);
    },
  );

  it('[LV4] of another protocol is told so', async () => {
    const screen = await open();
    const answer = new Promise((resolve) => screen.socket.once('protocol-mismatch', resolve));
    screen.socket.emit('hello', { protocol: 99, view: 'wall' });
    expect(await answer).toEqual({ protocol: liveProtocol });
  });

  it('[LV5] hears a heartbeat with the server’s time and the newest number', async () => {
    const screen = await open();
    const beat = await new Promise<{ seq: number; serverTime: string }>((resolve) => {
      screen.socket.on('heartbeat', resolve);
    });
    expect(beat.seq).toBe(await headSeq(database.db));
    expect(Math.abs(Date.parse(beat.serverTime) - Date.now())).toBeLessThan(1_000);
  });

  it('[LV6] is refused without a session, and from a foreign page', async () => {
    const refusal = (extraHeaders: Record<string, string>) =>
      new Promise<string>((resolve) => {
        const socket = io(`${server.address}/live`, {
          transports: ['websocket'],
          forceNew: true,
          reconnection: false,
          extraHeaders,
        });
        socket.on('connect_error', (error) => {
          socket.disconnect();
          resolve(error.message);
        });
      });
    expect(await refusal({})).toBe('not-signed-in');
    expect(await refusal({ cookie, origin: 'https://evil.invalid' })).toBe('websocket error');
  });

  it('[LV7] is closed when its session signs out', async () => {
    const screen = await open();
    const gone = new Promise((resolve) => screen.socket.once('disconnect', resolve));
    await fetch(`${server.address}/api/v1/session`, { method: 'DELETE', headers: { cookie } });
    expect(await gone).toBe('io server disconnect');
  });

  it('[LV8] that does not read is skipped, holds nobody up, and catches up when it reads again', async () => {
    const sleeper = await open();
    const nagging = await open();
    const awake = await open();
    const connections = [sleeper, nagging].map(lineOf);
    for (const tcp of connections) tcp.pause();
    // Some 30 MB, more than the kernel's buffers and ours together, in messages of a megabyte.
    for (let round = 0; round < 30; round++) {
      await longMessages(database.db, { count: 50, length: 20_000 });
      await awake.reached(await headSeq(database.db));
    }
    const held = () => Math.max(...server.live.waitingBytes());
    expect(held()).toBeGreaterThan(4 * 1024 * 1024);
    // Asked for again and again, a snapshot waits until what was sent before is taken.
    for (let n = 0; n < 50; n++) nagging.socket.emit('hello', { protocol: liveProtocol, view: 'wall' });
    await quiet(held);
    expect(held()).toBeLessThan(6 * 1024 * 1024);
    const head = await headSeq(database.db);
    expect(sleeper.seq).toBeLessThan(head);
    for (const tcp of connections) tcp.resume();
    await expectState(sleeper);
    expect(sleeper.snapshots).toBe(1);
    await expect.poll(() => nagging.snapshots).toBe(2);
    expect(sleeper.facts.messages).toEqual(awake.facts.messages);
  });
});

describe('two hundred walls', () => {
  it('[LV9] come back at once after the server restarts, and each ends with the state of the database', async () => {
    const walls = await Promise.all(Array.from({ length: 200 }, () => open()));
    await devicesChange(database.db, 50);
    const port = Number(new URL(server.address).port);
    await server.close();
    await devicesChange(database.db, 50);
    await start({ port });
    await devicesChange(database.db, 50);
    for (const wall of walls) await expectState(wall);
    expect(new Set(walls.map((wall) => wall.seq)).size).toBe(1);
    expect(walls.every((wall) => wall.snapshots === 1)).toBe(true);
  });
});

describe('walls that come for the first time', () => {
  it('[LV13] together cost a few readings of the district, not one each', async () => {
    let readings = 0;
    await server.close();
    await start({
      readers: {
        activeDispatches,
        openViolations: (db) => {
          readings += 1;
          return openViolations(db);
        },
      },
    });
    const from = performance.now();
    await Promise.all(Array.from({ length: 200 }, () => open()));
    // 200 handshakes take a second or so, more on a busy machine, and a snapshot is shared for 300 ms.
    expect(readings).toBeLessThan(Math.max(20, (performance.now() - from) / 300 + 2));
  });
});

describe('an inspector', () => {
  it('[LV12] is shown his own orders with their violations, kitchens and messages, and nothing else', async () => {
    const mine = await orderOpens(database.db, { siteId: 'site-003', inspectorId: 'inspector01' });
    const other = await orderOpens(database.db, { siteId: 'site-004', inspectorId: 'inspector02' });
    const phone = await open({ as: 'inspector01' });
    const shown = () => ({
      sites: [...phone.facts.sites],
      violations: [...phone.facts.violations.keys()],
      dispatches: [...phone.facts.dispatches.keys()],
    });
    expect(shown()).toEqual({
      sites: ['site-003'],
      violations: [mine.violationId],
      dispatches: [mine.dispatchId],
    });

    // Neither another's order nor the health of a kitchen that is not his; the numbers move on all the same.
    await devicesChange(database.db, 40);
    await phone.reached(await headSeq(database.db));
    expect([...phone.facts.health.values()].every((one) => one.siteId === 'site-003')).toBe(true);

    // The other's order comes to him: with it come kitchen and violation.
    const snapshot = phone.nextSnapshot();
    await orderMoves(database.db, other.dispatchId, 'inspector01');
    await snapshot;
    expect(shown()).toEqual({
      sites: ['site-003', 'site-004'],
      violations: expect.arrayContaining([mine.violationId, other.violationId]),
      dispatches: expect.arrayContaining([mine.dispatchId, other.dispatchId]),
    });

    // It leaves him again: he is told once, so that he lets go of it.
    await orderMoves(database.db, other.dispatchId, 'inspector02');
    await phone.reached(await headSeq(database.db));
    expect(phone.facts.dispatches.get(other.dispatchId)?.inspectorId).toBe('inspector02');
    await orderMoves(database.db, other.dispatchId, 'inspector02');
    const seenBefore = phone.seen.length;
    await devicesChange(database.db, 1);
    await phone.reached(await headSeq(database.db));
    expect(phone.seen.length).toBe(seenBefore);
  });
});

describe('an inspector who has just opened the page', () => {
  it('[LV12] is given an order in the same moment, and the first snapshot that it brings holds it', async () => {
    const phone = await open({ as: 'inspector01' });
    const snapshot = phone.nextSnapshot();
    const order = await orderOpens(database.db, { siteId: 'site-005', inspectorId: 'inspector01' });
    expect((await snapshot).dispatches.map((one) => one.id)).toContain(order.dispatchId);
    await phone.reached(await headSeq(database.db));
    expect(phone.snapshots).toBe(2);
  });

  it('[LV12] hears of a new registry with one snapshot that has it', async () => {
    const phone = await open({ as: 'inspector01' });
    const snapshot = phone.nextSnapshot();
    await importRegistry(database.db, { body: smallDistrict(21), actor: 'test', now, hashPassword });
    expect((await snapshot).seq).toBe(await headSeq(database.db));
    expect(phone.snapshots).toBe(2);
  });
});

describe('GET /changes', () => {
  it('[LV11] tells in pages what changed after a number; not to inspectors; 410 when it is forgotten', async () => {
    const before = await headSeq(database.db);
    await devicesChange(database.db, 7);
    const get = async (query: string, as = cookie) => {
      const response = await fetch(`${server.address}/api/v1/changes?${query}`, { headers: { cookie: as } });
      return {
        status: response.status,
        body: (await response.json()) as {
          items: { seq: number }[];
          nextCursor: string | null;
          code?: string;
        },
      };
    };
    const first = await get(`after=${before}&limit=5`);
    expect(first.body.items.map((change) => change.seq - before)).toEqual([1, 2, 3, 4, 5]);
    expect(first.body.nextCursor).toBe(String(before + 5));
    const second = await get(`after=${first.body.nextCursor}&limit=5`);
    expect(second.body.items.map((change) => change.seq - before)).toEqual([6, 7]);
    expect(second.body.nextCursor).toBeNull();
    expect((await get('after=0', await signIn(server.address, 'inspector01'))).status).toBe(403);
    await database.db.execute('delete from change where seq <= $1', [before + 2]);
    expect(await get(`after=${before}`)).toMatchObject({ status: 410, body: { code: 'changes-forgotten' } });
  });
});
