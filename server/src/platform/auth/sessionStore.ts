/** SQL of accounts and sessions. */
import type { Session } from '@mingchu/shared/http';
import type { Executor } from '../postgres/database.ts';

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

export async function insertSession(
  db: Executor,
  session: { tokenHash: Buffer; username: string; now: Date; expiresAt: Date },
): Promise<void> {
  await db.execute(
    `insert into session (token_hash, username, created_at, last_seen_at, expires_at)
     values ($1, $2, $3, $3, $4)`,
    [session.tokenHash, session.username, session.now, session.expiresAt],
  );
}

/** The session, when it has neither expired nor been idle since `idleSince`. */
export async function liveSession(
  db: Executor,
  { tokenHash, now, idleSince }: { tokenHash: Buffer; now: Date; idleSince: Date },
): Promise<{ session: Session; lastSeenAt: Date } | undefined> {
  const [row] = await db.query<SessionRow & { last_seen_at: Date }>(
    `select account.username, account.display_name, account.role, account.inspector_id, session.last_seen_at
     from session join account using (username)
     where token_hash = $1 and expires_at > $2 and last_seen_at > $3`,
    [tokenHash, now, idleSince],
  );
  return row && { session: sessionOf(row), lastSeenAt: row.last_seen_at };
}

export async function touchSession(db: Executor, tokenHash: Buffer, now: Date): Promise<void> {
  await db.execute('update session set last_seen_at = $2 where token_hash = $1', [tokenHash, now]);
}

export async function deleteSession(db: Executor, tokenHash: Buffer): Promise<void> {
  await db.execute('delete from session where token_hash = $1', [tokenHash]);
}

export async function deleteEndedSessions(
  db: Executor,
  { now, idleSince }: { now: Date; idleSince: Date },
): Promise<void> {
  await db.execute('delete from session where expires_at <= $1 or last_seen_at <= $2', [now, idleSince]);
}

export async function upsertAccount(
  db: Executor,
  account: { username: string; displayName: string; role: Session['role']; passwordHash: string; now: Date },
): Promise<void> {
  await db.execute(
    `insert into account (username, display_name, role, password_hash, created_at)
     values ($1, $2, $3, $4, $5)
     on conflict (username) do update
       set display_name = excluded.display_name, role = excluded.role, password_hash = excluded.password_hash`,
    [account.username, account.displayName, account.role, account.passwordHash, account.now],
  );
}

export async function setInspectorPasswords(db: Executor, passwordHash: string): Promise<void> {
  await db.execute("update account set password_hash = $1 where role = 'inspector'", [passwordHash]);
}

export async function hasAccountOfRole(db: Executor, role: Session['role']): Promise<boolean> {
  return (await db.query('select 1 from account where role = $1 limit 1', [role])).length > 0;
}
