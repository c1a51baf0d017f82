/** Holds a story against its outcome, step by step or as a crowd; says each difference in a line. Pure. */
import { compareJournal } from './compareJournal.ts';
import { type Crowd, type Episode, type Scenario, secondsOf } from './scenario.ts';

/** Empty when the story came to what its file says. */
export function compareOutcome(
  { outcome, toleranceS, minutes }: Pick<Scenario, 'outcome' | 'toleranceS' | 'minutes'>,
  journal: readonly Episode[],
): string[] {
  if (Array.isArray(outcome)) return compareJournal(outcome, journal, toleranceS);
  return compareCrowd(outcome, journal, { toleranceS, endS: minutes * 60 });
}

function compareCrowd(
  crowd: Crowd,
  journal: readonly Episode[],
  { toleranceS, endS }: { toleranceS: number; endS: number },
): string[] {
  const sent = journal.filter((episode) => episode.dispatch !== undefined);
  const differences = sent.flatMap((episode) => {
    const said = breachDifference(episode, { dueS: crowd.dueMinutes * 60, toleranceS, endS });
    return said === null ? [] : [`${episode.violation}: ${said}`];
  });
  const count = (what: string, found: number, wanted: number, holds: boolean) => {
    if (!holds) differences.push(`${what}: ${found}, expected ${wanted}`);
  };
  count('violations with an order', sent.length, crowd.violations, sent.length === crowd.violations);
  const reported = sent.filter((episode) => stepAt(episode, ' submitted ') !== null).length;
  count('reported orders', reported, crowd.reportedAtLeast, reported >= crowd.reportedAtLeast);
  const late = sent.filter((episode) => episode.told?.some((line) => line.includes(' nobody-in-time ')));
  const { nobodyInTimeAtLeast } = crowd;
  count('told that nobody makes it', late.length, nobodyInTimeAtLeast, late.length >= nobodyInTimeAtLeast);
  return differences;
}

/** Null when the order was breached at its minute exactly if nobody was there by then. */
function breachDifference(
  episode: Episode,
  { dueS, toleranceS, endS }: { dueS: number; toleranceS: number; endS: number },
): string | null {
  const dueAtS = secondsOf(episode.dispatch?.[0] ?? '') + dueS;
  const arrivedAtS = stepAt(episode, ' arrived ');
  const breachedAtS = stepAt(episode, ' breached');
  if (breachedAtS !== null) {
    if (Math.abs(breachedAtS - dueAtS) > toleranceS)
      return `breached at ${breachedAtS} s, due at ${dueAtS} s`;
    if (arrivedAtS !== null && arrivedAtS < dueAtS - toleranceS)
      return 'breached although he was there in time';
    return null;
  }
  const overS = Math.min(endS, arrivedAtS ?? endS) - dueAtS;
  return overS > toleranceS ? `not breached, though ${overS} s over its time` : null;
}

/** When the order first came to this, seconds after the beginning; null when it did not. */
function stepAt(episode: Episode, words: string): number | null {
  const line = episode.dispatch?.find((each) => each.includes(words));
  return line === undefined ? null : secondsOf(line.slice(0, line.indexOf(' ')));
}
