/**
 * How one sample moves one rule at one device and zone, for each kind of rule. A fold is a function of the phase
 * and the sample alone, and samples come to it in order of their time: so the same samples give the same phase,
 * however they were delivered. What happens by time alone (a detection not seen again) is computed by `advance`
 * and bears the time at which it was due, not the time at which somebody looked.
 */
import type {
  DetectionsRule,
  FaultRule,
  RateRule,
  Rule,
  SentinelRule,
  ThresholdRule,
} from '@mingchu/shared/rulebook';
import { advanceFlapping, advanceOffline, foldFlapping, foldOffline } from './foldPresence.ts';
import { foldStuck } from './foldStuck.ts';
import {
  close,
  type FoldPlace,
  isWatched,
  open,
  type Phase,
  type Sample,
  type Step,
  type Transition,
} from './phase.ts';

/** Rules that judge samples one by one; absence is judged by ticks. */
export type SampledRule = Exclude<Rule, { kind: 'absence' }>;

/** Most points that a rate rule keeps of its window. */
const maxRatePoints = 60;

/** True for a phase that time alone can move. */
export function movedByTime(rule: SampledRule, phase: Phase): boolean {
  if (rule.kind === 'detections' || rule.kind === 'fault' || rule.kind === 'flapping') return phase.active;
  return rule.kind === 'offline' && phase.pendingSince >= 0;
}

/** Changes `phase` by one sample, later than all before; adds what happened to `out`. */
export function fold(
  rule: SampledRule,
  place: FoldPlace,
  step: { phase: Phase; sample: Sample; out: Transition[] },
): void {
  advance(rule, place, {
    phase: step.phase,
    at: step.sample.at,
    seenAt: step.sample.receivedAt,
    out: step.out,
  });
  switch (rule.kind) {
    case 'threshold':
    case 'sentinel':
      return foldHeld(rule, place, step);
    case 'rate':
      return foldRate(rule, place, step);
    case 'detections':
    case 'fault':
      return foldSeen(rule, place, step);
    case 'offline':
      return foldOffline(step);
    case 'flapping':
      return foldFlapping(rule, place, step);
    case 'stuck':
      return foldStuck(rule, place, step);
  }
}

/** Changes `phase` by time alone. `seenAt`: when we noticed, for the start of the 10 minutes. */
export function advance(
  rule: SampledRule,
  place: FoldPlace,
  step: { phase: Phase; at: number; seenAt: number; out: Transition[] },
): void {
  if (rule.kind === 'offline') return advanceOffline(rule, place, step);
  if (rule.kind === 'flapping') return advanceFlapping(rule, step);
  if (rule.kind !== 'detections' && rule.kind !== 'fault') return;
  const { phase, at } = step;
  const over = phase.lastAt + rule.params.offDelayS * 1000;
  if (!phase.active || at < over) return;
  phase.active = false;
  phase.times = [];
  step.out.push({
    kind: 'clear',
    at: over,
    onsetAt: phase.onsetAt,
    receivedAt: step.seenAt,
    reason: 'not-seen-for-off-delay',
    evidence: {},
  });
}

function foldHeld(rule: ThresholdRule | SentinelRule, place: FoldPlace, step: Step): void {
  const { phase, sample } = step;
  if (phase.lastAt >= 0 && sample.at - phase.lastAt > place.gapMs) {
    phase.pendingSince = -1;
    phase.recoveredSince = -1;
  }
  phase.lastAt = sample.at;
  if (!phase.active) {
    if (!breaches(rule, sample.value) || !isWatched(rule, place, sample.at)) {
      phase.pendingSince = -1;
      return;
    }
    if (phase.pendingSince < 0) phase.pendingSince = sample.at;
    if (sample.at - phase.pendingSince < rule.params.forS * 1000) return;
    const { metric, forS } = rule.params;
    const limit = rule.kind === 'threshold' ? { limit: rule.params.limit } : {};
    open(step, {
      onsetAt: phase.pendingSince,
      receivedAt: sample.receivedAt,
      reason: forS === 0 ? 'limit-crossed' : 'held-for-duration',
      evidence: { metric, value: sample.value, ...limit },
    });
    return;
  }
  if (!recovered(rule, sample.value)) {
    phase.recoveredSince = -1;
    return;
  }
  if (phase.recoveredSince < 0) phase.recoveredSince = sample.at;
  const offDelayS = rule.kind === 'threshold' ? rule.params.offDelayS : 0;
  if (sample.at - phase.recoveredSince >= offDelayS * 1000) close(step, 'recovered-for-off-delay');
}

