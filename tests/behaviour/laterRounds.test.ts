/** Orders that go out again, are given back by one of two, or get more time while nobody has them: told on a moved clock. */
import { offersOf } from '@mingchu/server/dispatch/dispatchStore';
import { answerExtension, requestExtension } from '@mingchu/server/dispatch/extendDispatch';
import { loadRulebook } from '@mingchu/server/rules/loadRulebook';
import { sendForViolation } from '@mingchu/server/violations/actOnViolation';
import type { ViolationDeps } from '@mingchu/server/violations/writeViolations';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { addInspector, dutySession, inspectorSession, toldAbout } from '../harness/dispatchWorld.ts';
import { accept, arrive, decline, depart, dispatchTimeline, minute, verify } from './dispatchTimeline.ts';

const timeline = dispatchTimeline();
const rulebook = loadRulebook(fileURLToPath(new URL('../../server/rulebook', import.meta.url)));
const chief = { ...dutySession, username: 'chief', role: 'chief' } as const;
const recall = { act: 'recall', reason: '误报', detail: {} } as const;
const submit = { act: 'submit', finding: 'confirmed', detail: {} } as const;
const near = inspectorSession('near');
const tooFarM = 10_000;

/** An officer sends somebody for the violation of this order. */
async function send(orderId: string): Promise<void> {
  const { db, clock, world, recorded, order } = timeline();
  const { registry } = world.deps;
  const deps: ViolationDeps = { db, clock, log: recorded.log, registry, rulebook, dispatch: world.deps };
  const { violationId } = await order(orderId);
  await db.execute('update violation set dispatch_id = $2 where id = $1', [violationId, orderId]);
  await sendForViolation(deps, { violationId, actor: 'duty', reason: '仍在继续' });
}

async function openDue(id: string): Promise<string[]> {
  const rows = await timeline().db.query<{ step: string }>(
    'select step from due_time where dispatch_id = $1 and done_at is null order by due_at',
    [id],
  );
  return rows.map(({ step }) => step);
}

describe('sent again', () => {
  it('[DI13] after a recall: the same order, the same person may be asked at once, ten minutes from then', async () => {
    const { db, clock, world, startWatch, openOne, order, act } = timeline();
    await addInspector(world, { id: 'near' });
    await startWatch();
    const id = await openOne();
    await act(id, accept, near);
    await clock.advanceTo(3 * minute);
    await act(id, recall, dutySession);
    await clock.advanceTo(4 * minute);
    await send(id);
    const sent = await order(id);
    expect(sent).toMatchObject({ state: 'offered', inspectorId: 'near', acceptedAt: null });
    expect(sent.dueAt.getTime() - sent.roundStartedAt.getTime()).toBe(10 * minute);
    expect(sent.dueAt).toEqual(new Date(clock.now() + 10 * minute));
    await act(id, accept, near);
    await clock.advanceTo(11 * minute);
    const [warning] = await db.query<{ text: string }>(
      `select text from message where dispatch_id = $1 and step = 'warn' limit 1`,
      [id],
    );
    expect(warning?.text).toContain('第 7 分钟 / 10');
    await clock.advanceTo(14 * minute);
    expect(await order(id)).toMatchObject({ breachedAt: sent.dueAt });
    expect((await toldAbout(db, id)).filter((line) => line === 'offer → near')).toHaveLength(2);
  });

  it('[DI13] while it is under way nobody is sent besides', async () => {
    const { world, openOne, order } = timeline();
    await addInspector(world, { id: 'near' });
    const id = await openOne();
    await expect(send(id)).rejects.toMatchObject({ status: 409, code: 'already-dispatched' });
    expect(await order(id)).toMatchObject({ offerCount: 1 });
  });

  it('[DI13] with nobody on shift it waits, time after time, and each round tells so', async () => {
    const { db, clock, world, startWatch, openOne, order, act } = timeline();
    await addInspector(world, { id: 'near' });
    await startWatch();
    const id = await openOne();
    await act(id, recall, dutySession);
    await db.execute('update inspector set on_shift = false');
    await send(id);
    expect(await order(id)).toMatchObject({ state: 'declined', reason: 'nobody-on-shift' });
    await act(id, recall, dutySession);
    await clock.advanceTo(minute);
    await send(id);
    expect((await toldAbout(db, id)).filter((line) => line === 'nobody → role:duty')).toHaveLength(2);
    await db.execute('update inspector set on_shift = true');
    await clock.advanceTo(2 * minute);
    expect(await order(id)).toMatchObject({ state: 'offered', inspectorId: 'near' });
  });

  it.each(['recalled', 'verified'] as const)(
    '[DI8] [DI13] a named inspector may be given an order that was %s, while the violation is open',
    async (ended) => {
      const { db, clock, world, openOne, order, act } = timeline();
      await addInspector(world, { id: 'near' });
      await addInspector(world, { id: 'far', northM: 800 });
      const id = await openOne();
      await act(id, accept, near);
      if (ended === 'verified') {
        for (const each of [depart, arrive, submit]) await act(id, each, near);
        await act(id, verify, dutySession);
      } else await act(id, recall, dutySession);
      await clock.advanceTo(8 * minute);
      const { violationId } = await order(id);
      const named = { act: 'reassign', inspectorId: 'far', reason: '仍在继续', detail: {} } as const;
      await db.execute('update violation set closed_at = $2 where id = $1', [violationId, clock.date()]);
      await expect(act(id, named, dutySession)).rejects.toMatchObject({ code: 'violation-closed' });
      await db.execute('update violation set closed_at = null where id = $1', [violationId]);
      await act(id, named, dutySession);
      expect(await order(id)).toMatchObject({
        state: 'offered',
        inspectorId: 'far',
        arrivedAt: null,
        forecast: 'in-time',
        dueAt: new Date(clock.now() + 10 * minute),
      });
      expect(await toldAbout(db, id)).not.toContain('offer-lapsed → near');
    },
  );
});

