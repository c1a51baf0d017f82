import { describe, expect, it } from 'vitest';
import type { RuleEpisode } from './episodes.ts';
import { compareEpisodes } from './rulebookDifference.ts';

const episode = (onsetAt: number, flaggedAt: number, clearedAt: number | null): RuleEpisode => ({
  ruleId: 'warm',
  siteId: 's1',
  deviceId: 'd1',
  zone: '',
  onsetAt,
  flaggedAt,
  clearedAt,
});
const compare = (today: RuleEpisode[], changed: RuleEpisode[]) =>
  compareEpisodes(new Map([['warm', today]]), new Map([['warm', changed]])).map(
    ({ kind, episode: { flaggedAt }, shiftMs }) => [kind, flaggedAt, shiftMs],
  );

describe('what another rulebook would have done', () => {
  it('[WI1] tells what is raised, missed, earlier, later and the same', () => {
    const today = [episode(0, 10, 100), episode(200, 210, 300), episode(400, 410, 500)];
    expect(compare(today, today)).toEqual([
      ['same', 10, 0],
      ['same', 210, 0],
      ['same', 410, 0],
    ]);
    expect(compare(today, [episode(0, 5, 100), episode(400, 450, 480), episode(600, 610, null)])).toEqual([
      ['earlier', 5, -5],
      ['missed', 210, 0],
      ['later', 450, 40],
      ['raised', 610, 0],
    ]);
    expect(compare([], [episode(0, 10, null)])).toEqual([['raised', 10, 0]]);
    expect(compare([episode(0, 10, null)], [])).toEqual([['missed', 10, 0]]);
  });

  it('[WI1] pairs one long episode with the first of several that it holds', () => {
    expect(compare([episode(0, 10, 300)], [episode(0, 10, 100), episode(150, 160, 250)])).toEqual([
      ['same', 10, 0],
      ['raised', 160, 0],
    ]);
  });
});
