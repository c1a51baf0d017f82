/** Says every 2 s, by way of the database, that this process takes in: that it stopped could nobody say. */
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import { regularly } from '../platform/regularly.ts';
import { noteIntake } from './intakeSeenStore.ts';

/** Real ms. */
const tellEveryMs = 2_000;

/** The answer ends it. */
export function tellAtWork({ db, clock, log }: { db: Database; clock: Clock; log: Logger }): () => void {
  return regularly(
    tellEveryMs,
    () => noteIntake(db, clock.date()),
    (error) => log.debug({ err: error }, 'intake at work, but not told, trying again'),
  );
}
