/** Starts the sending of messages in this process: a job wakes it, a sweep finds what jobs forgot. */
import { type Alarm, startAlarm } from '../platform/alarm.ts';
import type { JobQueue } from '../platform/queue/queue.ts';
import { type SendDeps, sendMessages } from './sendMessages.ts';

/** Virtual ms between sweeps of the outbox. */
const sweepMs = 5_000;

export interface Notify {
  stop(): Promise<void>;
}

export async function startNotify(deps: SendDeps & { queue: JobQueue }): Promise<Notify> {
  const alarm: Alarm = startAlarm({
    name: 'send-messages',
    clock: deps.clock,
    log: deps.log,
    sweepMs,
    work: () => sendMessages(deps),
  });
  await deps.queue.process('send-messages', () => alarm.wake());
  return { stop: () => alarm.stop() };
}
