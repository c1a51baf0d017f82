/** What a device sees of the decisions, on the real broker with a list of two credentials. */
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { createBrokerAccess } from './brokerAccess.ts';
import { startEmbeddedBroker } from './embeddedBroker.ts';
import type { Broker } from './messageSource.ts';

const ignore = () => {};
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore } as unknown as Logger;
let broker: Broker;
let good: Set<string>;
let changed = ignore;
let heard: string[];
const clients: MqttClient[] = [];

beforeEach(async () => {
  good = new Set(['s1~1', 's2~1']);
  heard = [];
  const access = createBrokerAccess({
    anonymous: 'none',
    verify: (username) =>
      good.has(username) ? { siteId: username.slice(0, 2) } : { refused: 'unknown-name' },
    onSignIn: ignore,
    onChanged: (listener) => {
      changed = listener;
      return ignore;
    },
    onRefused: ignore,
  });
  broker = await startEmbeddedBroker({ port: 0, dataDir: '', clock: createClock(), log, access });
  await broker.source.start(({ topic, payload }, taken) => {
    heard.push(`${topic} ${payload.toString()}`);
    taken();
  });
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  await broker.stop();
});

async function connect(username: string, options: IClientOptions = {}): Promise<MqttClient> {
  const url = broker.url.replace('localhost', '127.0.0.1');
  const client = await mqtt.connectAsync(url, {
    username,
    password: 'secret',
    reconnectPeriod: 0,
    ...options,
  });
  clients.push(client);
  return client;
}

it.each([0, 1, 2] as const)(
  '[IS3] at QoS %i a refused message is dropped and the next one taken',
  async (qos) => {
    const [client, watcher] = [await connect('s1~1'), await connect('s2~1')];
    const seen: string[] = [];
    watcher.on('message', (topic) => seen.push(topic));
    await watcher.subscribeAsync('#', { qos: 1 });
    await client.publishAsync('mingchu/at/s2/x', 'no', { qos, retain: true });
    await client.publishAsync('$SYS/x', 'no', { qos });
    await client.publishAsync('mingchu/v1/s1/fridge/telemetry', 'yes', { qos: 1 });
    await watcher.publishAsync('mine', 'yes', { qos: 1 });
    await expect.poll(() => seen).toEqual(['mine']);
    expect(heard.filter((line) => line.startsWith('mingchu/v1'))).toEqual([
      'mingchu/v1/s1/fridge/telemetry yes',
    ]);
    expect(heard.some((line) => line.endsWith('no'))).toBe(false);
    expect(client.connected).toBe(true);
  },
);

it('[IS3] a last will is held to the same rules, also of a client that has subscribed to much', async () => {
  for (const topic of ['mingchu/v1/s2/fridge/status', 'fridge/LWT']) {
    const will = { topic, payload: Buffer.from('gone'), qos: 1, retain: false } as const;
    const client = await connect('s1~1', { will });
    await client.subscribeAsync(
      Array.from({ length: 50 }, (_, n) => `answers/${n}`),
      { qos: 1 },
    );
    client.stream.destroy();
  }
  const watcher = await connect('s1~1');
  const seen: string[] = [];
  watcher.on('message', (topic) => seen.push(topic));
  await watcher.subscribeAsync('#', { qos: 1 });
  const will = { topic: 'bridge/state', payload: Buffer.from('offline'), qos: 1, retain: false } as const;
  const last = await connect('s1~1', { will });
  await last.subscribeAsync('answers/#', { qos: 1 });
  last.stream.destroy();
  await expect.poll(() => seen).toContain('bridge/state');
  expect(heard.some((line) => line.startsWith('mingchu/v1/s2'))).toBe(false);
});

it('[IS4] a subscription outside the mount is answered with failure, beside one that is granted', async () => {
  const client = await connect('s1~1');
  const granted = await client
    .subscribeAsync(['mingchu/v1/#', 'answers/+'], { qos: 1 })
    .catch((error: unknown) => error);
  expect(granted).toBeInstanceOf(Error);
  const answers: string[] = [];
  client.on('message', (topic) => answers.push(topic));
  await client.publishAsync('answers/1', '', { qos: 1 });
  await expect.poll(() => answers).toEqual(['answers/1']);
  await client.unsubscribeAsync('answers/+');
  await client.publishAsync('answers/2', '', { qos: 1 });
  await client.subscribeAsync('last', { qos: 0 });
  await client.publishAsync('last', '', { qos: 0 });
  await expect.poll(() => answers).toEqual(['answers/1', 'last']);
});

it('[IS4] equal client ids of two sites are two clients', async () => {
  const [one, two] = [
    await connect('s1~1', { clientId: 'gateway' }),
    await connect('s2~1', { clientId: 'gateway' }),
  ];
  await two.publishAsync('x', '', { qos: 1 });
  await one.publishAsync('x', '', { qos: 1 });
  expect([one.connected, two.connected]).toEqual([true, true]);
});

it('[IS9] a credential that ends takes its connections with it, and no others', async () => {
  const [one, two] = [await connect('s1~1'), await connect('s2~1')];
  const closed = new Promise<void>((resolve) => one.once('close', () => resolve()));
  good.delete('s1~1');
  changed();
  await closed;
  await two.publishAsync('x', '', { qos: 1 });
  await expect(connect('s1~1')).rejects.toMatchObject({ code: 5 });
});
