import { describe, expect, it } from 'vitest';
import { judgeGrowth, leastLooks, slopeOf } from './growth.ts';

/** A look every 20 s; the noise is the same in every run. */
const looks = (count: number, valueAt: (index: number) => number) =>
  Array.from({ length: count }, (_none, index) => ({ atS: index * 20, value: valueAt(index) }));
const noise = (index: number): number => ((index * 5) % 13) / 60 - 0.1;

describe('growth of what a page holds', () => {
  it('is the slope of most looks, whatever a few odd ones say', () => {
    const { perHour } = slopeOf(looks(15, (index) => (index === 7 || index === 14 ? 90 : 10 + index * 0.1)));
    expect(perHour).toBeCloseTo(18);
  });

  it('is certain when every interval tells it, and denied when none can', () => {
    const growing = slopeOf(looks(15, (index) => 10 + index * 0.1 + noise(index)));
    expect(judgeGrowth(growing, 3)).toBe('grows');
    expect(judgeGrowth(slopeOf(looks(15, () => 812)), 200)).toBe('steady');
    expect(judgeGrowth(slopeOf(looks(30, (index) => 10 + noise(index))), 3)).toBe('steady');
  });

  it('is left open when the looks differ too much for so short a time', () => {
    expect(judgeGrowth(slopeOf(looks(6, (index) => 10 + 5 * noise(index))), 3)).toBe('cannot-tell');
    expect(() => slopeOf(looks(leastLooks - 1, () => 1))).toThrow('run longer');
  });
});
