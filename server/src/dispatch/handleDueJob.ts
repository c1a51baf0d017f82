/** A job of the queue rings: it counts only for the version of the order that it was set for. */
import type { Alarm } from '../platform/alarm.ts';
import type { JobCatalog } from '../platform/queue/queue.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { findOrder } from './dispatchStore.ts';

/** Wakes the alarm, which takes all that is overdue; does nothing but log when the order has moved on. */
export async function handleDueJob(
  deps: Pick<DispatchDeps, 'db' | 'log'>,
  alarm: Pick<Alarm, 'wake'>,
  job: JobCatalog['dispatch-due'],
): Promise<void> {
  const order = await findOrder(deps.db, job.dispatchId);
  if (order === null || order.version !== job.version) {
    deps.log.debug(
      { ...job, reason: order === null ? 'no-such-order' : 'order-moved-on' },
      'job does nothing',
    );
    return;
  }
  await alarm.wake();
}
