/** Everything that happened to an order, for people: acts with both times, and messages with their receipts. */
import type { TimelineEntry } from '@mingchu/shared/http';
import type { ToldFacts } from '@mingchu/shared/notify';
import type { Executor } from '../platform/postgres/database.ts';

/** Most entries of each kind that are answered, the newest; an order has some dozens. */
const maxEntries = 1_000;

interface MessageRow {
  id: string;
  recipientId: string;
  channel: string;
  step: string;
  text: string;
  /** As data, for a screen in any language. */
  facts: ToldFacts | null;
  state: string;
  at: Date;
  deliveredAt: Date | null;
  shownAt: Date | null;
  openedAt: Date | null;
  readAt: Date | null;
  lastError: string | null;
}

/** By the time of our clock. An act from a dead spot carries `deviceTime`, the phone's own. */
export async function timelineOfOrder(db: Executor, dispatchId: string): Promise<TimelineEntry[]> {
  const acts = await db.query<Omit<TimelineEntry, 'at'> & { at: Date }>(
    `select at, subject, subject_id as "subjectId", actor, act, reason, detail,
            detail ->> 'deviceTime' as "deviceTime", detail ->> 'receivedAt' as "receivedAt"
     from audit where subject = 'dispatch' and subject_id = $1 order by id desc limit $2`,
    [dispatchId, maxEntries],
  );
  const messages = await db.query<MessageRow>(
    `select id, recipient_id as "recipientId", channel, step, text, facts, state, created_at as at,
            delivered_at as "deliveredAt", shown_at as "shownAt", opened_at as "openedAt", read_at as "readAt",
            last_error as "lastError"
     from message where dispatch_id = $1 order by created_at desc, id desc limit $2`,
    [dispatchId, maxEntries],
  );
  const entries = [
    ...acts.reverse().map((act): TimelineEntry => ({ ...act, at: act.at.toISOString() })),
    ...messages.reverse().map(messageEntry),
  ];
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function messageEntry({ id, at, step, state, ...facts }: MessageRow): TimelineEntry {
  return {
    at: at.toISOString(),
    subject: 'message',
    subjectId: id,
    actor: 'system',
    act: `tell-${step}`,
    reason: state,
    detail: { ...facts },
  };
}
