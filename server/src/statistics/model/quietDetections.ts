/**
 * What would quieten a camera rule: its own k-of-n vote, taken again over what was really seen, with a higher
 * confidence or more votes. Pure.
 */
import type { DetectionsRule } from '@mingchu/shared/rulebook';
import type { QuietProposal } from '@mingchu/shared/statistics';
import { fold } from '../../rules/model/fold.ts';
import { freshPhase, type FoldPlace, type Transition } from '../../rules/model/phase.ts';
import { enoughEpisodes, mostShare } from './evidence.ts';

/** What was seen of one episode: its detections in order of time, and what people said of it. */
export interface Sighting {
  verdict: 'confirmed' | 'false-alarm' | null;
  /** ms since 1970. */
  times: readonly number[];
  /** 0 to 1, beside each time. */
  confidences: readonly number[];
  /** Which of them their device had judged by itself, beside each time; left out where none was. */
  conclusive?: readonly boolean[];
}

/** Confidences are proposed in steps that people would choose, and never so high that nothing is seen any more. */
const confidenceStep = 0.05;
const highestConfidence = 0.95;
/** No more votes than this, and no more than three times as many as now. */
const mostVotes = 20;

type Params = Pick<DetectionsRule['params'], 'minConfidence' | 'count'>;

/**
 * A higher confidence, and more votes, by itself each: the smallest change that would have spared two of three of the
 * false alarms, and not one that was confirmed. What nobody judged may be true and asks for nothing.
 */
export function proposeStricter(rule: DetectionsRule, sightings: readonly Sighting[]): QuietProposal[] {
  const { minConfidence, count } = rule.params;
  // What is not kept any more, or was seen under other parameters, says nothing about a change of these.
  const seen = sightings.filter((sighting) => opens(rule, sighting, { minConfidence, count }));
  const proposals = [
    firstGood(rule, seen, { param: 'minConfidence', candidates: confidencesAbove(minConfidence) }),
    firstGood(rule, seen, { param: 'count', candidates: votesAbove(count) }),
  ];
  return proposals.filter((proposal) => proposal !== null);
}

function firstGood(
  rule: DetectionsRule,
  seen: readonly Sighting[],
  { param, candidates }: { param: keyof Params; candidates: readonly number[] },
): QuietProposal | null {
  const confirmed = seen.filter(({ verdict }) => verdict === 'confirmed');
  const falseAlarms = seen.filter(({ verdict }) => verdict === 'false-alarm');
  if (falseAlarms.length < enoughEpisodes) return null;
  const now = rule.params[param];
  for (const proposed of candidates) {
    const params = { ...rule.params, [param]: proposed };
    // Stricter still would lose it as well.
    if (!confirmed.every((sighting) => opens(rule, sighting, params))) return null;
    const isSpared = (sighting: Sighting) => !opens(rule, sighting, params);
    if (falseAlarms.filter(isSpared).length >= falseAlarms.length * mostShare) {
      const avoided = seen.filter(isSpared).length;
      const reason = param === 'count' ? 'most-were-brief' : 'most-were-unsure';
      return { param, now, proposed, avoided, of: seen.length, reason };
    }
  }
  return null;
}

function confidencesAbove(now: number): number[] {
  const steps = Math.round(1 / confidenceStep);
  return Array.from({ length: steps }, (_none, index) => (index + 1) / steps).filter(
    (each) => each > now + 1e-9 && each <= highestConfidence,
  );
}

function votesAbove(now: number): number[] {
  const highest = Math.min(mostVotes, now * 3);
  return Array.from({ length: Math.max(0, highest - now) }, (_none, index) => now + index + 1);
}

/** Nothing but the votes is asked: the hours of the kitchen were judged when it opened. */
const anywhere: FoldPlace = { gapMs: Number.POSITIVE_INFINITY, isOpen: () => true };

function opens(rule: DetectionsRule, sighting: Sighting, params: Params): boolean {
  return openedAt(rule, sighting, params) !== null;
}

/** When the rule, with these parameters, would have opened on what was seen, ms since 1970; null when not at all. */
export function openedAt(
  rule: DetectionsRule,
  { times, confidences, conclusive = [] }: Sighting,
  params: Params,
): number | null {
  const stricter: DetectionsRule = {
    ...rule,
    closedHours: 'evaluate',
    params: { ...rule.params, ...params },
  };
  const out: Transition[] = [];
  const phase = freshPhase();
  for (const [index, at] of times.entries()) {
    const value = confidences[index] ?? 0;
    if (value < params.minConfidence) continue;
    const sample = { at, receivedAt: at, value, id: '', evidence: null };
    const isConclusive = conclusive[index] === true && { conclusive: true as const };
    fold(stricter, anywhere, { phase, sample: { ...sample, ...isConclusive }, out });
    if (out.length > 0) return at;
  }
  return null;
}
