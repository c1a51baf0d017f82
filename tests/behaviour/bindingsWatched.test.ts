/** What a bound device says breaks a rule; what nobody has bound never does. And brokers that several ingesters share. */
import { familyTopics } from '@mingchu/server/ingest/familyTopics';
import { startIngest } from '@mingchu/server/ingest/startIngest';
import { createClock } from '@mingchu/server/platform/clock';
import { connectBroker } from '@mingchu/server/platform/mqtt/brokerClient';
import { afterEach, expect, it } from 'vitest';
import { hasMosquitto, startMosquitto } from '../harness/mosquitto.ts';
import { connectDevice, publish, until } from '../harness/publishers.ts';
import { silentQueue } from '../harness/silentQueue.ts';
import { openRules } from './ingestRules.ts';
import { families, openIngestWorld, shardCount } from './ingestWorld.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const gasDetector = { kind: 'gas-detector', name: '燃气', zone: 'cooking', reportPeriodS: 30 } as const;
const gas = (value: number, time = Date.now()) => ({ values: { gas: { value, unit: '%LEL' } }, time });

it('[DF2] what breaks a rule opens one violation once its device is bound, and none before', async () => {
  const world = await openIngestWorld();
  closing.push(world.close);
  const { dispatch, evaluateAll, close } = await openRules(world);
  closing.push(close);
  const send = (payload: object) => publish(world.device, 'probe/g1/say', payload).acknowledged;
  await send(gas(40));
  await evaluateAll();
  expect(await world.count('violation')).toBe(0);
  await world.bind('g1', gasDetector);
  await dispatch.deps.registry.renew();
  await send({ ...gas(40, Date.now() - 3_600_000), historical: true });
  await evaluateAll();
  expect(await world.count('violation')).toBe(0);
  await send(gas(40));
  await evaluateAll();
  const violations = await world.db.query('select site_id, device_id, rule_id from violation');
  expect(violations).toMatchObject([{ site_id: 's1', device_id: 'g1' }]);
  expect(await world.count('dispatch')).toBe(1);
});

it.runIf(hasMosquitto)(
  '[DF100] one of two ingesters hears the families: what was kept, what came while it was away, each once',
  async () => {
    const mosquitto = await startMosquitto();
    closing.push(mosquitto.stop);
    const early = await connectDevice(mosquitto.url);
    closing.push(() => early.endAsync(true));
    const at = Date.now();
    await publish(early, 'probe/g1/say', gas(1, at - 60_000), { retain: true }).acknowledged;
    await publish(early, 'probe/g2/say', { values: { gas: { value: 1 } } }, { retain: true }).acknowledged;
    const world = await openIngestWorld({ mqttUrl: mosquitto.url, shareGroup: 'pair' });
    closing.push(world.close);
    await world.bind('g1', gasDetector);
    await world.bind('g2', gasDetector);
    const { db, registry, book, calibrations } = world;
    const { log } = world.logged;
    const clock = createClock();
    const other = await connectBroker({
      url: mosquitto.url,
      clock,
      log,
      shareGroup: 'pair',
      clientId: () => 'second',
      families: { topics: familyTopics(families), leads: () => false },
    });
    closing.push(other.stop);
    const { source, frames } = other;
    const second = await startIngest({
      db,
      queue: silentQueue,
      clock,
      log,
      registry,
      source,
      frames,
      families,
      book,
      calibrations,
      shardCount,
    });
    closing.push(second.stop);
    const stored = () => world.count('reading');
    await world.restart();
    await until(async () => (await stored()) === 1);
    expect(await world.observations()).toMatchObject([{ at: at - 60_000, retained: true }]);
    for (let n = 0; n < 40; n++) await publish(early, 'probe/g1/say', gas(n, at + n)).acknowledged;
    await until(async () => (await stored()) === 41);
    expect(second.readingsPerS()).toBe(0);

    await world.device.endAsync(true);
    await world.ingest.stop();
    await world.broker.stop();
    for (let n = 40; n < 80; n++) await publish(early, 'probe/g1/say', gas(n, at + n)).acknowledged;
    expect(await stored()).toBe(41);
    await world.begin();
    await until(async () => (await stored()) === 81);
    expect(await world.count('dead_letter')).toBe(0);
    expect(world.logged.errors()).toEqual([]);
  },
);
