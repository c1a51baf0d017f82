/** How the presence that a device tells, or its last will tells, moves the rules that look at it. */
import type { FlappingRule, OfflineRule } from '@mingchu/shared/rulebook';
import { close, type FoldPlace, isWatched, open, type Phase, type Step, type Transition } from './phase.ts';

interface TimeStep {
  phase: Phase;
  at: number;
  seenAt: number;
  out: Transition[];
}

/** Sample values: 1 for offline, 0 for online. */
const offline = 1;
/** Nobody said so: all who speak through it fell silent. Kept as the only value of the phase until it opens. */
export const silentBehind = 2;

export function foldOffline(step: Step): void {
  const { phase, sample } = step;
  phase.lastAt = sample.at;
  if (sample.value === offline || sample.value === silentBehind) {
    if (phase.active || phase.pendingSince >= 0) return;
    phase.pendingSince = sample.at;
    if (sample.value === silentBehind) phase.values = [silentBehind];
    return;
  }
  phase.pendingSince = -1;
  phase.values = [];
  if (phase.active) close(step, 'back-online');
}

/** While its gateway explains that it is away, its time does not run: it begins anew with the gateway's return. */
export function advanceOffline(rule: OfflineRule, place: FoldPlace, step: TimeStep): void {
  const { phase, at, seenAt } = step;
  if (phase.active || phase.pendingSince < 0) return;
  const since = Math.max(phase.pendingSince, place.explainedUntil ?? -1);
  if (at - since < rule.params.forS * 1000) return;
  const reason = phase.values[0] === silentBehind ? 'all-behind-silent' : 'offline-for-duration';
  phase.values = [];
  open(step, { onsetAt: since, receivedAt: seenAt, reason, evidence: {} });
}

/** Counts how often it goes, not how often it says so. */
export function foldFlapping(rule: FlappingRule, place: FoldPlace, step: Step): void {
  const { phase, sample } = step;
  const isAway = sample.value === offline;
  if (isAway === phase.values.length > 0) return;
  phase.values = isAway ? [offline] : [];
  // Also for its end: quiet begins with the last change.
  phase.lastAt = sample.at;
  if (!isAway) return;
  if (!phase.active && !isWatched(rule, place, sample.at)) return;
  const { count, withinS } = rule.params;
  phase.times = phase.times.filter((time) => time >= sample.at - withinS * 1000);
  phase.times.push(sample.at);
  if (phase.times.length > count) phase.times.shift();
  if (phase.active || phase.times.length < count) return;
  open(step, {
    onsetAt: phase.times[0] as number,
    receivedAt: sample.receivedAt,
    reason: 'went-often-enough',
    evidence: { count },
  });
}

/** Whether it stays there or stays away: it no longer flaps. */
export function advanceFlapping(rule: FlappingRule, step: TimeStep): void {
  const { phase, at, seenAt, out } = step;
  const over = phase.lastAt + rule.params.offDelayS * 1000;
  if (!phase.active || at < over) return;
  const { onsetAt } = phase;
  phase.active = false;
  phase.times = [];
  out.push({
    kind: 'clear',
    at: over,
    onsetAt,
    receivedAt: seenAt,
    reason: 'stayed-for-off-delay',
    evidence: {},
  });
}
