/**
 * Who a connection of the embedded broker is, and what it may do. A connection is decided about once, at CONNECT:
 *
 *   anonymous   it gave no password and no certificate, and comes from where that is allowed: it may do everything that
 *               is not the broker's own
 *   a site      its name and secret, or the name in its client certificate, are those of a credential: it may do what
 *               `topicAccess.ts` says
 *   refused     it hears CONNACK 5 after a while, and is gone
 *
 * A message or subscription that is not granted costs nothing but itself: it is acknowledged and dropped, or answered
 * with 0x80, so that one wrong topic loses no other data. The first of a connection is reported, all are counted.
 */
import { createAddressBook, isLoopback } from './addressBook.ts';
import { createReadRate, type RateLimits, type ReadRate } from './readRate.ts';
import { publishTopic, type RefusedTopic, subscribeFilter, withoutMount } from './topicAccess.ts';

/** Where a connection without a secret is taken from. */
export const anonymousPlaces = ['none', 'loopback', 'all'] as const;
export type AnonymousFrom = (typeof anonymousPlaces)[number];

export type Verification =
  | { siteId: string }
  | { refused: 'unknown-name' | 'wrong-secret' | 'credential-ended' };
export type RefusedSignIn =
  | Exclude<Verification, { siteId: string }>['refused']
  | 'no-credential'
  | 'not-the-name-of-the-certificate'
  | 'too-many-connections'
  | 'connects-too-often';

/** Told once a connection. */
export interface Refusal {
  what: 'sign-in' | 'publish' | 'subscribe';
  reason: RefusedSignIn | RefusedTopic;
  username: string | null;
  siteId: string | null;
  address: string;
  /** The topic or filter. */
  topic: string | null;
}

export interface AccessOptions {
  anonymous: AnonymousFrom;
  /** Looks a name up. `secret` is null for a name that a certificate proves. */
  verify(username: string, secret: Buffer | null): Verification;
  /** A connection signed in. */
  onSignIn(username: string): void;
  /** Calls `listener` when credentials may have ended. The answer ends it. */
  onChanged(listener: () => void): () => void;
  onRefused(refusal: Refusal): void;
}

export interface Greeting {
  username: string | undefined;
  password: Buffer | undefined;
  address: string | undefined;
  /** Names in a client certificate that our authority signed. */
  certified: readonly string[];
}

/** One connection, from CONNECT to its end. */
export interface Connection {
  readonly username: string | null;
  /** Null: anonymous. */
  readonly siteId: string | null;
  readonly refused: RefusedSignIn | null;
  readonly address: string;
  told: boolean;
  /** It has subscribed by the full name of its mount, and hears full names. */
  speaksFull: boolean;
}

export interface BrokerAccess {
  readonly addresses: ReturnType<typeof createAddressBook>;
  greet(greeting: Greeting): Connection;
  /** The rate that all connections of one credential share. */
  rateOf(connection: Connection): ReadRate | undefined;
  /** Where a message goes; null: it is dropped. */
  publish(connection: Connection, topic: string): string | null;
  /** What is subscribed; null: nothing. */
  subscribe(connection: Connection, filter: string): string | null;
  /** The filter that a granted subscription stands for; null: it was none. */
  standsFor(connection: Connection, filter: string): string | null;
  /** The topic as this connection knows it. */
  heardAs(connection: Connection, topic: string): string;
  /** False when its credential is good no more. */
  stillGood(connection: Connection): boolean;
  gone(connection: Connection): void;
  onChanged(listener: () => void): () => void;
  counts(): { signIns: number; refusedSignIns: number; refusedTopics: number };
}

/** What all connections of one credential may send, as much as a single connection. */
export const sending: RateLimits = { packetsPerS: 5_000, bytesPerS: 16 * 1024 * 1024 };
/** Connections of one credential: a kitchen has some dozen devices. */
const maxConnections = 200;
/** Two devices with one client id throw each other out for ever: 100 connections at once, then 2 a second. */
const connects: RateLimits = { packetsPerS: 2, bytesPerS: Number.POSITIVE_INFINITY };
const connectBurstMs = 50_000;
const maxTopicChars = 200;

interface Use {
  connections: number;
  sends: ReadRate;
  connects: ReadRate;
}

