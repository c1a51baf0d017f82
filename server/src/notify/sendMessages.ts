/**
 * Sends what waits in the outbox. A message is claimed by moving its next attempt beyond the time a sender may take,
 * in a statement of its own: no transaction stays open while the other side thinks. Several processes may do this at
 * once. Delivery is at least once: a sender that dies between sending and noting it costs one repetition, under the
 * same message id. A channel with a limit counts the attempts of all processes in the database.
 */
import { appendAudit } from '../platform/audit/audit.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Database, Executor } from '../platform/postgres/database.ts';
import { within } from '../platform/within.ts';
import {
  type Channel,
  type ChannelName,
  NotTakenError,
  type OutboxMessage,
  type SendingChannel,
} from './channel.ts';
import {
  attemptsSince,
  cancelAnswered,
  claimPending,
  giveUpOlderThan,
  lockAllowance,
  markDelivered,
  markUndelivered,
  messageAudit,
  nextAttemptAt,
} from './messageStore.ts';
import { decideAfterRefusal, longestWaitMs } from './model/retry.ts';

export interface SendDeps {
  db: Database;
  clock: Clock;
  log: Logger;
  channels: readonly Channel[];
}

/** Most messages of one channel on the way at once. */
export const laneWidth = 8;
/** Real ms after which a claimed message counts as abandoned by its sender. */
const leaseRealMs = 30_000;
/** Real ms that a channel may take over one message, whatever it does: one that hangs must not keep its place for ever. */
const sendWithinRealMs = 20_000;
/** The minute of `perMinute`: the other side's minutes are real. */
const limitWindowRealMs = 60_000;
const maxErrorLength = 500;

/** Sends all that is due on these channels, each at its own pace; answers when the next attempt is due, or null. */
export async function sendMessages(deps: SendDeps): Promise<Date | null> {
  const senders = deps.channels.filter((channel) => channel.delivers === 'from-outbox');
  const nextTimes = await Promise.all(senders.map((channel) => sendAllOf(deps, channel)));
  return nextTimes.reduce((first, at) => (first === null || (at !== null && at < first) ? at : first), null);
}

async function sendAllOf(deps: SendDeps, channel: SendingChannel): Promise<Date | null> {
  for (;;) {
    const { claimed, nextAt } = await claimFor(deps, channel, laneWidth);
    await Promise.all(claimed.map((message) => sendOne(deps, channel, message)));
    if (claimed.length < laneWidth) return nextAt ?? nextAttemptAt(deps.db, [channel.name]);
  }
}

/** `nextAt`: not before then, when the channel's limit is reached; else null. */
export async function claimFor(
  deps: Omit<SendDeps, 'channels'>,
  channel: SendingChannel,
  limit: number,
): Promise<{ claimed: OutboxMessage[]; nextAt: Date | null }> {
  const { db, clock } = deps;
  const now = clock.date();
  const claim = { channel: channel.name, now, leaseUntil: leaseFrom(clock) };
  const { perMinute } = channel;
  if (perMinute === null) {
    await dropOutdated(db, deps, channel.name);
    return { claimed: await claimPending(db, { ...claim, limit }), nextAt: null };
  }
  return db.transaction(async (tx) => {
    await lockAllowance(tx, channel.name);
    await dropOutdated(tx, deps, channel.name);
    const windowStart = limitWindowStart(clock);
    const { count, firstAt } = await attemptsSince(tx, channel.name, windowStart);
    const free = Math.max(0, perMinute - count);
    const claimed = free === 0 ? [] : await claimPending(tx, { ...claim, limit: Math.min(limit, free) });
    const full = free === claimed.length && firstAt !== null && claimed.length < limit;
    return {
      claimed,
      nextAt: full ? new Date(firstAt.getTime() + now.getTime() - windowStart.getTime()) : null,
    };
  });
}

/** What is no longer true is not sent: an offer that nobody waits for, and, after an outage, what is old. */
async function dropOutdated(
  db: Executor,
  { clock, log }: Pick<SendDeps, 'clock' | 'log'>,
  channel: ChannelName,
): Promise<void> {
  await cancelAnswered(db, channel);
  const now = clock.date();
  const before = new Date(now.getTime() - longestWaitMs);
  const givenUp = await giveUpOlderThan(db, { channel, before, now, error: 'waited-too-long' });
  if (givenUp.length > 0) log.warn({ channel, messages: givenUp.length }, 'messages waited too long');
}

/** Until when a message that is claimed now belongs to its sender. */
export function leaseFrom(clock: Clock): Date {
  return new Date(clock.now() + leaseRealMs * clock.speed);
}

/** Attempts after this moment count against a channel's limit. */
export function limitWindowStart(clock: Clock): Date {
  return new Date(clock.now() - limitWindowRealMs * clock.speed);
}

/**
 * Hands one claimed message to its channel and notes what came of it. Answers false when it has failed for good, with
 * `once` at the first refusal.
 */
export async function sendOne(
  deps: Omit<SendDeps, 'channels'>,
  channel: SendingChannel,
  message: OutboxMessage,
  { once = false }: { once?: boolean } = {},
): Promise<boolean> {
  const { db, clock } = deps;
  const attempt = { id: message.id, attempt: message.attempts };
  let said: string;
  try {
    said = (await within(sendWithinRealMs, channel.send(message))).slice(0, maxErrorLength);
  } catch (error) {
    return noteRefusal(deps, { channel, message, error, once });
  }
  await db.transaction(async (tx) => {
    const now = clock.date();
    await markDelivered(tx, { ...attempt, now, said });
    const detail = { channel: channel.name, recipientId: message.recipientId, step: message.step };
    await appendAudit(tx, now, [
      messageAudit(message, { actor: 'system', act: 'message-taken', reason: channel.name, detail }),
    ]);
  });
  return true;
}

async function noteRefusal(
  deps: Omit<SendDeps, 'channels'>,
  refused: { channel: SendingChannel; message: OutboxMessage; error: unknown; once: boolean },
): Promise<boolean> {
  const { db, clock, log } = deps;
  const { channel, message, error, once } = refused;
  const now = clock.date();
  const refusal = error instanceof NotTakenError ? error.again : 'backing-off';
  const asked = once ? 'never' : refusal;
  const again = typeof asked === 'number' ? asked * clock.speed : asked;
  const retry = decideAfterRefusal(message, again, now);
  const said = describe(error).slice(0, maxErrorLength);
  log.warn(
    { messageId: message.id, channel: channel.name, attempts: message.attempts, reason: retry.reason, said },
    'message not taken',
  );
  await db.transaction(async (tx) => {
    const retryAt = retry.again ? retry.at : null;
    await markUndelivered(tx, { id: message.id, attempt: message.attempts, now, said, retryAt });
    if (retry.again) return;
    const detail = { channel: channel.name, recipientId: message.recipientId, step: message.step, said };
    await appendAudit(tx, now, [
      messageAudit(message, { actor: 'system', act: 'message-given-up', reason: retry.reason, detail }),
    ]);
  });
  return retry.again;
}

/** `fetch failed` says nothing: its cause does. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
