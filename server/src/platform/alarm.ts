/**
 * An alarm clock for work whose due times stand in the database. It runs `work` when the earliest known due time
 * comes and, whatever it knows, every `sweepMs`, so that what another process wrote, or the queue forgot, is found.
 * One run at a time; a wake during a run causes one more. A run that fails (the database is away) is logged and
 * tried again at the next sweep.
 */
import type { Clock } from './clock.ts';
import type { Logger } from './log.ts';

export interface Alarm {
  /** Runs the work now, or once more after the present run. Resolves when that is done; never rejects. */
  wake(): Promise<void>;
  /** No further run begins; resolves when the present one is done. */
  stop(): Promise<void>;
}

export interface AlarmOptions {
  name: string;
  clock: Clock;
  log: Logger;
  /** Longest virtual time between two runs, ms. */
  sweepMs: number;
  /** Does what is due; answers when the next is due, or null when nothing waits. */
  work: () => Promise<Date | null>;
}

/** Real ms between two runs that nobody asked for: a fast clock must not turn the sweep into a busy loop. */
const leastRealGapMs = 20;

export function startAlarm(options: AlarmOptions): Alarm {
  const { clock, log, sweepMs, work, name } = options;
  let cancelTimer = () => {};
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let failing = false;

  const runOnce = async (): Promise<number> => {
    try {
      const nextDueAt = await work();
      if (failing) log.info({ alarm: name }, 'alarm works again');
      failing = false;
      if (nextDueAt === null) return sweepMs;
      return Math.min(Math.max(nextDueAt.getTime() - clock.now(), 0), sweepMs);
    } catch (error) {
      // Said once for each outage, not at every attempt.
      if (!failing) log.warn({ alarm: name, err: error }, 'alarm cannot do its work; it tries again');
      failing = true;
      return sweepMs;
    }
  };

  /** A time to come is met exactly; what is due and was left (someone else holds it) is not asked for in a loop. */
  const gapMs = (delayMs: number) => {
    const leastMs = leastRealGapMs * clock.speed;
    return delayMs > 0 && delayMs < sweepMs ? Math.max(delayMs, 1) : Math.max(delayMs, leastMs);
  };

  const run = async () => {
    cancelTimer();
    let delayMs = sweepMs;
    do {
      again = false;
      delayMs = await runOnce();
    } while (again && !stopped);
    // At once, not when the promise of this run is settled: who wakes in between would wait for the next sweep.
    running = undefined;
    if (stopped) return;
    cancelTimer = clock.setTimer(gapMs(delayMs), () => void wake());
  };

  const wake = (): Promise<void> => {
    if (stopped) return running ?? Promise.resolve();
    if (running !== undefined) {
      again = true;
      return running;
    }
    const begun = run();
    running = begun;
    return begun;
  };

  void wake();
  return {
    wake,
    stop: async () => {
      stopped = true;
      cancelTimer();
      await running;
    },
  };
}
