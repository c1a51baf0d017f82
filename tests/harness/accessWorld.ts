/** A broker with doors: two sites and their credentials, on a database, for tests of who may do what. */
import { type CredentialBook, openCredentialBook } from '@mingchu/server/credentials/credentialBook';
import { issueCredential } from '@mingchu/server/credentials/issueCredential';
import { createClock } from '@mingchu/server/platform/clock';
import {
  type AnonymousFrom,
  type BrokerAccess,
  createBrokerAccess,
  type Refusal,
} from '@mingchu/server/platform/mqtt/brokerAccess';
import type { Database } from '@mingchu/server/platform/postgres/database';
import { quietLog } from './log.ts';

export const clock = createClock();

export interface Secret {
  username: string;
  password: string;
}

export async function issue(db: Database, siteId: string): Promise<Secret> {
  const { credential, secret } = await issueCredential(
    { db, clock },
    { body: { siteId, label: '后厨网关' }, actor: 'admin' },
  );
  return { username: credential.username, password: secret };
}

export interface Doors {
  access: BrokerAccess;
  book: CredentialBook;
  refusals: Refusal[];
}

/** What the embedded broker asks. */
export async function openDoors(db: Database, anonymous: AnonymousFrom = 'none'): Promise<Doors> {
  const book = await openCredentialBook({ db, clock, log: quietLog });
  const refusals: Refusal[] = [];
  const access = createBrokerAccess({
    anonymous,
    verify: book.verify,
    onSignIn: book.used,
    onChanged: book.onChanged,
    onRefused: (refusal) => refusals.push(refusal),
  });
  return { access, book, refusals };
}
