/** Exactly once: several workers, a database that goes away, a worker that dies. */
import { handleDueTimes } from '@mingchu/server/dispatch/handleDueTimes';
import { changesAfter } from '@mingchu/server/platform/changelog/changeLog';
import { openDatabase } from '@mingchu/server/platform/postgres/database';
import pg from 'pg';
import { describe, expect, inject, it } from 'vitest';
import { addInspector, inspectorSession, toldAbout } from '../harness/dispatchWorld.ts';
import { accept, dispatchTimeline, minute, second } from './dispatchTimeline.ts';

const timeline = dispatchTimeline();

describe('exactly once', () => {
  it('[DL9] four workers at once over 1,200 due orders: each breach, message, audit row and change once', async () => {
    const { url, db, clock, world } = timeline();
    await addInspector(world, { id: 'near' });
    const count = 1_200;
    await world.openOrders(count);
    await db.execute(`update due_time set done_at = due_at, outcome = 'test' where step <> 'breach'`);
    await clock.advanceTo(10 * minute + 5 * second);
    const headBefore = (await changesAfter(db, 0, 100_000)).length;
    const others = Array.from({ length: 3 }, () =>
      openDatabase({ url, maxConnections: 2, onError: () => {} }),
    );
    const handled = await Promise.all(
      [db, ...others].map((one) => handleDueTimes({ ...world.deps, db: one })),
    );
    await Promise.all(others.map((one) => one.close()));
    expect(handled.reduce((sum, one) => sum + one, 0)).toBe(count);
    const [facts] = await db.query<{ orders: number; audits: number; messages: number }>(
      `select (select count(*) from dispatch where breached_at = due_at and lateness_ms = 5000) as orders,
              (select count(*) from audit where act = 'breach') as audits,
              (select count(*) from message where step = 'breach') as messages`,
    );
    expect(facts).toEqual({ orders: count, audits: count, messages: 3 * count });
    const changes = (await changesAfter(db, 0, 100_000)).slice(headBefore);
    expect(changes.filter((change) => change.kind === 'dispatch')).toHaveLength(count);
    expect(changes.filter((change) => change.kind === 'message')).toHaveLength(3 * count);
  });

  it('[DL10] the database is away from minute 9 to minute 12: the breach stands once, with its true lateness', async () => {
    const { db, clock, world, startWatch, openOne, order, act } = timeline();
    await addInspector(world, { id: 'near' });
    await startWatch();
    const id = await openOne();
    await act(id, accept, inspectorSession('near'));
    await clock.advanceTo(9 * minute);
    await cutDatabase();
    await clock.advanceTo(12 * minute);
    await restoreDatabase();
    await clock.advance(5 * second);
    const breached = await order(id);
    expect(breached.breachedAt).toEqual(breached.dueAt);
    expect(breached.latenessMs).toBeGreaterThanOrEqual(2 * minute);
    expect(breached.latenessMs).toBeLessThanOrEqual(2 * minute + 5 * second);
    await clock.advance(minute);
    expect((await order(id)).latenessMs).toBe(breached.latenessMs);
    const [audits] = await db.query<{ count: number }>(
      `select count(*) as count from audit where act = 'breach'`,
    );
    expect(audits?.count).toBe(1);
    expect((await toldAbout(db, id)).filter((line) => line.startsWith('breach'))).toHaveLength(3);
  });

  it('[DL11] a worker that dies at minute 9 is made up for by the next one, with jobs set again', async () => {
    const { clock, world, startWatch, stopWatch, replaceQueue, openOne, order, act } = timeline();
    await addInspector(world, { id: 'near' });
    await startWatch();
    const id = await openOne();
    await act(id, accept, inspectorSession('near'));
    await clock.advanceTo(9 * minute);
    await stopWatch();
    await clock.advanceTo(11 * minute);
    await replaceQueue();
    const jobsBefore = await timeline().queue.depth();
    await startWatch();
    expect(await order(id)).toMatchObject({ latenessMs: minute });
    await expect.poll(() => timeline().queue.depth()).toBeGreaterThan(jobsBefore);
  });

  it('[DL15] one order that cannot be handled does not hold up the others', async () => {
    const { db, clock, world } = timeline();
    await addInspector(world, { id: 'near' });
    const [broken = '', ...others] = await world.openOrders(5);
    await db.execute(`update dispatch set severity = 'unheard-of' where id = $1`, [broken]);
    await clock.advanceTo(10 * minute);
    await expect(handleDueTimes(world.deps)).rejects.toThrow(broken);
    const rows = await db.query<{ id: string }>('select id from dispatch where breached_at is not null');
    expect(rows.map((row) => row.id).sort()).toEqual(others.sort());
    await db.execute(`update dispatch set severity = 'major' where id = $1`, [broken]);
    await handleDueTimes(world.deps);
    expect((await timeline().order(broken)).breachedAt).not.toBeNull();
  });
});

async function cutDatabase(): Promise<void> {
  await asAdmin(async (admin, name) => {
    await admin.query(`alter database ${name} allow_connections false`);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  });
}

async function restoreDatabase(): Promise<void> {
  await asAdmin(async (admin, name) => {
    await admin.query(`alter database ${name} allow_connections true`);
  });
}

async function asAdmin(run: (admin: pg.Client, databaseName: string) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: inject('postgresAdminUrl') });
  await admin.connect();
  try {
    await run(admin, new URL(timeline().url).pathname.slice(1));
  } finally {
    await admin.end();
  }
}
