import { describe, expect, it } from 'vitest';
import { doubtOf, unjudgedSince } from './judgement.ts';

const startMs = Date.UTC(2026, 10, 24, 2);
const judgedUntil = new Date(startMs).toISOString();

describe('what nobody judges', () => {
  it('[TL14] is dated by the last moment that was judged, once that is 30 s ago', () => {
    expect(unjudgedSince({ judgedUntil, nowMs: startMs + 30_000, speed: 1 })).toBe(null);
    expect(unjudgedSince({ judgedUntil, nowMs: startMs + 30_001, speed: 1 })).toBe(startMs);
  });

  it('[TL14] is measured by real time where the clock of the district runs faster', () => {
    expect(unjudgedSince({ judgedUntil, nowMs: startMs + 25_000 * 60, speed: 60 })).toBe(null);
    expect(unjudgedSince({ judgedUntil, nowMs: startMs + 31_000 * 60, speed: 60 })).toBe(startMs);
  });

  it('[TL14] is nothing while nothing came in and nobody ever judged', () => {
    expect(unjudgedSince({ judgedUntil: null, nowMs: startMs, speed: 1 })).toBe(null);
  });
});

it('[LV16] [LV19] nothing is called complete while nothing can come in, nobody takes in or nobody judges', () => {
  const both = { brokerLostSince: judgedUntil, intakeGoneSince: judgedUntil };
  const neither = { brokerLostSince: null, intakeGoneSince: null };
  expect(doubtOf(neither, null)).toBe(null);
  expect(doubtOf(both, startMs + 1)).toEqual({ kind: 'broker-lost', sinceMs: startMs });
  expect(doubtOf({ ...both, intakeGoneSince: null }, null)).toEqual({
    kind: 'broker-lost',
    sinceMs: startMs,
  });
  expect(doubtOf({ ...both, brokerLostSince: null }, null)).toEqual({
    kind: 'intake-gone',
    sinceMs: startMs,
  });
  expect(doubtOf(neither, startMs)).toEqual({ kind: 'unjudged', sinceMs: startMs });
});
