/** How many readings a second came in over the last minutes; a process that takes nothing in knows nothing of it. */
import type { TodayStats } from '@mingchu/shared/live';
import type { Clock } from '../platform/clock.ts';

/** ms of the clock. */
const everyMs = 10_000;
const kept = 60;

export interface IntakeTrace {
  read(): Pick<TodayStats, 'readingsPerS' | 'readingsTrace'>;
  stop(): void;
}

/** Notes the rate every 10 s until `stop`. */
export function followIntake(clock: Clock, readingsPerS: (() => number) | null): IntakeTrace {
  if (readingsPerS === null)
    return { read: () => ({ readingsPerS: null, readingsTrace: [] }), stop: () => {} };
  const trace: number[] = [];
  const stop = clock.setRepeating(everyMs, () => {
    trace.push(readingsPerS());
    if (trace.length > kept) trace.shift();
  });
  return { read: () => ({ readingsPerS: readingsPerS(), readingsTrace: [...trace] }), stop };
}
