/** One message that says more than is read of one: the rest counts, and what was left is told. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { publish } from '../harness/publishers.ts';
import { type IngestWorld, openIngestWorld } from './ingestWorld.ts';

let world: IngestWorld;
beforeEach(async () => {
  world = await openIngestWorld();
});
afterEach(() => world.close());

it('[DF122] too long a list is read up to its bound, and its rest is a dead letter that says how much it is', async () => {
  const now = Date.now();
  const reports = Array.from({ length: 1_200 }, (_, n) => ({ ts: now - n, values: { temperature: 4 } }));
  await publish(world.device, 'v1/gateway/telemetry', { fridge: reports, other: [{ temperature: 5 }] })
    .acknowledged;
  const letters = await world.db.query<{ reason: string; topic: string }>(
    'select reason, topic from dead_letter',
  );
  expect(letters).toEqual([
    {
      topic: 'v1/gateway/telemetry',
      reason: expect.stringMatching(/^too-many.*the last 201 entries were not read/),
    },
  ]);
  expect(await world.count(`heard_device where address = 'fridge'`)).toBe(1);
});
