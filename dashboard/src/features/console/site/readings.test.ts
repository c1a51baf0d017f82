import { describe, expect, it } from 'vitest';
import type { LimitPoint } from '../../../ui/limitChart.tsx';
import { drawnTogether } from './readings.ts';

const point = (atMs: number, mean: number): LimitPoint => ({ atMs, mean, range: [mean, mean] });

describe('many readings on one chart', () => {
  it('are drawn together without losing a peak', () => {
    const points = [point(0, 4), point(1, 20), point(2, 4), point(3, 4), point(4, -3)];
    expect(drawnTogether(points, 2)).toEqual([
      { atMs: 0, mean: 28 / 3, range: [4, 20] },
      { atMs: 3, mean: 0.5, range: [-3, 4] },
    ]);
  });

  it('stay as they are when there are few', () => {
    const points = [point(0, 4), point(1, 5)];
    expect(drawnTogether(points, 2)).toEqual(points);
  });
});
