/** What the server tells screens of its own truth: the age of what it has read, and what its tables add up to. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { activeDispatches } from '@mingchu/server/dispatch/dispatchRoutes';
import { hashPassword } from '@mingchu/server/platform/auth/passwords';
import { headSeq } from '@mingchu/server/platform/changelog/changeLog';
import { type Database, openDatabase } from '@mingchu/server/platform/postgres/database';
import { importRegistry } from '@mingchu/server/registry/importRegistry';
import { openViolations } from '@mingchu/server/violations/violationRoutes';
import type { Heartbeat, SumAt } from '@mingchu/shared/live';
import { differingKinds, sumsOf } from '@mingchu/shared/stateSum';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CutLine, openCutLine } from '../harness/cutLine.ts';
import { until } from '../harness/publishers.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { devicesChange, now, orderMoves, orderOpens } from './liveFacts.ts';
import { type LiveScreen, openScreen } from './liveScreen.ts';
import { signIn, smallDistrict, startWebServer, type WebServer } from './webServer.ts';

const database = testDatabase();
let line: CutLine;
/** What the server reads through: the test itself has a line of its own. */
let behindLine: Database;
let server: WebServer;
let screen: LiveScreen;
let zoneNumber = 0;

beforeEach(async () => {
  await importRegistry(database.db, { body: smallDistrict(20), actor: 'test', now, hashPassword });
  const url = new URL(database.url);
  line = await openCutLine(Number(url.port));
  url.port = String(line.port);
  behindLine = openDatabase({ url: url.toString(), maxConnections: 10, onError: () => {} });
  server = await startWebServer({
    db: behindLine,
    readers: { activeDispatches, openViolations },
    sumEveryMs: 300,
  });
  screen = openScreen({ address: server.address, cookie: await signIn(server.address, 'duty') });
  await screen.nextSnapshot();
});
afterEach(async () => {
  line.mend();
  screen.close();
  await server.close();
  await behindLine.close();
  line.close();
});

const nextBeat = async () => {
  const [beat] = (await once(screen.socket as never, 'heartbeat')) as [Heartbeat];
  return beat;
};

describe('a heartbeat', () => {
  it('[TL4] goes on without a database, and says how long ago that was last read', async () => {
    while ((await nextBeat()).readAgoMs > 500);
    const cutAt = performance.now();
    line.cut();
    await nextBeat();
    const blind = await nextBeat();
    expect(blind.readAgoMs).toBeGreaterThan(4_000);
    expect(Math.abs(blind.readAgoMs - (performance.now() - cutAt))).toBeLessThan(2_500);
    line.mend();
    // A reading that hung has been given up; the next takes another connection.
    while ((await nextBeat()).readAgoMs > 500);
    const head = await devicesChange(database.db, 3);
    await screen.reached(head);
  });

  it('[LV5] says when something came in last, also in a process that has heard nothing since it started', async () => {
    // Questions that come quicker than every 250 ms are left out.
    const told = async () => {
      await delay(300);
      screen.socket.emit('ask', 1);
      return (await nextBeat()).lastIntakeAt;
    };
    await database.db.execute('delete from device_state');
    await until(async () => (await told()) === null);
    const at = new Date(now.getTime() - 60_000);
    await database.db.execute(
      `insert into device_state (site_id, device_id, state, last_seen_at) values ('site-001', 'cam-1', 'online', $1)`,
      [at],
    );
    await until(async () => (await told()) === at.toISOString());
  });

  it('[LV5] answers a question at once, and repeats it', async () => {
    await delay(300);
    const asked = 1_234.5;
    screen.socket.emit('ask', asked);
    expect(await nextBeat()).toMatchObject({
      asked,
      speed: 1,
      rehearsal: false,
      seq: await headSeq(database.db),
    });
  });
});

