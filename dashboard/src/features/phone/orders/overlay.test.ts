import type { Dispatch } from '@mingchu/shared/dispatch';
import type { QueuedAct, QueuedActName } from '@mingchu/shared/queuedAct';
import { describe, expect, it } from 'vitest';
import { isMine, withWaiting } from './overlay.ts';

const offered: Dispatch = {
  id: 'order-1',
  violationId: 'violation-1',
  siteId: 'site-1',
  severity: 'major',
  inspectorId: 'anna',
  state: 'offered',
  reason: 'nearest-on-shift',
  openedAt: '2026-11-24T02:00:00.000Z',
  offeredAt: '2026-11-24T02:00:01.000Z',
  acceptedAt: null,
  departedAt: null,
  dueAt: '2026-11-24T02:10:00.000Z',
  arrivedAt: null,
  submittedAt: null,
  finding: null,
  breachedAt: null,
  latenessMs: null,
  offerCount: 1,
  version: 1,
};
const deviceTime = '2026-11-24T02:03:00.000Z';
const act = (name: QueuedActName, body: Record<string, unknown> = {}, dispatchId = 'order-1'): QueuedAct => ({
  id: `${name}-00000000`,
  dispatchId,
  act: name,
  deviceTime,
  body,
});
const twoProofs = { lat: 26.4, lon: 112.8, doorCode: { code: '123456' } };

describe('an order with acts that wait for a network', () => {
  it('stands where they will have brought it, at the phone’s time', () => {
    const acts = [act('accept'), act('depart'), act('arrive', twoProofs), act('submit')];
    const { order, waiting } = withWaiting(offered, acts);
    expect(order).toMatchObject({ state: 'submitted', acceptedAt: deviceTime, arrivedAt: deviceTime });
    expect(waiting).toHaveLength(4);
  });

  it('[PH33] tells the server’s time of what a phone with a wrong clock did', () => {
    const acts = [act('accept'), act('depart'), act('arrive', twoProofs)];
    const { order } = withWaiting(offered, acts, -2 * 60_000);
    expect(order).toMatchObject({ arrivedAt: '2026-11-24T02:05:00.000Z' });
  });

  it('has not arrived by one proof: an officer will be asked', () => {
    const { order } = withWaiting({ ...offered, state: 'en-route' }, [act('arrive', { lat: 1, lon: 2 })]);
    expect(order.state).toBe('en-route');
  });

  it('has arrived by two proofs that were recorded one after the other', () => {
    const one = [
      act('arrive', { doorCode: { code: '123456' } }),
      act('arrive', { doorCode: { code: '654321' } }),
    ];
    const enRoute: Dispatch = { ...offered, state: 'en-route' };
    expect(withWaiting(enRoute, one).order.state).toBe('en-route');
    const two = [...one, act('arrive', { photoSha256: 'local:p1' }), act('submit')];
    expect(withWaiting(enRoute, two).order.state).toBe('submitted');
  });

  it('does not move by acts on another order, nor by acts its state does not know', () => {
    const others = [act('accept', {}, 'order-2'), act('submit')];
    const { order, waiting } = withWaiting(offered, others);
    expect(order.state).toBe('offered');
    expect(waiting.map(({ act: name }) => name)).toEqual(['submit']);
  });

  it('is his when it is offered to him among others, until another has it', () => {
    const asked = { ...offered, offeredTo: ['anna', 'ben'] };
    expect([isMine(asked, 'anna'), isMine(asked, 'ben'), isMine(asked, 'carl')]).toEqual([true, true, false]);
    expect(isMine({ ...asked, state: 'accepted' }, 'ben')).toBe(false);
  });
});
