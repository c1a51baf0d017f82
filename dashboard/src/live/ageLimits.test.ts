import { describe, expect, it } from 'vitest';
import { isPastLimit } from './ageLimits.ts';

describe('the limit of an age', () => {
  it('[TL8] is passed by the first millisecond beyond it', () => {
    expect(isPastLimit('stats', 15_000, 1)).toBe(false);
    expect(isPastLimit('stats', 15_001, 1)).toBe(true);
  });

  it('[TL8] is real time for what comes at a pace of real machines, however fast the clock of the district runs', () => {
    for (const kind of ['siteCamera', 'intake', 'judged', 'stats'] as const) {
      expect(isPastLimit(kind, 10_000 * 60, 60)).toBe(false);
      expect(isPastLimit(kind, 31_000 * 60, 60)).toBe(true);
    }
  });

  it('[TL8] is time of the district for what happens there', () => {
    expect(isPastLimit('silentDevice', 600_000, 60)).toBe(false);
    expect(isPastLimit('silentDevice', 600_001, 60)).toBe(true);
  });
});
