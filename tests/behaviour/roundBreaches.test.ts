/** Each round of an order is a promise of its own: breaches of the first and of later ones, on a moved clock. */
import { answerExtension, requestExtension } from '@mingchu/server/dispatch/extendDispatch';
import { arrivalsOf } from '@mingchu/server/live/numbersStore';
import { arrivalFigures } from '@mingchu/server/statistics/statisticsStore';
import { beforeEach, expect, it } from 'vitest';
import { addInspector, dutySession, inspectorSession, toldAbout } from '../harness/dispatchWorld.ts';
import { accept, arrive, depart, dispatchTimeline, minute } from './dispatchTimeline.ts';

const timeline = dispatchTimeline();
const chief = { ...dutySession, username: 'chief', role: 'chief' } as const;
const near = inspectorSession('near');
const far = inspectorSession('far');
const submit = { act: 'submit', finding: 'confirmed', detail: {} } as const;
const toFar = { act: 'reassign', inspectorId: 'far', reason: '仍在继续', detail: {} } as const;

beforeEach(async () => {
  await addInspector(timeline().world, { id: 'near' });
  await addInspector(timeline().world, { id: 'far', northM: 300 });
});

/** The holder goes, is there at this minute, and reports. */
async function visit(id: string, who: typeof near, atMinute: number): Promise<void> {
  const { clock, act } = timeline();
  await act(id, accept, who);
  await act(id, depart, who);
  await clock.advanceTo(atMinute * minute);
  await act(id, arrive, who);
  await act(id, submit, who);
}

/** How often each step was told to the duty officer, by the record of the order. */
async function timesTold(id: string, step: string): Promise<number> {
  const lines = await toldAbout(timeline().db, id);
  return lines.filter((line) => line === `${step} → role:duty`).length;
}

async function breachesOnRecord(id: string): Promise<unknown[]> {
  const rows = await timeline().db.query<{ detail: unknown }>(
    `select detail from audit where subject_id = $1 and act = 'breach' order by at, id`,
    [id],
  );
  return rows.map(({ detail }) => detail);
}

async function endedRounds(id: string): Promise<unknown[]> {
  return timeline().db.query(
    `select round, state, inspector_id as "inspectorId", breached_at as "breachedAt",
            lateness_ms::int as "latenessMs", arrived_at is not null as arrived
     from dispatch_round where dispatch_id = $1 order by round`,
    [id],
  );
}

async function figures(by: 'all' | 'inspector') {
  const { db, clock } = timeline();
  const now = clock.date();
  const span = { from: new Date(0), to: new Date(now.getTime() + minute) };
  return arrivalFigures(db, { by, span, now });
}

it('[DI8] [DL4] [ST1] broken in the first round and in the second: each is recorded, told and counted once', async () => {
  const { db, clock, startWatch, openOne, order, act } = timeline();
  await startWatch();
  const id = await openOne();
  const first = await order(id);
  await visit(id, near, 12);
  await clock.advanceTo(20 * minute);
  await act(id, toFar, dutySession);
  expect(await order(id)).toMatchObject({ round: 2, breachedAt: null, latenessMs: null });
  const kept = {
    round: 1,
    state: 'submitted',
    inspectorId: 'near',
    breachedAt: first.dueAt,
    latenessMs: 2 * minute,
    arrived: true,
  };
  expect(await endedRounds(id)).toEqual([kept]);
  await act(id, accept, far);
  await clock.advanceTo(31 * minute);
  const second = await order(id);
  expect(second.breachedAt).toEqual(second.dueAt);
  expect(await timesTold(id, 'breach')).toBe(2);
  expect(await breachesOnRecord(id)).toMatchObject([
    { inspectorId: 'near' },
    { inspectorId: 'far', round: 2 },
  ]);
  expect(await endedRounds(id)).toEqual([kept]);
  expect(await figures('all')).toMatchObject([{ orders: 2, onTime: 0, late: 1, missed: 1, onTimeRate: 0 }]);
  expect(await figures('inspector')).toMatchObject([
    { key: 'far', orders: 1, missed: 1 },
    { key: 'near', orders: 1, late: 1 },
  ]);
  expect(await arrivalsOf(db, { from: new Date(0), to: clock.date() })).toMatchObject({
    ordersDue: 2,
    breached: 2,
    missed: 1,
  });
});

it('[DI8] [ST1] in time in the first round, broken in the second', async () => {
  const { clock, startWatch, openOne, order, act } = timeline();
  await startWatch();
  const id = await openOne();
  await visit(id, near, 4);
  await act(id, toFar, dutySession);
  await act(id, accept, far);
  await clock.advanceTo(15 * minute);
  expect(await order(id)).toMatchObject({ round: 2, latenessMs: expect.any(Number) as number });
  expect(await timesTold(id, 'breach')).toBe(1);
  expect(await endedRounds(id)).toMatchObject([{ inspectorId: 'near', breachedAt: null, arrived: true }]);
  expect(await figures('all')).toMatchObject([{ orders: 2, onTime: 1, missed: 1, onTimeRate: 0.5 }]);
});

