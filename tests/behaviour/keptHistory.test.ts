/** What history holds for a trial of rules is what live rules judged. */
import { openHistory } from '@mingchu/server/rules/historyStore';
import type { Observation } from '@mingchu/shared/observation';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { publish } from '../harness/publishers.ts';
import { type IngestWorld, openIngestWorld } from './ingestWorld.ts';

let world: IngestWorld;
beforeEach(async () => {
  world = await openIngestWorld();
  for (const address of ['p1', 'p2', 'p3']) await world.bind(address);
});
afterEach(() => world.close());

const send = (name: string, payload: unknown) => publish(world.device, name, payload).acknowledged;
const say = (device: string, temp: number, more: object) =>
  send(`probe/${device}/say`, { values: { temp: { value: temp, unit: '°C' } }, ...more });
const seen = (device: string, more: object) =>
  send(`probe/${device}/seen`, { label: 'person', confidence: 0.9, ...more });

const named = (observations: readonly Observation[]) =>
  observations
    .flatMap((one) => {
      if (one.kind !== 'telemetry' && one.kind !== 'detection') return [];
      const said = one.kind === 'telemetry' ? one.values['temperatureC'] : one.id;
      return [`${one.deviceId} ${said} ${one.at}`];
    })
    .toSorted();

it('[WI8] history tells of what was judged live, and of nothing that was kept', async () => {
  const now = Date.now();
  await say('p1', 1, { time: now - 3_000 });
  await say('p1', 2, { time: now - 7_000, historical: true });
  await seen('p2', { id: 'live', deviceTime: now - 2_000 });
  await seen('p2', { id: 'kept', deviceTime: now - 8_000, historical: true });
  await say('p3', 5, { time: now - 6_000, historical: true });
  // The same reading, now as said live; and another one, live before it comes from the memory.
  await say('p3', 5, { time: now - 6_000 });
  await say('p1', 1, { time: now - 3_000, historical: true });
  const live = (await world.observations()).filter((one) => one.kind !== 'tick' && !one.retained);
  const past = await openHistory(world.db, { siteId: 's1', from: now - 60_000 }).receivedBefore(
    now + 600_000,
  );
  expect(named(past)).toEqual(named(live));
  expect(named(past)).toHaveLength(3);
  expect(await world.count('reading where kept')).toBe(1);
  expect(await world.count('detection where kept')).toBe(1);
});
