/** The ladder as a timeline, on a real PostgreSQL and queue and a clock that the test moves. */
import { actOnDispatch, type ActRequest } from '@mingchu/server/dispatch/actOnDispatch';
import { findOrder, offersOf } from '@mingchu/server/dispatch/dispatchStore';
import { handleDueTimes } from '@mingchu/server/dispatch/handleDueTimes';
import type { Order } from '@mingchu/server/dispatch/model/order';
import { recallDispatch } from '@mingchu/server/dispatch/recallDispatch';
import { type DispatchWatch, startDispatch } from '@mingchu/server/dispatch/startDispatch';
import { appendChanges, changesAfter } from '@mingchu/server/platform/changelog/changeLog';
import { type Database, openDatabase } from '@mingchu/server/platform/postgres/database';
import { createQueue } from '@mingchu/server/platform/queue/bullQueue';
import type { JobQueue } from '@mingchu/server/platform/queue/queue';
import type { Session } from '@mingchu/shared/http';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import {
  addInspector,
  type DispatchWorld,
  dutySession,
  inspectorSession,
  openDispatchWorld,
  toldAbout,
} from '../harness/dispatchWorld.ts';
import { recordingLog } from '../harness/log.ts';
import { type ManualClock, manualClock } from '../harness/manualClock.ts';
import { createDatabase } from '../harness/testDatabase.ts';

const second = 1_000;
const minute = 60 * second;

let url: string;
let db: Database;
let clock: ManualClock;
let queue: JobQueue;
let world: DispatchWorld;
let watch: DispatchWatch | undefined;
let recorded: ReturnType<typeof recordingLog>;

beforeEach(async () => {
  url = await createDatabase();
  db = openDatabase({ url, maxConnections: 10, onError: () => {} });
  clock = manualClock();
  recorded = recordingLog();
  queue = await createQueue({ databaseUrl: url, shardCount: 4, clock, log: recorded.log });
  world = await openDispatchWorld({ db, clock, log: recorded.log, queue });
});

afterEach(async () => {
  await watch?.stop();
  watch = undefined;
  await queue.close();
  await world.close();
  await db.close();
});

/** The alarm's timer waits: its first look is done. */
async function startWatch(): Promise<void> {
  watch = await startDispatch(world.deps);
  await clock.settled(1);
}

async function openOne(): Promise<string> {
  const [id] = await world.openOrders();
  if (id === undefined) throw new Error('no order');
  return id;
}

async function order(id: string): Promise<Order> {
  const found = await findOrder(db, id);
  if (found === null) throw new Error('no such order');
  return found;
}

function act(id: string, input: ActRequest['input'], person: Session, version: number | null = null) {
  return actOnDispatch(world.deps, { dispatchId: id, input, person, version, position: null });
}

const accept = { act: 'accept', detail: {} } as const;
const arrive = { act: 'arrive', detail: {} } as const;
const depart = { act: 'depart', detail: {} } as const;
const decline = { act: 'decline', reason: '车坏了', detail: {} } as const;

