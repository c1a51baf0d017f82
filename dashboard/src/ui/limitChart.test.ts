import { describe, expect, it } from 'vitest';
import { valueAxis } from './limitChart.tsx';

describe('the value axis', () => {
  const reading = (low: number, high: number) => ({
    atMs: 0,
    mean: low,
    range: [low, high] as [number, number],
  });

  it('has round values around every reading and every limit', () => {
    expect(valueAxis([reading(3.4, 10.2)], [{ value: 12, direction: 'above' }])).toEqual([0, 5, 10, 15]);
    expect(valueAxis([reading(0.2, 0.4)], [{ value: 50, direction: 'above' }])).toEqual([0, 20, 40, 60]);
    expect(valueAxis([reading(-21, -18)], [{ value: -12, direction: 'above' }])).toEqual([
      -25, -20, -15, -10,
    ]);
  });

  it('stands for a single reading, and when there is nothing to show', () => {
    expect(valueAxis([reading(4, 4)], [])).toEqual([4, 4.5]);
    expect(valueAxis([], [])).toEqual([0, 0.5, 1, 1.5]);
  });
});
