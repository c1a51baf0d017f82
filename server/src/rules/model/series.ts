/**
 * One rule at one device and zone over time, correct under late and doubled samples.
 *
 *   base  = phase after all samples older than the window (30 s behind the newest)
 *   tail  = the samples within the window, in order of time
 *   head  = fold(base, tail): what we believe now
 *   told  = the transitions between base and head, as already decided
 *
 * A sample in order is folded into head once. A late one is put in its place and head is folded anew from base;
 * the difference between the transitions found then and those told is what gets decided: opened, cleared, corrected
 * or taken back. A sample older than base cannot change what is settled and is left out, with a reason.
 */
import { skewLimitMs } from '@mingchu/shared/observation';
import { advance, fold, type SampledRule } from './fold.ts';
import { copyPhase, type FoldPlace, freshPhase, type Phase, type Sample, type Transition } from './phase.ts';

export interface Series {
  base: Phase;
  /** Time of the newest sample in base, -1 before the first. */
  settledAt: number;
  head: Phase;
  tail: Sample[];
  told: Transition[];
}

/** What became of the series: a transition, or a correction of one told before. */
export type SeriesChange =
  | { kind: 'open' | 'clear'; transition: Transition }
  | { kind: 'correct-open' | 'correct-clear'; transition: Transition; was: Transition }
  | { kind: 'withdraw-open' | 'withdraw-clear'; transition: Transition };

export type IgnoredReason = 'duplicate-sample' | 'older-than-window';

/** Most samples kept in the window; a device that sends more settles them earlier. */
const maxTail = 256;

export function freshSeries(): Series {
  return { base: freshPhase(), settledAt: -1, head: freshPhase(), tail: [], told: [] };
}

/** Takes one sample in. `tickAt`: the last tick, so that what time alone has moved stays moved. */
export function addSample(
  rule: SampledRule,
  place: FoldPlace,
  step: { series: Series; sample: Sample; tickAt: number; changes: SeriesChange[] },
): IgnoredReason | null {
  const { series, sample, changes } = step;
  const { tail } = series;
  const newest = tail[tail.length - 1];
  if (sample.at <= series.settledAt) return 'older-than-window';
  if (!newest || sample.at > newest.at) {
    tail.push(sample);
    const before = series.told.length;
    // A tick may have moved head beyond this sample's time: then it is late too, in that sense.
    if (step.tickAt > sample.at && series.told.length > 0) refold(rule, place, step);
    else {
      fold(rule, place, { phase: series.head, sample, out: series.told });
      for (let i = before; i < series.told.length; i++) tell(changes, series.told[i] as Transition);
    }
    settle(rule, place, series);
    return null;
  }
  let index = tail.length;
  while (index > 0 && comesAfter(tail[index - 1] as Sample, sample)) index--;
  const neighbour = tail[index - 1];
  if (neighbour && neighbour.at === sample.at && neighbour.id === sample.id) return 'duplicate-sample';
  tail.splice(index, 0, sample);
  refold(rule, place, step);
  settle(rule, place, series);
  return null;
}

/** Lets time pass without a sample. */
export function addTime(
  rule: SampledRule,
  place: FoldPlace,
  step: { series: Series; tickAt: number; changes: SeriesChange[] },
): void {
  const { series, tickAt, changes } = step;
  const before = series.told.length;
  advance(rule, place, { phase: series.head, at: tickAt, seenAt: tickAt, out: series.told });
  for (let i = before; i < series.told.length; i++) tell(changes, series.told[i] as Transition);
}

function comesAfter(a: Sample, b: Sample): boolean {
  return a.at > b.at || (a.at === b.at && a.id > b.id);
}

function tell(changes: SeriesChange[], transition: Transition): void {
  changes.push({ kind: transition.kind, transition });
}

function refold(
  rule: SampledRule,
  place: FoldPlace,
  step: { series: Series; tickAt: number; changes: SeriesChange[] },
): void {
  const { series } = step;
  const found: Transition[] = [];
  const phase = copyPhase(series.base);
  for (const sample of series.tail) fold(rule, place, { phase, sample, out: found });
  const last = series.tail[series.tail.length - 1];
  if (step.tickAt > (last?.at ?? -1))
    advance(rule, place, { phase, at: step.tickAt, seenAt: step.tickAt, out: found });
  tellDifference(series.told, found, step.changes);
  series.head = phase;
  series.told = found;
}

/** Both lists start from the same base, so opening and clearing alternate alike in both. */
function tellDifference(told: Transition[], found: Transition[], changes: SeriesChange[]): void {
  const shared = Math.min(told.length, found.length);
  for (let i = told.length - 1; i >= shared; i--) {
    const transition = told[i] as Transition;
    changes.push({ kind: transition.kind === 'open' ? 'withdraw-open' : 'withdraw-clear', transition });
  }
  for (let i = 0; i < shared; i++) {
    const was = told[i] as Transition;
    const now = found[i] as Transition;
    if (was.at === now.at && was.onsetAt === now.onsetAt) {
      // The 10 minutes keep the start that was told: who was sent stays sent.
      now.receivedAt = was.receivedAt;
      continue;
    }
    changes.push({ kind: now.kind === 'open' ? 'correct-open' : 'correct-clear', transition: now, was });
  }
  for (let i = shared; i < found.length; i++) tell(changes, found[i] as Transition);
}

/** Moves samples that have left the window into base, with the transitions that they made. */
function settle(rule: SampledRule, place: FoldPlace, series: Series): void {
  const newest = series.tail[series.tail.length - 1];
  if (!newest) return;
  let leaving = 0;
  while (
    leaving < series.tail.length - 1 &&
    ((series.tail[leaving] as Sample).at < newest.at - skewLimitMs || series.tail.length - leaving > maxTail)
  ) {
    leaving++;
  }
  if (leaving === 0) return;
  const settled: Transition[] = [];
  for (let i = 0; i < leaving; i++) {
    const sample = series.tail[i] as Sample;
    fold(rule, place, { phase: series.base, sample, out: settled });
    series.settledAt = sample.at;
  }
  series.tail.splice(0, leaving);
  if (settled.length > 0) series.told.splice(0, settled.length);
}
