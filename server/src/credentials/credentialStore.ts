/** SQL of the credentials with which the devices of sites sign in. */
import type { CredentialEnd } from '@mingchu/shared/credentials';
import type { Executor } from '../platform/postgres/database.ts';
import type { HashedSecret } from './secrets.ts';

export interface CredentialRow {
  username: string;
  siteId: string;
  number: number;
  label: string;
  createdAt: Date;
  createdBy: string;
  replaces: string | null;
  endsReplaced: boolean;
  endsAt: Date | null;
  endReason: CredentialEnd | null;
  lastUsedAt: Date | null;
}

/** PostgreSQL channel on which a change tells every broker that reads this table. */
export const credentialChannel = 'mingchu_credentials';

const columns = `username, site_id as "siteId", number, label, created_at as "createdAt", created_by as "createdBy",
  replaces, ends_replaced as "endsReplaced", ends_at as "endsAt", end_reason as "endReason",
  last_used_at as "lastUsedAt"`;

/** By site and number, the newest first; after `afterUsername` of that order. */
export function credentialsAfter(
  db: Executor,
  { siteId, after, limit }: { siteId: string | null; after: [string, number]; limit: number },
): Promise<CredentialRow[]> {
  return db.query(
    `select ${columns} from site_credential
     where ($1::text is null or site_id = $1) and (site_id > $2 or (site_id = $2 and number < $3))
     order by site_id, number desc limit $4`,
    [siteId, ...after, limit],
  );
}

export async function lockCredential(tx: Executor, username: string): Promise<CredentialRow | null> {
  const [row] = await tx.query<CredentialRow>(
    `select ${columns} from site_credential where username = $1 for update`,
    [username],
  );
  return row ?? null;
}

/** Those of a site that are good or ending, and the next number, with the site locked; null without such a site. */
export async function lockSiteCredentials(
  tx: Executor,
  siteId: string,
  now: Date,
): Promise<{ good: number; nextNumber: number } | null> {
  const sites = await tx.query('select id from site where id = $1 for update', [siteId]);
  if (sites.length === 0) return null;
  const [row] = await tx.query<{ good: number; nextNumber: number }>(
    `select count(*) filter (where ends_at is null or ends_at > $2) as good,
            coalesce(max(number), 0) + 1 as "nextNumber"
     from site_credential where site_id = $1`,
    [siteId, now],
  );
  return row ?? { good: 0, nextNumber: 1 };
}

export async function insertCredential(tx: Executor, row: CredentialRow & HashedSecret): Promise<void> {
  await tx.execute(
    `insert into site_credential (username, site_id, number, label, salt, hash, created_at, created_by, replaces,
                                  ends_replaced)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      row.username,
      row.siteId,
      row.number,
      row.label,
      row.salt,
      row.hash,
      row.createdAt,
      row.createdBy,
      row.replaces,
      row.endsReplaced,
    ],
  );
}

export async function setEnd(
  tx: Executor,
  { username, endsAt, endReason }: { username: string; endsAt: Date; endReason: CredentialEnd },
): Promise<void> {
  await tx.execute('update site_credential set ends_at = $2, end_reason = $3 where username = $1', [
    username,
    endsAt,
    endReason,
  ]);
}

export async function tellChange(tx: Executor): Promise<void> {
  await tx.execute(`select pg_notify($1, '')`, [credentialChannel]);
}

export type GoodCredential = Pick<CredentialRow, 'username' | 'siteId' | 'endsAt'> & HashedSecret;

/** All that are good or ending, with their hashes, by name. */
export function goodCredentials(db: Executor, now: Date): Promise<GoodCredential[]> {
  return db.query(
    `select username, site_id as "siteId", ends_at as "endsAt", salt, hash from site_credential
     where ends_at is null or ends_at > $1 order by site_id, number`,
    [now],
  );
}

/** Writes down that these were used; one that was told within the hour stays. Answers which were told. */
export async function tellUse(
  tx: Executor,
  { usernames, now, hourAgo }: { usernames: string[]; now: Date; hourAgo: Date },
): Promise<void> {
  await tx.execute(
    `update site_credential set last_used_at = $2
     where username = any($1::text[]) and (last_used_at is null or last_used_at < $3)`,
    [usernames, now, hourAgo],
  );
}

/** Those that end because their successors, among these, were used; with who used them. */
export function endReplacedBy(
  tx: Executor,
  { usernames, now }: { usernames: string[]; now: Date },
): Promise<{ username: string; by: string }[]> {
  return tx.query(
    `update site_credential old set ends_at = $2, end_reason = 'replaced'
     from site_credential new
     where new.username = any($1::text[]) and new.ends_replaced and old.username = new.replaces
       and (old.ends_at is null or old.ends_at > $2)
     returning old.username, new.username as by`,
    [usernames, now],
  );
}
