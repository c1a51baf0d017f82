import type { LadderPolicy } from '@mingchu/shared/policy';
import { describe, expect, it } from 'vitest';
import { awaitArrival, awaitOn } from './awaitArrival.ts';
import { startRound, undecided } from './decision.ts';
import type { DueTime } from './ladder.ts';
import { newOrder, type Order } from './order.ts';

const policy: LadderPolicy = {
  offerExpiresS: 120,
  warnS: 420,
  dueS: 600,
  escalateS: 900,
  breachTells: ['leader'],
  escalateTells: ['station'],
};
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23, 2) + seconds * 1_000);
const violation = { id: 'v1', siteId: 's1', severity: 'major', openedAt: at(0) } as const;
const held = (more: Partial<Order> = {}): Order => ({
  ...newOrder('d1', violation, at(600)),
  inspectorId: 'a',
  state: 'accepted',
  offerCount: 1,
  // A minute to get ready and 300 s on the way.
  etaAt: at(360),
  forecast: 'in-time',
  ...more,
});
const row: DueTime = { dispatchId: 'd1', step: 'expected', offerNumber: 1, extension: 0, dueAt: at(0) };
const wayS = 300;
const look = (order: Order, seconds: number, knowsWhere = true) => {
  const decision = undecided(order);
  const readyS = order.state === 'accepted' ? 60 : 0;
  const estimate = knowsWhere
    ? { at: at(seconds + readyS + wayS), setsOffAt: at(seconds + readyS), earliestAt: null }
    : null;
  const outcome = awaitOn(decision, row, { now: at(seconds), estimate });
  return { decision, outcome, nextAt: decision.postpones[0]?.dueAt ?? null };
};

describe('awaiting who holds an order', () => {
  it('[FE8] looks a minute after he should have set off, or should be there', () => {
    const add = (order: Order) => {
      const decision = undecided(order);
      const estimate = { at: at(360), setsOffAt: at(60), earliestAt: null };
      awaitArrival(decision, { policy, now: at(0), estimate, openDueTimes: [], offerNumber: 1 });
      return decision.adds.map(({ dueAt }) => dueAt);
    };
    expect(add(held())).toEqual([at(120)]);
    expect(add(held({ state: 'en-route' }))).toEqual([at(420)]);
    expect(add(held({ breachedAt: at(5) }))).toEqual([]);
  });

  it('[FE8] who has not set off is estimated anew every minute, and told as soon as he will be late', () => {
    const first = look(held(), 120);
    expect(first.decision.next).toMatchObject({ etaAt: at(480), forecast: 'in-time' });
    expect(first.nextAt).toEqual(at(180));
    const last = look(held({ etaAt: at(540) }), 300);
    expect(last.decision.next).toMatchObject({ etaAt: at(660), forecast: 'late' });
    expect(last.decision.tells).toMatchObject([{ step: 'will-be-late', to: ['role:duty', 'leader'] }]);
  });

  it('[FE8] lateness is told in a round after one that was broken, too', () => {
    const ended = held({ state: 'submitted', dueAt: at(-300), breachedAt: at(-300), latenessMs: 5_000 });
    const sent = undecided(ended);
    startRound(sent, { ended, policy, now: at(0), offerNumber: 2 });
    expect(sent.endedRounds).toEqual([ended]);
    const again = look({ ...sent.next, state: 'accepted', etaAt: at(540) }, 300);
    expect(again.decision.tells).toMatchObject([{ step: 'will-be-late' }]);
  });

  it.each([
    ['has told something newer', held({ etaAt: at(600) }), 120, at(360)],
    ['is on the way and not expected yet', held({ state: 'en-route' }), 180, at(420)],
  ])('[FE8] who %s is awaited on', (_what, order, seconds, nextAt) => {
    const { decision, outcome, ...look1 } = look(order, seconds);
    expect(decision.next).toBe(order);
    expect(outcome).toBeNull();
    expect(look1.nextAt).toEqual(nextAt);
  });

  it('[FE8] who is on the way and a minute late is estimated from where he was last', () => {
    const { decision } = look(held({ state: 'en-route' }), 420);
    expect(decision.next).toMatchObject({ etaAt: at(720), forecast: 'late' });
    expect(decision.tells).toHaveLength(1);
  });

  it('[FE8] a claim that waits is no silence, a refused one is', () => {
    const claim = { inspectorId: 'a', at: '', claimedAt: '', proofs: [] };
    const late = (state: 'pending' | 'refused') =>
      look(held({ state: 'en-route', arrivalClaim: { ...claim, state } }), 420).decision.tells.length;
    expect(late('pending')).toBe(0);
    expect(late('refused')).toBe(1);
  });

  it('[FE17] when nothing is known any more the estimate is taken back, and told once', () => {
    const lost = look(held(), 420, false);
    expect(lost).toMatchObject({
      decision: { next: { etaAt: null, forecast: 'unknown' }, tells: [{ step: 'whereabouts-unknown' }] },
      nextAt: at(480),
    });
    expect(look(lost.decision.next, 480, false)).toMatchObject({ decision: { tells: [] }, nextAt: at(540) });
  });

  it('[FE8] ends with the due time, and when he is there', () => {
    expect(look(held(), 600).outcome).toBe('too-late-to-tell');
    expect(look(held({ state: 'declined' }), 300).outcome).toBe('order-moved-on');
  });
});
