/** What a step of a trial answers of the differences it found. */
import type { RulebookTrialAnswer, TrialDifference, TrialKind } from '@mingchu/shared/rulebookTrial';
import type { EpisodeDifference } from './rulebookDifference.ts';

/** Listed in one step. */
const maxDifferences = 200;

/** Counts all, lists the first in full, and says how many stand in the counts alone. */
export function summarizeTrial(
  differences: readonly EpisodeDifference[],
): Pick<RulebookTrialAnswer, 'counts' | 'differences' | 'unlisted'> {
  const counts: Record<string, Record<TrialKind, number>> = {};
  for (const { kind, episode } of differences) {
    const ofRule = (counts[episode.ruleId] ??= { raised: 0, missed: 0, earlier: 0, later: 0, same: 0 });
    ofRule[kind] += 1;
  }
  const shown = differences.flatMap((difference) => {
    const told = asTold(difference);
    return told ? [told] : [];
  });
  const listed = shown.slice(0, maxDifferences);
  return { counts, differences: listed, unlisted: shown.length - listed.length };
}

function asTold({ kind, episode, shiftMs }: EpisodeDifference): TrialDifference | null {
  if (kind === 'same') return null;
  const { ruleId, siteId, deviceId, onsetAt, flaggedAt, clearedAt } = episode;
  const lastedMs = clearedAt === null ? null : clearedAt - onsetAt;
  return { kind, ruleId, siteId, deviceId, flaggedAt: new Date(flaggedAt).toISOString(), shiftMs, lastedMs };
}
