/** A worker process is killed with SIGKILL in the midst of a storm of due times; another one finishes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createClock } from '@mingchu/server/platform/clock';
import { createQueue } from '@mingchu/server/platform/queue/bullQueue';
import { afterEach, expect, it } from 'vitest';
import { addInspector, openDispatchWorld } from '../harness/dispatchWorld.ts';
import { quietLog } from '../harness/log.ts';
import { testDatabase } from '../harness/testDatabase.ts';

const database = testDatabase();
const workerFile = fileURLToPath(new URL('../harness/dispatchWorker.ts', import.meta.url));
const orderCount = 3_000;
const workers: ChildProcess[] = [];

afterEach(() => {
  for (const worker of workers) worker.kill('SIGKILL');
});

function startWorker(): ChildProcess {
  const flags = ['--conditions=source', '--import', 'tsx'];
  const worker = spawn(process.execPath, [...flags, workerFile, database.url], { stdio: 'inherit' });
  workers.push(worker);
  return worker;
}

async function recorded(): Promise<number> {
  const [row] = await database.db.query<{ count: number }>(
    'select count(*) as count from dispatch where breached_at is not null',
  );
  return row?.count ?? 0;
}

it('[DL11] a worker killed in the midst of due times leaves nothing undone and nothing done twice', async () => {
  const { db } = database;
  const clock = createClock();
  const queue = await createQueue({ databaseUrl: database.url, shardCount: 4, clock, log: quietLog });
  const world = await openDispatchWorld({ db, clock, log: quietLog, queue });
  await addInspector(world, { id: 'near' });
  const openedAt = new Date(clock.now() - 601_000);
  await world.openOrders(orderCount, { openedAt: () => openedAt });
  const first = startWorker();
  await expect.poll(recorded, { timeout: 60_000, interval: 5 }).toBeGreaterThan(0);
  const gone = new Promise((resolve) => first.once('exit', resolve));
  first.kill('SIGKILL');
  await gone;
  expect(await recorded()).toBeLessThan(orderCount);
  const second = startWorker();
  await expect.poll(recorded, { timeout: 60_000 }).toBe(orderCount);
  second.kill('SIGKILL');
  const [facts] = await db.query<{ audits: number; messages: number; changes: number; late: number }>(
    `select (select count(*) from audit where act = 'breach') as audits,
            (select count(*) from message where step = 'breach') as messages,
            (select count(*) from change where kind = 'dispatch' and body ->> 'breachedAt' is not null) as changes,
            (select count(*) from dispatch where lateness_ms > 0) as late`,
  );
  expect(facts).toEqual({
    audits: orderCount,
    messages: 3 * orderCount,
    changes: orderCount,
    late: orderCount,
  });
  await queue.close();
  await world.close();
});
