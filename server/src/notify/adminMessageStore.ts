/** SQL of the page that shows every message with its attempts, receipts and errors. */
import type { AdminMessage, MessageState } from '@mingchu/shared/notify';
import type { Executor } from '../platform/postgres/database.ts';

export interface MessageFilter {
  state?: MessageState | undefined;
  channel?: string | undefined;
  /** A recipient's word or id, or an account. */
  recipient?: string | undefined;
  violationId?: string | undefined;
  dispatchId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}

const times = ['createdAt', 'deliveredAt', 'shownAt', 'openedAt', 'readAt'] as const;
type Times = (typeof times)[number];
type Row = Omit<AdminMessage, Times> & Record<Times, Date | null>;

/** Newest first, before the cursor. */
export async function messagesFor(
  db: Executor,
  options: { filter: MessageFilter; before: { createdAt: Date; id: string } | null; limit: number },
): Promise<AdminMessage[]> {
  const { filter, before, limit } = options;
  const rows = await db.query<Row>(
    `select m.id, m.parent_id as "parentId", m.recipient_id as "recipientId", m.username, m.channel, m.step,
            m.dispatch_id as "dispatchId", m.violation_id as "violationId", m.text, m.facts, m.state,
            m.created_at as "createdAt", m.delivered_at as "deliveredAt", m.shown_at as "shownAt",
            m.opened_at as "openedAt", m.read_at as "readAt", m.route_reason as "routeReason", m.reply,
            m.last_error as "lastError",
            coalesce((select jsonb_agg(jsonb_build_object('attempt', a.attempt, 'startedAt', a.started_at,
                        'endedAt', a.ended_at, 'outcome', a.outcome, 'detail', a.detail) order by a.attempt)
                      from message_attempt a where a.message_id = m.id), '[]') as attempts
     from message m
     where ($1::text is null or m.state = $1) and ($2::text is null or m.channel = $2)
       and ($3::text is null or m.recipient_id = $3 or m.username = $3)
       and ($4::text is null or m.violation_id = $4) and ($5::text is null or m.dispatch_id = $5)
       and ($6::timestamptz is null or m.created_at >= $6) and ($7::timestamptz is null or m.created_at < $7)
       and ($8::timestamptz is null or m.created_at < $8 or (m.created_at = $8 and m.id > $9))
     order by m.created_at desc, m.id limit $10`,
    [
      filter.state ?? null,
      filter.channel ?? null,
      filter.recipient ?? null,
      filter.violationId ?? null,
      filter.dispatchId ?? null,
      filter.from ?? null,
      filter.to ?? null,
      before?.createdAt ?? null,
      before?.id ?? '',
      limit,
    ],
  );
  return rows.map(adminMessage);
}

function adminMessage(row: Row): AdminMessage {
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  return {
    ...row,
    createdAt: row.createdAt?.toISOString() ?? '',
    deliveredAt: iso(row.deliveredAt),
    shownAt: iso(row.shownAt),
    openedAt: iso(row.openedAt),
    readAt: iso(row.readAt),
    // Times within JSON come as text of the database.
    attempts: row.attempts.map((attempt) => ({
      ...attempt,
      startedAt: new Date(attempt.startedAt).toISOString(),
      endedAt: attempt.endedAt === null ? null : new Date(attempt.endedAt).toISOString(),
    })),
  };
}
