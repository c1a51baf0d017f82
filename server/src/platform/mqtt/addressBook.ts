/**
 * What each address of the network has done lately: how fast it connects and sends, and how often it failed to sign
 * in. Addresses of this machine are not slowed: behind a proxy here all devices would look like one.
 */
import { isIPv6 } from 'node:net';
import { createReadRate, type RateLimits, type ReadRate } from './readRate.ts';

/** A carrier may put a whole district behind one address, so these are the district's own figures. */
const sending: RateLimits = { packetsPerS: 20_000, bytesPerS: 64 * 1024 * 1024 };
/** 5,000 connections at once and 500 a second: 20,000 devices of one address are back within half a minute. */
export const connectionsPerS = 500;
const connectionBurstMs = 10_000;
export const connectionsAtOnce = (connectionsPerS * connectionBurstMs) / 1_000;
/** Connections of one address that have not signed in: whoever opens many and says nothing takes no more places. */
const maxUnproved = 2_000;
/** Failures that count for nothing: people mistype. */
const freeFailures = 3;
const firstDelayMs = 250;
const maxDelayMs = 8_000;
/** One failure is forgotten per this time, real ms. */
const forgiveMs = 10_000;
/** Answers that wait at a time. Beyond it a failed sign-in is ended without one. */
const maxHeld = 500;
const maxAddresses = 20_000;

interface Address {
  sends: ReadRate;
  connects: ReadRate;
  /** Their ports over there. */
  unproved: Set<number>;
  failures: number;
  failedAt: number;
}

export interface AddressBook {
  /** The shared rate of what this address sends; undefined for this machine's own. */
  rateOf(remote: string | undefined): ReadRate | undefined;
  /** Counts a connection; false when the address connects too fast, or has too many that have not signed in. */
  mayConnect(remote: string | undefined, port: number | undefined): boolean;
  /** The connection has signed in, or is gone. */
  settled(remote: string | undefined, port: number | undefined): void;
  /** Counts a failed sign-in; how long its answer waits, ms, or null: too many wait already. */
  delayFailure(remote: string | undefined): number | null;
  /** An answer that waited has gone. */
  released(): void;
}

export function createAddressBook(): AddressBook {
  // A Map keeps the order of insertion; each use moves the address to the end.
  const addresses = new Map<string, Address>();
  let held = 0;
  const find = (remote: string | undefined): Address | undefined => {
    if (remote === undefined || isLoopback(remote)) return undefined;
    const key = addressKey(remote);
    const found = addresses.get(key) ?? {
      sends: createReadRate(sending),
      connects: createReadRate(
        { packetsPerS: connectionsPerS, bytesPerS: Number.POSITIVE_INFINITY },
        { burstMs: connectionBurstMs },
      ),
      unproved: new Set<number>(),
      failures: 0,
      failedAt: 0,
    };
    addresses.delete(key);
    addresses.set(key, found);
    const [oldest] = addresses.keys();
    if (addresses.size > maxAddresses && oldest !== undefined) addresses.delete(oldest);
    return found;
  };
  return {
    rateOf: (remote) => find(remote)?.sends,
    mayConnect: (remote, port) => {
      const address = find(remote);
      if (!address) return true;
      if (address.connects.waitMs() > 0 || address.unproved.size >= maxUnproved) return false;
      address.connects.charge(1, 0);
      if (port !== undefined) address.unproved.add(port);
      return true;
    },
    settled: (remote, port) => {
      if (port !== undefined) find(remote)?.unproved.delete(port);
    },
    delayFailure: (remote) => {
      if (held >= maxHeld) return null;
      held += 1;
      const address = find(remote);
      if (!address) return firstDelayMs;
      const now = performance.now();
      const forgiven = Math.floor((now - address.failedAt) / forgiveMs);
      address.failures = Math.max(0, address.failures - forgiven) + 1;
      address.failedAt = now;
      const over = address.failures - freeFailures;
      return over <= 0 ? firstDelayMs : Math.min(maxDelayMs, firstDelayMs * 2 ** over);
    },
    released: () => {
      held -= 1;
    },
  };
}

/** Of this machine itself. */
export function isLoopback(remote: string | undefined): boolean {
  return remote !== undefined && (remote === '::1' || /^(::ffff:)?127\./.test(remote));
}

/** An IPv4 address, or the network of an IPv6 one: whoever has one address there has 2⁶⁴. */
export function addressKey(remote: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(remote);
  if (mapped) return mapped[1] as string;
  const [plain = ''] = remote.split('%');
  if (!isIPv6(plain)) return remote;
  const [head = '', tail] = plain.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail ?? '')];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
