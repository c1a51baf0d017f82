/**
 * The change log: every fact that a screen shows is appended here in the transaction that makes it true.
 * Sequence numbers have no gaps and grow in commit order, because the appender holds `change_head` until it
 * commits; so "everything after N" is never wrong. The lock is shared by all: it is taken with the commit itself.
 */
import type { Change, ChangeKind } from '@mingchu/shared/live';
import type { Executor, Transaction } from '../postgres/database.ts';

/** A change before it has its number. */
export type NewChange = {
  [Kind in ChangeKind]: { kind: Kind; body: Extract<Change, { kind: Kind }>['body'] };
}[ChangeKind];

/** PostgreSQL channel that tells the web nodes that the log has grown. */
export const changeChannel = 'mingchu_change';

/** Appends in the given order when `tx` commits. Does nothing for an empty list. */
export function appendChanges(tx: Transaction, at: Date, changes: NewChange[]): void {
  if (changes.length === 0) return;
  tx.executeWithCommit(
    `with head as (update change_head set seq = seq + $1 returning seq - $1 as base),
          told as (select pg_notify('${changeChannel}', '') from head)
     insert into change (seq, at, kind, body)
     select head.base + item.ordinality, $2, item.kind, item.body::jsonb
     from head, told, unnest($3::text[], $4::text[]) with ordinality as item(kind, body, ordinality)`,
    [
      changes.length,
      at,
      changes.map((change) => change.kind),
      changes.map((change) => JSON.stringify(change.body)),
    ],
  );
}

/** At most `limit` changes after `seq`, in order. */
export async function changesAfter(db: Executor, seq: number, limit: number): Promise<Change[]> {
  const rows = await db.query<{ seq: number; at: Date; kind: ChangeKind; body: unknown }>(
    'select seq, at, kind, body from change where seq > $1 order by seq limit $2',
    [seq, limit],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }) as Change);
}

export async function headSeq(db: Executor): Promise<number> {
  const [row] = await db.query<{ seq: number }>('select seq from change_head');
  if (!row) throw new Error('change_head is empty: run the migrations');
  return row.seq;
}
