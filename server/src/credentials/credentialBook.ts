/**
 * The good credentials in memory, for the broker in this process: looking one up takes no statement, so 20,000 devices
 * may come back at once, also while the database is away. It is read whole at the start, when a change notifies, and
 * after the listening connection was lost. First uses are written at once, later ones by the hour.
 */
import { secretFits, type HashedSecret } from './secrets.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Verification } from '../platform/mqtt/brokerAccess.ts';
import type { Database } from '../platform/postgres/database.ts';
import { appendAudit } from '../platform/audit/audit.ts';
import {
  credentialChannel,
  endReplacedBy,
  type GoodCredential,
  goodCredentials,
  tellChange,
  tellUse,
} from './credentialStore.ts';

export interface CredentialBook {
  /** `secret` null: a certificate has proved the name. */
  verify(username: string, secret: Buffer | null): Verification;
  used(username: string): void;
  onChanged(listener: () => void): () => void;
  close(): Promise<void>;
}

const hourMs = 3_600_000;
/** Uses are written together. */
const writeEveryMs = 2_000;
/** Ends that come with time are looked for this often. */
const lookEveryMs = 10_000;
/** So that an unknown name takes as long as a known one. */
const nobody: HashedSecret = { salt: '0'.repeat(12), hash: Buffer.alloc(64) };

export async function openCredentialBook(deps: {
  db: Database;
  clock: Clock;
  log: Logger;
}): Promise<CredentialBook> {
  const { db, clock, log } = deps;
  let good = new Map<string, GoodCredential>();
  const listeners = new Set<() => void>();
  const uses = createUseLog(deps);
  const renew = async () => {
    const rows = await goodCredentials(db, clock.date());
    good = new Map(rows.map((row) => [row.username, row]));
    for (const listener of listeners) listener();
  };
  // One after the other: what is read later is newer.
  let renewing = Promise.resolve();
  const renewOnNotice = () => {
    renewing = renewing
      .then(renew)
      .catch((error: unknown) =>
        log.warn({ err: error }, 'credentials not renewed; the next notice tries again'),
      );
  };
  const stopListening = await db.listen(credentialChannel, {
    onPayload: renewOnNotice,
    onReconnect: renewOnNotice,
  });
  await renew();
  let endedSeen = 0;
  const stopLooking = clock.setRepeating(lookEveryMs, () => {
    const ended = [...good.values()].filter((row) => hasEnded(row, clock.now())).length;
    if (ended === endedSeen) return;
    endedSeen = ended;
    for (const listener of listeners) listener();
  });
  return {
    verify: (username, secret) => {
      const row = good.get(username);
      const fits = secret === null || secretFits(secret, row ?? nobody);
      if (!row) return { refused: 'unknown-name' };
      if (!fits) return { refused: 'wrong-secret' };
      return hasEnded(row, clock.now()) ? { refused: 'credential-ended' } : { siteId: row.siteId };
    },
    used: uses.add,
    onChanged: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      stopLooking();
      listeners.clear();
      await stopListening();
      await renewing;
      await uses.close();
    },
  };
}

function hasEnded({ endsAt }: GoodCredential, now: number): boolean {
  return endsAt !== null && endsAt.getTime() <= now;
}

/** Collects who signed in and writes it: each name once an hour. */
function createUseLog({ db, clock, log }: { db: Database; clock: Clock; log: Logger }) {
  const toldAt = new Map<string, number>();
  const waiting = new Set<string>();
  let writing = Promise.resolve();
  const write = async () => {
    if (waiting.size === 0) return;
    const usernames = [...waiting];
    waiting.clear();
    const now = clock.date();
    try {
      await db.transaction(async (tx) => {
        await tellUse(tx, { usernames, now, hourAgo: new Date(now.getTime() - hourMs) });
        const ended = await endReplacedBy(tx, { usernames, now });
        if (ended.length === 0) return;
        await tellChange(tx);
        await appendAudit(
          tx,
          now,
          ended.map(({ username, by }) => ({
            subject: 'credential',
            subjectId: username,
            actor: 'system',
            act: 'credential-ended',
            reason: 'successor-used',
            detail: { by },
          })),
        );
      });
    } catch (error) {
      for (const username of usernames) waiting.add(username);
      log.warn({ err: error }, 'uses of credentials not written; tried again');
    }
  };
  const timer = setInterval(() => {
    writing = writing.then(write);
  }, writeEveryMs);
  timer.unref();
  return {
    add: (username: string) => {
      const now = clock.now();
      if (now - (toldAt.get(username) ?? Number.NEGATIVE_INFINITY) < hourMs) return;
      toldAt.set(username, now);
      waiting.add(username);
    },
    close: async () => {
      clearInterval(timer);
      await writing;
      await write();
    },
  };
}
