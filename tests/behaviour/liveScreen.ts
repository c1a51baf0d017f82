/** A screen without pixels: the live protocol's client, folding what it is told into facts, strict about gaps. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Change,
  type ClientToServer,
  type DeviceHealth,
  type Heartbeat,
  type InAppMessage,
  liveNamespace,
  liveProtocol,
  type LiveView,
  type ServerToClient,
  type Snapshot,
} from '@mingchu/shared/live';
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Violation } from '@mingchu/shared/violation';
import { onSnapshot } from '@mingchu/shared/snapshotParts';
import { io, type Socket } from 'socket.io-client';

export interface LiveScreen {
  readonly socket: Socket<ServerToClient, ClientToServer>;
  readonly seq: number;
  readonly snapshots: number;
  /** How often it has connected. */
  readonly connections: number;
  /** How many pieces of snapshots have come. */
  readonly pieces: number;
  /** Sequence numbers of all changes that came, in order. */
  readonly seen: number[];
  readonly facts: Facts;
  readonly heartbeats: Heartbeat[];
  /** Resolves when everything up to `seq` has come. */
  reached(seq: number): Promise<void>;
  /** Resolves at the next snapshot. */
  nextSnapshot(): Promise<Snapshot>;
  close(): void;
}

export interface Facts {
  sites: Set<string>;
  health: Map<string, DeviceHealth>;
  violations: Map<string, Violation>;
  dispatches: Map<string, Dispatch>;
  messages: Map<string, InAppMessage>;
}

export interface ScreenOptions {
  address: string;
  cookie: string;
  /** Ask for what is missing at each connection after the first; default true. */
  resume?: boolean;
  /** Default a wall. */
  view?: LiveView;
}

export function openScreen({ address, cookie, resume = true, view = 'wall' }: ScreenOptions): LiveScreen {
  const socket: Socket<ServerToClient, ClientToServer> = io(`${address}${liveNamespace}`, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { cookie },
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
  });
  let facts = emptyFacts();
  let seq: number | undefined;
  let snapshots = 0;
  let connections = 0;
  let pieces = 0;
  const seen: number[] = [];
  const heartbeats: Heartbeat[] = [];
  let waiting: { seq: number; done: () => void }[] = [];
  let forSnapshot: ((snapshot: Snapshot) => void)[] = [];

  const moveTo = (next: number) => {
    seq = next;
    for (const waiter of waiting.filter((one) => one.seq <= next)) waiter.done();
    waiting = waiting.filter((one) => one.seq > next);
  };
  socket.on('connect', () => {
    connections += 1;
    const lastSeq = resume ? seq : undefined;
    socket.emit('hello', {
      protocol: liveProtocol,
      view,
      ...(lastSeq === undefined ? {} : { lastSeq }),
    });
  });
  socket.on('snapshot-part', () => pieces++);
  onSnapshot(socket, (snapshot) => {
    snapshots += 1;
    facts = factsOf(snapshot);
    moveTo(snapshot.seq);
    for (const done of forSnapshot.splice(0)) done(snapshot);
  });
  socket.on('changes', (changes, range) => {
    if (range.after !== seq) throw new Error(`gap: at ${seq}, told of what is after ${range.after}`);
    for (const change of changes) {
      seen.push(change.seq);
      apply(facts, change);
    }
    moveTo(range.through);
  });
  socket.on('heartbeat', (heartbeat) => heartbeats.push(heartbeat));

  return {
    socket,
    get seq() {
      return seq ?? -1;
    },
    get connections() {
      return connections;
    },
    get pieces() {
      return pieces;
    },
    get snapshots() {
      return snapshots;
    },
    seen,
    get facts() {
      return facts;
    },
    heartbeats,
    reached: (wanted) =>
      new Promise((done) => {
        if (seq !== undefined && seq >= wanted) done();
        else waiting.push({ seq: wanted, done });
      }),
    nextSnapshot: () => new Promise((done) => forSnapshot.push(done)),
    close: () => socket.disconnect(),
  };
}

/** Questions that come quicker are left out. */
const askGapMs = 300;

/** What the server says when it is asked. */
export async function askBeat({ socket }: LiveScreen): Promise<Heartbeat> {
  await delay(askGapMs);
  socket.emit('ask', 1);
  const [beat] = (await once(socket as never, 'heartbeat')) as [Heartbeat];
  return beat;
}

/** The connection itself: a screen whose connection is paused reads nothing, as a computer that sleeps. */
export function lineOf({ socket }: LiveScreen): { pause(): void; resume(): void } {
  const engine = socket.io.engine as unknown as {
    transport: { ws: { _socket: { pause(): void; resume(): void } } };
  };
  return engine.transport.ws._socket;
}

function emptyFacts(): Facts {
  return {
    sites: new Set(),
    health: new Map(),
    violations: new Map(),
    dispatches: new Map(),
    messages: new Map(),
  };
}

function factsOf(snapshot: Snapshot): Facts {
  return {
    sites: new Set(snapshot.sites.map((site) => site.id)),
    health: new Map(snapshot.deviceHealth.map((one) => [`${one.siteId}/${one.deviceId}`, one])),
    violations: new Map(snapshot.violations.map((one) => [one.id, one])),
    dispatches: new Map(snapshot.dispatches.map((one) => [one.id, one])),
    messages: new Map(snapshot.messages.map((one) => [one.id, one])),
  };
}

function apply(facts: Facts, change: Change): void {
  switch (change.kind) {
    case 'device':
      facts.health.set(`${change.body.siteId}/${change.body.deviceId}`, change.body);
      break;
    case 'violation':
      if (change.body.closedAt === null) facts.violations.set(change.body.id, change.body);
      else facts.violations.delete(change.body.id);
      break;
    case 'dispatch':
      if (change.body.state === 'verified' || change.body.state === 'recalled') {
        facts.dispatches.delete(change.body.id);
      } else facts.dispatches.set(change.body.id, change.body);
      break;
    case 'message':
      facts.messages.set(change.body.id, change.body);
      break;
    case 'inspector':
    case 'coverage':
    case 'wall':
    case 'registry':
      break;
  }
}
