/** What the timeline tests of dispatch stand on: a fresh district before each test, on a clock that the test moves. */
import { actOnDispatch, type ActRequest } from '@mingchu/server/dispatch/actOnDispatch';
import { findOrder } from '@mingchu/server/dispatch/dispatchStore';
import type { Order } from '@mingchu/server/dispatch/model/order';
import { type DispatchWatch, startDispatch } from '@mingchu/server/dispatch/startDispatch';
import { type Database, openDatabase } from '@mingchu/server/platform/postgres/database';
import { createQueue } from '@mingchu/server/platform/queue/bullQueue';
import type { JobQueue } from '@mingchu/server/platform/queue/queue';
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Session } from '@mingchu/shared/http';
import { afterEach, beforeEach } from 'vitest';
import { type DispatchWorld, openDispatchWorld } from '../harness/dispatchWorld.ts';
import { recordingLog } from '../harness/log.ts';
import { type ManualClock, manualClock } from '../harness/manualClock.ts';
import { createDatabase } from '../harness/testDatabase.ts';

export const second = 1_000;
export const minute = 60 * second;

export const accept = { act: 'accept', detail: {} } as const;
export const arrive = { act: 'arrive', detail: {} } as const;
export const depart = { act: 'depart', detail: {} } as const;
export const verify = { act: 'verify', detail: {} } as const;
export const decline = { act: 'decline', reason: '车坏了', detail: {} } as const;

export interface Timeline {
  url: string;
  db: Database;
  clock: ManualClock;
  queue: JobQueue;
  world: DispatchWorld;
  recorded: ReturnType<typeof recordingLog>;
  /** Starts the watch; resolves when it has looked once. */
  startWatch(): Promise<void>;
  stopWatch(): Promise<void>;
  /** The worker's queue goes and another process's comes. */
  replaceQueue(): Promise<void>;
  openOne(): Promise<string>;
  order(id: string): Promise<Order>;
  act(id: string, input: ActRequest['input'], person: Session, version?: number): Promise<Dispatch>;
}

/** Call at the top of a test file. `parts()` are those of the test that runs. */
export function dispatchTimeline(): () => Timeline {
  let parts: Timeline | undefined;
  beforeEach(async () => {
    parts = await openTimeline();
  });
  afterEach(async () => {
    if (parts === undefined) return;
    await parts.stopWatch();
    await parts.queue.close();
    await parts.world.close();
    await parts.db.close();
  });
  return () => {
    if (parts === undefined) throw new Error('the timeline stands inside tests only');
    return parts;
  };
}

async function openTimeline(): Promise<Timeline> {
  const url = await createDatabase();
  const db = openDatabase({ url, maxConnections: 10, onError: () => {} });
  const clock = manualClock();
  const recorded = recordingLog();
  const openQueue = () => createQueue({ databaseUrl: url, shardCount: 4, clock, log: recorded.log });
  const queue = await openQueue();
  const world = await openDispatchWorld({ db, clock, log: recorded.log, queue });
  let watch: DispatchWatch | undefined;
  const timeline: Timeline = {
    url,
    db,
    clock,
    queue,
    world,
    recorded,
    startWatch: async () => {
      watch = await startDispatch(world.deps);
      await clock.settled(1);
    },
    stopWatch: async () => {
      await watch?.stop();
      watch = undefined;
    },
    replaceQueue: async () => {
      await timeline.queue.close();
      timeline.queue = await openQueue();
      world.deps.queue = timeline.queue;
    },
    openOne: async () => {
      const [id] = await world.openOrders();
      if (id === undefined) throw new Error('no order');
      return id;
    },
    order: async (id) => {
      const found = await findOrder(db, id);
      if (found === null) throw new Error('no such order');
      return found;
    },
    act: (id, input, person, version) =>
      actOnDispatch(world.deps, { dispatchId: id, input, person, version: version ?? null, position: null }),
  };
  return timeline;
}
