import type { Dispatch } from '@mingchu/shared/dispatch';
import type { QueuedActAnswer } from '@mingchu/shared/queuedAct';
import type { MySwaps } from '@mingchu/shared/shift';
import { expect, it } from 'vitest';
import { howGone } from '../features/phone/orders/goneOrders.ts';
import { isMine } from '../features/phone/orders/overlay.ts';
import { answerPhone } from './answersPhone.ts';
import { MockWorld } from './world.ts';

/** A world with one order, for which two are asked. */
function asksTwo(): { world: MockWorld; order: () => Dispatch } {
  const world = new MockWorld('single');
  const [drawn] = world.dispatches.values();
  if (!drawn) throw new Error('the single case has no order');
  const offeredTo = ['inspector02', 'inspector01'];
  world.dispatches.set(drawn.id, {
    ...drawn,
    state: 'offered',
    acceptedAt: null,
    departedAt: null,
    inspectorId: 'inspector02',
    offeredTo,
  });
  const order = (): Dispatch => {
    const now = world.dispatches.get(drawn.id);
    if (!now) throw new Error('the order is gone');
    return now;
  };
  return { world, order };
}

async function acts(world: MockWorld, act: 'accept' | 'decline', inspectorId: string): Promise<string[]> {
  const [dispatchId = ''] = world.dispatches.keys();
  const answer = answerPhone(world, {
    method: 'POST',
    path: ['acts'],
    search: new URLSearchParams(),
    body: { acts: [{ id: 'act-1', dispatchId, act, deviceTime: new Date().toISOString() }] },
    inspectorId,
  });
  if (!answer) throw new Error('the mock does not answer the phone');
  const { items } = (await answer.json()) as { items: QueuedActAnswer[] };
  return items.map(({ outcome }) => outcome);
}

it('gives an order that two were asked for to the one who accepts it first', async () => {
  const { world, order } = asksTwo();
  expect(await acts(world, 'accept', 'inspector01')).toEqual(['done']);
  const taken = order();
  expect(taken).toMatchObject({ state: 'accepted', inspectorId: 'inspector01', offeredTo: [] });
  expect([isMine(taken, 'inspector01'), isMine(taken, 'inspector02')]).toEqual([true, false]);
  expect(howGone(true, taken)).toBe('taken');
});

it('goes on asking the other when one of two declines, and nobody when both have', async () => {
  const { world, order } = asksTwo();
  expect(await acts(world, 'decline', 'inspector02')).toEqual(['done']);
  expect(order()).toMatchObject({ state: 'offered', inspectorId: 'inspector01', offeredTo: ['inspector01'] });
  expect([isMine(order(), 'inspector01'), isMine(order(), 'inspector02')]).toEqual([true, false]);
  expect(await acts(world, 'decline', 'inspector01')).toEqual(['done']);
  expect(order()).toMatchObject({ state: 'declined', inspectorId: null, offeredTo: [] });
});

it('lets a swap be asked for once and answered once', async () => {
  const world = new MockWorld('single');
  const say = async (method: 'GET' | 'POST', path: string[], body: object = {}): Promise<unknown> => {
    const search = new URLSearchParams();
    const ask = { method, path, search, body: { ...body }, inspectorId: 'inspector01' };
    return (await answerPhone(world, ask)?.json()) as unknown;
  };
  const { shifts, swaps } = (await say('GET', ['me', 'swaps'])) as MySwaps;
  const [shift, asked] = [shifts[0], swaps.find(({ state }) => state === 'asked')];
  const [taker] = shift?.takers ?? [];
  if (!shift || !taker || !asked) throw new Error('the mock has nothing to swap');
  expect(await say('POST', ['shifts', 'swaps', asked.id, 'agree'])).toMatchObject({ state: 'taken' });
  expect(await say('POST', ['shifts', 'swaps', asked.id, 'agree'])).toMatchObject({ code: 'overtaken' });
  const body = { date: shift.date, giverId: 'inspector01', takerId: taker.inspectorId, reason: '' };
  expect(await say('POST', ['shifts', 'swaps'], body)).toMatchObject({ state: 'asked' });
  const after = (await say('GET', ['me', 'swaps'])) as MySwaps;
  expect(after.shifts.map(({ date }) => date)).not.toContain(shift.date);
});