it('[DI4] [FE4] of two who were asked, who took it and gives it back says no by his own offer only', async () => {
  const { db, world, openOne, order, act } = timeline();
  await addInspector(world, { id: 'first', northM: tooFarM });
  await addInspector(world, { id: 'second', northM: tooFarM + 500 });
  const id = await openOne();
  await act(id, accept, inspectorSession('first'));
  await act(id, decline, inspectorSession('first'));
  expect(await offersOf(db, [id])).toMatchObject([
    { inspectorId: 'first', answer: 'declined', answerReason: '车坏了' },
    { inspectorId: 'second', answer: 'released', answerReason: null },
    { inspectorId: 'second', answer: null },
  ]);
  const { version } = await order(id);
  // His phone repeats itself after a dead spot.
  expect(await act(id, decline, inspectorSession('first'), version - 1)).toMatchObject({
    inspectorId: 'second',
  });
});

describe('more time', () => {
  it('[EX2] [DI12] approved while nobody has it: somebody is still looked for', async () => {
    const { clock, world, startWatch, openOne, order, act } = timeline();
    await addInspector(world, { id: 'near' });
    await startWatch();
    const id = await openOne();
    await act(id, decline, near);
    expect(await order(id)).toMatchObject({ state: 'declined' });
    const asked = { dispatchId: id, version: null, minutes: 10, reason: '堵车' };
    await requestExtension(timeline().world.deps, { ...asked, person: dutySession });
    const answer = { dispatchId: id, version: null, approved: true, comment: '' };
    await answerExtension(timeline().world.deps, { ...answer, person: chief });
    expect(await openDue(id)).toContain('ask-again');
    await clock.advanceTo(5 * minute);
    expect(await order(id)).toMatchObject({ state: 'offered', inspectorId: 'near' });
  });

  it('[EX2] [FE5] whether he makes it is judged by the new due time at once', async () => {
    const { world, openOne, order, act } = timeline();
    await addInspector(world, { id: 'rider', northM: 2_500 });
    const id = await openOne();
    await act(id, accept, inspectorSession('rider'));
    expect(await order(id)).toMatchObject({ forecast: 'late' });
    const asked = { dispatchId: id, version: null, minutes: 10, reason: '路远' };
    await requestExtension(world.deps, { ...asked, person: inspectorSession('rider') });
    const answer = { dispatchId: id, version: null, approved: true, comment: '' };
    await answerExtension(world.deps, { ...answer, person: chief });
    expect(await order(id)).toMatchObject({ forecast: 'in-time', extensionCount: 1 });
  });
});
