/** Holds what came of a story against what was expected; says each difference in a line. Pure. */
import { type Episode, secondsOf } from './scenario.ts';

/**
 * Empty when both agree: the same violations, each with the same steps in the same order, and each step within
 * `toleranceS` of its time. Violations are matched by their name, the n-th of a name with the n-th.
 */
export function compareJournal(
  expected: readonly Episode[],
  actual: readonly Episode[],
  toleranceS: number,
): string[] {
  const differences: string[] = [];
  const found = byName(actual);
  const wanted = byName(expected);
  for (const [name, episode] of wanted) {
    const other = found.get(name);
    if (!other) differences.push(`missing: ${name}`);
    else
      differences.push(
        ...compareSteps(name, { expected: episode.steps, actual: other.steps }, toleranceS),
        ...compareSteps(
          `${name}, order`,
          { expected: episode.dispatch ?? [], actual: other.dispatch ?? [] },
          toleranceS,
        ),
        ...compareSteps(
          `${name}, told`,
          { expected: inOrder(episode.told ?? []), actual: inOrder(other.told ?? []) },
          toleranceS,
        ),
      );
  }
  for (const [name, episode] of found) {
    if (!wanted.has(name)) differences.push(`unexpected: ${name}: ${episode.steps.join(' · ')}`);
  }
  return differences;
}

function byName(episodes: readonly Episode[]): Map<string, Episode> {
  const counts = new Map<string, number>();
  return new Map(
    episodes.map((episode) => {
      const count = (counts.get(episode.violation) ?? 0) + 1;
      counts.set(episode.violation, count);
      return [count === 1 ? episode.violation : `${episode.violation} (${count})`, episode];
    }),
  );
}

function compareSteps(
  name: string,
  steps: { expected: readonly string[]; actual: readonly string[] },
  toleranceS: number,
): string[] {
  const count = Math.max(steps.expected.length, steps.actual.length);
  for (let index = 0; index < count; index++) {
    const want = steps.expected[index];
    const have = steps.actual[index];
    if (want === undefined) return [`${name}: then unexpectedly ${have}`];
    if (have === undefined) return [`${name}: never came ${want}`];
    if (wordsOf(want) !== wordsOf(have)) return [`${name}: expected ${want}, got ${have}`];
    const byS = secondsOf(timeOf(have)) - secondsOf(timeOf(want));
    if (Math.abs(byS) > toleranceS)
      return [`${name}: expected ${want}, came ${byS} s off at ${timeOf(have)}`];
  }
  return [];
}

/** Several people are told at one moment, in no order. */
function inOrder(told: readonly string[]): string[] {
  return told.toSorted((a, b) => wordsOf(a).localeCompare(wordsOf(b)));
}

const timeOf = (step: string) => step.slice(0, step.indexOf(' '));
const wordsOf = (step: string) => step.slice(step.indexOf(' ') + 1);
