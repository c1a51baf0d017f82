import { expect, it } from 'vitest';
import type { EpisodeDifference } from './rulebookDifference.ts';
import { summarizeTrial } from './summarizeTrial.ts';

const episode = {
  ruleId: 'warm',
  siteId: 's1',
  deviceId: 'fridge',
  onsetAt: 0,
  flaggedAt: 60_000,
  clearedAt: 90_000,
} as EpisodeDifference['episode'];
const times = (count: number, kind: EpisodeDifference['kind']): EpisodeDifference[] =>
  Array.from({ length: count }, () => ({ kind, episode, shiftMs: 0 }));

it('[WI5] lists 200 differences of a step, counts all, and says how many are not listed', () => {
  const { counts, differences, unlisted } = summarizeTrial([...times(50, 'same'), ...times(207, 'raised')]);
  expect(counts).toEqual({ warm: { raised: 207, missed: 0, earlier: 0, later: 0, same: 50 } });
  expect([differences.length, unlisted]).toEqual([200, 7]);
  expect(summarizeTrial([...times(300, 'same'), ...times(200, 'missed')]).unlisted).toBe(0);
});