describe('the ladder', () => {
  it('[DL1] [DL2] [DL3] [DL4] [DL5] silence: re-offer at 2 min, warn at 7, breach at 10, station at 15', async () => {
    await addInspector(world, { id: 'near', northM: 100 });
    await addInspector(world, { id: 'far', northM: 900 });
    await startWatch();
    const id = await openOne();
    expect(await order(id)).toMatchObject({
      state: 'offered',
      inspectorId: 'near',
      reason: 'nearest-on-shift',
    });

    await clock.advanceTo(2 * minute - 1);
    expect(await order(id)).toMatchObject({ state: 'offered', inspectorId: 'near', offerCount: 1 });
    await clock.advanceTo(2 * minute);
    expect(await order(id)).toMatchObject({ state: 'offered', inspectorId: 'far', offerCount: 2 });

    await clock.advanceTo(4 * minute);
    expect(await order(id)).toMatchObject({ state: 'declined', inspectorId: null, reason: 'all-asked' });
    await clock.advanceTo(7 * minute - 1);
    expect(await toldAbout(db, id)).not.toContain('warn → role:duty');
    await clock.advanceTo(7 * minute);
    expect(await toldAbout(db, id)).toContain('warn → role:duty');

    await clock.advanceTo(10 * minute - 1);
    expect(await order(id)).toMatchObject({ breachedAt: null, latenessMs: null });
    await clock.advanceTo(10 * minute);
    const breached = await order(id);
    expect(breached.breachedAt).toEqual(breached.dueAt);
    expect(breached.latenessMs).toBe(0);

    await clock.advanceTo(15 * minute - 1);
    expect(await toldAbout(db, id)).not.toContain('escalate → station');
    await clock.advanceTo(20 * minute);
    expect(await toldAbout(db, id)).toEqual([
      'offer → near',
      'offer → far',
      'offer-lapsed → near',
      'nobody → leader:east',
      'nobody → role:duty',
      'offer-lapsed → far',
      'warn → role:duty',
      'breach → leader:east',
      'breach → role:chief',
      'breach → role:duty',
      'escalate → role:chief',
      'escalate → station',
    ]);
    expect(await offersOf(db, [id])).toMatchObject([
      { inspectorId: 'near', answer: 'expired', chosenBecause: 'nearest-on-shift' },
      { inspectorId: 'far', answer: 'expired', chosenBecause: 'nearest-on-shift' },
    ]);
    expect(recorded.lines).toEqual([]);
  });

  it('[NO1] messages say where on the ladder we are', async () => {
    await addInspector(world, { id: 'near' });
    await startWatch();
    const id = await openOne();
    await act(id, accept, inspectorSession('near'));
    await clock.advanceTo(7 * minute);
    const texts = await db.query<{ text: string }>(
      `select text from message where step = 'warn' order by recipient_id`,
    );
    expect(texts.map((row) => row.text)).toEqual([
      '【即将超时】阳光小学食堂 较重违规，网格员 near 尚未到场（第 7 分钟 / 10）',
      '【即将超时】阳光小学食堂 较重违规，网格员 near 尚未到场（第 7 分钟 / 10）',
    ]);
    expect(await toldAbout(db, id)).toEqual(['offer → near', 'warn → near', 'warn → role:duty']);
  });

  it('[DI4] a decline goes to the next at once, with both offers on record', async () => {
    await addInspector(world, { id: 'near', northM: 10 });
    await addInspector(world, { id: 'far', northM: 500 });
    const id = await openOne();
    await act(id, decline, inspectorSession('near'));
    expect(await order(id)).toMatchObject({ state: 'offered', inspectorId: 'far', acceptedAt: null });
    expect(await offersOf(db, [id])).toMatchObject([
      { inspectorId: 'near', answer: 'declined', answerReason: '车坏了' },
      { inspectorId: 'far', answer: null },
    ]);
  });

  it('[DI2] with nobody on shift the duty officer and the leader hear of it, and the clock runs', async () => {
    await addInspector(world, { id: 'off', onShift: false });
    await startWatch();
    const id = await openOne();
    expect(await order(id)).toMatchObject({
      state: 'declined',
      reason: 'nobody-on-shift',
      inspectorId: null,
    });
    expect(await toldAbout(db, id)).toEqual(['nobody → leader:east', 'nobody → role:duty']);
    await clock.advanceTo(10 * minute);
    expect((await order(id)).breachedAt).not.toBeNull();
  });

  it('[DL6] arrival in time ends the ladder', async () => {
    await addInspector(world, { id: 'near' });
    await startWatch();
    const id = await openOne();
    await clock.advanceTo(minute);
    await act(id, accept, inspectorSession('near'));
    await act(id, depart, inspectorSession('near'));
    await clock.advanceTo(6 * minute);
    await act(id, arrive, inspectorSession('near'));
    await clock.advanceTo(20 * minute);
    expect(await order(id)).toMatchObject({ state: 'arrived', breachedAt: null, latenessMs: null });
    expect(await toldAbout(db, id)).toEqual(['offer → near']);
    const due = await db.query<{ step: string; outcome: string }>(
      'select step, outcome from due_time where dispatch_id = $1 order by step',
      [id],
    );
    expect(due).toEqual([
      { step: 'breach', outcome: 'arrived' },
      { step: 'escalate', outcome: 'arrived' },
      { step: 'offer-expires', outcome: 'accepted' },
      { step: 'warn', outcome: 'arrived' },
    ]);
  });

  it('[DL7] a late arrival stands with its true lateness beside the breach', async () => {
    await addInspector(world, { id: 'near' });
    await startWatch();
    const id = await openOne();
    await act(id, accept, inspectorSession('near'));
    await clock.advanceTo(12 * minute + 500);
    await act(id, arrive, inspectorSession('near'));
    const late = await order(id);
    expect(late).toMatchObject({ state: 'arrived', latenessMs: 2 * minute + 500 });
    expect(late.breachedAt).toEqual(late.dueAt);
    expect(await toldAbout(db, id)).not.toContain('escalate → station');
  });

  it('[DL8] an arrival that looks first after the due time records the breach itself', async () => {
    await addInspector(world, { id: 'near' });
    const id = await openOne();
    await act(id, accept, inspectorSession('near'));
    await clock.advanceTo(10 * minute + 1);
    await act(id, arrive, inspectorSession('near'));
    await handleDueTimes(world.deps);
    expect(await order(id)).toMatchObject({ state: 'arrived', latenessMs: 1 });
    expect((await toldAbout(db, id)).filter((line) => line.startsWith('breach'))).toHaveLength(3);
  });

  it('[DI7] a recall ends everything and tells the holder', async () => {
    await addInspector(world, { id: 'near' });
    await startWatch();
    const id = await openOne();
    await act(id, accept, inspectorSession('near'));
    const { violationId } = await order(id);
    const recall = () =>
      db.transaction(async (tx) => {
        const changes = await recallDispatch(tx, world.deps, {
          violationId,
          actor: 'duty',
          reason: 'false-alarm',
        });
        await appendChanges(tx, clock.date(), changes);
        return changes.length;
      });
    expect(await recall()).toBe(2);
    expect(await recall()).toBe(0);
    await clock.advanceTo(20 * minute);
    expect(await order(id)).toMatchObject({ state: 'recalled', reason: 'false-alarm', breachedAt: null });
    expect(await toldAbout(db, id)).toEqual(['offer → near', 'recall → near']);
  });
});

