/** The gate on a real socket, with a reader that pulls as the broker does. */
import { createServer, connect, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type ConnectionGate, gateReads, type GateOptions } from './connectionGate.ts';
import { createIntakeWindow } from './intakeWindow.ts';
import { createPacketScanner } from './packetScanner.ts';

let server: Server;
let near: Socket;
let far: Socket;
let readBytes = 0;
const until = (holds: () => boolean) => vi.waitUntil(holds, { timeout: 10_000, interval: 5 });

beforeEach(async () => {
  const accepted = new Promise<Socket>((resolve) => {
    server = createServer(resolve);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  near = connect((server.address() as { port: number }).port, '127.0.0.1');
  far = await accepted;
  readBytes = 0;
});
afterEach(() => {
  near.destroy();
  far.destroy();
  server.close();
});

/** A publish whose payload is this long. */
function publishOf(topic: string, payloadBytes: number): Buffer {
  const name = Buffer.from(topic);
  let length = 2 + name.length + payloadBytes;
  const bytes = [0x30];
  for (; length > 127; length = Math.floor(length / 128)) bytes.push((length % 128) | 0x80);
  bytes.push(length, name.length >> 8, name.length & 0xff, ...name);
  return Buffer.concat([Buffer.from(bytes), Buffer.alloc(payloadBytes)]);
}

/** A publish of 10 bytes. */
const packet = Buffer.from([0x30, 8, 1, 2, 3, 4, 5, 6, 7, 8]);

function pull(options: {
  window: ReturnType<typeof createIntakeWindow>;
  packetsPerS?: number;
  long?: GateOptions['long'];
}): ConnectionGate {
  const { window, packetsPerS = 1e9, long } = options;
  const gate = gateReads(far, {
    maxPacketBytes: 1_000,
    ...(long && { long }),
    packetsPerS,
    bytesPerS: 1e12,
    maxInHand: 5,
    intake: { hasRoom: window.hasRoom, takesPictures: () => false },
    onRefused: (refused) => window.whenRoom(refused.reopen),
    onGone: (gone) => window.forget(gone.reopen),
    onTooLarge: () => {},
  });
  far.on('readable', () => {
    for (let chunk = far.read(); chunk !== null; chunk = far.read()) readBytes += chunk.length;
  });
  return gate;
}

it('[IN3] a connection that is woken while another reason holds it is woken again', async () => {
  const window = createIntakeWindow({ messages: 10, bytes: 1e9 });
  const gate = pull({ window });
  near.write(packet);
  await sleep(50);
  expect(readBytes).toBe(0);
  gate.inHand = 5;
  window.open();
  await sleep(20);
  // Opened, but with too much in hand; when that is taken the window is full again.
  for (let n = 0; n < 10; n++) window.enter(1);
  gate.inHand = 0;
  gate.reopen();
  await sleep(20);
  expect(readBytes).toBe(0);
  for (let n = 0; n < 10; n++) window.leave(1);
  await until(() => readBytes === 10);
});

it('[IN3] a connection over its rate waits and goes on by itself', async () => {
  const window = createIntakeWindow();
  window.open();
  pull({ window, packetsPerS: 100 });
  // The burst of a second is allowed at once, and what comes with it; the next waits a second for that.
  near.write(Buffer.concat(Array(200).fill(packet)));
  await until(() => readBytes === 2_000);
  near.write(packet);
  await sleep(50);
  expect(readBytes).toBe(2_000);
  await until(() => readBytes === 2_010);
});

it('[IN3] counts packets alike however the stream is cut, and refuses one that is too large', () => {
  const bodies = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(bodies, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (lengths, cuts) => {
      const stream = Buffer.concat(
        lengths.map((length) => {
          const head = length < 128 ? [0x30, length] : [0x30, (length % 128) | 0x80, length >> 7];
          return Buffer.concat([Buffer.from(head), Buffer.alloc(length)]);
        }),
      );
      const limit = 350;
      const scanner = createPacketScanner(limit);
      let packets = 0;
      let refused = false;
      for (let offset = 0, n = 0; offset < stream.length && !refused; n++) {
        const end = offset + (cuts[n % cuts.length] as number);
        const result = scanner.scan(stream.subarray(offset, end));
        packets += result.packets;
        refused = result.refused;
        offset = end;
      }
      const firstLarge = lengths.findIndex((length) => length > limit);
      expect({ packets, refused }).toEqual({
        packets: firstLarge < 0 ? lengths.length : firstLarge,
        refused: firstLarge >= 0,
      });
    }),
  );
});

it('[DF107] a long packet is let through by its topic, wherever the stream is cut', () => {
  const asked: string[] = [];
  const long = { maxBytes: 5_000, admit: (topic: string) => asked.push(topic) > 0 && topic === 'a/list' };
  const whole = Buffer.concat([packet, publishOf('a/list', 4_000), packet]);
  for (let cut = 1; cut < 40; cut++) {
    const scanner = createPacketScanner(1_000, long);
    const [first, second] = [scanner.scan(whole.subarray(0, cut)), scanner.scan(whole.subarray(cut))];
    expect(first.refused || second.refused).toBe(false);
    expect(first.packets + second.packets).toBe(3);
    expect(second.isWithinLong).toBe(false);
  }
  expect(asked).toEqual(Array.from({ length: 39 }, () => 'a/list'));
  expect(createPacketScanner(1_000, long).scan(whole.subarray(0, 100)).isWithinLong).toBe(true);
  for (const wrong of [
    publishOf('other', 4_000),
    publishOf('a/list', 6_000),
    publishOf('a'.repeat(2_000), 2_500),
  ])
    expect(createPacketScanner(1_000, long).scan(wrong).refused).toBe(true);
  const connect = publishOf('a/list', 4_000);
  connect[0] = 0x10;
  expect(createPacketScanner(1_000, long).scan(connect).refused).toBe(true);
});

it('[DF107] a long packet counts until it has come or its connection ends, and only of whom the broker let in', async () => {
  let now = 0;
  const long = { maxBytes: 5_000_000, admit: () => (now += 1) > 0, done: () => (now -= 1) };
  const window = createIntakeWindow({ messages: 10, bytes: 1e9 });
  window.open();
  const gate = pull({ window, long });
  gate.isLetIn = true;
  const list = publishOf('a/list', 2_000_000);
  near.write(list.subarray(0, 1_000_000));
  await until(() => readBytes === 1_000_000);
  expect(now).toBe(1);
  near.write(list.subarray(1_000_000));
  await until(() => readBytes === list.length);
  expect(now).toBe(0);
  near.write(list.subarray(0, 1_000_000));
  await until(() => now === 1);
  near.destroy();
  await until(() => now === 0);
});

it('[DF107] whom the broker has not let in sends no long packet', async () => {
  const long = { maxBytes: 5_000_000, admit: () => true, done: () => {} };
  const window = createIntakeWindow({ messages: 10, bytes: 1e9 });
  window.open();
  pull({ window, long });
  near.on('error', () => {});
  near.write(publishOf('a/list', 2_000_000));
  await until(() => far.destroyed);
  expect(readBytes).toBe(0);
});
