/** The queue's part in the ten minutes: an alarm clock that may ring late, twice, for nothing, or never. */
import { findOrder } from '@mingchu/server/dispatch/dispatchStore';
import { handleDueJob } from '@mingchu/server/dispatch/handleDueJob';
import { handleDueTimes } from '@mingchu/server/dispatch/handleDueTimes';
import { loadPolicy } from '@mingchu/server/dispatch/loadPolicy';
import { startDispatch } from '@mingchu/server/dispatch/startDispatch';
import { createClock } from '@mingchu/server/platform/clock';
import { createQueue } from '@mingchu/server/platform/queue/bullQueue';
import type { EscalationPolicy } from '@mingchu/shared/policy';
import { expect, it } from 'vitest';
import { addInspector, openDispatchWorld, policyFile } from '../harness/dispatchWorld.ts';
import { quietLog } from '../harness/log.ts';
import { manualClock } from '../harness/manualClock.ts';
import { startRedis } from '../harness/redis.ts';
import { testDatabase } from '../harness/testDatabase.ts';

const database = testDatabase();

it('[DL12] a job set for an order that has moved on does nothing; one that fits takes all that is overdue', async () => {
  const { db } = database;
  const clock = manualClock();
  const queue = await createQueue({ databaseUrl: database.url, shardCount: 4, clock, log: quietLog });
  const world = await openDispatchWorld({ db, clock, log: quietLog, queue });
  await addInspector(world, { id: 'near' });
  const [first = '', second = ''] = await world.openOrders(2);
  await clock.advance(10 * 60_000);
  const alarm = {
    wake: async () => {
      await handleDueTimes(world.deps);
    },
  };
  const version = (await findOrder(db, first))?.version ?? 0;
  await handleDueJob(world.deps, alarm, { dispatchId: first, version: version - 1 });
  await handleDueJob(world.deps, alarm, { dispatchId: 'nothing', version });
  expect((await findOrder(db, first))?.breachedAt).toBeNull();
  await handleDueJob(world.deps, alarm, { dispatchId: first, version });
  expect((await findOrder(db, first))?.breachedAt).not.toBeNull();
  expect((await findOrder(db, second))?.breachedAt).not.toBeNull();
  await queue.close();
  await world.close();
});

it('[DL12] Redis is killed just before the due time: the breach stands in time, and work goes on when it returns', async () => {
  const { db } = database;
  const clock = createClock();
  const redis = await startRedis();
  const queue = await createQueue({ redisUrl: redis.url, shardCount: 4, clock, log: quietLog });
  const world = await openDispatchWorld({ db, clock, log: quietLog, queue, policy: shortPolicy() });
  await addInspector(world, { id: 'quick' });
  const watch = await startDispatch(world.deps);
  const [id = ''] = await world.openOrders();
  await until(clock.now, 2_500);
  await redis.kill();
  await expect.poll(async () => (await findOrder(db, id))?.breachedAt ?? null).not.toBeNull();
  const order = await findOrder(db, id);
  expect(order?.breachedAt).toEqual(order?.dueAt);
  expect(order?.latenessMs).toBeLessThan(1_000);
  await redis.restart();
  await expect
    .poll(
      async () =>
        (await db.query(`select 1 from message where step = 'escalate' and dispatch_id = $1`, [id])).length,
    )
    .toBe(2);
  await watch.stop();
  await queue.close();
  await world.close();
  await redis.stop();
});

/** The ladder in seconds instead of minutes. */
function shortPolicy(): EscalationPolicy {
  const policy = loadPolicy(policyFile);
  const major = { ...policy.severities.major, offerExpiresS: 1, warnS: 2, dueS: 3, escalateS: 5 };
  return { ...policy, severities: { ...policy.severities, major } };
}

/** Resolves when the clock has moved on by `ms`. */
async function until(now: () => number, ms: number): Promise<void> {
  const target = now() + ms;
  await expect.poll(() => now() >= target, { timeout: ms + 5_000, interval: 20 }).toBe(true);
}
