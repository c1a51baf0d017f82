/** Starts the sending of messages in this process: a job wakes it, a sweep finds what jobs forgot. */
import { type Alarm, startAlarm } from '../platform/alarm.ts';
import type { JobQueue } from '../platform/queue/queue.ts';
import type { OutsideDeps } from './channelBook.ts';
import { type SendDeps, sendMessages } from './sendMessages.ts';
import { startOutside } from './startOutside.ts';

/** Virtual ms between sweeps of the outbox. */
const sweepMs = 5_000;

export interface Notify {
  stop(): Promise<void>;
}

/** `channels` are those of the environment; with `outside`, also those that administrators set up. */
export async function startNotify(
  deps: SendDeps & { queue: JobQueue; outside?: Omit<OutsideDeps, 'db' | 'clock' | 'log'> },
): Promise<Notify> {
  const alarm: Alarm = startAlarm({
    name: 'send-messages',
    clock: deps.clock,
    log: deps.log,
    sweepMs,
    work: () => sendMessages(deps),
  });
  const outside = deps.outside === undefined ? undefined : await startOutside({ ...deps, ...deps.outside });
  await deps.queue.process('send-messages', async () => {
    await Promise.all([alarm.wake(), outside?.wake()]);
  });
  return {
    stop: async () => {
      await alarm.stop();
      await outside?.stop();
    },
  };
}
