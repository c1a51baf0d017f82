/** SQL of who was at a desk when: read only, over what sessions note (`platform/auth/presence.ts`). */
import type { Presence } from '@mingchu/shared/presence';
import type { Executor } from '../platform/postgres/database.ts';
import type { Span } from './statisticsStore.ts';

/** Most stretches that one question looks at: a year of forty officers who sign in five times a day. */
const maxStretches = 100_000;

export interface PresenceQuestion {
  /** Of which somebody must have been there for some moment. */
  span: Span;
  /** Who was not heard of since then is gone. */
  silentSince: Date;
}

/**
 * By session, in no order. Whose session is there and not silent is there still; any other was there until he was last
 * seen.
 */
export async function presenceDuring(
  db: Executor,
  { span, silentSince }: PresenceQuestion,
): Promise<Presence[]> {
  const rows = await db.query<{ username: string; from: Date; to: Date | null }>(
    `select p.username, p.began_at as "from",
            case when s.id is not null and p.seen_at > $3 then null else p.seen_at end as "to"
     from session_presence p left join session s on s.id = p.session_id
     where p.began_at < $2 and (p.seen_at >= $1 or (s.id is not null and p.seen_at > $3))
     limit ${maxStretches}`,
    [span.from, span.to, silentSince],
  );
  return rows.map(({ username, from, to }) => ({
    username,
    from: from.getTime(),
    to: to?.getTime() ?? Number.POSITIVE_INFINITY,
  }));
}

/** Since when it has been noted who is there, ms since 1970; infinite while nobody ever was. */
export async function presenceKeptSince(db: Executor): Promise<number> {
  const [row] = await db.query<{ at: Date | null }>('select min(began_at) as at from session_presence');
  return row?.at?.getTime() ?? Number.POSITIVE_INFINITY;
}

/** What the accounts with these names are called; those that are gone are left out. */
export async function displayNames(db: Executor, usernames: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.query<{ username: string; name: string }>(
    'select username, display_name as name from account where username = any($1)',
    [usernames],
  );
  return new Map(rows.map(({ username, name }) => [username, name]));
}
