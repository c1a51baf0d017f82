/**
 * Care of the time series. With TimescaleDB its own policies do it. Without, the server makes the partitions of
 * the days around `now` and drops those past their time; the clock may be a simulated one, so the days are
 * counted from the given moment and rows that were early wait in the default partition and are moved.
 */
import type { Database, Transaction } from './database.ts';

const dayMs = 86_400_000;
/** Days before and after today that have a partition of their own before anything arrives. */
const daysBehind = 2;
const daysAhead = 3;
/** Readings and detections are kept this long; equal to the retention policies of the TimescaleDB side. */
export const keptDays = 90;

const tables = ['reading', 'detection'] as const;
type Table = (typeof tables)[number];

/** Idempotent; call at start and once an hour. */
export async function maintainTimeSeries(db: Database, now: Date): Promise<void> {
  const [kind] = await db.query<{ relkind: string }>(
    "select relkind from pg_class where oid = 'reading'::regclass",
  );
  if (kind?.relkind !== 'p') return;
  const today = Math.floor(now.getTime() / dayMs);
  for (const table of tables) {
    await db.transaction(async (tx) => {
      // Two servers starting at once would both find a day missing.
      await tx.query("select pg_advisory_xact_lock(hashtext('mingchu time series'))");
      await addPartitions(tx, table, { from: today - daysBehind, to: today + daysAhead });
      await dropPartitions(tx, table, today - keptDays);
    });
  }
}

function partitionOf(table: Table, day: number): string {
  return `${table}_${isoDay(day).replaceAll('-', '')}`;
}

function isoDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

async function partitions(tx: Transaction, table: Table): Promise<Set<string>> {
  const rows = await tx.query<{ name: string }>(
    `select relname::text as name from pg_inherits join pg_class on pg_class.oid = inhrelid
     where inhparent = $1::regclass`,
    [table],
  );
  return new Set(rows.map(({ name }) => name));
}

async function addPartitions(
  tx: Transaction,
  table: Table,
  days: { from: number; to: number },
): Promise<void> {
  const existing = await partitions(tx, table);
  for (let day = days.from; day <= days.to; day++) {
    const name = partitionOf(table, day);
    if (existing.has(name)) continue;
    const range = `'${isoDay(day)}T00:00:00Z'::timestamptz and time < '${isoDay(day + 1)}T00:00:00Z'::timestamptz`;
    // A table of its own first, filled with what waits in the default partition: attaching it would otherwise
    // be refused.
    await tx.query(`create table ${name} (like ${table} including defaults including constraints)`);
    await tx.query(
      `with moved as (delete from ${table}_default where time >= ${range} returning *) insert into ${name} select * from moved`,
    );
    await tx.query(
      `alter table ${table} attach partition ${name}
       for values from ('${isoDay(day)}T00:00:00Z') to ('${isoDay(day + 1)}T00:00:00Z')`,
    );
  }
}

async function dropPartitions(tx: Transaction, table: Table, beforeDay: number): Promise<void> {
  const oldest = partitionOf(table, beforeDay);
  for (const name of await partitions(tx, table)) {
    if (name !== `${table}_default` && name < oldest) await tx.query(`drop table ${name}`);
  }
  await tx.execute(`delete from ${table}_default where time < $1`, [new Date(beforeDay * dayMs)]);
}
