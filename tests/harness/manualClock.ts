/**
 * A clock that the test moves. Timers fire in order of their time; after each the clock waits until whoever set it has
 * set the next one, because the server's one-shot timers re-arm themselves when their work is done. So when `advance`
 * resolves, everything that was due has happened.
 */
import { setImmediate as nextTick } from 'node:timers/promises';
import type { Clock } from '@mingchu/server/platform/clock';

export interface ManualClock extends Clock {
  /** Moves on by `ms`, firing what falls due. */
  advance(ms: number): Promise<void>;
  /** Moves to `ms` after the start of the clock. */
  advanceTo(ms: number): Promise<void>;
  /** Resolves when at least this many timers wait: whoever was started has done its first work. */
  settled(timerCount: number): Promise<void>;
}

interface Timer {
  at: number;
  run: () => void;
  /** Null for one that fires once. */
  everyMs: number | null;
}

/** Real ms that a fired timer's work may take. */
const workTimeoutMs = 20_000;

export function manualClock(startAt = Date.UTC(2026, 10, 23, 2, 0, 0)): ManualClock {
  let nowMs = startAt;
  const timers = new Set<Timer>();
  const set = (timer: Timer) => {
    timers.add(timer);
    return () => {
      timers.delete(timer);
    };
  };
  const settled = async (timerCount: number) => {
    const giveUpAt = performance.now() + workTimeoutMs;
    while (timers.size < timerCount) {
      if (performance.now() > giveUpAt)
        throw new Error('a timer fired and its work did not set the next one');
      await nextTick();
    }
  };
  const advanceTo = async (target: number) => {
    for (;;) {
      const next = earliest(timers);
      if (next === undefined || next.at > target) break;
      nowMs = Math.max(nowMs, next.at);
      const expected = timers.size;
      if (next.everyMs === null) timers.delete(next);
      else next.at += next.everyMs;
      next.run();
      await settled(expected);
    }
    nowMs = Math.max(nowMs, target);
  };
  return {
    now: () => nowMs,
    date: () => new Date(nowMs),
    speed: 1,
    realMs: (virtualMs) => virtualMs,
    setTimer: (virtualMs, run) => set({ at: nowMs + Math.max(1, virtualMs), run, everyMs: null }),
    setRepeating: (virtualMs, run) => set({ at: nowMs + virtualMs, run, everyMs: virtualMs }),
    advance: (ms) => advanceTo(nowMs + ms),
    advanceTo: (ms) => advanceTo(startAt + ms),
    settled,
  };
}

function earliest(timers: ReadonlySet<Timer>): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers) {
    if (first === undefined || timer.at < first.at) first = timer;
  }
  return first;
}
