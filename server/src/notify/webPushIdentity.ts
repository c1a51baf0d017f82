/** Who we are to push services: a VAPID key pair, made at the first start and kept in the database, its private half sealed. */
import webPush from 'web-push';
import type { Clock } from '../platform/clock.ts';
import type { Database, Executor } from '../platform/postgres/database.ts';
import type { SecretBox } from '../platform/secretBox.ts';

export interface WebPushIdentity {
  publicKey: string;
  privateKey: string;
}

const purpose = 'web-push';

/** Several processes may start at once: the first pair that is written stays. */
export async function ensureWebPushIdentity(deps: {
  db: Database;
  clock: Clock;
  box: SecretBox;
}): Promise<WebPushIdentity> {
  const { db, clock, box } = deps;
  const found = await readIdentity(db, box);
  if (found !== null) return found;
  const made = webPush.generateVAPIDKeys();
  await db.execute(
    `insert into web_push_identity (public_key, sealed_private_key, created_at) values ($1, $2, $3)
     on conflict (only_row) do nothing`,
    [made.publicKey, box.seal(purpose, made.privateKey), clock.date()],
  );
  const kept = await readIdentity(db, box);
  if (kept === null) throw new Error('the keys for Web Push were not kept');
  return kept;
}

/** What browsers are told to subscribe with; needs no secret. */
export async function webPushPublicKey(deps: {
  db: Database;
  clock: Clock;
  box: SecretBox;
}): Promise<string> {
  const [row] = await deps.db.query<{ publicKey: string }>(
    `select public_key as "publicKey" from web_push_identity`,
  );
  return row?.publicKey ?? (await ensureWebPushIdentity(deps)).publicKey;
}

async function readIdentity(db: Executor, box: SecretBox): Promise<WebPushIdentity | null> {
  const [row] = await db.query<{ publicKey: string; sealed: Buffer }>(
    `select public_key as "publicKey", sealed_private_key as sealed from web_push_identity`,
  );
  return row === undefined ? null : { publicKey: row.publicKey, privateKey: box.open(purpose, row.sealed) };
}
