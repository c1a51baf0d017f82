import { describe, expect, it } from 'vitest';
import { clockAfterBeat, serverTimeAt } from './clock.ts';
import { isNotLive } from './store.ts';

describe('server clock', () => {
  it('keeps the offset of the server whatever the clock of this machine says', () => {
    const clock = clockAfterBeat(null, 1_000_000, 500);
    expect(serverTimeAt(clock, 3_500, 42)).toBe(1_003_000);
    expect(serverTimeAt(null, 3_500, 42)).toBe(42);
  });

  it('takes network delay for what it is, and a rehearsal at 60× too', () => {
    const first = clockAfterBeat(null, 0, 0);
    expect(clockAfterBeat(first, 5_000, 5_300).pace).toBe(1);
    const fast = clockAfterBeat(first, 300_000, 5_000);
    expect(serverTimeAt(fast, 6_000, 0)).toBe(360_000);
  });
});

describe('not live', () => {
  it('begins after seven seconds of silence', () => {
    expect([isNotLive(0, 7_000), isNotLive(0, 7_001)]).toEqual([false, true]);
  });
});
