/** SQL of signing in through the provider: accounts that are open to it, and attempts under way. */
import type { OidcAccount } from '@mingchu/shared/signIn';
import type { Executor, Transaction } from '../postgres/database.ts';

/** Who somebody is at a provider; the name there may change, this does not. */
export interface Identity {
  issuer: string;
  subject: string;
}

/** What must come back with the answer of the provider. */
export interface Attempt {
  state: string;
  nonce: string;
  codeVerifier: string;
  returnPath: string;
  /** Hash of the session token that the browser had when it left; null when it had none. */
  formerTokenHash: Buffer | null;
}

export async function insertAttempt(
  tx: Transaction,
  attempt: Attempt & { tokenHash: Buffer; expiresAt: Date },
): Promise<void> {
  const { tokenHash, state, nonce, codeVerifier, returnPath, formerTokenHash, expiresAt } = attempt;
  await tx.execute(
    `insert into oidc_attempt (token_hash, state, nonce, code_verifier, return_path, former_token_hash, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [tokenHash, state, nonce, codeVerifier, returnPath, formerTokenHash, expiresAt],
  );
}

export async function deleteOldAttempts(tx: Transaction, now: Date): Promise<void> {
  await tx.execute('delete from oidc_attempt where expires_at <= $1', [now]);
}

/** The attempt, once: two answers to the same one cannot both have it. */
export async function takeAttempt(db: Executor, tokenHash: Buffer, now: Date): Promise<Attempt | undefined> {
  const [row] = await db.query<Attempt & { expiresAt: Date }>(
    `delete from oidc_attempt where token_hash = $1
     returning state, nonce, code_verifier as "codeVerifier", return_path as "returnPath",
               former_token_hash as "formerTokenHash", expires_at as "expiresAt"`,
    [tokenHash],
  );
  if (!row || row.expiresAt <= now) return undefined;
  const { expiresAt: _, ...attempt } = row;
  return attempt;
}

export async function accountOfIdentity(db: Executor, identity: Identity): Promise<string | undefined> {
  const [row] = await db.query<{ username: string }>(
    'select username from oidc_account where issuer = $1 and subject = $2',
    [identity.issuer, identity.subject],
  );
  return row?.username;
}

/** Binds the account that waits for this name, if there is one; answers whose it is. */
export async function bindIdentity(
  tx: Transaction,
  { name, identity, now }: { name: string; identity: Identity; now: Date },
): Promise<string | undefined> {
  const [row] = await tx.query<{ username: string }>(
    `update oidc_account set issuer = $2, subject = $3, bound_at = $4
     where name = $1 and subject is null returning username`,
    [name, identity.issuer, identity.subject, now],
  );
  return row?.username;
}

export async function isNameBound(tx: Transaction, name: string): Promise<boolean> {
  const rows = await tx.query('select 1 from oidc_account where name = $1 and subject is not null', [name]);
  return rows.length > 0;
}

export async function oidcAccounts(db: Executor): Promise<OidcAccount[]> {
  const rows = await db.query<Omit<OidcAccount, 'boundAt'> & { boundAt: Date | null }>(
    'select username, name, issuer, bound_at as "boundAt" from oidc_account order by username',
  );
  return rows.map((row) => ({ ...row, boundAt: row.boundAt?.toISOString() ?? null }));
}

/** Opens the account to the next sign-in under this name, and forgets who it was bound to. */
export async function putOidcAccount(tx: Transaction, username: string, name: string): Promise<void> {
  await tx.execute(
    `insert into oidc_account (username, name) values ($1, $2)
     on conflict (username) do update set name = excluded.name, issuer = null, subject = null, bound_at = null`,
    [username, name],
  );
}

export async function nameIsOfAnother(tx: Transaction, username: string, name: string): Promise<boolean> {
  const rows = await tx.query('select 1 from oidc_account where name = $2 and username <> $1', [
    username,
    name,
  ]);
  return rows.length > 0;
}

/** False when the account was not open to the provider. */
export async function deleteOidcAccount(tx: Transaction, username: string): Promise<boolean> {
  return (await tx.execute('delete from oidc_account where username = $1', [username])) === 1;
}
