/**
 * SQL of the due times. The rows are the truth: an order's row is locked before its due times are written, and the
 * claim locks both, skipping what someone else is working on, so that no step is ever taken twice.
 */
import type { Executor, Transaction } from '../platform/postgres/database.ts';
import type { ClosedDueTime } from './model/decision.ts';
import type { DueTime } from './model/ladder.ts';

const dueColumns = `t.dispatch_id as "dispatchId", t.step, t.offer_number as "offerNumber", t.extension,
  t.due_at as "dueAt"`;

export async function insertDueTimes(tx: Transaction, rows: readonly DueTime[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(
    `insert into due_time (dispatch_id, step, offer_number, extension, due_at)
     select * from unnest($1::text[], $2::text[], $3::integer[], $4::integer[], $5::timestamptz[])`,
    [
      rows.map((row) => row.dispatchId),
      rows.map((row) => row.step),
      rows.map((row) => row.offerNumber),
      rows.map((row) => row.extension ?? 0),
      rows.map((row) => row.dueAt),
    ],
  );
}

/** Closes rows that are still open. */
export async function closeDueTimes(
  tx: Transaction,
  now: Date,
  rows: readonly ClosedDueTime[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(
    `update due_time t set done_at = $1, outcome = n.outcome
     from unnest($2::text[], $3::text[], $4::integer[], $5::text[]) as n(dispatch_id, step, offer_number, outcome)
     where t.dispatch_id = n.dispatch_id and t.step = n.step and t.offer_number = n.offer_number
       and t.done_at is null`,
    [
      now,
      rows.map((row) => row.dispatchId),
      rows.map((row) => row.step),
      rows.map((row) => row.offerNumber),
      rows.map((row) => row.outcome),
    ],
  );
}

/** Sets rows that are still open another time. */
export async function postponeDueTimes(tx: Transaction, rows: readonly DueTime[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(
    `update due_time t set due_at = n.due_at
     from unnest($1::text[], $2::text[], $3::integer[], $4::timestamptz[]) as n(dispatch_id, step, offer_number, due_at)
     where t.dispatch_id = n.dispatch_id and t.step = n.step and t.offer_number = n.offer_number
       and t.done_at is null`,
    [
      rows.map((row) => row.dispatchId),
      rows.map((row) => row.step),
      rows.map((row) => row.offerNumber),
      rows.map((row) => row.dueAt),
    ],
  );
}

/**
 * Overdue rows, earliest first, locked together with their orders; those being worked on elsewhere are left out.
 * `dispatchId` narrows to one order.
 */
export function claimOverdue(
  tx: Transaction,
  now: Date,
  { limit, dispatchId }: { limit: number; dispatchId: string | null },
): Promise<DueTime[]> {
  return tx.query<DueTime>(
    `select ${dueColumns}
     from due_time t join dispatch d on d.id = t.dispatch_id
     where t.done_at is null and t.due_at <= $1 and ($3::text is null or t.dispatch_id = $3)
     order by t.due_at, t.dispatch_id, t.offer_number
     limit $2
     for update of d, t skip locked`,
    [now, limit, dispatchId],
  );
}

/** Orders with something overdue, earliest first, without locking. */
export async function overdueOrderIds(db: Executor, now: Date, limit: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select dispatch_id as id from due_time where done_at is null and due_at <= $1
     group by dispatch_id order by min(due_at) limit $2`,
    [now, limit],
  );
  return rows.map((row) => row.id);
}

export function openDueTimesOf(db: Executor, dispatchIds: readonly string[]): Promise<DueTime[]> {
  return db.query<DueTime>(
    `select ${dueColumns} from due_time t where t.dispatch_id = any($1) and t.done_at is null order by t.due_at`,
    [dispatchIds],
  );
}

/** The earliest due time that nobody has handled; null when none is open. */
export async function earliestDueAt(db: Executor): Promise<Date | null> {
  const [row] = await db.query<{ dueAt: Date | null }>(
    'select min(due_at) as "dueAt" from due_time where done_at is null',
  );
  return row?.dueAt ?? null;
}

/** Open due times with their order's version, in pages, so that jobs can be rebuilt. */
export function openDueTimesAfter(
  db: Executor,
  after: { dueAt: Date; dispatchId: string },
  limit: number,
): Promise<(DueTime & { version: number })[]> {
  return db.query(
    `select ${dueColumns}, d.version
     from due_time t join dispatch d on d.id = t.dispatch_id
     where t.done_at is null and (t.due_at, t.dispatch_id) > ($1, $2)
     order by t.due_at, t.dispatch_id limit $3`,
    [after.dueAt, after.dispatchId, limit],
  );
}
