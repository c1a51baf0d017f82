/**
 * Heartbeats: what they say is read, not assumed. Before each the change log is read once more; while the database
 * gives no answer the beat still goes out, with the age of the last reading, and proves no more than that.
 */
import type { Heartbeat } from '@mingchu/shared/live';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { ChangeFollower } from './changeFollower.ts';
import { newestIntake } from './liveStore.ts';

export interface HeartbeatOptions {
  db: Database;
  clock: Clock;
  follower: ChangeFollower;
  /** Null in a process without intake: then the database is asked. */
  lastIntakeAt: (() => number | null) | null;
  rehearsal: boolean;
  pageVersion: string | null;
}

/** Real ms that a beat waits for the database. */
const answerWaitMs = 1_000;
/** Real ms for which an answer about intake serves all who ask. */
const intakeFreshMs = 1_000;

/** Answers the next beat; it rejects never and takes at most `answerWaitMs`. */
export function createHeartbeats(options: HeartbeatOptions): (asked?: number) => Promise<Heartbeat> {
  const { db, clock, follower, rehearsal, pageVersion } = options;
  const intakeAt = options.lastIntakeAt ?? intakeByDatabase(db);
  const speed = 1_000 / clock.realMs(1_000);
  return async (asked) => {
    await follower.readNow(answerWaitMs);
    const at = intakeAt();
    return {
      serverTime: clock.date().toISOString(),
      seq: follower.head,
      lastIntakeAt: at === null ? null : new Date(at).toISOString(),
      readAgoMs: Math.round(follower.readAgoMs()),
      speed,
      rehearsal,
      pageVersion,
      ...(asked !== undefined && { asked }),
    };
  };
}

/** The newest answer of the database, which is asked anew behind it. */
function intakeByDatabase(db: Database): () => number | null {
  let known: number | null = null;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking = false;
  const ask = () => {
    if (asking || performance.now() - askedAtMs < intakeFreshMs) return;
    asking = true;
    askedAtMs = performance.now();
    newestIntake(db)
      .then(
        (at) => {
          known = at;
        },
        // What is known stays, and grows old on the screens.
        () => {},
      )
      .finally(() => {
        asking = false;
      });
  };
  ask();
  return () => {
    ask();
    return known;
  };
}
