/** Snapshots to the screens that wait for one: read one at a time, each for all who wait, and sent whole or in pieces. */
import type { Snapshot } from '@mingchu/shared/live';
import type { Logger } from '../platform/log.ts';
import { type LiveClient, maxStillMs } from './liveClient.ts';
import { hangUp, type LiveNamespace } from './liveSocket.ts';
import { personalSnapshot } from './model/viewer.ts';
import { isLarge, packSnapshot, sendParts } from './snapshotParts.ts';

export interface SnapshotDeliveryOptions {
  namespace: LiveNamespace;
  /** One that holds at least everything up to `minSeq`. */
  snapshots: { get(minSeq: number): Promise<Snapshot> };
  log: Logger;
  /** Those who are connected, by the id of their socket. */
  clients: ReadonlyMap<string, LiveClient>;
  /** Somebody has been sent his snapshot, and misses what has come since it was read. */
  onSent(): void;
}

export interface SnapshotDelivery {
  /** It waits from now on for one that is not older than `minSeq`. */
  want(client: LiveClient, minSeq: number): void;
}

export function createSnapshotDelivery(options: SnapshotDeliveryOptions): SnapshotDelivery {
  const { namespace, snapshots, log, clients, onSent } = options;
  let isDelivering = false;

  const deliver = async () => {
    isDelivering = true;
    try {
      for (;;) {
        const minSeqs = awaiting(clients).map(({ state }) => state.minSeq);
        if (minSeqs.length === 0) break;
        const snapshot = await snapshots.get(Math.max(...minSeqs));
        // Those who asked while it was being read are served too: its number says what must follow.
        const served = awaiting(clients).filter(({ state }) => state.minSeq <= snapshot.seq);
        send(served, snapshot);
        onSent();
      }
    } catch (error) {
      log.warn({ err: error }, 'snapshot not read; the waiting screens are asked to come again');
      // A client that reconnects says hello again, with its own pause between attempts.
      for (const client of awaiting(clients)) hangUp(client.socket);
    } finally {
      isDelivering = false;
    }
  };
  const send = (served: LiveClient[], snapshot: Snapshot) => {
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
  const sendInParts = async (client: LiveClient, snapshot: Snapshot) => {
    client.state = { kind: 'receiving' };
    const { seq } = snapshot;
    try {
      await sendParts(client.socket, { seq, bytes: await packSnapshot(snapshot), stillMs: maxStillMs });
      showsSnapshot(client, seq);
      onSent();
    } catch {
      hangUp(client.socket);
    }
  };

  return {
    want: (client, minSeq) => {
      client.state = { kind: 'awaiting-snapshot', minSeq };
      if (!isDelivering) void deliver();
    },
  };
}

function showsSnapshot(client: LiveClient, seq: number): void {
  client.state = { kind: 'following', sentSeq: seq };
  client.toldSeq = seq;
}

type Awaiting = LiveClient & { state: { kind: 'awaiting-snapshot'; minSeq: number } };

function awaiting(clients: ReadonlyMap<string, LiveClient>): Awaiting[] {
  return [...clients.values()].filter(
    (client): client is Awaiting => client.state.kind === 'awaiting-snapshot',
  );
}
