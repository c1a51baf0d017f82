/** What would quieten a source of many short alarms. Pure. */
import type { Rule } from '@mingchu/shared/rulebook';

/** Episodes of one rule at one device. */
export interface NoisySource {
  ruleId: string;
  siteId: string;
  deviceId: string;
  episodes: number;
  falseAlarms: number;
  /** How long each episode that has ended lasted, onset to clearing, s. */
  durationsS: number[];
  /** What this site has of its own for the rule. */
  siteParams: Record<string, unknown>;
}

/** Between one episode and the next: the lowest and the highest value. */
export interface Return {
  min: number;
  max: number;
}

/** A change of one parameter at one site that a person may apply. */
export interface QuietProposal {
  /** `forS`: a longer on-delay. `hysteresis`: a wider deadband. */
  param: 'forS' | 'hysteresis';
  now: number;
  proposed: number;
  /** How many of the episodes would not have been announced. */
  avoided: number;
  reason: 'most-were-short' | 'most-came-back-little';
}

/** Fewer episodes say nothing about the next week. */
const enoughEpisodes = 5;
/** Two of three must have been of that kind before anybody's attention is bought with it. */
const mostShare = 2 / 3;
/** Longest delay proposed, s: more would eat into the time that food has. */
const longestDelayS = 900;
/** Delays are proposed in steps that people would choose. */
const stepS = 30;

/** What would quieten the source, by itself each. Critical rules must not wait: nothing is proposed for them. */
export function proposeQuiet(
  source: NoisySource,
  rule: Rule | undefined,
  returns: readonly Return[],
): QuietProposal[] {
  if (rule === undefined || rule.kind !== 'threshold' || rule.severity === 'critical') return [];
  const own = (name: 'forS' | 'hysteresis' | 'limit'): number => {
    const value = source.siteParams[name];
    return typeof value === 'number' ? value : rule.params[name];
  };
  const { direction } = rule.params;
  const depths = returns.map(({ min, max }) =>
    direction === 'above' ? own('limit') - min : max - own('limit'),
  );
  return [proposeDelay(source.durationsS, own('forS')), proposeDeadband(depths, own('hysteresis'))].filter(
    (proposal) => proposal !== null,
  );
}

/** An on-delay that most of the episodes would not have outlasted; null when there is none that helps. */
function proposeDelay(durationsS: readonly number[], now: number): QuietProposal | null {
  if (durationsS.length < enoughEpisodes) return null;
  const proposed = (Math.floor(mostOf(durationsS) / stepS) + 1) * stepS;
  if (proposed <= now || proposed > longestDelayS) return null;
  const avoided = durationsS.filter((durationS) => durationS < proposed).length;
  return { param: 'forS', now, proposed, avoided, reason: 'most-were-short' };
}

/**
 * A deadband wider than most of the returns were deep: those would have been one episode. `depths`: how far beyond the
 * limit the value came back between two episodes. No more than half of the deepest return, so that what is well again
 * still clears.
 */
function proposeDeadband(depths: readonly number[], now: number): QuietProposal | null {
  // One return fewer than episodes.
  if (depths.length < enoughEpisodes - 1) return null;
  const shallow = mostOf(depths);
  if (shallow <= 0) return null;
  const step = 10 ** Math.floor(Math.log10(shallow)) / 2;
  const proposed = Number(((Math.floor(shallow / step) + 1) * step).toPrecision(6));
  if (proposed <= now || proposed > Math.max(...depths) / 2) return null;
  const avoided = depths.filter((depth) => depth < proposed).length;
  return { param: 'hysteresis', now, proposed, avoided, reason: 'most-came-back-little' };
}

/** The value that two of three do not exceed. */
function mostOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * mostShare) - 1] as number;
}
