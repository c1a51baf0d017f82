/**
 * Follows the change log and keeps its newest part in memory. A notification wakes it; because notifications can
 * be lost with a connection, it also looks by itself every `pollMs`. Reading never overlaps: a wake-up during a
 * reading makes exactly one more follow, at least `restMs` later, so that a storm of commits becomes few batches.
 *
 * Always true: what is held is without gaps, from `floor + 1` to `head`; listeners hear each change once, in order.
 * Each reading begins with the newest change that is held: where the database has another in its place, or none, its
 * log is not the one that was read before (a copy took over that lacks the end, or a backup was restored). Then nothing
 * that is held counts, and it is followed from its own end on.
 * `readAgoMs` grows whenever the database does not answer, also when it keeps its connections and says nothing: a
 * reading without an answer is given up after `answerLimitMs`, and the next one takes another connection.
 */
import type { Change } from '@mingchu/shared/live';
import { changeChannel, changesAfter, headSeq } from '../platform/changelog/changeLog.ts';
import type { Logger } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import { within } from '../platform/within.ts';

export interface ChangeFollower {
  /** Newest sequence number that is held. */
  readonly head: number;
  /** Everything above this number is held. */
  readonly floor: number;
  /** At most `limit` changes after `seq`; null when some of them are no longer held. */
  since(seq: number, limit: number): Change[] | null;
  onGrown(listener: (changes: Change[]) => void): () => void;
  /** The database has another log than the one that was told of so far. */
  onOtherLog(listener: () => void): () => void;
  /** Real ms since the last reading that succeeded began: what is held is no older. */
  readAgoMs(): number;
  /** Resolves after a reading that began now or later, or after `withinMs` without one; never rejects. */
  readNow(withinMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface FollowOptions {
  db: Database;
  log: Logger;
  /** How many changes are held for clients that come back. */
  held?: number;
}

const pageSize = 1_000;
const defaultHeld = 10_000;
/** Real ms: a lost notification delays a screen by at most this. */
const pollMs = 2_000;
/** Real ms between two readings under load. */
const restMs = 15;
/** Real ms after which a reading counts as failed. */
const answerLimitMs = 5_000;

/** Resolves when the newest `held` changes are in memory. */
export async function followChanges({ db, log, held = defaultHeld }: FollowOptions): Promise<ChangeFollower> {
  const changes = holdChanges({ after: Math.max(0, (await headSeq(db)) - held), held, log });
  const listeners = new Set<(changes: Change[]) => void>();
  const otherLogListeners = new Set<() => void>();
  let running: Promise<void> | undefined;
  let wanted = false;
  let closed = false;
  let readAtMs = performance.now();
  const askers = new Set<{ atMs: number; done: () => void }>();

  const append = (page: Change[]) => {
    if (page.length === 0) return;
    changes.append(page);
    for (const listener of listeners) listener(page);
  };
  const readAll = async () => {
    let page: Change[];
    let begunAtMs: number;
    do {
      begunAtMs = performance.now();
      const { newest } = changes;
      page = await within(answerLimitMs, changesAfter(db, newest ? newest.seq - 1 : changes.head, pageSize));
      if (newest && isOtherLog(newest, page[0])) {
        const head = await within(answerLimitMs, headSeq(db));
        if (closed) return;
        log.warn({ held: changes.head, head }, 'the database has another change log: screens begin anew');
        changes.beginAfter(head);
        for (const listener of otherLogListeners) listener();
        page = [];
      }
      // Before the listeners hear of it: with the last page what is held is all that there was.
      if (page.length < pageSize) readAtMs = begunAtMs;
      if (!closed) append(page.filter(({ seq }) => seq > changes.head));
    } while (page.length === pageSize && !closed);
    for (const asker of askers) if (asker.atMs <= readAtMs) asker.done();
  };
  const run = async () => {
    while (wanted && !closed) {
      wanted = false;
      await readAll().catch((error: Error) => {
        log.warn({ err: error }, 'change log not read; trying again');
      });
      await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  };
  const wake = () => {
    wanted = true;
    if (closed) return;
    running ??= run().finally(() => {
      running = undefined;
      // A wake-up between the loop's last look and here.
      if (wanted) wake();
    });
  };

  const stopListening = await db.listen(changeChannel, { onPayload: wake, onReconnect: wake });
  // A notice that comes meanwhile waits, so that no two readings overlap.
  running = readAll().finally(() => {
    running = undefined;
    if (wanted) wake();
  });
  await running;
  const poll = setInterval(wake, pollMs);
  return {
    get head() {
      return changes.head;
    },
    get floor() {
      return changes.floor;
    },
    since: changes.since,
    onGrown: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onOtherLog: (listener) => {
      otherLogListeners.add(listener);
      return () => otherLogListeners.delete(listener);
    },
    readAgoMs: () => performance.now() - readAtMs,
    readNow: (withinMs) =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          askers.delete(asker);
          resolve();
        };
        const timer = setTimeout(() => done(), withinMs);
        const asker = { atMs: performance.now(), done };
        askers.add(asker);
        wake();
      }),
    close: async () => {
      closed = true;
      clearInterval(poll);
      await stopListening();
      await running;
    },
  };
}

/** Whether what the database has where `newest` stood shows that it has another log; one that has been pruned has later ones. */
function isOtherLog(newest: Change, there: Change | undefined): boolean {
  if (there === undefined) return true;
  return there.seq === newest.seq && JSON.stringify(there) !== JSON.stringify(newest);
}

interface HeldChanges extends Pick<ChangeFollower, 'head' | 'floor' | 'since'> {
  /** The next ones of the log, at least one. */
  append(page: Change[]): void;
  /** The change at `head`; undefined while none is held. */
  readonly newest: Change | undefined;
  /** Forgets all; what follows comes after this number. */
  beginAfter(seq: number): void;
}

/** The newest `held` changes and a page more, without gaps; none as yet, beginning after this number. */
function holdChanges({ after, held, log }: { after: number; held: number; log: Logger }): HeldChanges {
  let head = after;
  let floor = after;
  let changes: Change[] = [];
  return {
    get head() {
      return head;
    },
    get floor() {
      return floor;
    },
    get newest() {
      return changes.at(-1);
    },
    beginAfter: (seq) => {
      changes = [];
      head = seq;
      floor = seq;
    },
    since: (seq, limit) => (seq < floor ? null : changes.slice(seq - floor, seq - floor + limit)),
    append: (page) => {
      const next = page[0]?.seq ?? head + 1;
      if (next !== head + 1) {
        // Pruned while we were away: what is held would have a hole. Screens below the new floor get a snapshot.
        log.warn({ head, next }, 'change log was pruned past this reader');
        changes = [];
        floor = next - 1;
      }
      changes.push(...page);
      head = page.at(-1)?.seq ?? head;
      if (changes.length > held + pageSize) {
        floor += changes.length - held;
        changes = changes.slice(-held);
      }
    },
  };
}
