/** Who can be there in time, two asked at once, and lateness told early: on a real database and a clock that the test moves. */
import { offersOf } from '@mingchu/server/dispatch/dispatchStore';
import { handleDueTimes } from '@mingchu/server/dispatch/handleDueTimes';
import { positionReporter } from '@mingchu/server/dispatch/reportPosition';
import { timelineOfOrder } from '@mingchu/server/dispatch/timeline';
import { describe, expect, it } from 'vitest';
import { addInspector, dutySession, inspectorSession, toldAbout } from '../harness/dispatchWorld.ts';
import { accept, decline, depart, dispatchTimeline, minute, second } from './dispatchTimeline.ts';

const timeline = dispatchTimeline();

/** Metres north of the site: at 18 km/h with its detour, 10 km take over 44 minutes. */
const tooFarM = 10_000;

async function twoTooFar() {
  const { world, openOne } = timeline();
  await addInspector(world, { id: 'first', northM: tooFarM });
  await addInspector(world, { id: 'second', northM: tooFarM + 500 });
  await addInspector(world, { id: 'third', northM: tooFarM + 900 });
  return openOne();
}

describe('nobody can make it', () => {
  it('[FE3] says so at once and asks the two soonest at the same time', async () => {
    const { db, order } = timeline();
    const id = await twoTooFar();
    expect(await order(id)).toMatchObject({
      state: 'offered',
      inspectorId: 'first',
      forecast: 'nobody-in-time',
      openOffers: [
        { inspectorId: 'first', offerNumber: 1 },
        { inspectorId: 'second', offerNumber: 2 },
      ],
    });
    expect(await toldAbout(db, id)).toEqual([
      'nobody-in-time → leader:east',
      'nobody-in-time → role:duty',
      'offer → first',
      'offer → second',
    ]);
  });

  it('[FE4] the first to accept has it, the other is released and told', async () => {
    const { db, act, order } = timeline();
    const id = await twoTooFar();
    const { version } = await order(id);
    await act(id, accept, inspectorSession('second'), version);
    expect(await order(id)).toMatchObject({ state: 'accepted', inspectorId: 'second', openOffers: [] });
    await expect(act(id, accept, inspectorSession('first'), version)).rejects.toMatchObject({
      code: 'overtaken',
    });
    expect(await toldAbout(db, id)).toContain('offer-lapsed → first');
    const accepted = (await timelineOfOrder(db, id)).find((entry) => entry.act === 'accept');
    expect(accepted).toMatchObject({ actor: 'second', detail: { inspectorId: 'second' } });
    expect(await offersOf(db, [id])).toMatchObject([
      { inspectorId: 'first', answer: 'released' },
      { inspectorId: 'second', answer: 'accepted', chosenBecause: 'asked-in-parallel' },
    ]);
  });

  it('[FE4] both accept at the same moment: one has it, the other is told', async () => {
    const { act, order } = timeline();
    const id = await twoTooFar();
    const both = await Promise.allSettled([
      act(id, accept, inspectorSession('first')),
      act(id, accept, inspectorSession('second')),
    ]);
    expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
    const won = both[0].status === 'fulfilled' ? 'first' : 'second';
    expect(await order(id)).toMatchObject({ state: 'accepted', inspectorId: won });
  });

  it('[FE4] one declines: the other is still asked, with the version he has seen', async () => {
    const { act, order } = timeline();
    const id = await twoTooFar();
    const { version } = await order(id);
    await act(id, decline, inspectorSession('first'), version);
    expect(await order(id)).toMatchObject({ state: 'offered', inspectorId: 'second', offerCount: 2 });
    await act(id, accept, inspectorSession('second'), version);
    expect(await order(id)).toMatchObject({ state: 'accepted', inspectorId: 'second' });
  });

  it('[FE4] both silent: both offers expire and the next is asked, once', async () => {
    const { db, clock, startWatch, order } = timeline();
    await startWatch();
    const id = await twoTooFar();
    await clock.advanceTo(2 * minute);
    expect(await order(id)).toMatchObject({ state: 'offered', inspectorId: 'third', offerCount: 3 });
    expect(await offersOf(db, [id])).toMatchObject([
      { inspectorId: 'first', answer: 'expired' },
      { inspectorId: 'second', answer: 'expired' },
      { inspectorId: 'third', answer: null },
    ]);
    const told = await toldAbout(db, id);
    expect(told.filter((line) => line === 'nobody-in-time → role:duty')).toHaveLength(1);
  });

  it('[FE4] [DI7] a recall releases both', async () => {
    const { db, act, order } = timeline();
    const id = await twoTooFar();
    await act(id, { act: 'recall', reason: 'recalled-by-officer', detail: {} }, dutySession);
    expect(await order(id)).toMatchObject({ state: 'recalled', openOffers: [] });
    expect(await toldAbout(db, id)).toEqual(expect.arrayContaining(['recall → first', 'recall → second']));
  });

  it('[FE3] [DI8] an officer names somebody else: both are released', async () => {
    const { db, act, order } = timeline();
    const id = await twoTooFar();
    const named = { act: 'reassign', inspectorId: 'third', reason: '就在附近', detail: {} } as const;
    await act(id, named, dutySession);
    expect(await order(id)).toMatchObject({
      inspectorId: 'third',
      openOffers: [{ inspectorId: 'third', offerNumber: 3 }],
      forecast: 'late',
    });
    expect((await offersOf(db, [id])).map((offer) => offer.answer)).toEqual([
      'reassigned',
      'reassigned',
      null,
    ]);
  });
});

