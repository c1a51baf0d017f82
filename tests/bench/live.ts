/**
 * The bench `live`: from the beginning of the transaction that appends a change to its arrival at every wall, with
 * PostgreSQL (fsync on), the real HTTP server and the walls in another process. Nothing may be lost or doubled.
 *
 * Flags: `--walls 50,200`, `--rate 50` (changes a second), `--seconds 20`, `--phones 0` (inspectors, each with a session
 * of his own), `--deaf 0` (walls that stop reading; each change then carries `--bytes 0` of text, to fill their line).
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { appendChanges, headSeq } from '@mingchu/server/platform/changelog/changeLog';
import { startEmbeddedPostgres } from '@mingchu/server/platform/embedded/embeddedPostgres';
import { type Database, openDatabase } from '@mingchu/server/platform/postgres/database';
import { migrate } from '@mingchu/server/platform/postgres/migrate';
import { hashToken, sessionCookie } from '@mingchu/server/platform/auth/auth';
import { hashPassword } from '@mingchu/server/platform/auth/passwords';
import { insertSession } from '@mingchu/server/platform/auth/sessionStore';
import { importRegistry } from '@mingchu/server/registry/importRegistry';
import type { DeviceHealth } from '@mingchu/shared/live';
import { signIn, smallDistrict, startWebServer } from '../behaviour/webServer.ts';
import { quietLog } from '../harness/log.ts';
import { latenciesOf, openWalls, preciseNow } from './liveWalls.ts';

const siteCount = 200;
/** How long after the last change one may still arrive, ms. */
const graceMs = 2_000;

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      walls: { type: 'string', default: '50,200' },
      rate: { type: 'string', default: '50' },
      seconds: { type: 'string', default: '20' },
      phones: { type: 'string', default: '0' },
      deaf: { type: 'string', default: '0' },
      bytes: { type: 'string', default: '0' },
    },
  });
  const dataDir = mkdtempSync(path.join(tmpdir(), 'mingchu-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir, log: quietLog });
  try {
    await migrate({ databaseUrl: postgres.url(), log: quietLog });
    const db = openDatabase({ url: postgres.url(), maxConnections: 10, onError: () => {} });
    const body = smallDistrict(siteCount);
    await importRegistry(db, { body, actor: 'bench', now: new Date(), hashPassword });
    const results = [];
    for (const walls of values.walls.split(',').map(Number)) {
      results.push(
        await measure(db, {
          walls,
          rate: Number(values.rate),
          seconds: Number(values.seconds),
          phones: Number(values.phones),
          deaf: Number(values.deaf),
          bytes: Number(values.bytes),
        }),
      );
    }
    await db.close();
    console.table(results);
    for (const result of results) console.log(JSON.stringify({ bench: 'live', ...result }));
    if (results.some((result) => result.lost + result.doubled > 0)) process.exitCode = 1;
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Load {
  walls: number;
  rate: number;
  seconds: number;
  phones: number;
  deaf: number;
  bytes: number;
}

async function measure(db: Database, options: Load) {
  const server = await startWebServer({ db });
  try {
    return await fanOut(db, server.address, options);
  } finally {
    await server.close();
  }
}

async function fanOut(db: Database, url: string, { walls, rate, seconds, phones, deaf, bytes }: Load) {
  const cookie = await signIn(url, 'duty');
  const joinedAt = preciseNow();
  const clients = await openWalls({ count: walls, url, cookie });
  const others = [
    ...(phones > 0
      ? [await openWalls({ count: phones, url, cookie: await inspectorCookies(db, phones), view: 'phone' })]
      : []),
    ...(deaf > 0 ? [await openWalls({ count: deaf, url, cookie, deaf: true })] : []),
  ];
  const startAt = preciseNow();
  const cpu = process.cpuUsage();
  const sentAt = new Map<number, number>();
  const count = rate * seconds;
  for (let index = 0; index < count; index++) {
    const begun = preciseNow();
    sentAt.set(await changeOnce(db, index, bytes), begun);
    await sleep(Math.max(0, startAt + ((index + 1) * 1000) / rate - preciseNow()));
  }
  const { user, system } = process.cpuUsage(cpu);
  const busyS = (preciseNow() - startAt) / 1000;
  // What has not come by then counts as lost.
  await sleep(graceMs);
  const { arrivals } = await clients.report();
  for (const each of [clients, ...others]) each.close();
  const delays = [...sentAt].flatMap(([seq, at]) => (arrivals[seq] ?? []).map((arrivedAt) => arrivedAt - at));
  const distinct = [...sentAt.keys()].reduce(
    (sum, seq) => sum + Math.min(arrivals[seq]?.length ?? 0, walls),
    0,
  );
  return {
    walls,
    phones,
    deaf,
    changesPerS: Math.round(count / busyS),
    ...latenciesOf(delays),
    lost: count * walls - distinct,
    doubled: delays.length - distinct,
    joinAllMs: Math.round(startAt - joinedAt),
    serverCpuPct: Math.round((user + system) / 10_000 / busyS),
  };
}

/** One fact of device health changes; answers its number, which it has from the commit on. Nobody else writes here. */
async function changeOnce(db: Database, index: number, bytes: number): Promise<number> {
  const at = new Date();
  const body: DeviceHealth = {
    siteId: `site-${String(index % siteCount).padStart(3, '0')}`,
    deviceId: 'fridge-1',
    state: index % 2 === 0 ? 'online' : 'offline',
    lastSeenAt: at.toISOString(),
    skewMs: null,
  };
  await db.transaction(async (tx) => {
    await tx.execute(
      `insert into device_state (site_id, device_id, state, last_seen_at) values ($1, $2, $3, $4)
       on conflict (site_id, device_id) do update set state = excluded.state, last_seen_at = excluded.last_seen_at`,
      [body.siteId, body.deviceId, body.state, at],
    );
    const text = { ...body, note: 'x'.repeat(bytes) };
    appendChanges(tx, at, [{ kind: 'device', body: bytes > 0 ? text : body }]);
  });
  return headSeq(db);
}

/** Sessions of as many inspectors, written as rows: five hundred passwords would take minutes to hash. */
async function inspectorCookies(db: Database, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_none, index) => `walker-${index}`);
  await db.execute(
    `insert into inspector (id, name, group_id, grid_ids, phone, on_shift, lat, lon)
     select id, id, 'group-1', '{grid-1}', '+99900000001', false, 26.42, 112.85 from unnest($1::text[]) id on conflict do nothing`,
    [ids],
  );
  await db.execute(
    `insert into account (username, display_name, role, inspector_id, password_hash, created_at)
     select id, id, 'inspector', id, '', $2 from unnest($1::text[]) id on conflict do nothing`,
    [ids, new Date()],
  );
  const cookies: string[] = [];
  for (const username of ids) {
    const token = randomBytes(32).toString('base64url');
    const now = new Date();
    const expiresAt = new Date(now.getTime() + 3_600_000);
    await insertSession(db, { tokenHash: hashToken(token), username, now, expiresAt });
    cookies.push(`${sessionCookie}=${token}`);
  }
  return cookies;
}
