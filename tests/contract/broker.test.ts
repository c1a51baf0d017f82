/** What intake relies on, the same with the broker in this process and with Mosquitto. */
import { createClock } from '@mingchu/server/platform/clock';
import { type BrokerClientOptions, connectBroker } from '@mingchu/server/platform/mqtt/brokerClient';
import { startEmbeddedBroker } from '@mingchu/server/platform/mqtt/embeddedBroker';
import { type Broker, windowMessages } from '@mingchu/server/platform/mqtt/messageSource';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quietLog } from '../harness/log.ts';
import { hasMosquitto, startMosquitto } from '../harness/mosquitto.ts';
import { freePort } from '../harness/ports.ts';
import {
  connectDevice,
  consume,
  layCable,
  type ManualConsumer,
  publish,
  quiet,
  topic,
  until,
} from '../harness/publishers.ts';

const log = quietLog;
const clock = createClock();
/** Names of intake where a test looks at nothing else. */
const names = { shareGroup: 'mingchu', clientId: () => 'ingest-0' };
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);

/** A broker as a test sees it. */
interface Side {
  readonly broker: Broker;
  /** Where devices publish. */
  readonly url: string;
  /** Breaks off between broker and intake as a crash does; `fresh` are the messages that come after it. */
  crash(consumer: ManualConsumer): Promise<{ consumer: ManualConsumer; fresh: () => string[] }>;
  close(): Promise<void>;
}

async function openEmbedded(): Promise<Side> {
  const options = { port: await freePort(), dataDir: '', clock, log };
  let broker = await startEmbeddedBroker(options);
  return {
    get broker() {
      return broker;
    },
    url: broker.url,
    crash: async () => {
      await broker.stop();
      broker = await startEmbeddedBroker(options);
      const consumer = await consume(broker.source);
      return { consumer, fresh: () => bodies(consumer) };
    },
    close: () => broker.stop(),
  };
}

async function openMosquitto(): Promise<Side> {
  // It has no limit of its own: what bounds intake here is intake.
  const server = await startMosquitto({ inflight: 0 });
  const cable = await layCable(server.url);
  const broker = await connectBroker({ url: cable.url, clock, log, ...names });
  return {
    broker,
    url: server.url,
    crash: async (consumer) => {
      const mark = consumer.messages.length;
      cable.cut();
      return { consumer, fresh: () => bodies(consumer).slice(mark) };
    },
    close: async () => {
      await broker.stop();
      await cable.close();
      await server.stop();
    },
  };
}

const bodies = (consumer: ManualConsumer) => consumer.messages.map(({ payload }) => payload.toString());
const numbers = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => `${from + index}`);

const sides = [
  { name: 'embedded', open: openEmbedded, installed: true },
  { name: 'Mosquitto', open: openMosquitto, installed: hasMosquitto },
];

