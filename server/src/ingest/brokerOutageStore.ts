/** SQL of who takes in and has lost its broker; by the numbers of their sessions, which are locks in this database. */
import type { Executor } from '../platform/postgres/database.ts';

/** First key of the advisory locks of ingesters; the second is the number. */
export const ingesterLocks = 0x6d69; // "mi"

/** An ingester has no connection to its broker since then. */
export async function noteOutage(db: Executor, ingester: number, since: Date): Promise<void> {
  await db.execute(
    `insert into broker_outage (ingester, since) values ($1, $2)
     on conflict (ingester) do update set since = excluded.since`,
    [ingester, since],
  );
}

/** It has one, whoever had its number when it was lost. */
export async function endOutage(db: Executor, ingester: number): Promise<void> {
  await db.execute('delete from broker_outage where ingester = $1', [ingester]);
}

/** Whoever takes in from here on has a broker that cannot be lost: its own. */
export async function endAllOutages(db: Executor): Promise<void> {
  await db.execute('delete from broker_outage');
}

/**
 * Since when one of those who take in has no connection to its broker, ms since 1970; null while all have. Who is there
 * no more does not count, unless nobody is: stopped while the broker is away, none of them can begin anew.
 */
export async function brokerLostSince(db: Executor): Promise<number | null> {
  const [row] = await db.query<{ at: Date | null }>(
    `with held as (
       select objid::bigint as number from pg_locks where locktype = 'advisory' and classid = $1 and granted
         and database = (select oid from pg_database where datname = current_database()))
     select min(since) as at from broker_outage
     where ingester in (select number from held) or not exists (select from held)`,
    [ingesterLocks],
  );
  return row?.at?.getTime() ?? null;
}