describe('acts', () => {
  it('[DI5] the same act again answers the order as it stands; a late one says what happened', async () => {
    await addInspector(world, { id: 'near', northM: 10 });
    await addInspector(world, { id: 'far', northM: 500 });
    await addInspector(world, { id: 'stranger', gridIds: ['g2'] });
    const id = await openOne();
    const offered = await order(id);
    const accepted = await act(id, accept, inspectorSession('near'), offered.version);
    expect(await act(id, accept, inspectorSession('near'), offered.version)).toEqual(accepted);
    await expect(act(id, depart, inspectorSession('near'), offered.version)).rejects.toMatchObject({
      status: 409,
      code: 'overtaken',
      message: '订单已被接单（near）',
    });
    await expect(act(id, accept, inspectorSession('stranger'))).rejects.toMatchObject({ status: 403 });
    await expect(act(id, { act: 'verify', detail: {} }, inspectorSession('near'))).rejects.toMatchObject({
      status: 403,
    });
    await expect(act('nothing', accept, inspectorSession('near'))).rejects.toMatchObject({ status: 404 });
    await act(id, decline, inspectorSession('near'));
    expect((await act(id, decline, inspectorSession('near'))).inspectorId).toBe('far');
    await expect(act(id, arrive, inspectorSession('near'))).rejects.toMatchObject({ status: 409 });
  });

  it('[DI6] a finding reaches the violation once; verification ends the order', async () => {
    await addInspector(world, { id: 'near' });
    const id = await openOne();
    const near = inspectorSession('near');
    await act(id, accept, near);
    await act(id, arrive, near);
    await act(id, { act: 'submit', finding: 'corrected', detail: {} }, near);
    await act(id, { act: 'submit', finding: 'corrected', detail: {} }, near);
    const { violationId } = await order(id);
    expect(world.findings).toEqual([{ violationId, finding: 'corrected', actor: 'near' }]);
    expect(await act(id, { act: 'verify', detail: {} }, dutySession)).toMatchObject({ state: 'verified' });
  });

  it('[DI8] an officer sends someone else; after a report that is a second round of ten minutes', async () => {
    await addInspector(world, { id: 'near', northM: 10 });
    await addInspector(world, { id: 'far', northM: 500 });
    await startWatch();
    const id = await openOne();
    const reassign = (inspectorId: string) =>
      act(id, { act: 'reassign', inspectorId, reason: '更近', detail: {} }, dutySession);
    await clock.advanceTo(minute);
    expect(await reassign('far')).toMatchObject({
      state: 'offered',
      inspectorId: 'far',
      reason: 'assigned-by-officer',
    });
    await expect(reassign('nobody')).rejects.toMatchObject({ status: 422 });
    await act(id, accept, inspectorSession('far'));
    await act(id, arrive, inspectorSession('far'));
    await act(id, { act: 'submit', finding: 'confirmed', detail: {} }, inspectorSession('far'));
    await clock.advanceTo(30 * minute);
    await reassign('near');
    expect((await order(id)).dueAt.getTime()).toBe(clock.now() + 10 * minute);
    await act(id, accept, inspectorSession('near'));
    await clock.advance(10 * minute);
    expect(await order(id)).toMatchObject({ latenessMs: 0, arrivedAt: null });
    expect((await order(id)).breachedAt).not.toBeNull();
  });

  it('[DI1] one violation has one order, however often it is opened', async () => {
    await addInspector(world, { id: 'near' });
    const id = await openOne();
    const { violationId, openedAt } = await order(id);
    const { openDispatch } = await import('@mingchu/server/dispatch/openDispatch');
    const again = await db.transaction((tx) =>
      openDispatch(tx, world.deps, {
        violation: { id: violationId, siteId: 's1', severity: 'major', openedAt },
      }),
    );
    expect(again.dispatch.id).toBe(id);
    expect(again.changes).toEqual([]);
  });
});

describe('exactly once', () => {
  it('[DL9] four workers at once over 1,200 due orders: each breach, message, audit row and change once', async () => {
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
    await addInspector(world, { id: 'near' });
    await startWatch();
    const id = await openOne();
    await act(id, accept, inspectorSession('near'));
    await clock.advanceTo(9 * minute);
    await watch?.stop();
    await queue.close();
    await clock.advanceTo(11 * minute);
    queue = await createQueue({ databaseUrl: url, shardCount: 4, clock, log: recorded.log });
    const jobsBefore = await queue.depth();
    world.deps.queue = queue;
    await startWatch();
    expect(await order(id)).toMatchObject({ latenessMs: minute });
    await expect.poll(() => queue.depth()).toBeGreaterThan(jobsBefore);
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
    await run(admin, new URL(url).pathname.slice(1));
  } finally {
    await admin.end();
  }
}