describe.each(sides.filter(({ installed }) => installed))('$name', ({ open }) => {
  let side: Side;
  let devices: MqttClient[] = [];
  const device = async () => {
    const client = await connectDevice(side.url);
    devices.push(client);
    return client;
  };
  /** Publishes more than the window holds, from many devices; answers how many. */
  const fill = async () => {
    const perClient = 400;
    const clients = await Promise.all(Array.from({ length: 100 }, device));
    for (const [index, client] of clients.entries())
      for (let n = 0; n < perClient; n++) publish(client, topic(`d${index}`), `${index}-${n}`);
    return clients.length * perClient;
  };
  beforeEach(async () => {
    side = await open();
  });
  afterEach(async () => {
    await Promise.all(devices.map((client) => client.endAsync(true)));
    devices = [];
    await side.close();
  });

  it('[IN1] hands over telemetry, detections and status, each with its topic and bytes', async () => {
    const consumer = await consume(side.broker.source, { auto: true });
    const client = await device();
    await publish(client, topic('fridge'), 'a').acknowledged;
    await publish(client, topic('cam', 'detection'), 'b').acknowledged;
    await publish(client, topic('cam', 'status'), 'c').acknowledged;
    await consumer.received(3);
    const heard = new Map(consumer.messages.map((message) => [message.topic, message.payload.toString()]));
    expect(heard).toEqual(
      new Map([
        [topic('fridge'), 'a'],
        [topic('cam', 'detection'), 'b'],
        [topic('cam', 'status'), 'c'],
      ]),
    );
    expect(consumer.messages.every(({ retained }) => !retained)).toBe(true);
    expect(side.broker.source.inHand()).toBe(0);
  });

  it('[IN1] delivers again what was not taken when it crashed, and not what was', async () => {
    const before = await consume(side.broker.source);
    const client = await device();
    for (const body of numbers(0, 100)) publish(client, topic('fridge'), body);
    await before.received(100);
    before.take(40);
    await quiet(() => side.broker.source.inHand());
    const { consumer, fresh } = await side.crash(before);
    // Answers to messages of the connection that is gone must not reach the new one.
    before.take();
    await until(() => {
      consumer.take();
      return new Set(fresh()).size >= 60;
    });
    await quiet(() => fresh().length);
    expect(fresh()).toEqual(numbers(40, 60));
    consumer.take();
    expect(side.broker.source.inHand()).toBe(0);
  });

  it('[IN3] reads no more than the window while nothing is taken, and the rest when there is room', async () => {
    const consumer = await consume(side.broker.source);
    const total = await fill();
    await until(() => side.broker.source.inHand() >= windowMessages, 60_000);
    await quiet(() => consumer.messages.length, 500);
    // One read of each connection may be under way.
    expect(consumer.messages.length).toBeLessThan(windowMessages + 1_000);
    while (consumer.messages.length < total) {
      consumer.take(5_000);
      await quiet(() => consumer.messages.length, 50);
    }
    consumer.take();
    expect(new Set(bodies(consumer)).size).toBe(total);
    expect(side.broker.source.inHand()).toBe(0);
  });

  it('[IN16] takes pictures while messages wait, and none of them for a message', async () => {
    const consumer = await consume(side.broker.source);
    const camera = await device();
    const frames: number[] = [];
    side.broker.frames.onFrame(({ jpeg: bytes }) => frames.push(bytes.length));
    const send = (bytes: Buffer) => camera.publishAsync(topic('cam', 'frame'), bytes, { qos: 0 });
    await send(jpeg);
    await until(() => frames.length === 1);
    await fill();
    await until(() => side.broker.source.inHand() >= windowMessages, 60_000);
    await send(Buffer.concat([jpeg, Buffer.alloc(500_000)]));
    await send(Buffer.from('no picture'));
    await send(Buffer.concat([jpeg, Buffer.alloc(9)]));
    await until(() => frames.length === 3);
    expect(frames).toEqual([7, 500_007, 16]);
    expect(side.broker.frames.latest('s1', 'cam')?.jpeg.length).toBe(16);
    expect(consumer.messages.some((message) => message.topic.endsWith('/frame'))).toBe(false);
  });

  it('[IN1] hands over nothing after a pause; what is in hand may still be taken', async () => {
    const consumer = await consume(side.broker.source);
    const client = await device();
    publish(client, topic('fridge'), 'before');
    await consumer.received(1);
    await side.broker.source.pause();
    publish(client, topic('fridge'), 'after');
    await quiet(() => consumer.messages.length);
    expect(bodies(consumer)).toEqual(['before']);
    consumer.take();
    expect(side.broker.source.inHand()).toBe(0);
  });
});

