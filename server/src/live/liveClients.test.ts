import { liveProtocol, type Snapshot } from '@mingchu/shared/live';
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
  readNow: async () => {},
  readAgoMs: () => 0,
  close: async () => {},
};

it('[LV14] who takes no piece of a large snapshot is disconnected, and is behind until then', async () => {
  let closed = false;
  let giveUp = () => {};
  const piece = new Promise<void>((_taken, reject) => {
    giveUp = () => reject(new Error('operation has timed out'));
  });
  const socket = {
    id: 'wall',
    timeout: () => ({ emitWithAck: () => piece }),
    conn: { writeBuffer: [], close: () => (closed = true) },
  } as unknown as LiveSocket;
  const rows = Array.from({ length: 2_000 }, () => ({}));
  const large = { seq: 9_000, sites: rows, devices: [], deviceHealth: [] } as unknown as Snapshot;
  const clients = createLiveClients({
    namespace: {} as LiveNamespace,
    follower,
    snapshots: { get: async () => large },
    log: pino({ level: 'silent' }),
  });
  clients.add(socket, { kind: 'staff' });
  clients.hello(socket, { protocol: liveProtocol, view: 'wall' });
  await new Promise((resolve) => setTimeout(resolve, 50));
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
  const clients = createLiveClients({ namespace, follower, snapshots, log: pino({ level: 'silent' }) });
  clients.add(socket, { kind: 'staff' });
  expect(clients.behindIds()).toEqual([]);
  // Some 9,000 changes are missing: more than are sent one by one.
  clients.hello(socket, { protocol: liveProtocol, view: 'wall', lastSeq: 0 });
  expect(clients.behindIds()).toEqual(['wall']);
  deliver({ seq: 9_000, sites: [], devices: [], deviceHealth: [] } as unknown as Snapshot);
  await expect.poll(() => clients.behindIds()).toEqual([]);
});
