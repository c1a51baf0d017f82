import { describe, expect, it } from 'vitest';
import { apart, valueAxis } from './limitChart.tsx';

describe('moments on the time axis', () => {
  const named = (...moments: [number, string][]) => moments.map(([atMs, label]) => ({ atMs, label }));

  it('keeps words apart that have room', () => {
    const moments = named([10, 'began'], [50, 'cleared']);
    expect(apart(moments, [0, 100])).toEqual(moments);
  });

  it('says the words of near ones together, at the last of them', () => {
    expect(apart(named([12, 'opened'], [10, 'began'], [80, 'cleared']), [0, 100])).toEqual(
      named([10, ''], [12, 'began · opened'], [80, 'cleared']),
    );
    expect(apart(named([10, 'a'], [15, 'b'], [20, 'c']), [0, 100])).toEqual(
      named([10, ''], [15, ''], [20, 'a · b · c']),
    );
  });
});

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
    expect(valueAxis([reading(4, 4)], [])).toEqual([3.5, 4, 4.5]);
    expect(valueAxis([reading(0, 0)], [])).toEqual([0, 0.5]);
    expect(valueAxis([], [])).toEqual([0, 0.5, 1, 1.5]);
  });
});
