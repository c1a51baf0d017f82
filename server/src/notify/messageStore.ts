/** SQL of the outbox: putting in, taking out, and what came of it. */
import type { MessageFacts } from '@mingchu/shared/notify';
import type { AuditEntry } from '../platform/audit/audit.ts';
import type { Executor } from '../platform/postgres/database.ts';
import { saidNow } from './model/wording.ts';
import type { ChannelName, MessageContent, OutboxMessage } from './channel.ts';

export interface MessageRow {
  id: string;
  recipientId: string;
  channel: ChannelName;
  step: string;
  dispatchId: string | null;
  violationId: string | null;
  text: string;
  facts?: MessageFacts | null;
  createdAt: Date;
  state: 'pending' | 'delivered' | 'failed';
  deliveredAt: Date | null;
  /** Never twice for the same step. */
  dedupKey: string;
  /** When someone must look whether it also goes out by a channel; null when it is such a message itself. */
  routeAt: Date | null;
  /** The message in the application that this one hands on, and for whom. */
  parentId?: string | null;
  username?: string | null;
  content?: MessageContent | null;
}

/** Inserts those whose dedup key is new; answers their ids. */
export async function insertMessages(tx: Executor, rows: readonly MessageRow[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const inserted = await tx.query<{ id: string }>(
    `insert into message (id, recipient_id, channel, step, dispatch_id, violation_id, text, created_at, state,
                          next_attempt_at, delivered_at, dedup_key, route_at, parent_id, username, content,
                          facts)
     select row.id, row.recipient_id, row.channel, row.step, row.dispatch_id, row.violation_id, row.text,
            row.created_at, row.state, row.created_at, row.delivered_at, row.dedup_key, row.route_at, row.parent_id,
            row.username, row.content::jsonb, row.facts::jsonb
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                 $8::timestamptz[], $9::text[], $10::timestamptz[], $11::text[], $12::timestamptz[], $13::text[],
                 $14::text[], $15::text[], $16::text[])
       as row(id, recipient_id, channel, step, dispatch_id, violation_id, text, created_at, state, delivered_at,
              dedup_key, route_at, parent_id, username, content, facts)
     on conflict (dedup_key) do nothing
     returning id`,
    [
      rows.map((row) => row.id),
      rows.map((row) => row.recipientId),
      rows.map((row) => row.channel),
      rows.map((row) => row.step),
      rows.map((row) => row.dispatchId),
      rows.map((row) => row.violationId),
      rows.map((row) => row.text),
      rows.map((row) => row.createdAt),
      rows.map((row) => row.state),
      rows.map((row) => row.deliveredAt),
      rows.map((row) => row.dedupKey),
      rows.map((row) => row.routeAt),
      rows.map((row) => row.parentId ?? null),
      rows.map((row) => row.username ?? null),
      rows.map((row) => (row.content ? JSON.stringify(row.content) : null)),
      rows.map((row) => (row.facts ? JSON.stringify(row.facts) : null)),
    ],
  );
  return new Set(inserted.map((row) => row.id));
}

/**
 * Takes messages that are due on this channel, notes the attempt, and puts them out of reach of others until
 * `leaseUntil`; a process that dies while sending loses them to the next one then. With `id`, that one only.
 */
export async function claimPending(
  db: Executor,
  options: { channel: ChannelName; now: Date; leaseUntil: Date; limit: number; id?: string },
): Promise<OutboxMessage[]> {
  const rows = await db.query<OutboxMessage & { startedAt: Date | null; dueAt: Date | null }>(
    `with claimed as (
       update message set attempts = attempts + 1, next_attempt_at = $3
       where id in (select id from message where state = 'pending' and channel = $1 and next_attempt_at <= $2
                      and ($5::text is null or id = $5)
                    order by next_attempt_at limit $4 for update skip locked)
       returning *
     ), noted as (
       insert into message_attempt (message_id, attempt, channel, started_at)
       select id, attempts, channel, $2 from claimed on conflict do nothing
     )
     select c.id, c.recipient_id as "recipientId", c.username, c.step, c.text, c.dispatch_id as "dispatchId",
            c.violation_id as "violationId", c.created_at as "createdAt", c.attempts, c.content,
            coalesce(d.round_started_at, d.opened_at) as "startedAt", d.due_at as "dueAt"
     from claimed c left join dispatch d on d.id = c.dispatch_id`,
    [options.channel, options.now, options.leaseUntil, options.limit, options.id ?? null],
  );
  return rows.map(({ startedAt, dueAt, ...message }) =>
    startedAt === null || dueAt === null ? message : saidNow(message, { startedAt, dueAt, now: options.now }),
  );
}

/** Serialises those who count against the limit of one channel, until the end of the transaction. */
export async function lockAllowance(tx: Executor, channel: ChannelName): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('message channel ' || $1, 0))`, [channel]);
}

/** Attempts on this channel since then, and when the first of them began. */
export async function attemptsSince(
  tx: Executor,
  channel: ChannelName,
  since: Date,
): Promise<{ count: number; firstAt: Date | null }> {
  const [row] = await tx.query<{ count: number; firstAt: Date | null }>(
    `select count(*) as count, min(started_at) as "firstAt" from message_attempt
     where channel = $1 and started_at > $2`,
    [channel, since],
  );
  return row ?? { count: 0, firstAt: null };
}

/** Gives up what no longer says the truth, and has whoever routes it look for another channel; answers what it was. */
export async function giveUpOlderThan(
  tx: Executor,
  options: { channel: ChannelName; before: Date; now: Date; error: string },
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `with old as (
       update message set state = 'failed', last_error = $3
       where state = 'pending' and channel = $1 and parent_id is not null and created_at < $2
       returning id, parent_id
     ), looked as (
       update message set route_at = $4 from old where message.id = old.parent_id and ${noReceipt}
     )
     select id from old`,
    [options.channel, options.before, options.error, options.now],
  );
  return rows.map(({ id }) => id);
}

/** What waits of an offer that has been answered, has run out or was called back need not be sent. */
export async function cancelAnswered(tx: Executor, channel: ChannelName): Promise<void> {
  await tx.execute(
    `update message m set state = 'cancelled', last_error = 'offer-answered'
     where m.state = 'pending' and m.channel = $1 and m.step = 'offer' and m.parent_id is not null
       and m.dispatch_id is not null
       and not exists (select 1 from dispatch_offer o where o.dispatch_id = m.dispatch_id
                       and o.inspector_id = m.recipient_id and o.answered_at is null)`,
    [channel],
  );
}

export interface Outcome {
  id: string;
  attempt: number;
  now: Date;
  /** What the other side said, or the error. */
  said: string;
}

export async function markDelivered(db: Executor, outcome: Outcome): Promise<void> {
  await db.execute(
    `with ended as (
       update message_attempt set ended_at = $3, outcome = 'taken', detail = $4 where message_id = $1 and attempt = $2)
     update message set state = 'delivered', delivered_at = $3, last_error = null, reply = $4 where id = $1`,
    [outcome.id, outcome.attempt, outcome.now, outcome.said],
  );
}

/** With `retryAt` null the message has failed for good, and whoever routes it looks at once for another channel. */
export async function markUndelivered(
  db: Executor,
  outcome: Outcome & { retryAt: Date | null },
): Promise<void> {
  await db.execute(
    `with ended as (
       update message_attempt set ended_at = $3, outcome = 'not-taken', detail = $4
       where message_id = $1 and attempt = $2
     ), child as (
       update message set last_error = $4,
              state = case when $5::timestamptz is null then 'failed' else 'pending' end,
              next_attempt_at = coalesce($5, next_attempt_at)
       where id = $1 and state = 'pending'
       returning parent_id, state
     )
     update message set route_at = $3 from child
     where message.id = child.parent_id and child.state = 'failed' and ${noReceipt}`,
    [outcome.id, outcome.attempt, outcome.now, outcome.said, outcome.retryAt],
  );
}

/** Nobody has shown, opened or read it yet. */
export const noReceipt = 'shown_at is null and opened_at is null and read_at is null';

/** When the earliest waiting message of these channels may be tried; null when none waits. */
export async function nextAttemptAt(db: Executor, channels: readonly ChannelName[]): Promise<Date | null> {
  const [row] = await db.query<{ at: Date | null }>(
    `select min(next_attempt_at) as at from message where state = 'pending' and channel = any($1)`,
    [channels],
  );
  return row?.at ?? null;
}

/** A line of the timeline about one message. */
export function messageAudit(
  message: { id: string; violationId: string | null },
  entry: Pick<AuditEntry, 'actor' | 'act' | 'reason' | 'detail'>,
): AuditEntry {
  return {
    ...entry,
    subject: 'message',
    subjectId: message.id,
    ...(message.violationId === null ? {} : { violationId: message.violationId }),
  };
}
