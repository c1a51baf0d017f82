/** SQL of whether anybody takes in: each who does says so again and again, and whoever serves screens looks. */
import type { Executor } from '../platform/postgres/database.ts';

/** Somebody is at work. */
export async function noteIntake(db: Executor, at: Date): Promise<void> {
  await db.execute(
    'insert into intake_seen (at) values ($1) on conflict (only_row) do update set at = excluded.at',
    [at],
  );
}

/** When that was last said, ms since 1970 by the clock of who said it; null when it never was. */
export async function intakeSeenAt(db: Executor): Promise<number | null> {
  const [row] = await db.query<{ at: Date }>('select at from intake_seen');
  return row?.at.getTime() ?? null;
}
