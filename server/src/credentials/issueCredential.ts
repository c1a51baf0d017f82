/** Administrators give a site a credential, replace it and revoke it. The secret leaves this file once, as the answer. */
import {
  credentialName,
  type CredentialView,
  type IssuedCredential,
  maxGoodPerSite,
  type NewCredentialBody,
  type ReplaceCredentialBody,
} from '@mingchu/shared/credentials';
import { appendAudit } from '../platform/audit/audit.ts';
import type { Clock } from '../platform/clock.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database, Transaction } from '../platform/postgres/database.ts';
import {
  type CredentialRow,
  insertCredential,
  lockCredential,
  lockSiteCredentials,
  setEnd,
  tellChange,
} from './credentialStore.ts';
import { endWhenReplaced, stateOf } from './model/credential.ts';
import { hashSecret, makeSecret } from './secrets.ts';

export interface CredentialDeps {
  db: Database;
  clock: Clock;
}

export function issueCredential(
  { db, clock }: CredentialDeps,
  { body, actor }: { body: NewCredentialBody; actor: string },
): Promise<IssuedCredential> {
  const now = clock.date();
  return db.transaction(async (tx) => {
    const made = await make(tx, { ...body, replaces: null, endsReplaced: false, now, actor });
    const { username } = made.credential;
    await note(tx, { username, act: 'credential-issued', actor, now, detail: { label: body.label } });
    return made;
  });
}

export function replaceCredential(
  { db, clock }: CredentialDeps,
  { username, body, actor }: { username: string; body: ReplaceCredentialBody; actor: string },
): Promise<IssuedCredential> {
  const now = clock.date();
  return db.transaction(async (tx) => {
    const before = await lockGood(tx, username, now);
    const { siteId, label } = before;
    const endsAt = endWhenReplaced(before, body.overlapH, now);
    await setEnd(tx, { username, endsAt, endReason: 'replaced' });
    const facts = { siteId, label, replaces: username, endsReplaced: body.endAtFirstUse, now, actor };
    const made = await make(tx, facts);
    const detail = { ...body, by: made.credential.username, endsAt };
    await note(tx, { username, act: 'credential-replaced', actor, now, detail });
    return made;
  });
}

/** Ends it at once: the embedded broker ends its connections, too. */
export function revokeCredential(
  { db, clock }: CredentialDeps,
  { username, reason, actor }: { username: string; reason: string; actor: string },
): Promise<CredentialView> {
  const now = clock.date();
  return db.transaction(async (tx) => {
    const row = await lockGood(tx, username, now);
    const end = { endsAt: now, endReason: 'revoked' as const };
    await setEnd(tx, { username, ...end });
    await note(tx, { username, act: 'credential-revoked', actor, now, detail: { why: reason } });
    return viewOf({ ...row, ...end }, now);
  });
}

export function viewOf(row: CredentialRow, now: Date): CredentialView {
  const { username, siteId, label, createdBy, replaces, endReason } = row;
  return {
    username,
    siteId,
    label,
    state: stateOf(row, now),
    createdAt: row.createdAt.toISOString(),
    createdBy,
    replaces,
    endsAt: row.endsAt?.toISOString() ?? null,
    endReason,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

async function make(
  tx: Transaction,
  facts: Pick<CredentialRow, 'siteId' | 'label' | 'replaces' | 'endsReplaced'> & { now: Date; actor: string },
): Promise<IssuedCredential> {
  const { siteId, now, actor, ...rest } = facts;
  const present = await lockSiteCredentials(tx, siteId, now);
  if (present === null) throw new ProblemError(404, 'site-not-found', `There is no site ${siteId}.`);
  if (present.good >= maxGoodPerSite)
    throw new ProblemError(409, 'too-many-credentials', `${siteId} has ${maxGoodPerSite} good credentials.`);
  const number = present.nextNumber;
  const row: CredentialRow = {
    username: credentialName(siteId, number),
    siteId,
    number,
    ...rest,
    createdAt: now,
    createdBy: actor,
    endsAt: null,
    endReason: null,
    lastUsedAt: null,
  };
  const secret = makeSecret();
  await insertCredential(tx, { ...row, ...hashSecret(secret) });
  return { credential: viewOf(row, now), secret };
}

async function lockGood(tx: Transaction, username: string, now: Date): Promise<CredentialRow> {
  const row = await lockCredential(tx, username);
  if (row === null) throw new ProblemError(404, 'no-such-credential', `There is no credential ${username}.`);
  if (stateOf(row, now) === 'ended')
    throw new ProblemError(409, 'credential-ended', `${username} has ended already.`);
  return row;
}

async function note(
  tx: Transaction,
  entry: { username: string; act: string; actor: string; now: Date; detail: Record<string, unknown> },
): Promise<void> {
  const { username, act, actor, now, detail } = entry;
  await tellChange(tx);
  await appendAudit(tx, now, [
    { subject: 'credential', subjectId: username, actor, act, reason: 'asked-by-account', detail },
  ]);
}
