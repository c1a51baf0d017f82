/**
 * Starts the watch over due times in this process. Three things look, and all do the same (`handleDueTimes`):
 * the alarm, set to the earliest open due time and at least every second; the queue's jobs; and, at start, whatever
 * is overdue. Any of them may be late, doubled or lost, and any number of processes may run: the rows decide.
 */
import { startAlarm } from '../platform/alarm.ts';
import type { NewJob } from '../platform/queue/queue.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { earliestDueAt, openDueTimesAfter } from './dueTimeStore.ts';
import { handleDueJob } from './handleDueJob.ts';
import { handleDueTimes } from './handleDueTimes.ts';

/** Virtual ms between two looks when nothing is known to be due. */
const sweepMs = 1_000;
/** Jobs added to the queue at a time when they are rebuilt. */
const rebuildPage = 1_000;

export interface DispatchWatch {
  stop(): Promise<void>;
}

export async function startDispatch(deps: DispatchDeps): Promise<DispatchWatch> {
  const alarm = startAlarm({
    name: 'due-times',
    clock: deps.clock,
    log: deps.log,
    sweepMs,
    work: async () => {
      await handleDueTimes(deps);
      return earliestDueAt(deps.db);
    },
  });
  await deps.queue.process('dispatch-due', (job) => handleDueJob(deps, alarm, job));
  // The alarm already watches: a queue that is away must not hold up the start.
  rebuildJobs(deps).catch((error: unknown) => {
    deps.log.warn({ err: error }, 'the queue did not take the open due times; the sweep watches them');
  });
  return { stop: () => alarm.stop() };
}

/** Sets a job for every open due time, so that a queue that lost everything rings again. */
async function rebuildJobs(deps: DispatchDeps): Promise<void> {
  let after = { dueAt: new Date(0), dispatchId: '' };
  for (;;) {
    const page = await openDueTimesAfter(deps.db, after, rebuildPage);
    const now = deps.clock.now();
    const jobs = page.map(
      (due): NewJob<'dispatch-due'> => ({
        name: 'dispatch-due',
        data: { dispatchId: due.dispatchId, version: due.version },
        delayMs: Math.max(0, due.dueAt.getTime() - now),
      }),
    );
    if (jobs.length > 0) await deps.queue.add(jobs);
    const last = page.at(-1);
    if (last === undefined || page.length < rebuildPage) return;
    after = { dueAt: last.dueAt, dispatchId: last.dispatchId };
  }
}
