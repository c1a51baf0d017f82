/** Who may do what: one table of what is granted and refused, on the broker in this process and on Mosquitto. */
import { randomUUID } from 'node:crypto';
import { goodCredentials } from '@mingchu/server/credentials/credentialStore';
import { mosquittoFiles } from '@mingchu/server/credentials/mosquittoFiles';
import { brokerNames } from '@mingchu/server/ingest/brokerNames';
import { connectBroker } from '@mingchu/server/platform/mqtt/brokerClient';
import { startEmbeddedBroker } from '@mingchu/server/platform/mqtt/embeddedBroker';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clock, issue, openDoors, type Secret } from '../harness/accessWorld.ts';
import { quietLog } from '../harness/log.ts';
import { hasMosquitto, startMosquitto } from '../harness/mosquitto.ts';
import { quiet, until } from '../harness/publishers.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { seed } from '../behaviour/ingestWorld.ts';

const world = testDatabase();
const intakeAccount = { username: 'mingchu', password: 'of-intake' };
let own: Secret;
let second: Secret;
let other: Secret;

beforeAll(async () => {
  await seed(world.db);
  own = await issue(world.db, 's1');
  second = await issue(world.db, 's1');
  other = await issue(world.db, 's2');
});

interface Side {
  url: string;
  /** Topics of the messages that reached intake. */
  heard(): string[];
  /** Canonical messages that intake was handed, by their texts. */
  said(): string[];
  /** What another does while intake is away, where the broker keeps its session; else while it listens. */
  whileAway(act: () => Promise<void>): Promise<void>;
  /** Sends as intake does. */
  answer(topic: string): Promise<void>;
  close(): Promise<void>;
}

async function openEmbedded(): Promise<Side> {
  const { access, book } = await openDoors(world.db);
  const broker = await startEmbeddedBroker({ port: 0, dataDir: '', clock, log: quietLog, access });
  const heard: string[] = [];
  const said: string[] = [];
  await broker.source.start(({ topic, payload }, taken) => {
    heard.push(topic);
    said.push(payload.toString());
    taken();
  });
  const url = broker.url.replace('localhost', '127.0.0.1');
  return {
    url,
    heard: () => heard,
    said: () => said,
    whileAway: (act) => act(),
    // Whatever answers in this process publishes like a device of the site.
    answer: async (topic) => {
      const client = await mqtt.connectAsync(url, second);
      await client.publishAsync(topic, 'answer', { qos: 1 });
      await client.endAsync();
    },
    close: async () => {
      await broker.stop();
      await book.close();
    },
  };
}

async function openMosquitto(): Promise<Side> {
  const accounts = mosquittoFiles(intakeAccount, await goodCredentials(world.db, clock.date()));
  const server = await startMosquitto({ accounts });
  const intake = await mqtt.connectAsync(server.url, intakeAccount);
  const heard: string[] = [];
  intake.on('message', (topic) => heard.push(topic));
  await intake.subscribeAsync('#', { qos: 1 });
  const said: string[] = [];
  const url = new URL(server.url);
  Object.assign(url, intakeAccount);
  const { prefix, suffix, shareGroup } = await brokerNames({ db: world.db, clock }, 'mingchu');
  const clientId = () => `${prefix}-0${suffix}`;
  const listen = async () => {
    const broker = await connectBroker({ url: url.toString(), clock, log: quietLog, shareGroup, clientId });
    await broker.source.start(({ payload }, taken) => {
      said.push(payload.toString());
      taken();
    });
    return broker;
  };
  let listening = await listen();
  return {
    url: server.url,
    heard: () => heard,
    said: () => said,
    whileAway: async (act) => {
      await listening.stop();
      await act();
      listening = await listen();
    },
    answer: async (topic) => {
      await intake.publishAsync(topic, 'answer', { qos: 1 });
    },
    close: async () => {
      await listening.stop();
      await intake.endAsync(true);
      await server.stop();
    },
  };
}

const sides = [
  { name: 'embedded', open: openEmbedded, installed: true },
  { name: 'Mosquitto', open: openMosquitto, installed: hasMosquitto },
].filter(({ installed }) => installed);

