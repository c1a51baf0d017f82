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
}

/** A change of one parameter at one site that a person may apply. */
export interface QuietProposal {
  param: 'forS';
  now: number;
  proposed: number;
  /** How many of the episodes would not have been announced. */
  avoided: number;
  reason: 'most-were-short';
}

/** Fewer episodes say nothing about the next week. */
const enoughEpisodes = 5;
/** Two of three must have been short before anybody's attention is bought with a delay. */
const shortShare = 2 / 3;
/** Longest delay proposed, s: more would eat into the time that food has. */
const longestDelayS = 900;
/** Delays are proposed in steps that people would choose. */
const stepS = 30;

/**
 * An on-delay that most of the episodes would not have outlasted; null when there is none that helps, or when the
 * rule must not wait: critical ones never do.
 */
export function proposeQuiet(source: NoisySource, rule: Rule | undefined): QuietProposal | null {
  if (rule === undefined || rule.kind !== 'threshold' || rule.severity === 'critical') return null;
  if (source.durationsS.length < enoughEpisodes) return null;
  const now = rule.params.forS;
  const lasting = [...source.durationsS].sort((a, b) => a - b);
  const longestShortS = lasting[Math.ceil(lasting.length * shortShare) - 1] as number;
  const proposed = (Math.floor(longestShortS / stepS) + 1) * stepS;
  if (proposed <= now || proposed > longestDelayS) return null;
  const avoided = lasting.filter((durationS) => durationS < proposed).length;
  return { param: 'forS', now, proposed, avoided, reason: 'most-were-short' };
}
