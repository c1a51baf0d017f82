import { describe, expect, it } from 'vitest';
import { clockText, durationText, hourOf, whenMinuteText, whenText } from './time.ts';

describe('time on screen', () => {
  it('shows district time wherever the screen hangs', () => {
    const ms = Date.parse('2026-11-24T16:05:09.900Z');
    expect([clockText(ms), hourOf(ms)]).toEqual(['00:05:09', 0]);
  });

  it('[WL12] says the day of what was on another, also a year or a week before', () => {
    const nowMs = Date.parse('2026-11-25T00:00:20+08:00');
    const told = (at: string) => [whenText(Date.parse(at), nowMs), whenMinuteText(Date.parse(at), nowMs)];
    expect(told('2026-11-25T00:00:01+08:00')).toEqual(['00:00:01', '00:00']);
    expect(told('2026-11-24T23:59:58+08:00')).toEqual(['11/24 23:59:58', '11/24 23:59']);
    expect(told('2026-11-18T00:00:20+08:00')).toEqual(['11/18 00:00:20', '11/18 00:00']);
    expect(told('2025-11-25T00:00:20+08:00')).toEqual(['11/25 00:00:20', '11/25 00:00']);
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
