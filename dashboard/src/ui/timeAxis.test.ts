import { describe, expect, it } from 'vitest';
import { timeAxis } from './timeAxis.ts';

const at = (local: string): number => Date.parse(`${local}+08:00`);
const marks = (from: string, to: string): string[] => {
  const { ticks, text } = timeAxis([at(from), at(to)]);
  return ticks.map(text);
};

describe('the time axis', () => {
  it('is marked at round times of the district', () => {
    expect(marks('2026-11-27T10:02:13', '2026-11-27T11:02:13')).toEqual(['10:15', '10:30', '10:45', '11:00']);
    expect(marks('2026-11-26T11:02:00', '2026-11-27T11:02:00')).toEqual([
      '12:00',
      '15:00',
      '18:00',
      '21:00',
      '00:00',
      '03:00',
      '06:00',
      '09:00',
    ]);
  });

  it('names days where a day is a step', () => {
    expect(marks('2026-11-20T11:02:00', '2026-11-27T11:02:00')).toEqual([
      '11/21',
      '11/22',
      '11/23',
      '11/24',
      '11/25',
      '11/26',
      '11/27',
    ]);
    expect(marks('2026-08-27T11:02:00', '2026-11-27T11:02:00').length).toBeLessThanOrEqual(8);
  });
});
