import { describe, expect, it } from 'vitest';
import { type Askable, type PastOffers, whoMayBeAsked } from './askAgain.ts';

const start = Date.parse('2026-11-24T04:00:00Z');
const at = (seconds: number) => new Date(start + seconds * 1000);
const askAgain = { rounds: 2, pauseS: 240 };

const free = (id: string, facts: Partial<Askable> = {}): Askable => ({
  id,
  openOrders: 0,
  freeSince: null,
  ...facts,
});
const offered = (seconds: number, facts: Partial<PastOffers> = {}): PastOffers => ({
  times: 1,
  lastAt: at(seconds),
  ended: 'silent',
  ...facts,
});
function ask(people: Askable[], past: Record<string, PastOffers>, seconds: number) {
  const found = whoMayBeAsked(people, { past: new Map(Object.entries(past)), now: at(seconds), askAgain });
  const { againAt } = found;
  return {
    ids: found.people.map(({ id }) => id),
    againS: againAt === null ? null : (againAt.getTime() - start) / 1000,
  };
}

describe('asking again', () => {
  it('[DI12] everybody once before anybody again', () => {
    expect(ask([free('a'), free('b')], { a: offered(0) }, 9_000).ids).toEqual(['b']);
  });

  it('[DI12] who was silent is asked after the pause, exactly', () => {
    const past = { a: offered(0), b: offered(120) };
    expect(ask([free('a'), free('b')], past, 239)).toEqual({ ids: [], againS: 240 });
    expect(ask([free('a'), free('b')], past, 240)).toEqual({ ids: ['a'], againS: null });
  });

  it('[DI12] for a bounded number of rounds', () => {
    expect(ask([free('a')], { a: offered(0, { times: 2 }) }, 240).ids).toEqual(['a']);
    expect(ask([free('a')], { a: offered(0, { times: 3 }) }, 9_000)).toEqual({ ids: [], againS: null });
  });

  it('[DI12] who has come on shift or finished another order since is asked without a pause', () => {
    const finished = free('a', { freeSince: at(130) });
    expect(ask([finished, free('b')], { a: offered(0), b: offered(120) }, 140).ids).toEqual(['a']);
    expect(ask([free('a', { freeSince: at(-5) })], { a: offered(0) }, 140).ids).toEqual([]);
  });

  it('[DI12] who has work in hand is left alone until he is free', () => {
    const busy = free('a', { openOrders: 1, freeSince: at(130) });
    expect(ask([busy], { a: offered(0) }, 9_000)).toEqual({ ids: [], againS: null });
  });

  it('[DI12] who said no is asked when there is nobody else', () => {
    const declined = offered(0, { ended: 'declined' });
    expect(ask([free('a'), free('b')], { a: declined, b: offered(120) }, 300)).toEqual({
      ids: [],
      againS: 360,
    });
    expect(ask([free('a')], { a: declined }, 300).ids).toEqual(['a']);
  });

  it('[DI12] who was released for another counts as not asked', () => {
    expect(ask([free('a')], { a: offered(0, { ended: 'released' }) }, 1).ids).toEqual(['a']);
  });
});
