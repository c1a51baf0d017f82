import type { QueuedActAnswer } from '@mingchu/shared/queuedAct';
import { expect, it } from 'vitest';
import { howGone } from '../features/phone/orders/goneOrders.ts';
import { isMine } from '../features/phone/orders/overlay.ts';
import { answerPhone } from './answersPhone.ts';
import { MockWorld } from './world.ts';

it('gives an order that two were asked for to the one who accepts it first', async () => {
  const world = new MockWorld('single');
  const [order] = world.dispatches.values();
  if (!order) throw new Error('the single case has no order');
  const offeredTo = ['inspector02', 'inspector01'];
  world.dispatches.set(order.id, {
    ...order,
    state: 'offered',
    acceptedAt: null,
    departedAt: null,
    inspectorId: 'inspector02',
    offeredTo,
  });
  const act = {
    id: 'act-1',
    dispatchId: order.id,
    act: 'accept',
    deviceTime: new Date().toISOString(),
  };
  const answer = answerPhone(world, {
    method: 'POST',
    path: ['acts'],
    search: new URLSearchParams(),
    body: { acts: [act] },
    inspectorId: 'inspector01',
  });
  if (!answer) throw new Error('the mock does not answer the phone');
  const { items } = (await answer.json()) as { items: QueuedActAnswer[] };
  expect(items.map(({ outcome }) => outcome)).toEqual(['done']);
  const taken = world.dispatches.get(order.id);
  if (!taken) throw new Error('the order is gone');
  expect(taken).toMatchObject({ state: 'accepted', inspectorId: 'inspector01', offeredTo: [] });
  expect([isMine(taken, 'inspector01'), isMine(taken, 'inspector02')]).toEqual([true, false]);
  expect(howGone(true, taken)).toBe('taken');
});
