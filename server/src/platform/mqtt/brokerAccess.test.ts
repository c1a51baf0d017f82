import { describe, expect, it } from 'vitest';
import { addressKey, createAddressBook, isLoopback } from './addressBook.ts';
import {
  type AccessOptions,
  createBrokerAccess,
  type Greeting,
  type Refusal,
  type Verification,
} from './brokerAccess.ts';
import { namesIn } from './certificateNames.ts';

const good = new Map([
  ['s1~1', 'secret'],
  ['s2~1', 'other'],
]);

function verify(username: string, secret: Buffer | null): Verification {
  const wanted = good.get(username);
  if (wanted === undefined) return { refused: 'unknown-name' };
  if (secret !== null && secret.toString() !== wanted) return { refused: 'wrong-secret' };
  return { siteId: username.slice(0, 2) };
}

function open(options: Partial<AccessOptions> = {}, limits?: { maxConnections: number }) {
  const refusals: Refusal[] = [];
  const asked: AccessOptions = {
    anonymous: 'none',
    verify,
    onSignIn: () => {},
    onChanged: () => () => {},
    onRefused: (refusal) => refusals.push(refusal),
    ...options,
  };
  const access = createBrokerAccess(asked, limits);
  return { access, refusals };
}

const from = (greeting: Partial<Greeting> & { secret?: string }): Greeting => ({
  username: undefined,
  password: greeting.secret === undefined ? undefined : Buffer.from(greeting.secret),
  address: '10.0.0.7',
  certified: [],
  ...greeting,
});
const signedIn = from({ username: 's1~1', secret: 'secret' });

describe('who a connection is', () => {
  it.each([
    ['none', '127.0.0.1', 'no-credential'],
    ['loopback', '127.0.0.1', null],
    ['loopback', '::1', null],
    ['loopback', '::ffff:127.0.0.1', null],
    ['loopback', '10.0.0.7', 'no-credential'],
    ['loopback', undefined, 'no-credential'],
    ['all', '10.0.0.7', null],
  ] as const)('[IS6] with MQTT_ANONYMOUS=%s, no secret from %s: %s', (anonymous, address, refused) => {
    const { access } = open({ anonymous });
    expect(access.greet(from({ address }))).toMatchObject({ refused, siteId: null, username: null });
    // A name alone proves nothing, and is told on as what it is.
    expect(access.greet(from({ address, username: 'token' }))).toMatchObject({ refused, siteId: null });
  });

  it('[IS6] a secret that is given must be right, also where none is needed', () => {
    const { access } = open({ anonymous: 'all' });
    expect(access.greet(from({ username: 's1~1', secret: 'guess' })).refused).toBe('wrong-secret');
    expect(access.greet(from({ username: 'me', secret: 'guess' })).refused).toBe('unknown-name');
    expect(access.greet(signedIn)).toMatchObject({ refused: null, siteId: 's1' });
  });

  it.each([
    [{ certified: ['s1~1'] }, { siteId: 's1', username: 's1~1', refused: null }],
    [{ certified: ['gateway.local', 's2~1'] }, { siteId: 's2', refused: null }],
    [
      { certified: ['s1~1'], username: 's1~1' },
      { siteId: 's1', refused: null },
    ],
    [
      { certified: ['s1~1'], username: 's2~1', secret: 'other' },
      { refused: 'not-the-name-of-the-certificate' },
    ],
    [{ certified: ['gateway.local'] }, { refused: 'no-credential' }],
    [
      { certified: ['gateway.local'], username: 's1~1', secret: 'secret' },
      { siteId: 's1', refused: null },
    ],
  ])('[IS8] %o is %o', (greeting, connection) => {
    expect(open().access.greet(from(greeting))).toMatchObject(connection);
  });

  it('[IS8] a certificate names by its common name and its alternative names', () => {
    const subject = { CN: 's1~1' } as never;
    expect(namesIn({ subject, subjectaltname: 'DNS:gateway.local, URI:s1~2, IP Address:10.0.0.7' })).toEqual([
      's1~1',
      'gateway.local',
      's1~2',
    ]);
    expect(namesIn({})).toEqual([]);
  });
});

