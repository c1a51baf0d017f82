import type { OvertakenBy } from '@mingchu/shared/http';
import { expect, it } from 'vitest';
import type { KeptAct } from '../acts/kept.ts';
import { howGone, toldWithActs, withActsUnderWay } from './goneOrders.ts';

const kept = (dispatchId: string): KeptAct => ({
  id: `act of ${dispatchId}`,
  username: 'anna',
  dispatchId,
  act: 'accept',
  deviceTime: '2026-11-24T02:01:00.000Z',
});
function told(dispatchId: string, happened: OvertakenBy | null) {
  const act = kept(dispatchId);
  const times = { deviceTime: act.deviceTime, receivedAt: act.deviceTime };
  const answer = { id: act.id, outcome: 'overtaken', code: 'overtaken', detail: null, happened } as const;
  return { act, answer: { ...answer, ...times } };
}

it('[PH12] an offer that a colleague took is told apart from one that was withdrawn', () => {
  const taken = { acceptedAt: '2026-11-24T02:01:00.000Z' };
  expect(howGone(true, taken)).toBe('taken');
  expect(howGone(true, { acceptedAt: null })).toBe('withdrawn');
  expect(howGone(true, undefined)).toBe('withdrawn');
  // What he had accepted himself was taken from him.
  expect(howGone(false, taken)).toBe('withdrawn');
});

it('[PH12] an order whose leaving is told with his own act is not told a second time', () => {
  const anna = { inspectorId: 'anna', inspectorName: 'Anna' };
  const answers = [
    told('recalled', { state: 'recalled', ...anna }),
    told('given away', { state: 'accepted', inspectorId: 'ben', inspectorName: 'Ben' }),
    told('given to a namesake', { state: 'en-route', inspectorId: 'other', inspectorName: 'Anna' }),
    told('offered to nobody', { state: 'declined', inspectorId: null, inspectorName: null }),
    // Still his: should it leave him later, that is news.
    told('his', { state: 'arrived', ...anna }),
    told('refused', null),
  ];
  expect(toldWithActs(answers, 'anna')).toEqual([
    'recalled',
    'given away',
    'given to a namesake',
    'offered to nobody',
  ]);
});

it('[PH12] while the server has not answered his act, the order’s leaving waits; not behind one that is stuck', () => {
  const failed = { times: 4, firstMs: 0, lastMs: 70_000 };
  expect(withActsUnderWay([kept('a'), { ...kept('b'), failed }])).toEqual(['a']);
});