describe('embedded', () => {
  let broker: Broker;
  let client: MqttClient;
  beforeEach(async () => {
    broker = await startEmbeddedBroker({ port: 0, dataDir: '', clock, log });
  });
  afterEach(async () => {
    await client.endAsync(true);
    await broker.stop();
  });

  it('[IN1] acknowledges a message when it is taken, not before', async () => {
    const consumer = await consume(broker.source);
    client = await connectDevice(broker.url);
    const sent = numbers(0, 3).map((body) => publish(client, topic('fridge'), body));
    await consumer.received(3);
    await quiet(() => sent.filter((one) => one.isAcknowledged()).length);
    expect(sent.map((one) => one.isAcknowledged())).toEqual([false, false, false]);
    consumer.take(1);
    await sent[0]?.acknowledged;
    await quiet(() => sent.filter((one) => one.isAcknowledged()).length);
    expect(sent.map((one) => one.isAcknowledged())).toEqual([true, false, false]);
  });

  it('[IN2] takes nothing before intake begins, and everything then', async () => {
    const connecting = connectDevice(broker.url);
    await quiet(() => 0, 300);
    const consumer = await consume(broker.source);
    client = await connecting;
    const sent = publish(client, topic('fridge'), 'early');
    await consumer.received(1);
    consumer.take();
    await sent.acknowledged;
    expect(bodies(consumer)).toEqual(['early']);
  });

  it('[IN12] keeps the status of a device for later subscribers, and nothing else', async () => {
    const consumer = await consume(broker.source, { auto: true });
    client = await connectDevice(broker.url);
    const retain = { retain: true };
    await publish(client, topic('cam', 'status'), 'online', retain).acknowledged;
    await publish(client, topic('cam', 'detection'), 'old', retain).acknowledged;
    await publish(client, 'elsewhere', 'old', retain).acknowledged;
    await publish(client, topic('big', 'status'), 'x'.repeat(2_000), retain).acknowledged;
    expect(consumer.messages.map(({ retained }) => retained)).toEqual([false, false, false]);
    const later = await connectDevice(broker.url);
    const heard: string[] = [];
    later.on('message', (name, payload, packet) =>
      heard.push(`${name} ${payload.toString()} ${packet.retain}`),
    );
    await later.subscribeAsync('#', { qos: 1 });
    await quiet(() => heard.length);
    await later.endAsync(true);
    expect(heard).toEqual([`${topic('cam', 'status')} online true`]);
  });

  it('[IN12] refuses topics of the broker itself', async () => {
    await consume(broker.source, { auto: true });
    client = await connectDevice(broker.url);
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    publish(client, '$SYS/broker/uptime', 'mine');
    await closed;
  });
});

