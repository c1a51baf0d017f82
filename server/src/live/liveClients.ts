/**
 * The connected screens and what each has been sent; their states stand in `liveClient.ts`. One that follows is sent
 * what the log has grown by; one that lags is sent nothing more, so that a sleeping laptop cannot fill the server's
 * memory, and follows again when its buffer has drained. Who takes nothing for `maxStillMs` is disconnected.
 */
import { type Hello, liveProtocol } from '@mingchu/shared/live';
import { type ChangePumpOptions, createChangePump, maxReplay } from './changePump.ts';
import { isPromised, lag, type LiveClient, maxStillMs } from './liveClient.ts';
import { hangUp, isCongested, type LiveSocket, waitingOn } from './liveSocket.ts';
import type { Viewer } from './model/viewer.ts';
import { createSnapshotDelivery, type SnapshotDeliveryOptions } from './snapshotDelivery.ts';

export interface LiveClients {
  add(socket: LiveSocket, viewer: Viewer): void;
  remove(socket: LiveSocket): void;
  hello(socket: LiveSocket, hello: Hello): void;
  /** Sends to everybody what he has not been sent yet. */
  pump(): void;
  /** Everybody is sent a snapshot: what was told so far is of another log. */
  beginAnew(): void;
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

export type LiveClientsOptions = Omit<SnapshotDeliveryOptions, 'clients' | 'onSent'> &
  Omit<ChangePumpOptions, 'clients' | 'wantSnapshot'>;

/** Before every change that is held: what follows is a snapshot. */
const nothingSent = -1;

export function createLiveClients(options: LiveClientsOptions): LiveClients {
  const { follower } = options;
  const clients = new Map<string, LiveClient>();
  // A snapshot from before it would be asked for again at once, by everybody.
  let registrySeq = 0;
  follower.onGrown((changes) => {
    registrySeq = changes.findLast((change) => change.kind === 'registry')?.seq ?? registrySeq;
  });

  const delivery = createSnapshotDelivery({ ...options, clients, onSent: () => pump() });
  const wantSnapshot = (client: LiveClient, minSeq = registrySeq) => delivery.want(client, minSeq);
  const { pump, rangeOf } = createChangePump({ ...options, clients, wantSnapshot });

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
    beginAnew: () => {
      registrySeq = 0;
      for (const client of clients.values()) {
        const { state } = client;
        if (state.kind === 'following') wantSnapshot(client);
        else if (state.kind === 'awaiting-snapshot') state.minSeq = 0;
        else if (state.kind === 'lagging') state.sentSeq = nothingSent;
        else if (state.kind === 'receiving') hangUp(client.socket);
      }
    },
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

function those(client: LiveClient | undefined): LiveClient[] {
  return client ? [client] : [];
}
