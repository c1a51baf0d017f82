/** What intake says of itself to nodes that wait for their host, on the broker in this process and on Mosquitto. */
import { goodCredentials } from '@mingchu/server/credentials/credentialStore';
import { mosquittoFiles } from '@mingchu/server/credentials/mosquittoFiles';
import { hostState } from '@mingchu/server/ingest/families/sparkplug/sparkplug';
import { connectBroker } from '@mingchu/server/platform/mqtt/brokerClient';
import { startEmbeddedBroker } from '@mingchu/server/platform/mqtt/embeddedBroker';
import { type Broker, noFamilyTopics } from '@mingchu/server/platform/mqtt/messageSource';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { seed } from '../behaviour/ingestWorld.ts';
import { clock, issue, openDoors, type Secret } from '../harness/accessWorld.ts';
import { quietLog } from '../harness/log.ts';
import { hasMosquitto, startMosquitto } from '../harness/mosquitto.ts';
import { type Cable, consume, layCable, quiet, until } from '../harness/publishers.ts';
import { testDatabase } from '../harness/testDatabase.ts';

const world = testDatabase();
const account = { username: 'mingchu', password: 'of-intake' };
const topic = 'spBv1.0/STATE/mingchu';
let secret: Secret;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  await seed(world.db);
  secret = await issue(world.db, 's1');
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Side {
  broker: Broker;
  /** Where devices connect. */
  url: string;
}

async function openEmbedded(): Promise<Side> {
  const { access, book } = await openDoors(world.db);
  closing.push(book.close);
  const options = { port: 0, dataDir: '', clock, log: quietLog, access, presence: hostState };
  const broker = await startEmbeddedBroker(options);
  closing.push(broker.stop);
  return { broker, url: broker.url.replace('localhost', '127.0.0.1') };
}

async function openMosquitto(leads = true): Promise<Side & { cable: Cable }> {
  const accounts = mosquittoFiles(account, await goodCredentials(world.db, clock.date()));
  const server = await startMosquitto({ accounts });
  closing.push(server.stop);
  const cable = await layCable(server.url);
  closing.push(cable.close);
  const url = new URL(cable.url);
  Object.assign(url, account);
  const families = { topics: noFamilyTopics, leads: () => leads, presence: hostState };
  const broker = await connectBroker({
    url: url.toString(),
    clock,
    log: quietLog,
    clientId: () => 'ingest-0',
    families,
  });
  closing.push(broker.stop);
  return { broker, url: server.url, cable };
}

/** A node of the site that listens for the state of its host. */
async function listen(
  url: string,
): Promise<{ client: MqttClient; said: { online: boolean; timestamp: number }[] }> {
  const client = await mqtt.connectAsync(url, secret);
  closing.push(() => client.endAsync(true));
  const said: { online: boolean; timestamp: number }[] = [];
  client.on('message', (_topic, payload) => said.push(JSON.parse(payload.toString())));
  await client.subscribeAsync(topic, { qos: 1 });
  return { client, said };
}

const sides = [
  { name: 'embedded', open: openEmbedded, installed: true },
  { name: 'Mosquitto', open: () => openMosquitto(), installed: hasMosquitto },
];

describe.each(sides.filter(({ installed }) => installed))('$name', ({ open }) => {
  it('[DF67] every node hears that the host is there, and that it goes', async () => {
    const side = await open();
    const from = clock.now();
    await consume(side.broker.source, { auto: true });
    const early = await listen(side.url);
    await until(() => early.said.length === 1);
    const late = await listen(side.url);
    await until(() => late.said.length === 1);
    const [first] = late.said;
    expect(first).toEqual({ online: true, timestamp: expect.any(Number) });
    expect(first?.timestamp).toBeGreaterThanOrEqual(from);
    await side.broker.source.pause();
    await until(() => early.said.length === 2 && late.said.length === 2);
    expect(late.said[1]).toEqual({ online: false, timestamp: first?.timestamp });
    expect(early.said).toEqual(late.said);
  });
});

describe.runIf(hasMosquitto)('a broker of its own', () => {
  it('[DF67] tells the will of a host that breaks off, and its new word when it is back', async () => {
    const { broker, url, cable } = await openMosquitto();
    await consume(broker.source, { auto: true });
    const { said } = await listen(url);
    await until(() => said.length === 1);
    cable.cut();
    await until(() => said.length === 3);
    const [before, will, after] = said;
    expect(will).toEqual({ online: false, timestamp: before?.timestamp });
    expect(after?.online).toBe(true);
    expect(after?.timestamp).toBeGreaterThan(before?.timestamp ?? Number.POSITIVE_INFINITY);
  });

  it('[DF67] hears nothing of an ingester that does not hear the families', async () => {
    const { broker, url } = await openMosquitto(false);
    await consume(broker.source, { auto: true });
    const { said } = await listen(url);
    await broker.source.pause();
    await broker.stop();
    await quiet(() => said.length);
    expect(said).toEqual([]);
  });
});

it.runIf(hasMosquitto)(
  '[IS13] on Mosquitto a topic that gave way is heard no more, those learned since are',
  async () => {
    const { broker, url } = await openMosquitto();
    const consumer = await consume(broker.source, { auto: true });
    const topics = Array.from({ length: 5_001 }, (_, n) => `mingchu/at/s1/esp/d${n}/state`);
    const [first, second, last] = [topics[0], topics[1], topics[5_000]] as [string, string, string];
    const client = await mqtt.connectAsync(url, secret);
    closing.push(() => client.endAsync(true));
    const say = async () => {
      for (const one of [first, second, last]) await client.publishAsync(one, '1', { qos: 1 });
      await until(() => consumer.messages.some(({ topic: heard }) => heard === second));
      await quiet(() => consumer.messages.length);
      return consumer.messages.splice(0).map(({ topic: heard }) => heard);
    };
    await broker.source.listen(topics.slice(0, 5_000));
    expect(await say()).toEqual([first, second]);
    await broker.source.listen([last]);
    expect(await say()).toEqual([second, last]);
  },
);
