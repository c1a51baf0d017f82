/** Puts messages into the outbox within the caller's transaction: what is promised to be told is told. */
import { randomUUID } from 'node:crypto';
import type { MessageFacts } from '@mingchu/shared/notify';
import type { NewChange } from '../platform/changelog/changeLog.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import type { JobQueue } from '../platform/queue/queue.ts';
import type { Channel } from './channel.ts';
import { insertMessages, type MessageRow } from './messageStore.ts';

export interface NotifyDeps {
  queue: JobQueue;
  clock: Clock;
  log: Logger;
  channels: readonly Channel[];
}

export interface NewMessage {
  recipientId: string;
  step: string;
  text: string;
  facts?: MessageFacts;
  dispatchId: string | null;
  violationId: string | null;
  /** The step this message stands for; the same key to the same recipient is told once. */
  dedupKey: string;
}

/** One row per recipient and channel. Answers the changes of those that are delivered by the commit itself. */
export async function queueMessages(
  tx: Transaction,
  deps: NotifyDeps,
  messages: readonly NewMessage[],
): Promise<NewChange[]> {
  const now = deps.clock.date();
  const rows = messages.flatMap((message) =>
    deps.channels.map((channel) => outboxRow(message, channel, now)),
  );
  const inserted = await insertMessages(tx, rows);
  const fresh = rows.filter((row) => inserted.has(row.id));
  if (fresh.length > 0) {
    tx.afterCommit(() => {
      // Only an alarm clock: the sweep finds the rows when the queue is away.
      deps.queue.add([{ name: 'send-messages', data: {} }]).catch((error: unknown) => {
        deps.log.warn({ err: error }, 'the queue did not take a job; the sweep will send the messages');
      });
    });
  }
  return fresh.flatMap(inAppChange);
}

function outboxRow(message: NewMessage, channel: Channel, now: Date): MessageRow {
  const delivered = channel.delivers === 'with-commit';
  return {
    ...message,
    id: randomUUID(),
    channel: channel.name,
    createdAt: now,
    state: delivered ? 'delivered' : 'pending',
    deliveredAt: delivered ? now : null,
    dedupKey: `${message.dedupKey}:${message.recipientId}:${channel.name}`,
    // Which channels carry it to whom is decided afterwards: the promise does not wait for that.
    routeAt: delivered ? now : null,
  };
}

function inAppChange(row: MessageRow): NewChange[] {
  if (row.channel !== 'in-app') return [];
  const { id, recipientId, step, text, facts = null, dispatchId, violationId } = row;
  const at = row.createdAt.toISOString();
  const body = { id, recipientId, step, text, facts, dispatchId, violationId, at };
  return [{ kind: 'message', body }];
}
