/**
 * Sends a real test message by a channel at once and answers what the other side said. It stands in the outbox like
 * any other and counts against the channel's limit.
 */
import { randomUUID } from 'node:crypto';
import type { ChannelTestBody, ChannelTestResult } from '@mingchu/shared/notify';
import type { Session } from '@mingchu/shared/http';
import { ProblemError } from '../platform/http/problem.ts';
import type { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import type { MessageContent, OutboxMessage, SendingChannel } from './channel.ts';
import { openWebPush, type OutsideDeps } from './channelBook.ts';
import { findChannel } from './channelStore.ts';
import { attemptsSince, claimPending, insertMessages, lockAllowance } from './messageStore.ts';
import { openChannel } from './openChannel.ts';
import { leaseFrom, limitWindowStart, sendOne } from './sendMessages.ts';

export async function testChannel(
  deps: OutsideDeps,
  test: { id: string; to: ChannelTestBody; session: Session },
): Promise<ChannelTestResult> {
  const channel = await channelToTest(deps, test.id);
  const message = await putAndClaim(deps, channel, test);
  const startedAt = performance.now();
  await sendOne(deps, channel, message, { once: true });
  const tookMs = Math.round(performance.now() - startedAt);
  const [came] = await deps.db.query<{ state: string; reply: string | null; error: string | null }>(
    'select state, reply, last_error as error from message where id = $1',
    [message.id],
  );
  const taken = came?.state === 'delivered';
  return { taken, reply: (taken ? came.reply : came?.error) ?? '', tookMs };
}

/** In one transaction, so that no lane sees it unclaimed. */
async function putAndClaim(
  deps: OutsideDeps,
  channel: SendingChannel,
  { to, session }: { to: ChannelTestBody; session: Session },
): Promise<OutboxMessage> {
  const { db, clock } = deps;
  return db.transaction(async (tx) => {
    const now = clock.date();
    await requireAllowance(tx, clock, channel);
    const id = randomUUID();
    await insertMessages(tx, [
      {
        id,
        recipientId: `account:${session.username}`,
        channel: channel.name,
        step: 'test',
        dispatchId: null,
        violationId: null,
        text: '【测试】明厨测试消息',
        createdAt: now,
        state: 'pending',
        deliveredAt: null,
        dedupKey: `test:${id}`,
        routeAt: null,
        username: session.username,
        content: contentFor(deps, to),
      },
    ]);
    const leaseUntil = leaseFrom(clock);
    const [claimed] = await claimPending(tx, { channel: channel.name, now, leaseUntil, limit: 1, id });
    if (claimed === undefined) throw new Error('a test message that was just made cannot be claimed');
    return claimed;
  });
}

async function requireAllowance(tx: Transaction, clock: Clock, channel: SendingChannel): Promise<void> {
  if (channel.perMinute === null) return;
  await lockAllowance(tx, channel.name);
  const { count } = await attemptsSince(tx, channel.name, limitWindowStart(clock));
  if (count >= channel.perMinute)
    throw new ProblemError(429, 'channel-limit-reached', 'This channel has sent all it may within a minute.');
}

async function channelToTest(deps: OutsideDeps, id: string): Promise<SendingChannel> {
  if (id === 'web-push') return openWebPush(deps);
  const row = await findChannel(deps.db, id);
  if (row === null) throw new ProblemError(404, 'no-such-channel', 'There is no such channel.');
  try {
    return openChannel(row, deps);
  } catch (error) {
    throw new ProblemError(409, 'secret-unreadable', (error as Error).message, { cause: error });
  }
}

function contentFor(deps: OutsideDeps, to: ChannelTestBody): MessageContent {
  return {
    title: '测试',
    body: '明厨测试消息，请忽略',
    lines: ['Mingchu test message'],
    path: '/',
    link: deps.publicUrl,
    language: 'zh-CN',
    severity: null,
    email: to.email ?? null,
    mobile: to.mobile ?? null,
  };
}
