/** Failed sign-ins, counted in the database: all web nodes together are one door. */
import type { Database } from '../postgres/database.ts';

/** Failed sign-ins a minute: for one name from one address, and for one address whatever the names. */
const maxFailuresPerName = 10;
const maxFailuresPerAddress = 100;
export const failureWindowMs = 60_000;

interface Attempt {
  address: string;
  name: string;
  now: Date;
}

/** Until when no further attempt is looked at, or null while one is allowed. */
export async function lockedUntil(
  db: Pick<Database, 'query'>,
  { address, name, now }: Attempt,
): Promise<Date | null> {
  const failures = await db.query<{ name: string; at: Date }>(
    'select name, at from sign_in_failure where address = $1 and at > $2 order by at desc limit $3',
    [address, new Date(now.getTime() - failureWindowMs), maxFailuresPerAddress],
  );
  // The attempt that makes the limit falls out of the window first.
  const deciding = [
    failures.filter((failure) => failure.name === name)[maxFailuresPerName - 1],
    failures[maxFailuresPerAddress - 1],
  ].flatMap((failure) => (failure ? [failure.at.getTime() + failureWindowMs] : []));
  return deciding.length === 0 ? null : new Date(Math.max(...deciding));
}

/** Counts a failure; answers whether it was the last one allowed for now. */
export async function noteFailure(db: Database, attempt: Attempt): Promise<boolean> {
  const { address, name, now } = attempt;
  return db.transaction(async (tx) => {
    await tx.execute('delete from sign_in_failure where at <= $1', [
      new Date(now.getTime() - failureWindowMs),
    ]);
    await tx.execute('insert into sign_in_failure (address, name, at) values ($1, $2, $3)', [
      address,
      name,
      now,
    ]);
    return (await lockedUntil(tx, attempt)) !== null;
  });
}
