/** When a connection to a broker that gives no answer is ended, and when not; asked every second instead of every ten. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createClock } from '@mingchu/server/platform/clock';
import { takeMessages } from '@mingchu/server/platform/mqtt/brokerSession';
import { createIntakeWindow } from '@mingchu/server/platform/mqtt/intakeWindow';
import mqtt from 'mqtt';
import { describe, expect, it, type TestContext } from 'vitest';
import { hasMosquitto, startMosquitto } from '../harness/mosquitto.ts';
import { connectDevice, publish, topic, until } from '../harness/publishers.ts';

/** Real ms between two questions, and after a question to the end of the connection. */
const askedMs = 1_000;
const answerMs = 500;
const lateMs = 1_000;

/** How a test says what to do at its end, last first. */
type AtEnd = TestContext['onTestFinished'];

/** Takes messages by hand, two at a time. */
function openIntake(url: string, atEnd: AtEnd) {
  const client = mqtt.connect(url, {
    protocolVersion: 4,
    keepalive: askedMs / 1_000,
    reconnectPeriod: 60_000,
    manualConnect: true,
  });
  atEnd(() => client.endAsync(true));
  const window = createIntakeWindow({ messages: 2, bytes: 1e9 });
  window.open();
  const open: (() => void)[] = [];
  const handler = (_message: unknown, taken: () => void) => open.push(taken);
  const { silence } = takeMessages(client, { window, clock: createClock(), handler });
  const ends: { at: number; silentMs: number }[] = [];
  client.on('close', () => ends.push({ at: performance.now(), silentMs: silence.forMs() }));
  client.on('error', () => {});
  client.connect();
  return { client, open, ends };
}

describe.skipIf(!hasMosquitto).concurrent('a broker that stands still', () => {
  it('[LV17] is noticed when an answer does not come, and dated by its last word', async ({
    onTestFinished,
  }) => {
    const mosquitto = await startMosquitto();
    onTestFinished(mosquitto.stop);
    const { client, ends } = openIntake(mosquitto.url, onTestFinished);
    await once(client as never, 'connect');
    await delay(askedMs * 3);
    expect(ends).toEqual([]);
    mosquitto.freeze();
    const frozenAt = performance.now();
    await until(() => ends.length > 0, askedMs + answerMs + lateMs);
    const { at, silentMs } = ends[0] as (typeof ends)[number];
    expect(at - silentMs).toBeLessThanOrEqual(frozenAt + 50);
    expect(at - silentMs).toBeGreaterThan(frozenAt - askedMs - lateMs);
  });

  it('[LV17] is not suspected while we leave unread what it says, and kept meanwhile; but afterwards', async ({
    onTestFinished,
  }) => {
    const mosquitto = await startMosquitto();
    onTestFinished(mosquitto.stop);
    const { client, open, ends } = openIntake(mosquitto.url, onTestFinished);
    await once(client as never, 'connect');
    await client.subscribeAsync('#', { qos: 1 });
    const device = await connectDevice(mosquitto.url);
    onTestFinished(() => device.endAsync(true));
    const sent = Array.from({ length: 4 }, (_, n) => publish(device, topic('fridge'), `${n}`).acknowledged);
    await Promise.all(sent);
    await until(() => open.length === 2);
    await delay(askedMs * 4);
    expect(ends).toEqual([]);
    for (const taken of open.splice(0)) taken();
    await until(() => open.length === 2);
    for (const taken of open.splice(0)) taken();
    mosquitto.freeze();
    await until(() => ends.length > 0, askedMs + answerMs + lateMs);
  });
});

it('[LV17] a long message that is on its way is a sign of life', async ({ onTestFinished }) => {
  let socket: Socket | undefined;
  const server = createServer((accepted) => {
    socket = accepted;
    accepted.on('error', () => {});
    // Accepts the connection, and begins a message of 1,000 bytes; then it answers nothing more.
    accepted.once('data', () => accepted.write(Buffer.from([0x20, 2, 0, 0, 0x30, 0xe8, 7, 0, 1, 0x61])));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    socket?.destroy();
    server.close();
  });
  const address = server.address();
  const { client, ends } = openIntake(
    `mqtt://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    onTestFinished,
  );
  await once(client as never, 'connect');
  for (let n = 0; n < 30; n++) {
    socket?.write('a');
    await delay(100);
  }
  expect(ends).toEqual([]);
  await until(() => ends.length > 0, askedMs + answerMs + lateMs);
});
