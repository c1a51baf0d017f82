/** Sends what the log has grown by to those who follow: staff all of it, an inspector what concerns him. */
import type { Change, ChangeRange } from '@mingchu/shared/live';
import type { ChangeFollower } from './changeFollower.ts';
import { lag, type LiveClient } from './liveClient.ts';
import { isCongested, type LiveNamespace } from './liveSocket.ts';
import { visibleToInspector, type Viewer } from './model/viewer.ts';

export interface ChangePumpOptions {
  namespace: LiveNamespace;
  follower: ChangeFollower;
  /** Those who are connected, by the id of their socket. */
  clients: ReadonlyMap<string, LiveClient>;
  /** Its changes are no longer held, or too many; or its next snapshot must hold `minSeq`. */
  wantSnapshot(client: LiveClient, minSeq?: number): void;
  /** Server time of the last reading of the whole log, ISO 8601. */
  readAt: () => string;
}

export interface ChangePump {
  /** Sends to everybody what he has not been sent yet. */
  pump(): void;
  /** What a batch of changes covers. */
  rangeOf(after: number, through: number): ChangeRange;
}

/** Changes in one message. */
const maxBatch = 1_000;
/** Who misses more than this is served quicker by a snapshot. */
export const maxReplay = 5_000;

export function createChangePump(options: ChangePumpOptions): ChangePump {
  const { namespace, follower, clients, wantSnapshot, readAt } = options;
  const rangeOf = (after: number, through: number): ChangeRange => ({
    after,
    through,
    ...(through === follower.head && { readAt: readAt() }),
  });
  const pump = () => {
    const staffBySeq = new Map<number, LiveClient[]>();
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

  const sendToStaff = (group: LiveClient[], sentSeq: number) => {
    const ids = group.map((client) => client.socket.id);
    for (const { changes, after, through } of batches(follower, sentSeq)) {
      namespace.to(ids).emit('changes', changes, rangeOf(after, through));
    }
    for (const client of group) client.state = { kind: 'following', sentSeq: follower.head };
  };

  const pumpInspector = (
    client: LiveClient,
    viewer: Extract<Viewer, { kind: 'inspector' }>,
    sentSeq: number,
  ) => {
    for (const { changes, through } of batches(follower, sentSeq)) {
      const visible = visibleToInspector(changes, viewer);
      if (visible.kind === 'needs-snapshot') return wantSnapshot(client, through);
      client.state = { kind: 'following', sentSeq: through };
      if (visible.changes.length === 0) continue;
      client.socket.emit('changes', visible.changes, rangeOf(client.toldSeq, through));
      client.toldSeq = through;
    }
  };

  return { pump, rangeOf };
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
