/** What one rulebook flags and another does not, on the same history. Pure. */
import type { EpochMs } from '@mingchu/shared/observation';
import type { Rule, Rulebook } from '@mingchu/shared/rulebook';
import { localMidnight } from '@mingchu/shared/rulebook';
import type { TrialKind, TrialLimit } from '@mingchu/shared/rulebookTrial';
import type { RuleEpisode } from './episodes.ts';

export interface EpisodeDifference {
  kind: TrialKind;
  /** With the change; as it is today for what is missed. */
  episode: RuleEpisode;
  /** Flagged with the change minus flagged today, ms; 0 for raised, missed and same. */
  shiftMs: number;
}

/** What history cannot tell of a rule, because it holds readings and detections alone; null when it tells all. */
export function limitOfTrial(rule: Rule): TrialLimit | null {
  switch (rule.kind) {
    case 'offline':
    case 'flapping':
      return 'presence-not-kept';
    case 'fault':
      return 'findings-not-kept';
    case 'absence':
      return 'periods' in rule.params ? 'only-values-kept' : null;
    default:
      return null;
  }
}

/** Whether there is anything to try it on. */
export function hasHistory(rule: Rule): boolean {
  const limit = limitOfTrial(rule);
  return limit === null || limit === 'only-values-kept';
}

/** Every rule of `changed` takes the place of the one with its name, or comes new, at all times. */
export function withChanges(rulebook: Rulebook, changed: readonly Rule[]): Rulebook {
  const names = new Set(changed.map(({ id }) => id));
  const from = changed.map((rule) => ({ ...rule, effectiveFrom: '1970-01-01' }));
  const rules = [...rulebook.rules.filter(({ id }) => !names.has(id)), ...from];
  const changeTimes = [...new Set(rules.map(({ effectiveFrom }) => localMidnight(effectiveFrom)))];
  return { rules, changeTimes: changeTimes.sort((a, b) => a - b) };
}

/** Only the rules named, so that what did not change costs nothing. */
export function onlyRules(rulebook: Rulebook, names: ReadonlySet<string>): Rulebook {
  return { ...rulebook, rules: rulebook.rules.filter(({ id }) => names.has(id)) };
}

/** Episodes of the same rule, device and zone that overlap are one: flagged at another time, or the same. */
export function compareEpisodes(
  today: ReadonlyMap<string, readonly RuleEpisode[]>,
  changed: ReadonlyMap<string, readonly RuleEpisode[]>,
): EpisodeDifference[] {
  const differences: EpisodeDifference[] = [];
  for (const key of new Set([...today.keys(), ...changed.keys()])) {
    const [old, next] = [today.get(key) ?? [], changed.get(key) ?? []];
    let [i, j] = [0, 0];
    while (i < old.length || j < next.length) {
      const [before, after] = [old[i], next[j]];
      if (before && after && overlap(before, after)) {
        differences.push(shifted(before, after));
        i += 1;
        j += 1;
      } else if (after && (!before || after.onsetAt < before.onsetAt)) {
        differences.push({ kind: 'raised', episode: after, shiftMs: 0 });
        j += 1;
      } else if (before) {
        differences.push({ kind: 'missed', episode: before, shiftMs: 0 });
        i += 1;
      }
    }
  }
  return differences.sort((a, b) => a.episode.flaggedAt - b.episode.flaggedAt);
}

function overlap(a: RuleEpisode, b: RuleEpisode): boolean {
  const end = ({ clearedAt }: RuleEpisode): EpochMs => clearedAt ?? Number.POSITIVE_INFINITY;
  return a.onsetAt <= end(b) && b.onsetAt <= end(a);
}

function shifted(before: RuleEpisode, after: RuleEpisode): EpisodeDifference {
  const shiftMs = after.flaggedAt - before.flaggedAt;
  return { kind: shiftMs < 0 ? 'earlier' : shiftMs > 0 ? 'later' : 'same', episode: after, shiftMs };
}