describe.each(sides)('$name', ({ open }) => {
  let side: Side;
  const clients: MqttClient[] = [];
  const connect = async (secret: Partial<Secret> & { clean?: boolean }, clientId?: string) => {
    const client = await mqtt.connectAsync(side.url, {
      ...secret,
      ...(clientId && { clientId }),
      reconnectPeriod: 0,
    });
    clients.push(client);
    return client;
  };
  const signIn = (secret: Partial<Secret>) =>
    connect(secret).then(
      () => 'taken',
      (error: { code: number }) => error.code,
    );
  beforeAll(async () => {
    side = await open();
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.endAsync(true)));
    await side.close();
  });

  it('[IS2] takes a good name and secret, also another of the same site, and answers 5 to all else', async () => {
    expect(await signIn(own)).toBe('taken');
    expect(await signIn(second)).toBe('taken');
    expect(await signIn({ ...own, password: other.password })).toBe(5);
    expect(await signIn({ username: 's1~99', password: own.password })).toBe(5);
    expect(await signIn({ username: own.username })).toBe(5);
    expect(await signIn({})).toBe(5);
  });

  it('[IS3] takes what a site says on its own topics, and drops what it says on others without ending', async () => {
    const client = await connect(own);
    const topics = [
      'mingchu/v1/s2/fridge/telemetry',
      'mingchu/at/s2/zigbee2mqtt/fridge',
      'mingchu/v1/s10/fridge/telemetry',
      'mingchu/v2/s1/fridge/telemetry',
      '$SYS/broker/uptime',
      'mingchu/v1/s1/fridge/telemetry',
      'mingchu/at/s1/zigbee2mqtt/fridge',
    ];
    for (const topic of topics) await client.publishAsync(topic, '{}', { qos: 1 });
    await until(() => side.heard().length >= 2);
    await quiet(() => side.heard().length);
    expect(side.heard().splice(0)).toEqual(topics.slice(-2));
    expect(client.connected).toBe(true);
  });

  it('[IS4] lets a site hear what is sent below its mount, and nothing of another', async () => {
    const [mine, theirs] = [await connect(own), await connect(other)];
    const heard: string[] = [];
    mine.on('message', (topic) => heard.push(topic));
    for (const filter of ['mingchu/at/s2/#', 'mingchu/#', 'mingchu/v1/#', '$SYS/#', 'mingchu/at/s1/#'])
      await mine.subscribeAsync(filter, { qos: 1 }).catch(() => {});
    await theirs.publishAsync('mingchu/at/s2/zigbee2mqtt/fridge', '{}', { qos: 1 });
    await theirs.publishAsync('mingchu/v1/s2/fridge/telemetry', '{}', { qos: 1 });
    await theirs.publishAsync('mingchu/at/s1/spBv1.0/x/NCMD/y', '{}', { qos: 1 });
    await mine.publishAsync('mingchu/v1/s1/fridge/telemetry', '{}', { qos: 1 });
    await side.answer('mingchu/at/s1/spBv1.0/g/NCMD/edge');
    await until(() => heard.length >= 1);
    await quiet(() => heard.length);
    expect(heard).toEqual(['mingchu/at/s1/spBv1.0/g/NCMD/edge']);
  });

  /** Publishes so many as a device of the site; answers their texts. */
  const publishSome = async (count: number): Promise<string[]> => {
    const client = await connect(own);
    const texts = Array.from({ length: count }, () => randomUUID());
    for (const text of texts) await client.publishAsync('mingchu/v1/s1/fridge/telemetry', text, { qos: 1 });
    return texts;
  };

  it('[IS11] deals none of the messages of a site to another that joins groups by public or guessed names', async () => {
    const groups = ['mingchu', 'mingchu-', 'mingchu-0', 'mingchu-ingest', 'none', '+', '#', ''];
    for (const group of groups) {
      const thief = await connect(other);
      thief.on('error', () => {});
      await thief.subscribeAsync(`$share/${group}/mingchu/v1/+/+/telemetry`, { qos: 1 }).catch(() => {});
    }
    const texts = await publishSome(60);
    await until(() => texts.every((text) => side.said().includes(text)));
  });

  it('[IS12] leaves intake its session, whoever connects by the public part of its name', async () => {
    const ids = ['mingchu-ingest-0', 'mingchu-ingest-0-', 'mingchu-ingest-1', 'mingchu'];
    const steal = async () => {
      for (const clientId of ids)
        for (const clean of [false, true]) await (await connect({ ...other, clean }, clientId)).endAsync();
    };
    let away: string[] = [];
    await side.whileAway(async () => {
      await steal();
      away = await publishSome(3);
      await steal();
    });
    await steal();
    const texts = [...away, ...(await publishSome(3))];
    await until(() => texts.every((text) => side.said().includes(text)));
  });
});
