/** SQL of making, changing and removing accounts. */
import type { Session } from '@mingchu/shared/http';
import { permissions } from '@mingchu/shared/permissions';
import type { Executor, Transaction } from '../postgres/database.ts';

/** All of them, without what opens them. */
export function accountNames(db: Executor): Promise<Session[]> {
  return db.query<Session>(
    `select username, display_name as "displayName", role, inspector_id as "inspectorId"
     from account order by username`,
  );
}

/** Whether the registry knows this inspector. */
export async function hasInspector(db: Executor, inspectorId: string): Promise<boolean> {
  return (await db.query('select 1 from inspector where id = $1', [inspectorId])).length > 0;
}

/** False when it is new and has no password. */
export async function putAccount(
  tx: Transaction,
  account: {
    username: string;
    displayName: string;
    role: Session['role'];
    inspectorId?: string;
    passwordHash: string | null;
    now: Date;
  },
): Promise<boolean> {
  const { username, displayName, role, inspectorId = null, passwordHash, now } = account;
  const changed = await tx.execute(
    `update account set display_name = $2, role = $3, inspector_id = $4, password_hash = coalesce($5, password_hash)
     where username = $1`,
    [username, displayName, role, inspectorId, passwordHash],
  );
  if (changed > 0) return true;
  if (passwordHash === null) return false;
  await tx.execute(
    `insert into account (username, display_name, role, inspector_id, password_hash, created_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [username, displayName, role, inspectorId, passwordHash, now],
  );
  return true;
}

export async function setPassword(tx: Transaction, username: string, passwordHash: string): Promise<void> {
  await tx.execute('update account set password_hash = $2 where username = $1', [username, passwordHash]);
}

/** Its sessions go with it. */
export async function deleteAccount(tx: Transaction, username: string): Promise<boolean> {
  return (await tx.execute('delete from account where username = $1', [username])) === 1;
}

/** All sessions but the one to keep. */
export async function deleteOtherSessions(
  tx: Transaction,
  username: string,
  keep: string | null,
): Promise<void> {
  await tx.execute('delete from session where username = $1 and ($2::uuid is null or id <> $2)', [
    username,
    keep,
  ]);
}

/** Names of the administrators, locked so that two of them cannot remove each other. */
export async function lockAdmins(tx: Transaction): Promise<string[]> {
  const rows = await tx.query<{ username: string }>(
    'select username from account where role = any($1) order by username for update',
    [permissions['account.manage']],
  );
  return rows.map((row) => row.username);
}
