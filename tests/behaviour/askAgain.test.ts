/** An order that nobody took is offered again: on a real database and queue, on a clock that the test moves. */
import { offersOf } from '@mingchu/server/dispatch/dispatchStore';
import { describe, expect, it } from 'vitest';
import { addInspector, inspectorSession, toldAbout } from '../harness/dispatchWorld.ts';
import { accept, arrive, decline, depart, dispatchTimeline, minute, second } from './dispatchTimeline.ts';

const timeline = dispatchTimeline();

async function askedFor(id: string): Promise<string[]> {
  const offers = await offersOf(timeline().db, [id]);
  return offers.map(({ inspectorId }) => inspectorId);
}

describe('asking again', () => {
  it('[DI12] [DI2] who was silent, after the pause, three times in all; that nobody goes is told once', async () => {
    const { db, clock, world, startWatch, openOne, order } = timeline();
    await addInspector(world, { id: 'only' });
    await startWatch();
    const id = await openOne();
    await clock.advanceTo(2 * minute);
    expect(await order(id)).toMatchObject({ state: 'declined', inspectorId: null, reason: 'all-asked' });
    await clock.advanceTo(4 * minute - 1);
    expect(await askedFor(id)).toEqual(['only']);
    await clock.advanceTo(4 * minute);
    expect(await order(id)).toMatchObject({ state: 'offered', inspectorId: 'only', offerCount: 2 });
    await clock.advanceTo(60 * minute);
    expect(await askedFor(id)).toEqual(['only', 'only', 'only']);
    const told = await toldAbout(db, id);
    expect(told.filter((line) => line === 'nobody → role:duty')).toHaveLength(1);
    expect(told.filter((line) => line === 'offer → only')).toHaveLength(3);
  });

  it('[DI12] who comes on shift is asked within 15 s', async () => {
    const { db, clock, world, startWatch, openOne, order } = timeline();
    await addInspector(world, { id: 'late', onShift: false });
    await startWatch();
    const id = await openOne();
    expect(await order(id)).toMatchObject({ state: 'declined', reason: 'nobody-on-shift' });
    await clock.advanceTo(minute);
    expect(await askedFor(id)).toEqual([]);
    await db.execute(`update inspector set on_shift = true, on_shift_since = $1`, [clock.date()]);
    await clock.advanceTo(minute + 15 * second);
    expect(await order(id)).toMatchObject({ state: 'offered', inspectorId: 'late' });
  });

  it('[DI12] who finishes another order is asked at once, for the gravest and then the oldest', async () => {
    const { clock, world, startWatch, openOne, order, act } = timeline();
    await addInspector(world, { id: 'only' });
    const me = inspectorSession('only');
    await startWatch();
    const held = await openOne();
    await act(held, accept, me);
    const [minor = ''] = await world.openOrders(1, { severity: 'minor' });
    const [older = ''] = await world.openOrders(1);
    await clock.advanceTo(5 * second);
    const [younger = ''] = await world.openOrders(1);
    for (const id of [minor, older, younger]) await act(id, decline, me);
    await clock.advanceTo(3 * minute);
    await act(held, depart, me);
    await act(held, arrive, me);
    await clock.advanceTo(9 * minute);
    // With work in hand no phone rings again.
    for (const id of [minor, older, younger]) expect(await askedFor(id)).toEqual(['only']);
    await act(held, { act: 'submit', finding: 'corrected', detail: {} }, me);
    await clock.advanceTo(9 * minute + 15 * second);
    expect(await order(older)).toMatchObject({ state: 'offered', inspectorId: 'only' });
    expect(await order(younger)).toMatchObject({ state: 'declined' });
    expect(await order(minor)).toMatchObject({ state: 'declined' });
  });
});
