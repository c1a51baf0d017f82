/**
 * The connected screens and what each has been sent. A client is in one of five states:
 *
 * - `silent`: has not said hello; gets heartbeats only.
 * - `awaiting-snapshot`: will be sent one that is not older than `minSeq` as soon as it is read; changes until then
 *   are in it or follow it.
 * - `receiving`: takes a large snapshot in pieces; what changes meanwhile follows it.
 * - `following`: has been sent everything up to `sentSeq`; each growth of the log sends the rest.
 * - `lagging`: its connection does not take what was sent; nothing more is sent, so that a sleeping laptop cannot
 *   fill the server's memory. When its buffer has drained it follows again from `sentSeq`, with a snapshot if the
 *   log no longer holds what it missed.
 *
 * Who takes nothing for `maxStillMs` is disconnected.
 */
import { type Change, type ChangeRange, type Hello, liveProtocol, type Snapshot } from '@mingchu/shared/live';
import type { Logger } from '../platform/log.ts';
import type { ChangeFollower } from './changeFollower.ts';
import { hangUp, isCongested, type LiveNamespace, type LiveSocket, waitingOn } from './liveSocket.ts';
import { isLarge, packSnapshot, sendParts } from './snapshotParts.ts';
import { personalSnapshot, visibleToInspector, type Viewer } from './model/viewer.ts';

type ClientState =
  | { kind: 'silent' }
  | { kind: 'awaiting-snapshot'; minSeq: number }
  | { kind: 'receiving' }
  | { kind: 'following'; sentSeq: number }
  | { kind: 'lagging'; sentSeq: number; sinceMs: number; waitingBytes: number };

interface Client {
  socket: LiveSocket;
  viewer: Viewer;
  state: ClientState;
  /** End of the last range an inspector was told of; hidden changes are told with the next visible one. */
  toldSeq: number;
}

export interface LiveClients {
  add(socket: LiveSocket, viewer: Viewer): void;
  remove(socket: LiveSocket): void;
  hello(socket: LiveSocket, hello: Hello): void;
  /** Sends to everybody what he has not been sent yet. */
  pump(): void;
  /** Looks after those who lag. */
  tend(): void;
  /** Tells inspectors, or one, how far the log has got although nothing concerned them; before a heartbeat. */
  tellHidden(only?: LiveSocket): void;
  /** Sockets that have not been sent what this server knows: they lag, or wait for a snapshot. */
  behindIds(): string[];
  /** Sockets of staff that are sent every change as it comes. */
  followingStaffIds(): string[];
  readonly size: number;
}

export interface LiveClientsOptions {
  namespace: LiveNamespace;
  follower: ChangeFollower;
  /** One that holds at least everything up to `minSeq`. */
  snapshots: { get(minSeq: number): Promise<Snapshot> };
  /** Server time of the last reading of the whole log, ISO 8601. */
  readAt: () => string;
  log: Logger;
}

/** Changes in one message. */
const maxBatch = 1_000;
/** Who misses more than this is served quicker by a snapshot. */
const maxReplay = 5_000;
/** Before every change that is held: what follows is a snapshot. */
const nothingSent = -1;
/** Real ms. */
const maxStillMs = 60_000;