/** NaN stands for a sample that the rule's `whenMetric` excludes: neither breach nor held. */
function breaches(rule: ThresholdRule | SentinelRule, value: number): boolean {
  if (rule.kind === 'sentinel') return rule.params.values.includes(value);
  return rule.params.direction === 'above' ? value > rule.params.limit : value < rule.params.limit;
}

function recovered(rule: ThresholdRule | SentinelRule, value: number): boolean {
  if (rule.kind === 'sentinel') return !rule.params.values.includes(value);
  const { direction, limit, hysteresis } = rule.params;
  return direction === 'above' ? !(value > limit - hysteresis) : !(value < limit + hysteresis);
}

function foldRate(rule: RateRule, place: FoldPlace, step: Step): void {
  const { phase, sample } = step;
  if (phase.lastAt >= 0 && sample.at - phase.lastAt > place.gapMs) {
    phase.times.length = 0;
    phase.values.length = 0;
  }
  phase.lastAt = sample.at;
  const windowMs = rule.params.withinS * 1000;
  while (phase.times.length > 0 && (phase.times[0] as number) < sample.at - windowMs) {
    phase.times.shift();
    phase.values.shift();
  }
  let lowest = sample.value;
  let lowestAt = sample.at;
  for (let i = 0; i < phase.values.length; i++) {
    if ((phase.values[i] as number) < lowest) {
      lowest = phase.values[i] as number;
      lowestAt = phase.times[i] as number;
    }
  }
  const newest = phase.times[phase.times.length - 1];
  if (newest === undefined || sample.at - newest >= windowMs / maxRatePoints) {
    phase.times.push(sample.at);
    phase.values.push(sample.value);
  }
  const { metric, rise } = rule.params;
  if (!phase.active && sample.value - lowest >= rise && isWatched(rule, place, sample.at)) {
    open(step, {
      onsetAt: lowestAt,
      receivedAt: sample.receivedAt,
      reason: 'rose-too-fast',
      evidence: { metric, value: sample.value, limit: lowest + rise },
    });
  } else if (phase.active && sample.value - lowest < rise / 2) {
    close(step, 'rise-ended');
    // What led to this rise does not count for the next: no two episodes have one onset.
    phase.times = [sample.at];
    phase.values = [sample.value];
  }
}

function foldSeen(rule: DetectionsRule | FaultRule, place: FoldPlace, step: Step): void {
  const { phase, sample } = step;
  if (!phase.active && !isWatched(rule, place, sample.at)) return;
  phase.lastAt = sample.at;
  const { count, withinS } = rule.params;
  while (phase.times.length > 0 && (phase.times[0] as number) < sample.at - withinS * 1000)
    phase.times.shift();
  // Two people in one picture are one moment: votes are counted over time.
  if (phase.times[phase.times.length - 1] !== sample.at) phase.times.push(sample.at);
  if (phase.times.length > count) phase.times.shift();
  const votes = phase.times.length;
  if (phase.active || (votes < count && !sample.conclusive)) return;
  open(step, {
    onsetAt: phase.times[0] as number,
    receivedAt: sample.receivedAt,
    reason:
      rule.kind === 'fault' ? 'reported-by-intake' : votes < count ? 'judged-by-device' : 'seen-often-enough',
    evidence: { ...sample.evidence, count: votes },
  });
}
