/** What would quieten a source of many alarms. Pure. */
import { mayBeQuieter } from '@mingchu/shared/quietPreview';
import type { Rule } from '@mingchu/shared/rulebook';
import type { QuietProposal } from '@mingchu/shared/statistics';
import { withOwnParams } from '../../rules/model/ownParams.ts';
import { enoughEpisodes, mostOf } from './evidence.ts';
import { proposeStricter, type Sighting } from './quietDetections.ts';

/** What has happened at one source, or under one rule. */
export interface NoiseEvidence {
  /** How long each episode that has ended lasted, onset to clearing, s. */
  durationsS: readonly number[];
  /** From the clearing of each episode to the onset of the next of its source, s. */
  pausesS: readonly number[];
  /** Between one episode and the next; of a value only. */
  returns: readonly Return[];
  /** Of a camera rule only. */
  sightings: readonly Sighting[];
}

/** Between one episode and the next: the lowest and the highest value, and whether the next was confirmed. */
export interface Return {
  min: number;
  max: number;
  confirmed: boolean;
}

/** Longest delay proposed before an alarm, s: more would eat into the time that food has. */
const longestDelayS = 900;
/** Longest off-delay proposed, s: what is well for an hour is over. */
const longestOffDelayS = 3_600;
/** Delays are proposed in steps that people would choose. */
const stepS = 30;

/** What would quieten the source, by itself each. Critical rules must not wait: nothing is proposed for them. */
export function proposeQuiet(
  rule: Rule | undefined,
  ownParams: Record<string, unknown>,
  evidence: NoiseEvidence,
): QuietProposal[] {
  if (rule === undefined || !mayBeQuieter(rule)) return [];
  const here = withOwnParams(rule, ownParams);
  const { durationsS, pausesS, returns, sightings } = evidence;
  const proposals: (QuietProposal | null)[] = [];
  if (here.kind === 'threshold') {
    const aboveS = durationsS.map((durationS) => secondsBeyond(here, durationS));
    const depths = returns.map((each) => depthOf(here, each));
    proposals.push(proposeDelay(aboveS, here.params.forS));
    proposals.push(proposeDeadband(depths, here.params.hysteresis));
  }
  if (here.kind === 'detections') proposals.push(...proposeStricter(here, sightings));
  // What is latched stays until somebody has been there, however soon it is seen again.
  if ((here.kind === 'detections' || here.kind === 'fault') && !here.latched)
    proposals.push(proposeOffDelay(pausesS, here.params.offDelayS));
  return proposals.filter((proposal) => proposal !== null);
}

/** How long the value was beyond its limit, s: an episode clears only when its off-delay is over. */
export function secondsBeyond(rule: Rule, durationS: number): number {
  return rule.kind === 'threshold' ? Math.max(0, durationS - rule.params.offDelayS) : durationS;
}

/** How far beyond the limit the value came back between two episodes. */
export function depthOf(rule: Rule, { min, max }: Return): number {
  if (rule.kind !== 'threshold') return Number.POSITIVE_INFINITY;
  const { direction, limit } = rule.params;
  return direction === 'above' ? limit - min : max - limit;
}

/** An on-delay that most of the episodes would not have outlasted; null when there is none that helps. */
function proposeDelay(durationsS: readonly number[], now: number): QuietProposal | null {
  if (durationsS.length < enoughEpisodes) return null;
  const proposed = stepAbove(mostOf(durationsS));
  if (proposed <= now || proposed > longestDelayS) return null;
  const avoided = durationsS.filter((durationS) => durationS < proposed).length;
  return { param: 'forS', now, proposed, avoided, of: durationsS.length, reason: 'most-were-short' };
}

/** An off-delay that outlasts most of the pauses: those would have been one episode. */
function proposeOffDelay(pausesS: readonly number[], now: number): QuietProposal | null {
  // One pause fewer than episodes.
  if (pausesS.length < enoughEpisodes - 1) return null;
  // A pause begins when the off-delay of now is over.
  const proposed = stepAbove(now + mostOf(pausesS));
  if (proposed > longestOffDelayS) return null;
  const avoided = pausesS.filter((pauseS) => now + pauseS < proposed).length;
  const of = pausesS.length + 1;
  return { param: 'offDelayS', now, proposed, avoided, of, reason: 'most-came-back-soon' };
}

function stepAbove(seconds: number): number {
  return (Math.floor(seconds / stepS) + 1) * stepS;
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
  const of = depths.length + 1;
  return { param: 'hysteresis', now, proposed, avoided, of, reason: 'most-came-back-little' };
}
