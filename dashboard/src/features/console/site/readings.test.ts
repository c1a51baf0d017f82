import { describe, expect, it } from 'vitest';
import type { LimitPoint } from '../../../ui/limitChart.tsx';
import { drawnTogether, latestOf, pointsOf } from './readings.ts';

const point = (atMs: number, mean: number): LimitPoint => ({ atMs, mean, range: [mean, mean] });

describe('many readings on one chart', () => {
  it('are drawn together without losing a peak', () => {
    const points = [point(0, 4), point(1, 20), point(2, 4), point(3, 4), point(4, -3)];
    expect(drawnTogether(points, 2)).toEqual([
      { atMs: 0, mean: 28 / 3, range: [4, 20] },
      { atMs: 3, mean: 0.5, range: [-3, 4] },
    ]);
  });

  it('[DP13] do not hide what the sensor said last behind a mean', () => {
    const points = [point(Date.parse('2026-11-24T03:55:00Z'), 7.9)];
    const newest = { time: '2026-11-24T03:59:48Z', value: 9.4 };
    expect(latestOf(points, newest)).toEqual({ atMs: Date.parse(newest.time), value: 9.4 });
    // A reading that was drawn since counts; and without either there is none.
    expect(latestOf([point(Date.parse('2026-11-24T04:00:00Z'), 9.6)], newest)?.value).toBe(9.6);
    expect(latestOf(points, null)?.value).toBe(7.9);
    expect(latestOf([], null)).toBe(null);
  });

  it('stay as they are when there are few', () => {
    const points = [point(0, 4), point(1, 5)];
    expect(drawnTogether(points, 2)).toEqual(points);
  });

  it('[CA1] have what the sensor said beside them where a calibration made another value of one', () => {
    const [first, second] = ['2026-11-20T02:00:00Z', '2026-11-20T02:01:00Z'] as const;
    const points = pointsOf([
      { time: first, value: 5 },
      { time: second, value: 4.3, raw: 4.8 },
    ]);
    expect(points.map(({ mean, raw }) => [mean, raw])).toEqual([
      [5, 5],
      [4.3, 4.8],
    ]);
    expect(drawnTogether(points, 1)).toMatchObject([{ mean: 4.65, raw: 4.9 }]);
    expect(pointsOf([{ time: first, mean: 5, min: 4, max: 6 }])).toEqual([
      { atMs: Date.parse(first), mean: 5, range: [4, 6] },
    ]);
  });
});
