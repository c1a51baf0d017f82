/**
 * Notices that nobody takes in any more: killed, stuck, or on a computer that is gone. Who takes in says so every 2 s;
 * here it is looked whether it was said again. Looks are counted, not the age of what was said: while this process
 * starts or its computer sleeps, and while the database is away, nothing can be said or looked for, and nobody is
 * suspected. No clock is compared with another.
 */
import { intakeSeenAt } from '../ingest/intakeSeenStore.ts';
import type { Logger } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import { regularly } from '../platform/regularly.ts';

/** Real ms. */
const lookEveryMs = 2_000;
/** Looks at the same that are too many: 14 to 18 s after the last that was there. */
export const looksInVain = 8;

export interface IntakeWatch {
  /** When somebody was last seen to take in, ms since 1970; null while somebody does, and where nobody ever did. */
  goneSince(): number | null;
  stop(): void;
}

export function watchIntake({ db, log }: { db: Database; log: Logger }): IntakeWatch {
  const looks = countLooks();
  const look = async () => {
    const wasGone = looks.goneSince() !== null;
    looks.saw(await intakeSeenAt(db));
    const since = looks.goneSince();
    if (since !== null && !wasGone) log.warn({ since: new Date(since) }, 'nobody takes in');
    else if (since === null && wasGone) log.warn('somebody takes in again');
  };
  const stop = regularly(lookEveryMs, look, (error) => {
    looks.sawNothing();
    log.debug({ err: error }, 'not looked who takes in, trying again');
  });
  return { goneSince: looks.goneSince, stop };
}

/** What looks one after another come to. */
export function countLooks() {
  let seenAt: number | null = null;
  let inVain = 0;
  return {
    /** What was last said: when somebody took in, or that nobody ever did. */
    saw: (at: number | null) => {
      inVain = at === seenAt ? inVain + 1 : 0;
      seenAt = at;
    },
    /** The database did not answer: before somebody is missed the count begins anew. */
    sawNothing: () => {
      if (inVain < looksInVain) inVain = 0;
    },
    goneSince: () => (inVain < looksInVain ? null : seenAt),
  };
}