describe('the sums', () => {
  it('[TL5] are those of what a screen has been told, at every number, whatever happens', async () => {
    const compared = new Set<number>();
    screen.socket.on('sum', ({ seq, sums }: SumAt) => {
      if (screen.seq !== seq) return;
      const { violations, dispatches, health } = screen.facts;
      const shown = sumsOf({
        violations: violations.values(),
        dispatches: dispatches.values(),
        deviceHealth: health.values(),
        inspectors: [],
        coverage: [],
      });
      expect(differingKinds({ ...shown, inspector: sums.inspector, coverage: sums.coverage }, sums)).toEqual(
        [],
      );
      compared.add(seq);
    });
    // A sum that is told late is of a number that the screen has left.
    for (let round = 0; round < 12 || (compared.size <= 5 && round < 100); round++) {
      await devicesChange(database.db, 5);
      zoneNumber += 1;
      const place = { siteId: 'site-003', zone: `zone-${zoneNumber}`, inspectorId: 'inspector01' };
      const { dispatchId } = await orderOpens(database.db, place);
      if (round % 2 === 0) await orderMoves(database.db, dispatchId, 'inspector02');
      await delay(350);
    }
    expect(compared.size).toBeGreaterThan(5);
  });

  it('[TL16] come within moments to who comes back, once for all who come meanwhile', async () => {
    const rare = await startWebServer({ db: database.db, readers: { activeDispatches, openViolations } });
    const cookie = await signIn(rare.address, 'duty');
    const screens = Array.from({ length: 5 }, () => openScreen({ address: rare.address, cookie }));
    const told: number[] = [];
    const first = screens.map(async (each) => {
      await once(each.socket as never, 'sum');
      told.push(performance.now());
    });
    const begunAt = performance.now();
    await Promise.all(first);
    // By themselves they come every 15 s.
    expect(Math.max(...told) - begunAt).toBeLessThan(10_000);
    const [back] = screens as [LiveScreen];
    back.socket.disconnect().connect();
    const backAt = performance.now();
    await once(back.socket as never, 'sum');
    expect(performance.now() - backAt).toBeLessThan(7_500);
    for (const each of screens) each.close();
    await rare.close();
  });

  it('[TL6] [TL17] differ when a row is changed without a change, and name the registry they were read with', async () => {
    zoneNumber += 1;
    await orderOpens(database.db, {
      siteId: 'site-003',
      zone: `zone-${zoneNumber}`,
      inspectorId: 'inspector01',
    });
    await screen.reached(await headSeq(database.db));
    const next = async () => ((await once(screen.socket as never, 'sum')) as [SumAt])[0];
    await next();
    const before = await next();
    await database.db.execute("update dispatch set reason = 'bent' where state = 'offered'");
    await next();
    const after = await next();
    expect(after.seq).toBe(before.seq);
    expect(differingKinds(before.sums, after.sums)).toEqual(['dispatch']);
    const [newest] = await database.db.query<{ seq: number | null }>(
      "select max(seq)::int as seq from change where kind = 'registry'",
    );
    expect(after.registrySeq).toBe(newest?.seq ?? null);
    expect([before.rulesDigest, before.registrySeq]).toEqual([after.rulesDigest, after.registrySeq]);
  });

  it('[TL6] that differ on a screen are told by it, counted, and refused from strangers', async () => {
    const cookie = await signIn(server.address, 'duty');
    const post = (body: object, headers: Record<string, string> = { cookie }) =>
      fetch(`${server.address}/api/v1/screen-reports`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    expect((await post({ kind: 'state-differs', seq: 7, facts: ['violation'] })).status).toBe(204);
    expect((await post({ kind: 'was-stuck', forMs: 11_000 })).status).toBe(204);
    expect((await post({ kind: 'was-stuck', forMs: -1 })).status).toBe(400);
    expect((await post({ kind: 'was-stuck', forMs: 1 }, {})).status).toBe(401);
    expect(server.screenReports.counts()).toMatchObject({ 'state-differs': 1, 'was-stuck': 1 });
  });
});
