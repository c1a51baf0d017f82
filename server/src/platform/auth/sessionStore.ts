/** SQL of accounts and sessions. */
import type { Session } from '@mingchu/shared/http';
import { permissions } from '@mingchu/shared/permissions';
import type { Role } from '@mingchu/shared/vocabulary';
import type { Executor, Transaction } from '../postgres/database.ts';
import type { TokenFacts } from './model/tokenAge.ts';

export interface Account extends Session {
  passwordHash: string;
}

interface SessionRow {
  username: string;
  display_name: string;
  role: Session['role'];
  inspector_id: string | null;
}

function sessionOf(row: SessionRow): Session {
  return {
    username: row.username,
    displayName: row.display_name,
    role: row.role,
    inspectorId: row.inspector_id,
  };
}

export async function accountByName(db: Executor, username: string): Promise<Account | undefined> {
  const [row] = await db.query<SessionRow & { password_hash: string }>(
    'select username, display_name, role, inspector_id, password_hash from account where username = $1',
    [username],
  );
  return row && { ...sessionOf(row), passwordHash: row.password_hash };
}

/**
 * A session with its first token. False when the account is gone, or its password is no longer the one that was shown:
 * who sets a new one ends the sessions that there are, and must not miss one that is just being opened.
 */
export async function insertSession(
  db: Executor,
  session: { tokenHash: Buffer; username: string; now: Date; expiresAt: Date; passwordHash?: string },
): Promise<boolean> {
  const { tokenHash, username, now, expiresAt, passwordHash = null } = session;
  const inserted = await db.execute(
    `with shown as (
       select username from account where username = $2 and ($5::text is null or password_hash = $5) for share),
     opened as (
       insert into session (username, created_at, last_seen_at, expires_at) select username, $3, $3, $4 from shown
       returning id)
     insert into session_token (token_hash, session_id, generation, issued_at) select $1, id, 1, $3 from opened`,
    [tokenHash, username, now, expiresAt, passwordHash],
  );
  return inserted === 1;
}

/** A session and the token that somebody came with. */
export interface FoundToken extends TokenFacts {
  sessionId: string;
  session: Session;
  lastSeenAt: Date;
  expiresAt: Date;
  generation: number;
  /** Tokens before this one are not retired yet: it is used for the first time. */
  isFirstUse: boolean;
}

/** What is known of a token, when its session has not expired. */
export async function findToken(
  db: Executor,
  { tokenHash, now }: { tokenHash: Buffer; now: Date },
): Promise<FoundToken | undefined> {
  const [row] = await db.query<SessionRow & Omit<FoundToken, 'session'>>(
    `select account.username, account.display_name, account.role, account.inspector_id,
            session.id as "sessionId", session.last_seen_at as "lastSeenAt", session.expires_at as "expiresAt",
            token.generation, token.issued_at as "issuedAt", token.retired_at as "retiredAt",
            (select max(later.issued_at) from session_token later
             where later.session_id = session.id and later.generation > token.generation) as "successorAt",
            exists (select from session_token earlier
                    where earlier.session_id = session.id and earlier.generation < token.generation
                      and earlier.retired_at is null) as "isFirstUse"
     from session_token token join session on session.id = token.session_id join account using (username)
     where token.token_hash = $1 and session.expires_at > $2`,
    [tokenHash, now],
  );
  return row && { ...row, session: sessionOf(row) };
}

/** Who the session is of, when it has not expired. */
export async function findSession(
  db: Executor,
  { sessionId, now }: { sessionId: string; now: Date },
): Promise<{ session: Session; lastSeenAt: Date } | undefined> {
  const [row] = await db.query<SessionRow & { last_seen_at: Date }>(
    `select account.username, account.display_name, account.role, account.inspector_id, session.last_seen_at
     from session join account using (username)
     where id = $1 and expires_at > $2`,
    [sessionId, now],
  );
  return row && { session: sessionOf(row), lastSeenAt: row.last_seen_at };
}

/**
 * A successor for the token of a generation, of many requests at once only one. False when there is one since
 * `unlessSince`, or the session has ended meanwhile.
 */
export async function insertSuccessor(
  tx: Transaction,
  token: { tokenHash: Buffer; sessionId: string; generation: number; now: Date; unlessSince: Date },
): Promise<boolean> {
  const { tokenHash, sessionId, generation, now, unlessSince } = token;
  const locked = await tx.query('select 1 from session where id = $1 for update', [sessionId]);
  if (locked.length === 0) return false;
  const inserted = await tx.execute(
    `insert into session_token (token_hash, session_id, generation, issued_at)
     select $1, $2, $3, $4 where not exists (
       select from session_token where session_id = $2 and generation >= $3 and issued_at >= $5)`,
    [tokenHash, sessionId, generation, now, unlessSince],
  );
  return inserted === 1;
}

