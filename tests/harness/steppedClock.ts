/**
 * A clock that goes from moment to moment of a story, as fast as the system keeps up: it moves on only when what fell
 * due has been done. Nothing then depends on how busy the machine is, and a story of minutes takes seconds.
 */
import type { Clock } from '@mingchu/server/platform/clock';

export interface SteppedClock extends Clock {
  /** Moves to this time, ms since 1970, stopping at each moment at which timers fall due until `settled` resolves. */
  advanceTo(targetMs: number, settled: () => Promise<void>): Promise<void>;
}

interface Timer {
  at: number;
  run: () => void;
  everyMs: number | null;
}

/** Libraries wait in real time: to them it is a clock of this speed. */
const speed = 60;

export function steppedClock(startAt: number): SteppedClock {
  let nowMs = startAt;
  const timers = new Set<Timer>();
  const set = (timer: Timer) => {
    timers.add(timer);
    return () => {
      timers.delete(timer);
    };
  };
  const fire = (atMs: number) => {
    for (const timer of [...timers].filter(({ at }) => at <= atMs)) {
      if (timer.everyMs === null) timers.delete(timer);
      else timer.at = atMs + timer.everyMs;
      timer.run();
    }
  };
  return {
    now: () => nowMs,
    date: () => new Date(nowMs),
    speed,
    realMs: (virtualMs) => virtualMs / speed,
    setTimer: (virtualMs, run) => set({ at: nowMs + Math.max(1, virtualMs), run, everyMs: null }),
    setRepeating: (virtualMs, run) =>
      set({ at: nowMs + Math.max(1, virtualMs), run, everyMs: Math.max(1, virtualMs) }),
    advanceTo: async (targetMs, settled) => {
      for (;;) {
        const next = Math.min(...[...timers].map(({ at }) => at));
        if (next > targetMs) break;
        nowMs = Math.max(nowMs, next);
        fire(nowMs);
        await settled();
      }
      nowMs = Math.max(nowMs, targetMs);
    },
  };
}
