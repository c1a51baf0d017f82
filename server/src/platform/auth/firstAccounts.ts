/** The accounts that exist before anybody can make one. */
import { randomBytes } from 'node:crypto';
import type { Database } from '../postgres/database.ts';
import { hashPassword } from './passwords.ts';
import { hasAdministrator, setInspectorPasswords, upsertAccount } from './sessionStore.ts';

const demoAccounts = [
  { username: 'duty', displayName: '值班员', role: 'duty' },
  { username: 'chief', displayName: '所长', role: 'chief' },
  { username: 'admin', displayName: '管理员', role: 'admin' },
] as const;

/**
 * The demo's accounts, all with one password: the one that is printed at start. Inspectors that an earlier start
 * imported get it too, so that what is printed is true after the password was changed.
 */
export async function ensureDemoAccounts(
  db: Database,
  { password, now }: { password: string; now: Date },
): Promise<void> {
  const passwordHash = await hashPassword(password);
  await db.transaction(async (tx) => {
    for (const account of demoAccounts) await upsertAccount(tx, { ...account, passwordHash, now });
    await setInspectorPasswords(tx, passwordHash);
  });
}

/**
 * Outside the demo: makes `admin` when there is no administrator yet, with `password` or a random one. Answers
 * the password to print once, or null when an administrator exists.
 */
export async function ensureFirstAdmin(
  db: Database,
  { password, now }: { password?: string; now: Date },
): Promise<{ username: string; password: string } | null> {
  if (await hasAdministrator(db)) return null;
  const chosen = password ?? randomBytes(12).toString('base64url');
  const passwordHash = await hashPassword(chosen);
  await upsertAccount(db, { username: 'admin', displayName: '管理员', role: 'admin', passwordHash, now });
  return { username: 'admin', password: chosen };
}
