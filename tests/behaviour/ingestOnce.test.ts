/** From a message that comes again and again to one violation with one order. */
import { fileURLToPath } from 'node:url';
import { createShardEvaluator } from '@mingchu/server/rules/evaluateShard';
import { loadRulebook } from '@mingchu/server/rules/loadRulebook';
import { createClock } from '@mingchu/server/platform/clock';
import { expect, it } from 'vitest';
import { openDispatchWorld } from '../harness/dispatchWorld.ts';
import { publish, topic } from '../harness/publishers.ts';
import { openIngestWorld, shardCount } from './ingestWorld.ts';

const rulebook = loadRulebook(fileURLToPath(new URL('../../server/rulebook', import.meta.url)));

it('[IN4] is evaluated once, however often and in whatever form it is delivered', async () => {
  const world = await openIngestWorld();
  const { db } = world;
  const { log } = world.logged;
  const clock = createClock();
  await db.execute(
    `insert into device (site_id, id, kind, name, zone, report_period_s)
     values ('s1', 'gas', 'gas-detector', '燃气', 'cooking', 30)`,
  );
  const queue = { add: async () => {}, process: async () => {}, depth: async () => 0, close: async () => {} };
  const dispatch = await openDispatchWorld({ db, clock, log, queue });
  const deps = {
    db,
    clock,
    log,
    registry: dispatch.deps.registry,
    rulebook,
    dispatch: dispatch.deps,
    shardCount,
  };
  const evaluateAll = async () => {
    const evaluator = createShardEvaluator(deps);
    for (let shard = 0; shard < shardCount; shard++) await evaluator.run(shard);
    await evaluator.checkpointAll();
  };
  // Intake reads the registry anew: the detector came after it began.
  await world.registry.renew();
  const ts = Date.now();
  const send = (seq: number, at: number) =>
    publish(world.device, topic('gas'), { ts: at, seq, values: { gasPctLel: 40 } }).acknowledged;
  await send(1, ts);
  await send(1, ts);
  await evaluateAll();
  await send(1, ts + 40);
  await world.restart();
  await send(1, ts);
  await evaluateAll();
  expect(await world.count('violation')).toBe(1);
  expect(await world.count('dispatch')).toBe(1);
  expect(await world.count('reading')).toBe(1);
  await dispatch.close();
  await world.close();
});
