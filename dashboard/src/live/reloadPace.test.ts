import { describe, expect, it } from 'vitest';
import { paceOf } from './reloadPace.ts';

const minuteMs = 60_000;

describe('a page that fails', () => {
  it('[TL12] is loaded again after 5 s, and after twice as long each time that it fails again', () => {
    let failures = null;
    const waits = [];
    for (let nowMs = 0; waits.length < 8; nowMs += 20_000) {
      const { waitMs, remember } = paceOf(failures, nowMs);
      failures = remember;
      waits.push(waitMs / 1_000);
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 300, 300]);
  });

  it('[TL12] begins anew after it was well for ten minutes', () => {
    expect(paceOf({ count: 5, lastAtMs: 0 }, 15 * minuteMs).waitMs).toBe(5_000);
    expect(paceOf({ count: 5, lastAtMs: 0 }, 14 * minuteMs).waitMs).toBe(160_000);
  });

  it('[TL12] keeps its pace when the clock is set back', () => {
    expect(paceOf({ count: 2, lastAtMs: 60 * minuteMs }, 0).waitMs).toBe(20_000);
  });
});