/** Retires what came before the token that is now used. */
export async function retireEarlier(
  db: Executor,
  { sessionId, generation, now }: { sessionId: string; generation: number; now: Date },
): Promise<void> {
  await db.execute(
    'update session_token set retired_at = $3 where session_id = $1 and generation < $2 and retired_at is null',
    [sessionId, generation, now],
  );
}

export async function touchSession(db: Executor, sessionId: string, now: Date): Promise<void> {
  await db.execute('update session set last_seen_at = $2 where id = $1', [sessionId, now]);
}

/** Goes on with what was last noted of the session since `silentSince`, or begins anew. Nothing for a session that has ended. */
export async function notePresence(
  db: Executor,
  { sessionId, now, silentSince }: { sessionId: string; now: Date; silentSince: Date },
): Promise<void> {
  await db.execute(
    `with present as (
       update session_presence set seen_at = greatest(seen_at, $2) where session_id = $1 and seen_at > $3 returning 1)
     insert into session_presence (session_id, username, began_at, seen_at)
     select id, username, $2, $2 from session where id = $1 and not exists (select from present)
     on conflict do nothing`,
    [sessionId, now, silentSince],
  );
}

/** Forgets what is older than anybody may ask for. */
export async function forgetPresence(db: Executor, before: Date): Promise<void> {
  await db.execute('delete from session_presence where seen_at < $1', [before]);
}

/** False when it has ended before. */
export async function deleteSession(db: Executor, sessionId: string): Promise<boolean> {
  return (await db.execute('delete from session where id = $1', [sessionId])) === 1;
}

/** Ends the session that this token is or was of, and answers which. */
export async function deleteSessionOfToken(db: Executor, tokenHash: Buffer): Promise<string | undefined> {
  const [row] = await db.query<{ id: string }>(
    'delete from session using session_token where session_id = id and token_hash = $1 returning id',
    [tokenHash],
  );
  return row?.id;
}

/** Since when sessions of a role must have been used so as not to have ended. */
interface IdleSince {
  role: Role;
  since: Date;
}

/** The same in SQL, as `idle(role, since)`. */
const idleByRole = 'unnest($2::text[], $3::timestamptz[]) as idle(role, since)';

function byRole(idleSince: readonly IdleSince[]): [Role[], Date[]] {
  return [idleSince.map(({ role }) => role), idleSince.map(({ since }) => since)];
}

export async function deleteEndedSessions(
  db: Executor,
  { now, idleSince }: { now: Date; idleSince: readonly IdleSince[] },
): Promise<void> {
  await db.execute(
    `delete from session using account, ${idleByRole}
     where account.username = session.username and idle.role = account.role
       and (session.expires_at <= $1 or session.last_seen_at <= idle.since)`,
    [now, ...byRole(idleSince)],
  );
}

/** How many sessions each account has open, and when one of them was last used. */
export function openSessions(
  db: Executor,
  { now, idleSince }: { now: Date; idleSince: readonly IdleSince[] },
): Promise<{ username: string; count: number; lastSeenAt: Date }[]> {
  return db.query(
    `select session.username, count(*)::integer as count, max(session.last_seen_at) as "lastSeenAt"
     from session join account using (username) join ${idleByRole} on idle.role = account.role
     where session.expires_at > $1 and session.last_seen_at > idle.since
     group by session.username`,
    [now, ...byRole(idleSince)],
  );
}

/** An account of no inspector, whatever it was before. */
export async function upsertAccount(
  db: Executor,
  account: { username: string; displayName: string; role: Session['role']; passwordHash: string; now: Date },
): Promise<void> {
  await db.execute(
    `insert into account (username, display_name, role, password_hash, created_at)
     values ($1, $2, $3, $4, $5)
     on conflict (username) do update
       set display_name = excluded.display_name, role = excluded.role, inspector_id = null,
           password_hash = excluded.password_hash`,
    [account.username, account.displayName, account.role, account.passwordHash, account.now],
  );
}

export async function setInspectorPasswords(db: Executor, passwordHash: string): Promise<void> {
  await db.execute("update account set password_hash = $1 where role = 'inspector'", [passwordHash]);
}

/** Whether anybody may make accounts. */
export async function hasAdministrator(db: Executor): Promise<boolean> {
  const found = await db.query('select 1 from account where role = any($1) limit 1', [
    permissions['account.manage'],
  ]);
  return found.length > 0;
}