export function createLiveClients(options: LiveClientsOptions): LiveClients {
  const { namespace, follower, snapshots, readAt, log } = options;
  const rangeOf = (after: number, through: number): ChangeRange => ({
    after,
    through,
    ...(through === follower.head && { readAt: readAt() }),
  });
  const clients = new Map<string, Client>();
  let deliveringSnapshots = false;
  // A snapshot from before it would be asked for again at once, by everybody.
  let registrySeq = 0;
  follower.onGrown((changes) => {
    registrySeq = changes.findLast((change) => change.kind === 'registry')?.seq ?? registrySeq;
  });

  const wantSnapshot = (client: Client, minSeq = registrySeq) => {
    client.state = { kind: 'awaiting-snapshot', minSeq };
    if (!deliveringSnapshots) void deliverSnapshots();
  };
  const lag = (client: Client, sentSeq: number) => {
    if (client.state.kind === 'lagging') client.state.sentSeq = sentSeq;
    else {
      const { bytes: waitingBytes } = waitingOn(client.socket);
      client.state = { kind: 'lagging', sentSeq, sinceMs: performance.now(), waitingBytes };
    }
  };
  const deliverSnapshots = async () => {
    deliveringSnapshots = true;
    try {
      for (;;) {
        const minSeqs = awaiting(clients).map(({ state }) => state.minSeq);
        if (minSeqs.length === 0) break;
        const snapshot = await snapshots.get(Math.max(...minSeqs));
        // Those who asked while it was being read are served too: its number says what must follow.
        const served = awaiting(clients).filter(({ state }) => state.minSeq <= snapshot.seq);
        sendSnapshot(served, snapshot);
        pump();
      }
    } catch (error) {
      log.warn({ err: error }, 'snapshot not read; the waiting screens are asked to come again');
      // A client that reconnects says hello again, with its own pause between attempts.
      for (const client of awaiting(clients)) hangUp(client.socket);
    } finally {
      deliveringSnapshots = false;
    }
  };

  const sendSnapshot = (served: Client[], snapshot: Snapshot) => {
    const staff = served.filter((client) => client.viewer.kind === 'staff');
    if (isLarge(snapshot)) for (const client of staff) void sendInParts(client, snapshot);
    // One emission for all: it is encoded once, not two hundred times.
    else if (staff.length > 0) namespace.to(staff.map(({ socket }) => socket.id)).emit('snapshot', snapshot);
    for (const client of served) {
      if (client.viewer.kind === 'inspector')
        client.socket.emit('snapshot', personalSnapshot(snapshot, client.viewer));
      if (client.state.kind !== 'receiving') showsSnapshot(client, snapshot.seq);
    }
  };
  const sendInParts = async (client: Client, snapshot: Snapshot) => {
    client.state = { kind: 'receiving' };
    const { seq } = snapshot;
    try {
      await sendParts(client.socket, { seq, bytes: await packSnapshot(snapshot), stillMs: maxStillMs });
      showsSnapshot(client, seq);
      pump();
    } catch {
      hangUp(client.socket);
    }
  };

  const pump = () => {
    const staffBySeq = new Map<number, Client[]>();
    for (const client of clients.values()) {
      if (client.state.kind !== 'following' || client.state.sentSeq >= follower.head) continue;
      const { sentSeq } = client.state;
      if (isCongested(client.socket)) {
        lag(client, sentSeq);
      } else if (sentSeq < follower.floor || follower.head - sentSeq > maxReplay) {
        wantSnapshot(client);
      } else if (client.viewer.kind === 'inspector') {
        pumpInspector(client, client.viewer, sentSeq);
      } else {
        const group = staffBySeq.get(sentSeq);
        if (group) group.push(client);
        else staffBySeq.set(sentSeq, [client]);
      }
    }
    // Nearly always one group: each message is encoded once, whoever gets it.
    for (const [sentSeq, group] of staffBySeq) sendToStaff(group, sentSeq);
  };

  const sendToStaff = (group: Client[], sentSeq: number) => {
    const ids = group.map((client) => client.socket.id);
    for (const { changes, after, through } of batches(follower, sentSeq)) {
      namespace.to(ids).emit('changes', changes, rangeOf(after, through));
    }
    for (const client of group) client.state = { kind: 'following', sentSeq: follower.head };
  };

  const pumpInspector = (client: Client, viewer: Extract<Viewer, { kind: 'inspector' }>, sentSeq: number) => {
    for (const { changes, through } of batches(follower, sentSeq)) {
      const visible = visibleToInspector(changes, viewer);
      if (visible.kind === 'needs-snapshot') return wantSnapshot(client, through);
      client.state = { kind: 'following', sentSeq: through };
      if (visible.changes.length === 0) continue;
      client.socket.emit('changes', visible.changes, rangeOf(client.toldSeq, through));
      client.toldSeq = through;
    }
  };

  return {
    add: (socket, viewer) => {
      clients.set(socket.id, { socket, viewer, state: { kind: 'silent' }, toldSeq: 0 });
    },
    remove: (socket) => {
      clients.delete(socket.id);
    },
    hello: (socket, hello) => {
      const client = clients.get(socket.id);
      // One snapshot at a time for each: a client that repeats itself gets no more than one that waits.
      if (!client || isPromised(client)) return;
      if (hello.protocol !== liveProtocol) {
        socket.emit('protocol-mismatch', { protocol: liveProtocol });
        return;
      }
      const { lastSeq } = hello;
      const held =
        lastSeq !== undefined &&
        lastSeq >= follower.floor &&
        lastSeq <= follower.head &&
        follower.head - lastSeq <= maxReplay;
      // What an inspector was shown on an earlier connection is not known here, and his snapshot is small.
      const isWhole = held && client.viewer.kind === 'staff';
      if (isCongested(socket)) return lag(client, isWhole ? lastSeq : nothingSent);
      if (!isWhole) return wantSnapshot(client);
      client.state = { kind: 'following', sentSeq: lastSeq };
      // Nothing missed is told too: the client then knows that it is live again.
      if (lastSeq === follower.head) socket.emit('changes', [], rangeOf(lastSeq, lastSeq));
      pump();
    },
    pump,
    tend: () => {
      for (const client of clients.values()) {
        const { state } = client;
        if (state.kind !== 'lagging') continue;
        const { bytes } = waitingOn(client.socket);
        if (!isCongested(client.socket)) {
          client.state = { kind: 'following', sentSeq: state.sentSeq };
        } else if (bytes < state.waitingBytes) {
          client.state = { ...state, sinceMs: performance.now(), waitingBytes: bytes };
        } else if (performance.now() - state.sinceMs > maxStillMs) {
          hangUp(client.socket);
        }
      }
      pump();
    },
    tellHidden: (only) => {
      for (const client of only ? those(clients.get(only.id)) : clients.values()) {
        if (client.viewer.kind !== 'inspector' || client.state.kind !== 'following') continue;
        const { sentSeq } = client.state;
        if (sentSeq <= client.toldSeq) continue;
        client.socket.emit('changes', [], rangeOf(client.toldSeq, sentSeq));
        client.toldSeq = sentSeq;
      }
    },
    behindIds: () =>
      [...clients.values()]
        .filter((client) => client.state.kind === 'lagging' || isPromised(client))
        .map((client) => client.socket.id),
    followingStaffIds: () =>
      [...clients.values()]
        .filter(({ state, viewer }) => state.kind === 'following' && viewer.kind === 'staff')
        .map((client) => client.socket.id),
    get size() {
      return clients.size;
    },
  };
}

function those(client: Client | undefined): Client[] {
  return client ? [client] : [];
}

/** A snapshot is read for it, or under way to it. */
function isPromised({ state }: Client): boolean {
  return state.kind === 'awaiting-snapshot' || state.kind === 'receiving';
}

function showsSnapshot(client: Client, seq: number): void {
  client.state = { kind: 'following', sentSeq: seq };
  client.toldSeq = seq;
}

type Awaiting = Client & { state: { kind: 'awaiting-snapshot'; minSeq: number } };

function awaiting(clients: ReadonlyMap<string, Client>): Awaiting[] {
  return [...clients.values()].filter(
    (client): client is Awaiting => client.state.kind === 'awaiting-snapshot',
  );
}

function* batches(
  follower: ChangeFollower,
  afterSeq: number,
): Generator<{ changes: Change[]; after: number; through: number }> {
  let after = afterSeq;
  while (after < follower.head) {
    const changes = follower.since(after, maxBatch);
    const last = changes?.at(-1);
    if (!changes || !last) return;
    yield { changes, after, through: last.seq };
    after = last.seq;
  }
}
