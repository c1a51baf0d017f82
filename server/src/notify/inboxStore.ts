/** SQL of a person's inbox and of receipts. */
import type { InAppMessage } from '@mingchu/shared/live';
import type { ReceiptBody, MessageFacts } from '@mingchu/shared/notify';
import type { Executor } from '../platform/postgres/database.ts';

export interface InboxMessage extends InAppMessage {
  readAt: string | null;
}

interface InboxRow {
  id: string;
  recipientId: string;
  step: string;
  text: string;
  facts: MessageFacts | null;
  dispatchId: string | null;
  violationId: string | null;
  createdAt: Date;
  readAt: Date | null;
}

const inboxColumns = `id, recipient_id as "recipientId", step, text, facts,
  dispatch_id as "dispatchId", violation_id as "violationId", created_at as "createdAt", read_at as "readAt"`;

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

export interface MessageOwner {
  id: string;
  /** The message in the application: itself, or what it hands on. */
  rootId: string;
  recipientId: string;
  /** Null for the message in the application and for one to a group. */
  username: string | null;
  channel: string;
  violationId: string | null;
}

export async function messageOwner(db: Executor, id: string): Promise<MessageOwner | null> {
  const [row] = await db.query<MessageOwner>(
    `select id, coalesce(parent_id, id) as "rootId", recipient_id as "recipientId", username, channel,
            violation_id as "violationId"
     from message where id = $1`,
    [id],
  );
  return row ?? null;
}

/** The first reading counts; nothing further goes out. Answers the message as it now stands. */
export async function markRead(db: Executor, id: string, now: Date): Promise<InboxMessage | null> {
  const [row] = await db.query<InboxRow>(
    `update message set read_at = coalesce(read_at, $2),
            route_reason = case when route_at is null then route_reason else 'receipt-came' end, route_at = null
     where id = $1 and channel = 'in-app' returning ${inboxColumns}`,
    [id, now],
  );
  return row === undefined ? null : inboxMessage(row);
}

export interface Receipt {
  id: string;
  shownAt: string | null;
  openedAt: string | null;
}

interface ReceiptRow {
  id: string;
  shownAt: Date | null;
  openedAt: Date | null;
}

/**
 * Notes that this message was shown or opened; the first of each counts, and what is opened was shown. Nothing
 * further goes out.
 */
export async function markReceipt(
  tx: Executor,
  options: { id: string; event: ReceiptBody['event']; now: Date },
): Promise<Receipt | null> {
  const [row] = await tx.query<ReceiptRow>(
    `update message set shown_at = coalesce(shown_at, $2),
            opened_at = case when $3 = 'opened' then coalesce(opened_at, $2) else opened_at end,
            route_reason = case when route_at is null then route_reason else 'receipt-came' end, route_at = null
     where id = $1 returning id, shown_at as "shownAt", opened_at as "openedAt"`,
    [options.id, options.now, options.event],
  );
  if (row === undefined) return null;
  const { shownAt, openedAt } = row;
  return { id: row.id, shownAt: shownAt?.toISOString() ?? null, openedAt: openedAt?.toISOString() ?? null };
}

/** What is still to be sent of this message to this person need not be. */
export async function cancelWaiting(
  tx: Executor,
  options: { rootId: string; username: string },
): Promise<void> {
  await tx.execute(
    `update message set state = 'cancelled', last_error = 'receipt-came'
     where parent_id = $1 and username = $2 and state = 'pending'`,
    [options.rootId, options.username],
  );
}
