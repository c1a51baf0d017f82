/**
 * Folds a storm of changes into few steps of the screen. A batch that comes after a rest is applied at once. What comes
 * during a rest waits for its end, and is applied as one batch under one range of numbers. A rest is several times as
 * long as the step before it took, so that drawing leaves most of this thread free, however slow the computer is.
 *
 * Always true: batches are applied in their order; nothing waits longer than the longest rest while timers run, and in a
 * hidden tab, where the browser holds them back, no longer than until the next message. Whoever is about to use the
 * newest sequence number, or to prove something by it, calls `applyNow` first.
 */
import type { Change, ChangeRange } from '@mingchu/shared/live';

/** Changes under one range of numbers, as one message of the server. */
export interface Batch {
  changes: readonly Change[];
  range: ChangeRange;
}

/** A rest is this many times as long as the step took: a fifth of the thread is the most that steps take. */
const restPerStep = 4;
/** Least, since the picture is painted after the step; and most, since a wall shows what is now. ms. */
const restMs = { least: 30, most: 250 };
/** More changes than these do not wait. */
const maxWaiting = 1_000;

/** Both as one; null when the second does not follow on the first, or ends what the first was about. */
export function joinBatches(first: Batch, second: Batch): Batch | null {
  if (second.range.after > first.range.through) return null;
  if (second.changes.some((change) => change.kind === 'registry')) return null;
  if (second.range.through <= first.range.through) return first;
  const fresh = second.changes.filter((change) => change.seq > first.range.through);
  return {
    changes: [...first.changes, ...fresh],
    range: { ...second.range, after: first.range.after },
  };
}

export interface ChangeFold {
  /** Applies the batch, now or within the rest. */
  take: (batch: Batch) => void;
  /** Applies what waits. */
  applyNow: () => void;
  /** Forgets what waits. */
  close: () => void;
}

/** Folds until it is closed; `apply` is called with each batch, in order. */
export function foldChanges(apply: (batch: Batch) => void): ChangeFold {
  let waiting: Batch | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let restUntilMs = Number.NEGATIVE_INFINITY;

  const forget = (): void => {
    clearTimeout(timer);
    timer = undefined;
    waiting = null;
  };
  const applyNow = (): void => {
    const batch = waiting;
    forget();
    if (batch === null) return;
    const beganMs = performance.now();
    const rest = (): void => {
      const nowMs = performance.now();
      const wantedMs = (nowMs - beganMs) * restPerStep;
      restUntilMs = nowMs + Math.min(restMs.most, Math.max(restMs.least, wantedMs));
    };
    apply(batch);
    rest();
    // React draws in a microtask that `apply` has asked for: this one comes after it.
    queueMicrotask(rest);
  };
  return {
    take(batch) {
      const joined = waiting === null ? batch : joinBatches(waiting, batch);
      if (joined === null) applyNow();
      waiting = joined ?? batch;
      const leftMs = restUntilMs - performance.now();
      if (leftMs <= 0 || waiting.changes.length > maxWaiting) applyNow();
      else timer ??= setTimeout(applyNow, leftMs);
    },
    applyNow,
    close: forget,
  };
}
