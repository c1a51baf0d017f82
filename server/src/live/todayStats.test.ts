import { expect, it } from 'vitest';
import type { Clock } from '../platform/clock.ts';
import { prepareStats, type StatsSources } from './todayStats.ts';

it('[NU8] counts up to the moment at which the slow part has been read, not at which it was asked for', async () => {
  const askedAt = Date.parse('2026-11-24T04:00:00Z');
  let nowMs = askedAt;
  const clock = { now: () => nowMs, date: () => new Date(nowMs) } as Clock;
  const slowly = async () => {
    await Promise.resolve();
    nowMs += 2_000;
    return {};
  };
  const sources = { comparison: { at: slowly }, officers: { day: slowly }, intake: {} };
  const { now } = await prepareStats(sources as unknown as StatsSources, clock);
  expect(now.getTime() - askedAt).toBe(4_000);
});
