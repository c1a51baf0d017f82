import { describe, expect, it } from 'vitest';
import { clockText, durationText, hourOf } from './time.ts';

describe('time on screen', () => {
  it('shows district time wherever the screen hangs', () => {
    const ms = Date.parse('2026-11-24T16:05:09.900Z');
    expect([clockText(ms), hourOf(ms)]).toEqual(['00:05:09', 0]);
  });

  it('shows durations as mm:ss, with hours only when there are some', () => {
    expect([0, 999, 61_000, 599_999, -130_000, 3_661_000].map(durationText)).toEqual([
      '00:00',
      '00:00',
      '01:01',
      '09:59',
      '02:10',
      '1:01:01',
    ]);
  });
});
