import type { Dispatch } from '@mingchu/shared/dispatch';
import { describe, expect, it } from 'vitest';
import { onTimeRecord } from './onTimeRecord.ts';

const order = (minutes: number | null, late: boolean): Dispatch =>
  ({
    openedAt: '2026-11-24T08:00:00.000Z',
    arrivedAt: minutes === null ? null : new Date(Date.UTC(2026, 10, 24, 8, minutes)).toISOString(),
    breachedAt: late ? '2026-11-24T08:10:00.000Z' : null,
  }) as Dispatch;

describe('the on-time record', () => {
  it('counts arrivals and breaches, and leaves out what was recalled before anybody came', () => {
    const orders = [order(4, false), order(8, false), order(14, true), order(null, true), order(null, false)];
    expect(onTimeRecord(orders)).toEqual({ due: 4, onTime: 2, medianMs: 8 * 60_000 });
    expect(onTimeRecord([])).toEqual({ due: 0, onTime: 0, medianMs: null });
  });
});
