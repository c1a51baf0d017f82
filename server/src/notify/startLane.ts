/**
 * The way out by one channel. At most `laneWidth` messages are with the other side; each that comes back makes place
 * for the next. Nobody waits for a slow answer but its own place: neither the other messages, nor other channels, nor
 * whoever put the message into the outbox.
 */
import { startAlarm } from '../platform/alarm.ts';
import type { OutboxMessage, SendingChannel } from './channel.ts';
import { nextAttemptAt } from './messageStore.ts';
import { claimFor, laneWidth, type SendDeps, sendOne } from './sendMessages.ts';

export interface Lane {
  wake(): void;
  /** Resolves when what is with the other side has come back. */
  stop(): Promise<void>;
}

/** Virtual ms between two looks at the outbox. */
const sweepMs = 5_000;

export interface LaneOptions extends Omit<SendDeps, 'channels'> {
  name: string;
  /** As it is set up now; undefined when it is gone. */
  channel: () => SendingChannel | undefined;
  /** A message has failed for good. */
  onGivenUp: () => void;
}

export function startLane(options: LaneOptions): Lane {
  const { db, clock, log, name, onGivenUp } = options;
  const underWay = new Set<Promise<void>>();
  const send = async (channel: SendingChannel, message: OutboxMessage) => {
    try {
      if (!(await sendOne(options, channel, message))) onGivenUp();
    } catch (error) {
      // The lease brings it back.
      log.warn({ err: error, messageId: message.id }, 'what came of a message could not be noted');
    }
  };
  const alarm = startAlarm({
    name: `channel ${name}`,
    clock,
    log,
    sweepMs,
    work: async () => {
      const channel = options.channel();
      const free = laneWidth - underWay.size;
      if (channel === undefined || free <= 0) return null;
      const { claimed, nextAt } = await claimFor(options, channel, free);
      for (const message of claimed) {
        const sent: Promise<void> = send(channel, message).finally(() => {
          underWay.delete(sent);
          void alarm.wake();
        });
        underWay.add(sent);
      }
      if (claimed.length === free) return null;
      return nextAt ?? nextAttemptAt(db, [name]);
    },
  });
  return {
    wake: () => void alarm.wake(),
    stop: async () => {
      await alarm.stop();
      await Promise.all(underWay);
    },
  };
}
