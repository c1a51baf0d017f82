import { describe, expect, it } from 'vitest';
import { daysOf, spansOf } from './span.ts';

describe('a span of the statistics', () => {
  it('is whole days of the district, up to the end of today', () => {
    const late = Date.parse('2026-11-27T23:30:00+08:00');
    const { present, before } = spansOf(7, late);
    expect(daysOf(present)).toEqual([
      '2026-11-21',
      '2026-11-22',
      '2026-11-23',
      '2026-11-24',
      '2026-11-25',
      '2026-11-26',
      '2026-11-27',
    ]);
    expect(before.to).toBe(present.from);
    expect(daysOf(before)).toHaveLength(7);
  });
});
