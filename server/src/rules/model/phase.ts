/** What one rule at one device and zone knows after some samples, and how it says that its condition began or ended. */
import type { Rule } from '@mingchu/shared/rulebook';
import type { ViolationEvidence } from '@mingchu/shared/violation';

/** What a rule knows after some samples. Times in ms since 1970; -1: none. */
export interface Phase {
  lastAt: number;
  /** Since when the condition holds without being held long enough. */
  pendingSince: number;
  active: boolean;
  onsetAt: number;
  /** Since when it is recovered without the off-delay being over. */
  recoveredSince: number;
  /**
   * Within the window, oldest first: times (detections, rate, flapping), values (rate). Flapping has one value while the
   * device is away, offline one while nobody said so; stuck the standing value, the finest step seen and how often the value came.
   */
  times: number[];
  values: number[];
}

export interface Sample {
  at: number;
  receivedAt: number;
  value: number;
  /** Detection id; '' for telemetry. */
  id: string;
  evidence: ViolationEvidence | null;
  /** Of a detection: it needs no others beside it. */
  conclusive?: true;
}

export type TransitionReason =
  | 'limit-crossed'
  | 'held-for-duration'
  | 'seen-often-enough'
  | 'judged-by-device'
  | 'rose-too-fast'
  | 'reported-by-intake'
  | 'offline-for-duration'
  | 'all-behind-silent'
  | 'recovered-for-off-delay'
  | 'not-seen-for-off-delay'
  | 'rise-ended'
  | 'back-online'
  | 'went-often-enough'
  | 'stayed-for-off-delay'
  | 'value-stood-still'
  | 'value-moved';

/** The condition began to hold (at its onset) or ended. */
export interface Transition {
  kind: 'open' | 'clear';
  at: number;
  onsetAt: number;
  receivedAt: number;
  reason: TransitionReason;
  evidence: ViolationEvidence;
}

/** What a fold needs to know of its device. */
export interface FoldPlace {
  gapMs: number;
  isOpen: (at: number) => boolean;
  /** Until then the gateway of the device explains that it is away, ms since 1970; left out: it has none that does. */
  explainedUntil?: number;
}

export function freshPhase(): Phase {
  return {
    lastAt: -1,
    pendingSince: -1,
    active: false,
    onsetAt: -1,
    recoveredSince: -1,
    times: [],
    values: [],
  };
}

export function copyPhase(phase: Phase): Phase {
  return { ...phase, times: phase.times.slice(), values: phase.values.slice() };
}

/** Whether the rule looks at this time of day at all. */
export function isWatched(rule: Rule, place: FoldPlace, at: number): boolean {
  if (rule.closedHours === 'ignore') return place.isOpen(at);
  if (rule.closedHours === 'only') return !place.isOpen(at);
  return true;
}

export interface Step {
  phase: Phase;
  sample: Sample;
  out: Transition[];
}

/** The condition holds, since `onsetAt`. */
export function open(step: { phase: Phase; out: Transition[] }, fact: Omit<Transition, 'kind' | 'at'>): void {
  const { phase } = step;
  phase.active = true;
  phase.onsetAt = fact.onsetAt;
  phase.pendingSince = -1;
  phase.recoveredSince = -1;
  step.out.push({ kind: 'open', at: fact.onsetAt, ...fact });
}

/** It holds no longer, as of the sample. */
export function close(step: Step, reason: TransitionReason): void {
  const { phase, sample } = step;
  phase.active = false;
  phase.pendingSince = -1;
  phase.recoveredSince = -1;
  step.out.push({
    kind: 'clear',
    at: sample.at,
    onsetAt: phase.onsetAt,
    receivedAt: sample.receivedAt,
    reason,
    evidence: {},
  });
}