describe.runIf(hasMosquitto)('Mosquitto', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  const start = async () => {
    const server = await startMosquitto();
    closing.push(server.stop);
    return server;
  };
  const join = async (url: string, options: Partial<BrokerClientOptions> = {}) => {
    const broker = await connectBroker({ url, clock, log, ...names, ...options });
    closing.push(broker.stop);
    return broker;
  };
  const device = async (url: string) => {
    const client = await connectDevice(url);
    closing.push(() => client.endAsync(true));
    return client;
  };

  it('[IN1] sends one PUBACK for each message, when it is taken', async () => {
    const server = await start();
    const cable = await layCable(server.url);
    closing.push(cable.close);
    const broker = await join(cable.url);
    const consumer = await consume(broker.source);
    const client = await device(server.url);
    const base = cable.sentBytes();
    for (const body of numbers(0, 100)) publish(client, topic('fridge'), body);
    await consumer.received(100);
    await quiet(cable.sentBytes);
    expect(cable.sentBytes() - base).toBe(0);
    consumer.take(30);
    await until(() => cable.sentBytes() - base >= 30 * 4);
    consumer.take();
    await until(() => cable.sentBytes() - base >= 100 * 4);
    await quiet(cable.sentBytes);
    expect(cable.sentBytes() - base).toBe(100 * 4);
  });

  it('[IN1] keeps what comes while intake is away', async () => {
    const server = await start();
    const first = await connectBroker({ url: server.url, clock, log, ...names });
    const before = await consume(first.source);
    await first.source.pause();
    const client = await device(server.url);
    await publish(client, topic('fridge'), 'unseen').acknowledged;
    await first.stop();
    await publish(client, topic('fridge'), 'away').acknowledged;
    expect(before.messages).toEqual([]);
    const consumer = await consume((await join(server.url)).source, { auto: true });
    await consumer.received(2);
    expect(bodies(consumer)).toEqual(['unseen', 'away']);
  });

  it('[IS12] takes what an old session of known names holds, and ends that session', async () => {
    const server = await start();
    const before = await connectBroker({ url: server.url, clock, log, ...names });
    await consume(before.source);
    await before.stop();
    const client = await device(server.url);
    for (const body of numbers(0, 50)) await publish(client, topic('fridge'), body).acknowledged;
    const told: string[] = [];
    const secret = { shareGroup: 'mingchu-secret', clientId: () => 'ingest-0-secret' };
    const tells = { ...log, info: (...words: unknown[]) => void told.push(String(words.at(-1))) };
    const after = await join(server.url, { ...secret, old: names, log: tells });
    const consumer = await consume(after.source, { auto: true });
    await consumer.received(50);
    await until(() => told.includes('old session at the broker emptied and ended'), 10_000);
    const again = mqtt.connect(server.url, { clientId: names.clientId(), clean: false });
    closing.push(() => again.endAsync(true));
    const isKept = await new Promise((resolve) => {
      again.once('connect', ({ sessionPresent }) => resolve(sessionPresent));
    });
    expect(isKept).toBe(false);
    await publish(client, topic('fridge'), 'after').acknowledged;
    await consumer.received(51);
    await quiet(() => consumer.messages.length);
    expect(bodies(consumer)).toEqual([...numbers(0, 50), 'after']);
  });

  it('[IN13] two processes share the stream: each message goes to one of them', async () => {
    const server = await start();
    const one = await consume((await join(server.url, { clientId: () => 'one' })).source, { auto: true });
    const two = await consume((await join(server.url, { clientId: () => 'two' })).source, { auto: true });
    const client = await device(server.url);
    for (const body of numbers(0, 200)) publish(client, topic('fridge'), body);
    await until(() => one.messages.length + two.messages.length >= 200);
    await quiet(() => one.messages.length + two.messages.length);
    expect([...bodies(one), ...bodies(two)].sort()).toEqual(numbers(0, 200).sort());
    expect(Math.min(one.messages.length, two.messages.length)).toBeGreaterThan(20);
  });

  it('[IN20] who stops while others go on leaves its share to them, and has it again when it is back', async () => {
    const server = await start();
    const stays = await consume((await join(server.url, { clientId: () => 'stays' })).source, { auto: true });
    const goes = () =>
      connectBroker({
        url: server.url,
        clock,
        log,
        ...names,
        clientId: () => 'goes',
        othersRemain: async () => true,
      });
    const first = await goes();
    const before = await consume(first.source, { auto: true });
    const client = await device(server.url);
    for (const body of numbers(0, 200)) publish(client, topic('fridge'), body);
    await first.source.pause();
    await first.stop();
    for (const body of numbers(200, 200)) publish(client, topic('fridge'), body);
    await until(() => stays.messages.length + before.messages.length >= 400);
    expect(new Set([...bodies(stays), ...bodies(before)]).size).toBe(400);
    expect(bodies(stays)).toEqual(expect.arrayContaining(numbers(200, 200)));
    const again = await goes();
    closing.push(again.stop);
    const back = await consume(again.source, { auto: true });
    for (const body of numbers(400, 100)) publish(client, topic('fridge'), body);
    await until(() => back.messages.length + stays.messages.length + before.messages.length >= 500);
    expect(back.messages.length).toBeGreaterThan(20);
  });

  it('[IN11] tells what the broker had kept from what is said now', async () => {
    const server = await start();
    const client = await device(server.url);
    await publish(client, topic('cam', 'status'), 'old', { retain: true }).acknowledged;
    await client.publishAsync(topic('cam', 'frame'), jpeg, { qos: 0, retain: true });
    // Retained messages are not given to groups: a plain subscription sees them.
    const broker = await join(server.url, { shareGroup: '' });
    const consumer = await consume(broker.source, { auto: true });
    await consumer.received(1);
    await publish(client, topic('cam', 'status'), 'new', { retain: true }).acknowledged;
    await consumer.received(2);
    expect(consumer.messages.map(({ payload, retained }) => [payload.toString(), retained])).toEqual([
      ['old', true],
      ['new', false],
    ]);
    expect(broker.frames.latest('s1', 'cam')).toBeUndefined();
  });

  it('[IN13] says in time that a broker does not answer, or refuses', async () => {
    const server = await start();
    server.freeze();
    const attempt = connectBroker({ url: server.url, clock, log, connectTimeoutMs: 500 });
    await expect(attempt).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    server.thaw();
    const nobody = connectBroker({ url: `mqtt://127.0.0.1:${await freePort()}`, clock, log });
    await expect(nobody).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('[IN13] speaks MQTT 3.1.1 with a broker that knows nothing newer', async () => {
    const old = await startEmbeddedBroker({ port: 0, dataDir: '', clock, log });
    closing.push(old.stop);
    await consume(old.source, { auto: true });
    const consumer = await consume((await join(old.url, { shareGroup: '' })).source);
    const client = await device(old.url);
    await publish(client, topic('fridge'), 'a').acknowledged;
    await consumer.received(1);
    consumer.take();
    expect(bodies(consumer)).toEqual(['a']);
  });
});
