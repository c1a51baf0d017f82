import { describe, expect, it } from 'vitest';
import { fitFlood, fitRows, gapRem, groupRem, rowRem } from './queueFit.ts';

describe('how the queue fills its cell', () => {
  it('[QU1] draws few rows large, many at their normal size, and cuts none in half', () => {
    const room = { widthRem: 36, heightRem: 42 };
    expect(fitRows(room, 1)).toEqual({ density: 'huge', columns: 1, fits: 2 });
    expect(fitRows(room, 3)).toEqual({ density: 'large', columns: 1, fits: 4 });
    expect(fitRows(room, 4).density).toBe('large');
    expect(fitRows(room, 5)).toEqual({ density: 'normal', columns: 1, fits: 6 });
    expect(fitRows(room, 60).fits * (rowRem.normal + gapRem) - gapRem).toBeLessThanOrEqual(42);
  });

  it('uses columns where it is wide, and compact rows where it is low', () => {
    expect(fitRows({ widthRem: 110, heightRem: 42 }, 60)).toEqual({
      density: 'normal',
      columns: 3,
      fits: 18,
    });
    expect(fitRows({ widthRem: 110, heightRem: 42 }, 1).columns).toBe(1);
    expect(fitRows({ widthRem: 36, heightRem: 12 }, 8)).toEqual({ density: 'compact', columns: 1, fits: 2 });
    expect(fitRows({ widthRem: 5, heightRem: 2 }, 8).fits).toBe(1);
  });

  it('[QU4] leaves room for groups in a flood, and never more than there is', () => {
    const room = { widthRem: 36, heightRem: 40 };
    const { rows, groups } = fitFlood(room, { rows: 3, groups: 12 });
    expect([rows, groups]).toEqual([3, 5]);
    expect(rows * (rowRem.normal + gapRem) + groups * (groupRem + gapRem)).toBeLessThanOrEqual(40 + gapRem);
    expect(fitFlood(room, { rows: 3, groups: 12 }).density).toBe('normal');
    expect(fitFlood(room, { rows: 3, groups: 3 })).toMatchObject({ density: 'large', rows: 3, groups: 3 });
    expect(fitFlood(room, { rows: 20, groups: 1 }).groups).toBe(1);
    expect(fitFlood(room, { rows: 20, groups: 0 }).rows).toBe(6);
    expect(fitFlood({ widthRem: 70, heightRem: 40 }, { rows: 3, groups: 12 })).toMatchObject({
      columns: 2,
      rows: 3,
      groups: 10,
    });
  });
});
