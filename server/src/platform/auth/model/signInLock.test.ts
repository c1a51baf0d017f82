import { describe, expect, it } from 'vitest';
import {
  addressOfDoor,
  afterFailure,
  allAddresses,
  type Door,
  knownForMs,
  lockedUntil,
  oneAddress,
} from './signInLock.ts';

const minute = 60_000;
const start = Date.UTC(2026, 10, 28, 1);
const at = (ms: number): Date => new Date(start + ms);
const fresh: Door = { failures: 0, lastFailureAt: null, locks: 0, lockedUntil: null, succeededAt: null };

/** Guesses on, as fast as the locks allow, until the time is over; answers the locks in minutes, and all guesses. */
function guess(rule: typeof oneAddress, forMs: number): { locks: number[]; guesses: number } {
  let door = fresh;
  const locks: number[] = [];
  let guesses = 0;
  for (let ms = 0; ms < forMs; guesses++) {
    const { next, lockedForMs } = afterFailure(door, rule, at(ms));
    door = next;
    if (lockedForMs !== null) locks.push(lockedForMs / minute);
    ms += lockedForMs ?? 0;
  }
  return { locks, guesses };
}

describe('the lock of a door', () => {
  it('[AU4] comes after ten failures in a row, and is twice as long each time, up to an hour', () => {
    const { locks, guesses } = guess(oneAddress, 24 * 60 * minute);
    expect(locks.slice(0, 9)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(guesses).toBeLessThan(160);
  });

  it('[AU4] of all addresses together comes after a hundred in a row, at once for an hour', () => {
    const { locks, guesses } = guess(allAddresses, 24 * 60 * minute);
    expect(new Set(locks)).toEqual(new Set([60]));
    expect(guesses).toBeLessThan(350);
  });

  it('[AU4] forgets failures and locks after a day', () => {
    const nine = { ...fresh, failures: 9, lastFailureAt: at(0) };
    expect(afterFailure(nine, oneAddress, at(24 * 60 * minute - 1)).lockedForMs).toBe(minute);
    expect(afterFailure(nine, oneAddress, at(24 * 60 * minute)).next.failures).toBe(1);
    const locked = { ...fresh, failures: 4, lastFailureAt: at(0), locks: 3, lockedUntil: at(0) };
    expect(afterFailure(locked, oneAddress, at(minute)).lockedForMs).toBe(8 * minute);
    expect(afterFailure(locked, oneAddress, at(24 * 60 * minute)).next).toMatchObject({
      locks: 0,
      failures: 1,
    });
  });

  it('[AU4] grows no longer by attempts that were under way when it came', () => {
    const locked = { ...fresh, locks: 1, lockedUntil: at(minute) };
    expect(afterFailure(locked, oneAddress, at(minute - 1))).toEqual({ next: locked, lockedForMs: null });
    expect(afterFailure(locked, oneAddress, at(minute)).next.failures).toBe(1);
  });

  it('[AU4] of a name keeps nobody out of an address where he has signed in before', () => {
    const everywhere = { ...fresh, lockedUntil: at(60 * minute) };
    const known = { ...fresh, succeededAt: at(-knownForMs + 1) };
    expect(lockedUntil({ here: known, everywhere }, at(0))).toBeNull();
    expect(lockedUntil({ here: known, everywhere }, at(1))).toEqual(at(60 * minute));
    expect(lockedUntil({ here: fresh, everywhere }, at(0))).toEqual(at(60 * minute));
    expect(lockedUntil({ here: fresh, everywhere }, at(60 * minute))).toBeNull();
    const here = { ...known, lockedUntil: at(5 * minute) };
    expect(lockedUntil({ here, everywhere: fresh }, at(0))).toEqual(at(5 * minute));
  });
});

describe('the address of a door', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8:0:12:aaaa::1', '2001:db8:0:12::/64'],
    ['2001:0DB8::12:aaaa:0:1', '2001:db8:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('[AU4] of %s is %s', (ip, address) => {
    expect(addressOfDoor(ip)).toBe(address);
  });
});
