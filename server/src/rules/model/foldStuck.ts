/**
 * A value that stands still. How long a working sensor may say the same depends on how finely it resolves: a fridge that
 * swings by a degree an hour crosses a hundredth every half minute, and a whole degree perhaps never. So the sensor's
 * resolution is learned from what it says: the smallest step between two of its values, and the decimals in which it
 * writes them, whichever is finer. Whoever writes 5.37 and never another value is found as well, although it never
 * made a step.
 */
import type { StuckRule } from '@mingchu/shared/rulebook';
import { close, type FoldPlace, isWatched, open, type Step } from './phase.ts';

const maxHoldMs = 7 * 86_400_000;
const unknownStep = 0;
/** Of `forS`; however fine the sensor is, a compressor's rest of some hours is no fault. */
const leastPart = 1 / 4;

export function foldStuck(rule: StuckRule, place: FoldPlace, step: Step): void {
  const { phase, sample } = step;
  const isGap = phase.lastAt >= 0 && sample.at - phase.lastAt > place.gapMs;
  phase.lastAt = sample.at;
  const [standing, finest = unknownStep, came = 0] = phase.values;
  if (standing !== sample.value) {
    if (phase.active) close(step, 'value-moved');
    phase.pendingSince = sample.at;
    phase.values = [sample.value, finerStep(finest, sample.value, standing), 1];
    return;
  }
  if (phase.active) return;
  // What was said between is not known: the time begins anew.
  if (isGap) phase.pendingSince = sample.at;
  phase.values = [sample.value, finest, isGap ? 1 : came + 1];
  const { metric, samples } = rule.params;
  if (came + 1 < samples || isGap || !isWatched(rule, place, sample.at)) return;
  if (sample.at - phase.pendingSince < plausibleMs(rule, finest)) return;
  open(step, {
    onsetAt: phase.pendingSince,
    receivedAt: sample.receivedAt,
    reason: 'value-stood-still',
    evidence: { metric, value: sample.value, count: came + 1 },
  });
}

/** For how long a sensor of this resolution may say the same, ms. */
export function plausibleMs({ params }: Pick<StuckRule, 'params'>, resolution: number): number {
  if (resolution === unknownStep) return maxHoldMs;
  const forMs = params.forS * 1000;
  const inProportion = forMs * (resolution / params.step);
  return Math.min(Math.max(inProportion, forMs * leastPart), maxHoldMs);
}

/** Below this two values differ by rounding alone. */
const rounding = 1e-6;
const maxDecimals = 4;

function finerStep(finest: number, value: number, before: number | undefined): number {
  const made = before === undefined ? 0 : Math.abs(value - before);
  const steps = [finest, writtenStep(value), made].filter((step) => step > rounding);
  return steps.length === 0 ? unknownStep : Math.min(...steps);
}

/** By its decimals; a value that was calculated (°F to °C) has no end of them and says nothing. */
function writtenStep(value: number): number {
  for (let decimals = 0; decimals <= maxDecimals; decimals++) {
    const scaled = value * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < rounding) return 10 ** -decimals;
  }
  return unknownStep;
}
