/**
 * The only source of time. Production runs at real time; a simulated day may run the whole system faster, so
 * that every duration (a fridge warm for 30 minutes, the 10-minute promise) shrinks alike. Nothing else in the
 * server reads the machine's clock, and SQL takes the time as a parameter.
 */
export interface Clock {
  /** Milliseconds since 1970, never running backwards within a process. */
  now(): number;
  date(): Date;
  /** Milliseconds of this clock that pass in a real one; above 0. */
  readonly speed: number;
  /** Real milliseconds that pass while `virtualMs` pass on this clock; for timers of libraries. */
  realMs(virtualMs: number): number;
  /** Calls `run` once, `virtualMs` from now on this clock. The answer cancels it. */
  setTimer(virtualMs: number, run: () => void): () => void;
  /** Calls `run` every `virtualMs`. The answer stops it. */
  setRepeating(virtualMs: number, run: () => void): () => void;
}

/** Longest delay a Node timer can hold, ms. */
const maxTimerMs = 2_147_483_647;

/**
 * @param speed virtual seconds per real second, above 0
 * @param startAt virtual time at creation, ms since 1970; the machine's time when absent
 */
export function createClock({ speed = 1, startAt }: { speed?: number; startAt?: number } = {}): Clock {
  const realStart = performance.now();
  const origin = startAt ?? machineNow();
  const now = () => Math.floor(origin + (performance.now() - realStart) * speed);
  const realMs = (virtualMs: number) => Math.min(Math.max(virtualMs / speed, 0), maxTimerMs);
  return {
    now,
    date: () => new Date(now()),
    speed,
    realMs,
    setTimer: (virtualMs, run) => {
      const timer = setTimeout(run, realMs(virtualMs));
      return () => clearTimeout(timer);
    },
    setRepeating: (virtualMs, run) => {
      const timer = setInterval(run, realMs(virtualMs));
      return () => clearInterval(timer);
    },
  };
}

function machineNow(): number {
  return Date.now();
}
