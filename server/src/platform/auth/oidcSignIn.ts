/** Whose account an identity of the provider opens, if anybody's. */
import { appendAudit } from '../audit/audit.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../postgres/database.ts';
import type { Person } from './oidcProvider.ts';
import { accountOfIdentity, bindIdentity, isNameBound } from './oidcStore.ts';

export type Admission =
  | { admitted: true; username: string }
  | { admitted: false; refusal: 'no-account' | 'other-identity'; name: string | undefined };

/**
 * A known identity opens its account whatever it is called now. An unknown one is bound, once, to the account that
 * an administrator opened to its name; a name that is bound already opens nothing, because names are given again.
 */
export async function admitPerson(
  { db, clock }: { db: Database; clock: Clock },
  person: Person,
): Promise<Admission> {
  const { identity } = person;
  const known = await accountOfIdentity(db, identity);
  if (known !== undefined) return { admitted: true, username: known };
  const name = await person.name();
  if (name === undefined) return { admitted: false, refusal: 'no-account', name };
  return db.transaction(async (tx) => {
    const username = await bindIdentity(tx, { name, identity, now: clock.date() });
    if (username === undefined) {
      const refusal = (await isNameBound(tx, name)) ? 'other-identity' : 'no-account';
      return { admitted: false, refusal, name };
    }
    await appendAudit(tx, clock.date(), [
      {
        subject: 'session',
        subjectId: username,
        actor: username,
        act: 'bind-identity',
        reason: 'first-sign-in',
        detail: { name, ...identity },
      },
    ]);
    return { admitted: true, username };
  });
}
