import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsAt, headcounts, joinPresence, type Presence, presenceWithin } from './presence.ts';

const was = (username: string, from: number, to: number): Presence => ({ username, from, to });

describe('presence', () => {
  it('[ST13] of somebody with two browsers is one, and is told apart from a second officer', () => {
    const joined = joinPresence([was('a', 10, 30), was('a', 0, 20), was('b', 5, 8), was('a', 40, 50)]);
    expect(joined).toEqual([was('a', 0, 30), was('b', 5, 8), was('a', 40, 50)]);
    expect(headcounts(joined)).toEqual([
      { at: 0, count: 1 },
      { at: 5, count: 2 },
      { at: 8, count: 1 },
      { at: 30, count: 0 },
      { at: 40, count: 1 },
      { at: 50, count: 0 },
    ]);
  });

  it('[ST13] lasts to the end of any span while it has no end', () => {
    const counts = headcounts(joinPresence([was('a', 100, Number.POSITIVE_INFINITY)]));
    expect(countsAt(counts, [99, 100, 1e15])).toEqual([0, 1, 1]);
    expect(presenceWithin(counts, { from: 40, to: 200 })).toEqual({ officerMs: 100, nobodyMs: 60 });
    expect(presenceWithin([], { from: 40, to: 200 })).toEqual({ officerMs: 0, nobodyMs: 160 });
  });

  it('[ST13] agrees with a look at every moment', () => {
    const stretch = fc
      .tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
      .map(([username, from, lasts]) => was(username, from, from + lasts));
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 12 }), (stretches) => {
        const counts = headcounts(joinPresence(stretches));
        const moments = Array.from({ length: 90 }, (_, at) => at);
        const looked = moments.map(
          (at) =>
            new Set(stretches.filter(({ from, to }) => from <= at && at < to).map((each) => each.username))
              .size,
        );
        expect(countsAt(counts, moments)).toEqual(looked);
        const within = presenceWithin(counts, { from: 10, to: 50 });
        const seen = looked.slice(10, 50);
        expect(within.officerMs).toBe(seen.reduce((sum, count) => sum + count, 0));
        expect(within.nobodyMs).toBe(seen.filter((count) => count === 0).length);
      }),
      { numRuns: 200 },
    );
  });
});
