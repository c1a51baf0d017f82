/** SQL of the outbox. */
import type { InAppMessage } from '@mingchu/shared/live';
import type { Executor } from '../platform/postgres/database.ts';
import type { ChannelName, OutboxMessage } from './channel.ts';

export interface MessageRow {
  id: string;
  recipientId: string;
  channel: ChannelName;
  step: string;
  dispatchId: string | null;
  violationId: string | null;
  text: string;
  createdAt: Date;
  state: 'pending' | 'delivered' | 'failed';
  deliveredAt: Date | null;
  /** Never twice for the same step. */
  dedupKey: string;
}

/** Inserts those whose dedup key is new; answers their ids. */
export async function insertMessages(tx: Executor, rows: readonly MessageRow[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const inserted = await tx.query<{ id: string }>(
    `insert into message (id, recipient_id, channel, step, dispatch_id, violation_id, text, created_at, state,
                          next_attempt_at, delivered_at, dedup_key)
     select row.id, row.recipient_id, row.channel, row.step, row.dispatch_id, row.violation_id, row.text,
            row.created_at, row.state, row.created_at, row.delivered_at, row.dedup_key
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                 $8::timestamptz[], $9::text[], $10::timestamptz[], $11::text[])
       as row(id, recipient_id, channel, step, dispatch_id, violation_id, text, created_at, state, delivered_at,
              dedup_key)
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
    ],
  );
  return new Set(inserted.map((row) => row.id));
}

const outboxColumns = `id, recipient_id as "recipientId", channel, step, text, dispatch_id as "dispatchId",
  violation_id as "violationId", created_at as "createdAt", attempts`;

/**
 * Takes messages that are due on these channels and puts them out of reach of others until `leaseUntil`; a process
 * that dies while sending loses them to the next one then.
 */
export function claimPending(
  db: Executor,
  options: { channels: readonly ChannelName[]; now: Date; leaseUntil: Date; limit: number },
): Promise<(OutboxMessage & { channel: ChannelName })[]> {
  return db.query(
    `update message set attempts = attempts + 1, next_attempt_at = $3
     where id in (select id from message where state = 'pending' and channel = any($1) and next_attempt_at <= $2
                  order by next_attempt_at limit $4 for update skip locked)
     returning ${outboxColumns}`,
    [options.channels, options.now, options.leaseUntil, options.limit],
  );
}

export async function markDelivered(db: Executor, id: string, now: Date): Promise<void> {
  await db.execute(
    `update message set state = 'delivered', delivered_at = $2, last_error = null where id = $1`,
    [id, now],
  );
}

export async function markUndelivered(
  db: Executor,
  id: string,
  outcome: { error: string; retryAt: Date | null },
): Promise<void> {
  await db.execute(
    `update message set last_error = $2, state = case when $3::timestamptz is null then 'failed' else 'pending' end,
            next_attempt_at = coalesce($3, next_attempt_at)
     where id = $1`,
    [id, outcome.error, outcome.retryAt],
  );
}

/** When the earliest waiting message of these channels may be tried; null when none waits. */
export async function nextAttemptAt(db: Executor, channels: readonly ChannelName[]): Promise<Date | null> {
  const [row] = await db.query<{ at: Date | null }>(
    `select min(next_attempt_at) as at from message where state = 'pending' and channel = any($1)`,
    [channels],
  );
  return row?.at ?? null;
}

export interface InboxMessage extends InAppMessage {
  readAt: string | null;
}

interface InboxRow {
  id: string;
  recipientId: string;
  step: string;
  text: string;
  dispatchId: string | null;
  violationId: string | null;
  createdAt: Date;
  readAt: Date | null;
}

const inboxColumns = `id, recipient_id as "recipientId", step, text, dispatch_id as "dispatchId",
  violation_id as "violationId", created_at as "createdAt", read_at as "readAt"`;

/** In-app messages of these recipients, newest first, before the cursor. */
export async function inboxOf(
  db: Executor,
  options: { recipientIds: readonly string[]; before: { createdAt: Date; id: string } | null; limit: number },
): Promise<InboxMessage[]> {
  const rows = await db.query<InboxRow>(
    `select ${inboxColumns} from message
     where channel = 'in-app' and recipient_id = any($1)
       and ($2::timestamptz is null or created_at < $2 or (created_at = $2 and id > $3))
     order by created_at desc, id limit $4`,
    [options.recipientIds, options.before?.createdAt ?? null, options.before?.id ?? '', options.limit],
  );
  return rows.map(inboxMessage);
}

function inboxMessage(row: InboxRow): InboxMessage {
  const { createdAt, readAt, ...facts } = row;
  return { ...facts, at: createdAt.toISOString(), readAt: readAt === null ? null : readAt.toISOString() };
}

export async function messageRecipient(db: Executor, id: string): Promise<string | null> {
  const [row] = await db.query<{ recipientId: string }>(
    `select recipient_id as "recipientId" from message where id = $1 and channel = 'in-app'`,
    [id],
  );
  return row?.recipientId ?? null;
}

/** The receipt: the first reading counts. Answers the message as it now stands. */
export async function markRead(db: Executor, id: string, now: Date): Promise<InboxMessage | null> {
  const [row] = await db.query<InboxRow>(
    `update message set read_at = coalesce(read_at, $2) where id = $1 and channel = 'in-app' returning ${inboxColumns}`,
    [id, now],
  );
  return row === undefined ? null : inboxMessage(row);
}
