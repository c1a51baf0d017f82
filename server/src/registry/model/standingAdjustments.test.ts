import { describe, expect, it } from 'vitest';
import { type RecordedAdjustment, standingAdjustments } from './standingAdjustments.ts';

const made = (from: number, to: number, part: Partial<RecordedAdjustment> = {}): RecordedAdjustment => ({
  siteId: 's1',
  ruleId: 'no-hat',
  param: 'minConfidence',
  by: 'chief',
  at: '2026-11-24T08:00:00.000Z',
  reason: '误报太多',
  value: 0.8,
  from,
  to,
  ...part,
});
const steps = (recorded: RecordedAdjustment[]) =>
  standingAdjustments(recorded).map(({ siteId, from, to }) => `${siteId} ${from}→${to}`);

describe('adjustments that stand', () => {
  it('[ST38] of each parameter the last that holds; taken back, the one before it', () => {
    expect(steps([made(0.7, 0.75), made(0.75, 0.8)])).toEqual(['s1 0.75→0.8']);
    expect(steps([made(0.7, 0.8), made(0.8, 0.9), made(0.9, 0.8)])).toEqual(['s1 0.7→0.8']);
    expect(steps([made(0.7, 0.8, { value: null }), made(0.8, 0.7, { value: null })])).toEqual([]);
  });

  it('[ST38] none that somebody has changed by hand since, or that went with its rule', () => {
    expect(steps([made(0.7, 0.8, { value: 0.85 })])).toEqual([]);
    expect(steps([made(0.7, 0.8, { value: null })])).toEqual([]);
    expect(steps([made(0.7, 0.75), made(0.6, 0.8)])).toEqual(['s1 0.6→0.8']);
  });

  it('[ST38] the newest first, each kitchen and parameter for itself', () => {
    const later = { siteId: 's2', at: '2026-11-24T09:00:00.000Z' };
    expect(steps([made(0.7, 0.8), made(0.7, 0.8, later)])).toEqual(['s2 0.7→0.8', 's1 0.7→0.8']);
  });
});