export function createBrokerAccess(options: AccessOptions, limits = { maxConnections }): BrokerAccess {
  // As many as there are credentials: nobody is in it who has not signed in.
  const uses = new Map<string, Use>();
  const counts = { signIns: 0, refusedSignIns: 0, refusedTopics: 0 };
  const tell = (connection: Connection, refusal: Pick<Refusal, 'what' | 'reason' | 'topic'>) => {
    if (connection.told) return;
    connection.told = true;
    const { username, siteId, address } = connection;
    options.onRefused({ ...refusal, username, siteId, address });
  };
  const refuseTopic = (
    connection: Connection,
    what: 'publish' | 'subscribe',
    topic: string,
    reason: RefusedTopic,
  ) => {
    counts.refusedTopics += 1;
    tell(connection, { what, reason, topic: topic.slice(0, maxTopicChars) });
    return null;
  };
  return {
    addresses: createAddressBook(),
    counts: () => counts,
    onChanged: options.onChanged,
    greet: (greeting) => {
      const decision = identify(greeting, options);
      let refused = 'refused' in decision ? decision.refused : null;
      const { username } = decision;
      const siteId = 'siteId' in decision ? decision.siteId : null;
      if (siteId !== null && username !== null) {
        const use = uses.get(username) ?? newUse();
        uses.set(username, use);
        refused = beyondBounds(use, limits);
        if (refused === null) {
          use.connections += 1;
          use.connects.charge(1, 0);
          options.onSignIn(username);
          counts.signIns += 1;
        }
      }
      const address = greeting.address ?? 'unknown';
      const connection = { username, siteId, refused, address, told: false, speaksFull: false };
      if (refused !== null) {
        counts.refusedSignIns += 1;
        tell(connection, { what: 'sign-in', reason: refused, topic: null });
      }
      return connection;
    },
    rateOf: ({ siteId, username }) => (siteId === null ? undefined : uses.get(username ?? '')?.sends),
    publish: (connection, topic) => {
      if (connection.refused !== null) return null;
      if (connection.siteId === null) return topic;
      const decision = publishTopic(connection.siteId, topic);
      if ('topic' in decision) return decision.topic;
      return refuseTopic(connection, 'publish', topic, decision.refused);
    },
    subscribe: (connection, filter) => {
      if (connection.refused !== null) return null;
      if (connection.siteId === null) return filter;
      const decision = subscribeFilter(connection.siteId, filter);
      if ('refused' in decision) return refuseTopic(connection, 'subscribe', filter, decision.refused);
      if (!decision.mounted) connection.speaksFull = true;
      return decision.topic;
    },
    standsFor: ({ siteId }, filter) => {
      if (siteId === null) return filter;
      const decision = subscribeFilter(siteId, filter);
      return 'topic' in decision ? decision.topic : null;
    },
    heardAs: ({ siteId, speaksFull }, topic) =>
      siteId === null || speaksFull ? topic : withoutMount(siteId, topic),
    stillGood: ({ siteId, username }) =>
      siteId === null || username === null || 'siteId' in options.verify(username, null),
    gone: ({ siteId, username, refused }) => {
      if (siteId === null || username === null || refused !== null) return;
      const use = uses.get(username);
      if (use) use.connections -= 1;
    },
  };
}

type Identity = { username: string | null } & ({ siteId: string } | { refused: RefusedSignIn } | object);

function identify(greeting: Greeting, { anonymous, verify }: AccessOptions): Identity {
  const { username = null, password, address, certified } = greeting;
  for (const name of certified) {
    const found = verify(name, null);
    if ('refused' in found && found.refused === 'unknown-name') continue;
    if (username !== null && username !== name)
      return { username, refused: 'not-the-name-of-the-certificate' };
    return { username: name, ...found };
  }
  // A name alone proves nothing; some devices send one that means something to their family.
  if (username === null || password === undefined || password.length === 0) {
    const allowed = anonymous === 'all' || (anonymous === 'loopback' && isLoopback(address));
    return allowed ? { username } : { username, refused: 'no-credential' };
  }
  return { username, ...verify(username, password) };
}

function newUse(): Use {
  return {
    connections: 0,
    sends: createReadRate(sending),
    connects: createReadRate(connects, { burstMs: connectBurstMs }),
  };
}

function beyondBounds(use: Use, limits: { maxConnections: number }): RefusedSignIn | null {
  if (use.connections >= limits.maxConnections) return 'too-many-connections';
  return use.connects.waitMs() > 0 ? 'connects-too-often' : null;
}
