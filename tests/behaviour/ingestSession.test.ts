/** Which session at the broker an ingester has, by locks in the database. */
import { brokerNames } from '@mingchu/server/ingest/brokerNames';
import { createClock } from '@mingchu/server/platform/clock';
import { type HeldSession, holdSession } from '@mingchu/server/ingest/holdSession';
import { type Database, openDatabase } from '@mingchu/server/platform/postgres/database';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { quietLog } from '../harness/log.ts';
import { type Cable, layCable, until } from '../harness/publishers.ts';
import { createDatabase } from '../harness/testDatabase.ts';

let url: string;
let cable: Cable;
const open: { db: Database; session: HeldSession }[] = [];

const join = async (through = url, names: Partial<Parameters<typeof holdSession>[0]> = {}) => {
  const db = openDatabase({ url: through, maxConnections: 3, onError: () => {} });
  const session = await holdSession({ db, log: quietLog, prefix: 'p', ...names });
  open.push({ db, session });
  return session;
};

beforeEach(async () => {
  url = await createDatabase();
  cable = await layCable(url);
});
afterEach(async () => {
  for (const { db, session } of open.splice(0)) {
    session.release();
    await db.close();
  }
  await cable.close();
});

it('[IN20] each ingester has a number of its own, and a new one the lowest that is free', async () => {
  const [first, second, third] = [await join(), await join(), await join()];
  expect([first, second, third].map((session) => session.clientId())).toEqual(['p-0', 'p-1', 'p-2']);
  second.release();
  await until(async () => {
    const next = await join();
    if (next.clientId() === 'p-1') return true;
    next.release();
    return false;
  });
  expect((await join()).clientId()).toBe('p-3');
});

it('[IN20] only who is not number 0, while another is, gives up its share', async () => {
  const [first, second] = [await join(), await join()];
  expect([await first.othersRemain(), await second.othersRemain()]).toEqual([false, true]);
  first.release();
  await until(async () => !(await second.othersRemain()));
});

it('[IN20] keeps its number over an outage of the database', async () => {
  const db = openDatabase({ url, maxConnections: 1, onError: () => {} });
  const holder = async () =>
    (
      await db.query<{ pid: number }>(
        `select pid from pg_locks join pg_database on oid = database
         where locktype = 'advisory' and granted and datname = current_database()`,
      )
    )[0]?.pid;
  const session = await join(cable.url);
  const before = await holder();
  cable.cut();
  // Who asked for a number meanwhile would be given this one.
  await until(async () => ![before, undefined].includes(await holder()));
  await db.close();
  expect(session.clientId()).toBe('p-0');
  expect((await join()).clientId()).toBe('p-1');
});

it('[IN20] takes another number when its own was taken meanwhile', async () => {
  const session = await join(cable.url);
  cable.unplug();
  await until(async () => {
    const other = await join();
    if (other.clientId() === 'p-0') return true;
    other.release();
    return false;
  });
  cable.mend();
  await until(() => session.clientId() === 'p-1');
});

it('[IS12] names at the broker end in secrets of the installation, alike in every process and in no log', async () => {
  const db = openDatabase({ url, maxConnections: 1, onError: () => {} });
  const at = (iso: string) => ({ db, clock: createClock({ startAt: Date.parse(iso) }) });
  const one = await brokerNames(at('2026-11-01T00:00:00Z'), 'kitchen');
  const two = await brokerNames(at('2026-11-07T23:00:00Z'), 'kitchen');
  const alone = await brokerNames(at('2026-11-08T01:00:00Z'), '');
  await db.close();
  expect(two).toEqual(one);
  expect(one.shareGroup).toMatch(/^kitchen-[0-9a-f]{32}$/);
  expect(one.suffix).toMatch(/^-[0-9a-f]{32}$/);
  expect(one.shareGroup).not.toContain(one.suffix);
  expect(alone).toMatchObject({ shareGroup: '', prefix: 'mingchu-ingest', suffix: one.suffix });
  expect([one, two, alone].map(({ mayHaveOld }) => mayHaveOld)).toEqual([true, true, false]);

  const lines: object[] = [];
  const log = { ...quietLog, info: (fields: object) => void lines.push(fields) };
  const sessions = [await join(), await join(url, { log, ...one })];
  expect(sessions[1]?.clientId()).toBe(`kitchen-ingest-1${one.suffix}`);
  expect(lines).toEqual([{ session: 'kitchen-ingest-1' }]);
});