describe('who will be late is told early', () => {
  it('[FE5] [FE6] on the way the estimate follows the position, and lateness is told once', async () => {
    const { db, clock, world, act, order, openOne } = timeline();
    await addInspector(world, { id: 'rider', northM: 1_500 });
    const id = await openOne();
    expect(await order(id)).toMatchObject({ forecast: 'in-time', inspectorId: 'rider' });
    await act(id, accept, inspectorSession('rider'));
    await act(id, depart, inspectorSession('rider'));
    // 1,500 m × 1.33 at 5 m/s.
    expect(await order(id)).toMatchObject({ etaAt: new Date(clock.date().getTime() + 399 * second) });
    const report = positionReporter(world.deps);
    const told = async () => (await toldAbout(db, id)).filter((line) => line.startsWith('will-be-late'));

    await clock.advanceTo(5 * minute);
    await report({ inspectorId: 'rider', lat: 26.42 + 1_400 / 111_195, lon: 112.85, accuracyM: 8 });
    expect(await order(id)).toMatchObject({ forecast: 'late', breachedAt: null });
    expect(await told()).toEqual(['will-be-late → leader:east', 'will-be-late → role:duty']);

    await clock.advanceTo(6 * minute);
    await report({ inspectorId: 'rider', lat: 26.42 + 1_350 / 111_195, lon: 112.85, accuracyM: 8 });
    expect(await told()).toHaveLength(2);

    await clock.advanceTo(7 * minute);
    await report({ inspectorId: 'rider', lat: 26.42 + 100 / 111_195, lon: 112.85, accuracyM: 8 });
    expect(await order(id)).toMatchObject({ forecast: 'in-time' });
    await handleDueTimes(world.deps);
  });

  it('[FE8] [FE6] who accepts and never sets off, and whose phone is silent, is told before the due time', async () => {
    const { db, clock, world, act, order, openOne, startWatch } = timeline();
    await addInspector(world, { id: 'rider', northM: 1_000 });
    await startWatch();
    const id = await openOne();
    await act(id, accept, inspectorSession('rider'));
    const told = async () => (await toldAbout(db, id)).filter((line) => line.startsWith('will-be-late'));
    // 266 s on the way: whoever has not left at 5:34 comes too late; half a minute more is worth a word.
    await clock.advanceTo(5 * minute + 30 * second);
    expect(await order(id)).toMatchObject({ state: 'accepted', forecast: 'late' });
    expect(await told()).toEqual([]);
    await clock.advanceTo(6 * minute);
    expect(await order(id)).toMatchObject({ state: 'accepted', forecast: 'late', breachedAt: null });
    expect(await told()).toEqual(['will-be-late → leader:east', 'will-be-late → role:duty']);
    await clock.advanceTo(20 * minute);
    expect(await told()).toHaveLength(2);
    const [left] = await db.query(`select 1 from due_time where dispatch_id = $1 and done_at is null`, [id]);
    expect(left).toBeUndefined();
  });

  it('[FE8] who has no minute to lose and does not set off is told two minutes after he accepted', async () => {
    const { db, clock, world, act, openOne, startWatch } = timeline();
    // 505 s on the way.
    await addInspector(world, { id: 'rider', northM: 1_900 });
    await startWatch();
    const id = await openOne();
    await act(id, accept, inspectorSession('rider'));
    await clock.advanceTo(2 * minute);
    expect(await toldAbout(db, id)).toContain('will-be-late → role:duty');
  });

  it('[FE8] who has set off and falls silent is told a minute after he was expected', async () => {
    const { db, clock, world, act, order, openOne, startWatch } = timeline();
    await addInspector(world, { id: 'rider', northM: 1_400 });
    await startWatch();
    const id = await openOne();
    await act(id, accept, inspectorSession('rider'));
    await act(id, depart, inspectorSession('rider'));
    // 372 s on the way.
    await clock.advanceTo(7 * minute);
    expect(await toldAbout(db, id)).not.toContain('will-be-late → role:duty');
    await clock.advanceTo(7 * minute + 15 * second);
    expect(await toldAbout(db, id)).toContain('will-be-late → role:duty');
    expect(await order(id)).toMatchObject({ state: 'en-route', forecast: 'late', breachedAt: null });
  });

  it('[FE5] an estimate that hardly moved changes nothing on the screens', async () => {
    const { db, clock, world, act, openOne } = timeline();
    await addInspector(world, { id: 'rider', northM: 1_000 });
    const id = await openOne();
    await act(id, accept, inspectorSession('rider'));
    await act(id, depart, inspectorSession('rider'));
    const report = positionReporter(world.deps);
    const changes = async () =>
      (await db.query(`select 1 from change where kind = 'dispatch' and body ->> 'id' = $1`, [id])).length;
    const before = await changes();
    await clock.advanceTo(60 * second);
    // As far as it should be by now.
    await report({
      inspectorId: 'rider',
      lat: 26.42 + (1_000 - (60 * 5) / 1.33) / 111_195,
      lon: 112.85,
      accuracyM: 8,
    });
    expect(await changes()).toBe(before);
    await clock.advanceTo(75 * second);
    await report({ inspectorId: 'rider', lat: 26.42 + 990 / 111_195, lon: 112.85, accuracyM: 8 });
    expect(await changes()).toBe(before + 1);
  });
});