describe('what is counted and told', () => {
  it('[IS5] tells the first refusal of a connection and counts all', () => {
    const { access, refusals } = open();
    const connection = access.greet(signedIn);
    for (let n = 0; n < 5; n++) expect(access.publish(connection, 'mingchu/v1/s2/x/telemetry')).toBeNull();
    expect(access.subscribe(connection, '$SYS/#')).toBeNull();
    expect(access.greet(from({})).refused).toBe('no-credential');
    expect(access.counts()).toEqual({ signIns: 1, refusedSignIns: 1, refusedTopics: 6 });
    expect(refusals.map(({ what, reason, siteId }) => [what, reason, siteId])).toEqual([
      ['publish', 'not-of-this-site', 's1'],
      ['sign-in', 'no-credential', null],
    ]);
  });
});

describe('what one credential and one address may do', () => {
  it('[IS7] a credential holds so many connections, and again when they have gone', () => {
    const { access } = open({}, { maxConnections: 2 });
    const [first] = [access.greet(signedIn), access.greet(signedIn)];
    expect(access.greet(signedIn).refused).toBe('too-many-connections');
    access.gone(first);
    expect(access.greet(signedIn).refused).toBeNull();
  });

  it('[IS7] a credential connects 100 times at once and not much oftener; another one is not held up', () => {
    const { access } = open();
    const many = Array.from({ length: 110 }, () => access.greet(signedIn));
    const taken = many.filter(({ refused }) => refused === null).length;
    expect(taken).toBeGreaterThanOrEqual(100);
    expect(taken).toBeLessThan(105);
    expect(many.at(-1)?.refused).toBe('connects-too-often');
    expect(access.greet(from({ username: 's2~1', secret: 'other' })).refused).toBeNull();
  });

  it('[IS7] all connections of a credential share one rate, and another has its own', () => {
    const { access } = open();
    const [one, two] = [access.greet(signedIn), access.greet(signedIn)];
    const other = access.greet(from({ username: 's2~1', secret: 'other' }));
    expect(access.rateOf(one)).toBe(access.rateOf(two));
    access.rateOf(one)?.charge(6_000, 0);
    expect(access.rateOf(two)?.waitMs()).toBeGreaterThan(100);
    expect(access.rateOf(other)?.waitMs()).toBeLessThanOrEqual(0);
  });

  it('[IS7] an address that connects too fast is refused, this machine never', () => {
    const book = createAddressBook();
    const connect = (address: string, count: number) =>
      Array.from({ length: count }, (_, port) => {
        const may = book.mayConnect(address, port);
        book.settled(address, port);
        return may;
      }).filter(Boolean).length;
    const taken = connect('10.0.0.7', 12_000);
    expect(taken).toBeGreaterThanOrEqual(5_000);
    expect(taken).toBeLessThan(6_000);
    expect(book.mayConnect('10.0.0.8', 1)).toBe(true);
    expect(connect('127.0.0.1', 12_000)).toBe(12_000);
  });

  it('[IS7] an address holds so many connections that have not signed in', () => {
    const book = createAddressBook();
    const open = (port: number) => book.mayConnect('10.0.0.7', port);
    expect(Array.from({ length: 2_000 }, (_, port) => open(port)).every(Boolean)).toBe(true);
    expect(open(2_000)).toBe(false);
    book.settled('10.0.0.7', 7);
    expect(open(2_000)).toBe(true);
    expect(open(2_001)).toBe(false);
  });

  it('[IS7] failed sign-ins of an address are answered later and later, and so many at a time', () => {
    const book = createAddressBook();
    const delays = Array.from({ length: 10 }, () => book.delayFailure('10.0.0.7'));
    expect(delays.slice(0, 3)).toEqual([250, 250, 250]);
    expect(delays.at(-1)).toBe(8_000);
    expect(book.delayFailure('10.0.0.8')).toBe(250);
    for (let n = 11; n < 500; n++) book.delayFailure('10.0.0.9');
    expect(book.delayFailure('10.0.1.1')).toBeNull();
    book.released();
    expect(book.delayFailure('10.0.1.1')).toBe(250);
  });

  it.each([
    ['10.0.0.7', '10.0.0.7'],
    ['::ffff:10.0.0.7', '10.0.0.7'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0db8:0:0:ffff::2', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('[IS7] %s counts as %s', (remote, key) => {
    expect(addressKey(remote)).toBe(key);
    expect(isLoopback(remote)).toBe(false);
  });
});
