/** The gate on a real socket, with a reader that pulls as the broker does. */
import { createServer, connect, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ConnectionGate, gateReads } from './connectionGate.ts';
import { createIntakeWindow } from './intakeWindow.ts';
import { createPacketScanner } from './packetScanner.ts';

let server: Server;
let near: Socket;
let far: Socket;
let readBytes = 0;

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

/** A publish of 10 bytes. */
const packet = Buffer.from([0x30, 8, 1, 2, 3, 4, 5, 6, 7, 8]);

function pull(options: {
  window: ReturnType<typeof createIntakeWindow>;
  packetsPerS?: number;
}): ConnectionGate {
  const { window, packetsPerS = 1e9 } = options;
  const gate = gateReads(far, {
    maxPacketBytes: 1_000,
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
  await sleep(20);
  expect(readBytes).toBe(10);
});

it('[IN3] a connection over its rate waits and goes on by itself', async () => {
  const window = createIntakeWindow();
  window.open();
  pull({ window, packetsPerS: 100 });
  // The burst of a second is allowed at once.
  near.write(Buffer.concat(Array(115).fill(packet)));
  await sleep(30);
  expect(readBytes).toBe(1_150);
  near.write(packet);
  await sleep(50);
  expect(readBytes).toBe(1_150);
  await sleep(200);
  expect(readBytes).toBe(1_160);
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
