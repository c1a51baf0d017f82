import { type Change, type ChangeRange, liveProtocol, type Snapshot } from '@mingchu/shared/live';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { ChangeFollower } from './changeFollower.ts';
import { createLiveClients } from './liveClients.ts';
import type { LiveNamespace, LiveSocket } from './liveSocket.ts';

const follower: ChangeFollower = {
  head: 9_000,
  floor: 0,
  since: () => [],
  onGrown: () => () => {},
  onOtherLog: () => () => {},
  readNow: async () => {},
  readAgoMs: () => 0,
  close: async () => {},
};

const readAt = () => '2026-11-24T02:00:00.000Z';

it('[LV14] who takes no piece of a large snapshot is disconnected, and is behind until then', async () => {
  let closed = false;
  let giveUp = () => {};
  const piece = new Promise<void>((_taken, reject) => {
    giveUp = () => reject(new Error('operation has timed out'));
  });
  let isAsked = false;
  const emitWithAck = () => {
    isAsked = true;
    return piece;
  };
  const socket = {
    id: 'wall',
    timeout: () => ({ emitWithAck }),
    conn: { writeBuffer: [], close: () => (closed = true) },
  } as unknown as LiveSocket;
  const rows = Array.from({ length: 2_000 }, () => ({}));
  const large = { seq: 9_000, sites: rows, devices: [], deviceHealth: [] } as unknown as Snapshot;
  const clients = createLiveClients({
    namespace: {} as LiveNamespace,
    follower,
    snapshots: { get: async () => large },
    readAt,
    log: pino({ level: 'silent' }),
  });
  clients.add(socket, { kind: 'staff' });
  clients.hello(socket, { protocol: liveProtocol, view: 'wall' });
  await expect.poll(() => isAsked).toBe(true);
  expect([closed, clients.behindIds()]).toEqual([false, ['wall']]);
  giveUp();
  await expect.poll(() => closed).toBe(true);
});

it('[TL15] who waits for a snapshot is behind until it is sent', async () => {
  const emit = () => true;
  const namespace = { to: () => ({ emit }) } as unknown as LiveNamespace;
  const socket = { id: 'wall', emit, conn: { writeBuffer: [] } } as unknown as LiveSocket;
  let deliver = (_snapshot: Snapshot) => {};
  const snapshots = {
    get: () =>
      new Promise<Snapshot>((resolve) => {
        deliver = resolve;
      }),
  };
  const clients = createLiveClients({
    namespace,
    follower,
    snapshots,
    readAt,
    log: pino({ level: 'silent' }),
  });
  clients.add(socket, { kind: 'staff' });
  expect(clients.behindIds()).toEqual([]);
  // Some 9,000 changes are missing: more than are sent one by one.
  clients.hello(socket, { protocol: liveProtocol, view: 'wall', lastSeq: 0 });
  expect(clients.behindIds()).toEqual(['wall']);
  deliver({ seq: 9_000, sites: [], devices: [], deviceHealth: [] } as unknown as Snapshot);
  await expect.poll(() => clients.behindIds()).toEqual([]);
});

it('[TL4] only changes up to the end of the log say when it was read', () => {
  const log = Array.from({ length: 1_500 }, (_none, index) => ({ seq: index + 1, kind: 'wall' }) as Change);
  const told: ChangeRange[] = [];
  const emit = (_event: string, _changes: Change[], range: ChangeRange) => told.push(range) > 0;
  const namespace = { to: () => ({ emit }) } as unknown as LiveNamespace;
  const socket = { id: 'wall', emit, conn: { writeBuffer: [] } } as unknown as LiveSocket;
  const clients = createLiveClients({
    namespace,
    follower: { ...follower, head: 1_500, since: (seq, limit) => log.slice(seq, seq + limit) },
    snapshots: { get: () => new Promise(() => {}) },
    readAt,
    log: pino({ level: 'silent' }),
  });
  clients.add(socket, { kind: 'staff' });
  clients.hello(socket, { protocol: liveProtocol, view: 'wall', lastSeq: 100 });
  expect(told).toEqual([
    { after: 100, through: 1_100 },
    { after: 1_100, through: 1_500, readAt: readAt() },
  ]);
  clients.remove(socket);
  clients.add(socket, { kind: 'staff' });
  clients.hello(socket, { protocol: liveProtocol, view: 'wall', lastSeq: 1_500 });
  expect(told.at(-1)).toEqual({ after: 1_500, through: 1_500, readAt: readAt() });
});
