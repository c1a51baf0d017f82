/**
 * Sends what waits in the outbox. A message is claimed by moving its next attempt beyond the time a sender may take,
 * in a statement of its own: no transaction stays open while the other side thinks. Several processes may do this at
 * once. Delivery is at least once; the message id lets the other side tell.
 */
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { Channel, ChannelName, OutboxMessage } from './channel.ts';
import { claimPending, markDelivered, markUndelivered, nextAttemptAt } from './messageStore.ts';
import { decideRetry } from './model/retry.ts';

export interface SendDeps {
  db: Database;
  clock: Clock;
  log: Logger;
  channels: readonly Channel[];
}

/** Most messages on the way at once. */
const batchSize = 20;
/** Real ms after which a claimed message counts as abandoned by its sender. */
const leaseRealMs = 30_000;
const maxErrorLength = 500;

/** Sends all that is due; answers when the next attempt is due, or null. */
export async function sendMessages(deps: SendDeps): Promise<Date | null> {
  const senders = new Map<ChannelName, (message: OutboxMessage) => Promise<void>>();
  for (const channel of deps.channels) {
    if (channel.delivers === 'from-outbox') senders.set(channel.name, channel.send);
  }
  const channels = [...senders.keys()];
  if (channels.length === 0) return null;
  for (;;) {
    const now = deps.clock.date();
    const leaseUntil = new Date(now.getTime() + leaseRealMs / deps.clock.realMs(1));
    const claimed = await claimPending(deps.db, { channels, now, leaseUntil, limit: batchSize });
    await Promise.all(claimed.map((message) => sendOne(deps, message, senders.get(message.channel))));
    if (claimed.length < batchSize) return nextAttemptAt(deps.db, channels);
  }
}

async function sendOne(
  deps: SendDeps,
  message: OutboxMessage,
  send: ((message: OutboxMessage) => Promise<void>) | undefined,
): Promise<void> {
  if (send === undefined) throw new Error('claimed a message of a channel that is not open');
  try {
    await send(message);
  } catch (error) {
    const retry = decideRetry(message.attempts, deps.clock.date());
    deps.log.warn(
      { err: error, messageId: message.id, attempts: message.attempts, reason: retry.reason },
      'message not taken',
    );
    await markUndelivered(deps.db, message.id, {
      error: describe(error).slice(0, maxErrorLength),
      retryAt: retry.again ? retry.at : null,
    });
    return;
  }
  await markDelivered(deps.db, message.id, deps.clock.date());
}

/** `fetch failed` says nothing: its cause does. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
