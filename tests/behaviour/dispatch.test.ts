/** The ladder as a timeline, on a real PostgreSQL and queue and a clock that the test moves. */
import { offersOf } from '@mingchu/server/dispatch/dispatchStore';
import { handleDueTimes } from '@mingchu/server/dispatch/handleDueTimes';
import { recallDispatch } from '@mingchu/server/dispatch/recallDispatch';
import { inboxOf } from '@mingchu/server/notify/inboxStore';
import { appendChanges } from '@mingchu/server/platform/changelog/changeLog';
import { severities } from '@mingchu/shared/violation';
import { describe, expect, it } from 'vitest';
import { addInspector, inspectorSession, toldAbout } from '../harness/dispatchWorld.ts';
import { accept, arrive, decline, depart, dispatchTimeline, minute } from './dispatchTimeline.ts';

const timeline = dispatchTimeline();
/** Asking again has tests of its own. */
const once = { rounds: 0, pauseS: 240 };

describe('the ladder', () => {
  it('[DL1] [DL2] [DL3] [DL4] [DL5] silence: re-offer at 2 min, warn at 7, breach at 10, station at 15', async () => {
    const { db, clock, world, recorded, startWatch, openOne, order } = timeline();
    world.deps.policy = { ...world.deps.policy, askAgain: once };
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

  it.each(severities)(
    '[DL1] [DL4] the ladder of %s has its own times and tells whom its policy names',
    async (severity) => {
      const { db, clock, world, startWatch, order } = timeline();
      const nth = severities.indexOf(severity) + 1;
      const times = { offerExpiresS: 30 * nth, warnS: 100 * nth, dueS: 150 * nth, escalateS: 200 * nth };
      const tells = { breachTells: ['leader'], escalateTells: nth % 2 === 0 ? ['station'] : ['role:admin'] };
      world.deps.policy = {
        ...world.deps.policy,
        askAgain: once,
        severities: { ...world.deps.policy.severities, [severity]: { ...times, ...tells } },
      };
      await addInspector(world, { id: 'near', northM: 10 });
      await startWatch();
      const [id = ''] = await world.openOrders(1, { severity });
      const told = async (step: string) =>
        (await toldAbout(db, id)).flatMap((line) =>
          line.startsWith(`${step} →`) ? [line.split(' → ')[1]] : [],
        );
      for (const [step, seconds, whom] of [
        ['offer-lapsed', times.offerExpiresS, ['near']],
        ['warn', times.warnS, ['role:duty']],
        ['breach', times.dueS, ['leader:east']],
        ['escalate', times.escalateS, [nth % 2 === 0 ? 'station' : 'role:admin']],
      ] as const) {
        await clock.advanceTo(seconds * 1_000 - 1);
        expect(await told(step)).toEqual([]);
        await clock.advanceTo(seconds * 1_000);
        expect(await told(step)).toEqual(whom);
      }
      expect(await order(id)).toMatchObject({ severity, latenessMs: 0 });
    },
  );

  it('[NO1] [NO30] messages say where on the ladder we are, in words and as data', async () => {
    const { db, clock, world, startWatch, openOne, act } = timeline();
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
    const items = await inboxOf(db, { recipientIds: ['near'], before: null, limit: 10 });
    expect(items.map(({ step, facts }) => [step, facts && 'minute' in facts && facts.minute])).toEqual([
      ['warn', 7],
      ['offer', 1],
    ]);
    expect(items[0]?.facts).toEqual({
      siteName: '阳光小学食堂',
      severity: 'major',
      inspectorName: '网格员 near',
      minute: 7,
      of: 10,
      comment: '',
    });
  });

  it('[DI4] a decline goes to the next at once, with both offers on record', async () => {
    const { db, world, openOne, order, act } = timeline();
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
    const { db, clock, world, startWatch, openOne, order } = timeline();
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
    const { db, clock, world, startWatch, openOne, order, act } = timeline();
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
      { step: 'expected', outcome: 'arrived' },
      { step: 'offer-expires', outcome: 'accepted' },
      { step: 'warn', outcome: 'arrived' },
    ]);
  });

  it('[DL7] a late arrival stands with its true lateness beside the breach', async () => {
    const { db, clock, world, startWatch, openOne, order, act } = timeline();
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
    const { db, clock, world, openOne, order, act } = timeline();
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
    const { db, clock, world, startWatch, openOne, order, act } = timeline();
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
        appendChanges(tx, clock.date(), changes);
        return changes.length;
      });
    expect(await recall()).toBe(2);
    expect(await recall()).toBe(0);
    await clock.advanceTo(20 * minute);
    expect(await order(id)).toMatchObject({ state: 'recalled', reason: 'false-alarm', breachedAt: null });
    expect(await toldAbout(db, id)).toEqual(['offer → near', 'recall → near']);
  });
});
