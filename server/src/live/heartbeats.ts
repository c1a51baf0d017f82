/**
 * Heartbeats: what they say is read, not assumed. Before each the change log is read once more; while the database
 * gives no answer the beat still goes out, with the age of the last reading, and proves no more than that. Nor does it
 * prove that anybody judges what comes in, or that anything can come in: it says up to when the one has been done, and since
 * when the other cannot be.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Heartbeat } from '@mingchu/shared/live';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { ChangeFollower } from './changeFollower.ts';
import { brokerLostSince } from '../ingest/brokerOutageStore.ts';
import { judgedUntil, newestIntake } from './liveStore.ts';

export interface HeartbeatOptions {
  db: Database;
  clock: Clock;
  follower: ChangeFollower;
  /** Null in a process without intake. Where it says null the database is asked. */
  lastIntakeAt: (() => number | null) | null;
  /** Since when nobody takes in; null while somebody does. */
  intakeGoneSince: () => number | null;
  rehearsal: boolean;
  pageVersion: string | null;
}

/** Real ms that a beat waits for the database. */
const answerWaitMs = 1_000;
/** Real ms for which an answer serves all who ask. */
const answerFreshMs = 1_000;

/** Answers the next beat; it rejects never and takes at most `answerWaitMs`. */
export function createHeartbeats(options: HeartbeatOptions): (asked?: number) => Promise<Heartbeat> {
  const { db, clock, follower, rehearsal, pageVersion } = options;
  const stored = sharedAnswer(() => newestIntake(db));
  // A process that has just started has heard nothing yet, which is not the same as that nothing ever came.
  const heardAt = async () => options.lastIntakeAt?.() ?? stored.newest();
  const judged = sharedAnswer(() => judgedUntil(db));
  const brokerLost = sharedAnswer(() => brokerLostSince(db));
  const speed = clock.speed;
  return async (asked) => {
    const [intakeAt, judgedAt, brokerLostAt] = await Promise.all([
      heardAt(),
      judged.newest(),
      brokerLost.newest(),
      follower.readNow(answerWaitMs),
    ]);
    return {
      serverTime: clock.date().toISOString(),
      seq: follower.head,
      lastIntakeAt: isoOf(intakeAt),
      readAgoMs: Math.round(follower.readAgoMs()),
      judgedUntil: isoOf(judgedAt),
      brokerLostSince: isoOf(brokerLostAt),
      intakeGoneSince: isoOf(options.intakeGoneSince()),
      speed,
      rehearsal,
      pageVersion,
      ...(asked !== undefined && { asked }),
    };
  };
}

function isoOf(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}

/**
 * One answer of the database for all who ask within `answerFreshMs`. Whoever gets none in time is told the newest that
 * is known: it stays, and grows old on the screens.
 */
function sharedAnswer(ask: () => Promise<number | null>): { newest(): Promise<number | null> } {
  let known: number | null = null;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  const newest = async () => {
    if (!asking && performance.now() - askedAtMs >= answerFreshMs) {
      askedAtMs = performance.now();
      asking = ask()
        .then(
          (answer) => {
            known = answer;
          },
          () => {},
        )
        .finally(() => {
          asking = undefined;
        });
    }
    if (asking) await Promise.race([asking, delay(answerWaitMs, undefined, { ref: false })]);
    return known;
  };
  return { newest };
}
