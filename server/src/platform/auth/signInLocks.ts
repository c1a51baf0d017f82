/**
 * Keeps guessers from the passwords. Everything is rows, so that all web nodes together are one door, and a restart
 * forgets nothing. What locks which door is decided in `model/signInLock.ts`.
 */
import { appendAudit, type AuditEntry } from '../audit/audit.ts';
import { ProblemError } from '../http/problem.ts';
import type { Database } from '../postgres/database.ts';
import {
  addressOfDoor,
  afterFailure,
  allAddresses,
  forgottenAfterMs,
  knownForMs,
  lockedUntil,
  oneAddress,
} from './model/signInLock.ts';
import {
  addressFailuresSince,
  deleteIdleDoors,
  doorsOf,
  holdDoors,
  insertAddressFailure,
  putDoor,
} from './signInDoorStore.ts';

/**
 * Failed sign-ins a minute from one address, whatever the names. Only failures count: a station whose twenty phones sign
 * in at eight o'clock behind one address is not an attack.
 */
const maxFailuresPerAddress = 100;
const failureWindowMs = 60_000;

export interface Attempt {
  ip: string;
  name: string;
  now: Date;
}

/** Until when no attempt of this name is looked at here, or null while one is allowed. */
export async function signInLockedUntil(db: Database, { ip, name, now }: Attempt): Promise<Date | null> {
  const address = addressOfDoor(ip);
  const [tooMany, doors] = await Promise.all([
    addressFailuresSince(db, {
      address,
      since: new Date(now.getTime() - failureWindowMs),
      count: maxFailuresPerAddress,
    }),
    doorsOf(db, { name, address }),
  ]);
  const untilMs = [
    lockedUntil(doors, now)?.getTime() ?? 0,
    // The attempt that makes the limit falls out of the window first.
    tooMany === null ? 0 : tooMany.getTime() + failureWindowMs,
  ];
  const latestMs = Math.max(...untilMs);
  return latestMs === 0 ? null : new Date(latestMs);
}

/**
 * Counts a failure, and records each lock that comes of it. Answers until when even a right password would have counted
 * for nothing: the two must not be told apart, or the one right guess of many at once would stand out.
 */
export async function noteFailure(db: Database, { ip, name, now }: Attempt): Promise<Date | null> {
  const address = addressOfDoor(ip);
  const nowMs = now.getTime();
  return db.transaction(async (tx) => {
    const { here, everywhere } = await holdDoors(tx, { name, address });
    const until = lockedUntil({ here, everywhere }, now);
    const one = afterFailure(here, oneAddress, now);
    const all = afterFailure(everywhere, allAddresses, now);
    await putDoor(tx, { name, address }, one.next);
    await putDoor(tx, { name, address: null }, all.next);
    await insertAddressFailure(tx, { address, now, until: new Date(nowMs - failureWindowMs) });
    // Those that a lock which still counts may have come of stay.
    await deleteIdleDoors(tx, {
      usedSince: new Date(nowMs - oneAddress.longestMs - forgottenAfterMs),
      knownSince: new Date(nowMs - knownForMs),
    });
    const locked = (reason: string, lockedForMs: number, locks: number): AuditEntry => ({
      subject: 'session',
      subjectId: name,
      actor: 'system',
      act: 'sign-in-locked',
      reason,
      detail: { ip, lockedForS: lockedForMs / 1000, locks },
    });
    await appendAudit(tx, now, [
      ...(one.lockedForMs === null ? [] : [locked('failures-from-address', one.lockedForMs, one.next.locks)]),
      ...(all.lockedForMs === null ? [] : [locked('failures-everywhere', all.lockedForMs, all.next.locks)]),
    ]);
    return until;
  });
}

/**
 * Takes a right password: nothing is held against the name here any more. Answers until when it counts for nothing
 * all the same, when the door was locked while it was being checked; else guesses that came at once with the tenth
 * would all be looked at.
 */
export async function noteSuccess(db: Database, { ip, name, now }: Attempt): Promise<Date | null> {
  const address = addressOfDoor(ip);
  return db.transaction(async (tx) => {
    const { here, everywhere } = await holdDoors(tx, { name, address });
    const until = lockedUntil({ here, everywhere }, now);
    if (until !== null) return until;
    const open = { failures: 0, locks: 0, lockedUntil: null };
    await putDoor(tx, { name, address }, { ...here, ...open, succeededAt: now });
    await putDoor(tx, { name, address: null }, { ...everywhere, ...open });
    return null;
  });
}

/** The answer to whoever must wait. */
export function lockedProblem(until: Date, now: Date): ProblemError {
  const retryAfterS = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
  return new ProblemError(
    429,
    'too-many-failed-sign-ins',
    `Too many failed attempts. Try again in ${retryAfterS} s.`,
    { retryAfterS },
  );
}