it('[DI8] [ST1] broken in the first round, in time in the second', async () => {
  const { clock, startWatch, openOne, order, act } = timeline();
  await startWatch();
  const id = await openOne();
  await visit(id, near, 12);
  await act(id, toFar, dutySession);
  await visit(id, far, 16);
  await clock.advanceTo(40 * minute);
  expect(await order(id)).toMatchObject({ breachedAt: null, latenessMs: null });
  expect(await timesTold(id, 'breach')).toBe(1);
  expect(await endedRounds(id)).toMatchObject([{ latenessMs: 2 * minute }]);
  expect(await figures('all')).toMatchObject([{ orders: 2, onTime: 1, late: 1, onTimeRate: 0.5 }]);
});

it('[DI8] [EX4] more time approved after the second due time takes back the second breach alone', async () => {
  const { clock, world, startWatch, openOne, order, act } = timeline();
  await startWatch();
  const id = await openOne();
  await visit(id, near, 12);
  await act(id, toFar, dutySession);
  await act(id, accept, far);
  const asked = { dispatchId: id, version: null, minutes: 10, reason: '堵车' };
  await requestExtension(world.deps, { ...asked, person: far });
  await clock.advanceTo(23 * minute);
  expect((await order(id)).breachedAt).not.toBeNull();
  const answer = { dispatchId: id, version: null, approved: true, comment: '' };
  await answerExtension(world.deps, { ...answer, person: chief });
  expect(await order(id)).toMatchObject({ round: 2, breachedAt: null });
  expect(await endedRounds(id)).toMatchObject([{ latenessMs: 2 * minute }]);
  expect(await timesTold(id, 'breach-withdrawn')).toBe(1);
  await clock.advanceTo(33 * minute);
  expect(await order(id)).toMatchObject({ breachedAt: (await order(id)).dueAt });
  expect(await timesTold(id, 'breach')).toBe(3);
});

it('[EX5] each round may be extended as often as the policy says; what the rounds before took is kept with them', async () => {
  const { db, clock, world, openOne, order, act } = timeline();
  const id = await openOne();
  const { maxExtensions } = world.deps.policy;
  const ask = () =>
    requestExtension(world.deps, {
      dispatchId: id,
      version: null,
      minutes: 5,
      reason: '堵车',
      person: dutySession,
    });
  const extendFully = async (): Promise<void> => {
    for (let nth = 0; nth < maxExtensions; nth += 1) {
      await ask();
      const answer = { dispatchId: id, version: null, approved: true, comment: '' };
      await answerExtension(world.deps, { ...answer, person: chief });
    }
    await expect(ask()).rejects.toMatchObject({ code: 'extended-too-often' });
  };
  await act(id, accept, near);
  await extendFully();
  await act(id, arrive, near);
  await act(id, submit, near);
  await clock.advanceTo(20 * minute);
  await act(id, toFar, dutySession);
  expect(await order(id)).toMatchObject({ round: 2, extensionCount: 0, originalDueAt: null });
  const kept = () =>
    db.query('select round, extension_count as count from dispatch_round where dispatch_id = $1', [id]);
  expect(await kept()).toEqual([{ round: 1, count: maxExtensions }]);
  await act(id, accept, far);
  const { dueAt } = await order(id);
  await extendFully();
  expect(await order(id)).toMatchObject({ extensionCount: maxExtensions, originalDueAt: dueAt });
  expect(await kept()).toEqual([{ round: 1, count: maxExtensions }]);
  // Each approval was told, in the first round and in the second.
  expect(await timesTold(id, 'extension-approved')).toBe(2 * maxExtensions);
});

it('[DI8] [DL8] [DL10] nobody looks over the second due time: its breach is recorded once, with its true lateness', async () => {
  const { clock, startWatch, stopWatch, replaceQueue, openOne, order, act } = timeline();
  await startWatch();
  const id = await openOne();
  await visit(id, near, 12);
  await act(id, toFar, dutySession);
  await act(id, accept, far);
  await stopWatch();
  await clock.advanceTo(25 * minute);
  await replaceQueue();
  await startWatch();
  await clock.advanceTo(25 * minute + 1_000);
  const { dueAt, breachedAt, latenessMs } = await order(id);
  expect(breachedAt).toEqual(dueAt);
  expect(latenessMs).toBeGreaterThanOrEqual(3 * minute);
  expect(await breachesOnRecord(id)).toHaveLength(2);
  expect(await timesTold(id, 'breach')).toBe(2);
});
