/**
 * When wrong passwords lock a door. Every name has one door for each address, and one for all addresses together: the
 * first keeps a guesser at bay without touching the person, the second ends a guess from many addresses at once. From
 * an address where a person has signed in before, his name's common lock does not keep him out: nobody elsewhere can
 * take the wall from an officer. The numbers are argued in ADR 0038.
 */
import { longestSessionMs } from './sessionLimits.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** What is known of one door. */
export interface Door {
  /** In a row, since the last sign-in or lock. */
  failures: number;
  lastFailureAt: Date | null;
  /** How often it was locked, each within a day of the one before. */
  locks: number;
  lockedUntil: Date | null;
  succeededAt: Date | null;
}

interface LockRule {
  /** Failures in a row until the first lock, and until each further one. */
  first: number;
  further: number;
  /** Each further lock is twice as long, up to the longest. */
  shortestMs: number;
  longestMs: number;
}

/** A name from one address. */
export const oneAddress: LockRule = { first: 10, further: 5, shortestMs: minuteMs, longestMs: hourMs };
/** A name from all addresses together. */
export const allAddresses: LockRule = { first: 100, further: 10, shortestMs: hourMs, longestMs: hourMs };
/** An address where one has signed in is his own for as long as the longest session could have lasted. */
export const knownForMs = longestSessionMs;
/** What is older than this no longer counts against anybody. */
export const forgottenAfterMs = dayMs;

/** The door after one more failure; `lockedForMs` when it was this one that locked it. */
export function afterFailure(
  door: Door,
  rule: LockRule,
  now: Date,
): { next: Door; lockedForMs: number | null } {
  // An attempt that was under way when the door was locked makes the lock no longer.
  if (isLocked(door, now)) return { next: door, lockedForMs: null };
  const since = now.getTime() - forgottenAfterMs;
  const isRecent = (at: Date | null): boolean => at !== null && at.getTime() > since;
  const locks = isRecent(door.lockedUntil) ? door.locks : 0;
  const failures = (isRecent(door.lastFailureAt) ? door.failures : 0) + 1;
  const counted = { ...door, locks, failures, lastFailureAt: now };
  if (failures < (locks === 0 ? rule.first : rule.further)) return { next: counted, lockedForMs: null };
  const lockedForMs = Math.min(rule.shortestMs * 2 ** locks, rule.longestMs);
  const lockedUntil = new Date(now.getTime() + lockedForMs);
  return { next: { ...counted, failures: 0, locks: locks + 1, lockedUntil }, lockedForMs };
}

/** Until when a name is refused at an address, whatever the password; null when it may try. */
export function lockedUntil(doors: { here: Door; everywhere: Door }, now: Date): Date | null {
  const { here, everywhere } = doors;
  if (isLocked(here, now)) return here.lockedUntil;
  const isKnown = here.succeededAt !== null && now.getTime() - here.succeededAt.getTime() < knownForMs;
  return isLocked(everywhere, now) && !isKnown ? everywhere.lockedUntil : null;
}

function isLocked(door: Door, now: Date): boolean {
  return door.lockedUntil !== null && door.lockedUntil > now;
}

/**
 * The address as doors are counted by: who has one address of IPv6 usually has all 2⁶⁴ that begin with the same half.
 */
export function addressOfDoor(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (!ip.includes(':')) return ip;
  const [head = '', tail] = ip.split('::', 2);
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
