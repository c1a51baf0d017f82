/**
 * The broker in this process: aedes, MQTT 3.1.1. Intake does not subscribe; it takes each message where aedes asks
 * whether it may be published. aedes sends PUBACK only after that answer, so a device hears "taken" only when its
 * message is committed. Sessions and retained messages live in memory: devices announce themselves again, and what
 * was acknowledged is in the database.
 */
import { createServer, type Socket } from 'node:net';
import { maxFrameBytes, parseTopic } from '@mingchu/shared/mqtt';
import { Aedes, type Client, type PublishPacket } from 'aedes';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { type ConnectionGate, gateReads } from './connectionGate.ts';
import { createFrameStore } from './frameFeed.ts';
import { createIntakeWindow } from './intakeWindow.ts';
import type { Broker, MessageHandler } from './messageSource.ts';

/** Topic and headers come on top of the largest payload. */
const maxPacketBytes = maxFrameBytes + 1024;
/** What one connection may send on average; a gateway with some hundred sensors stays far below. */
const packetsPerS = 5_000;
const bytesPerS = 16 * 1024 * 1024;
const maxInHandPerConnection = 500;

export interface EmbeddedBrokerOptions {
  port: number;
  dataDir: string;
  clock: Clock;
  log: Logger;
}

/** Listens; rejects with the system's error when the port is taken. */
export async function startEmbeddedBroker({ port, clock, log }: EmbeddedBrokerOptions): Promise<Broker> {
  const frames = createFrameStore();
  const window = createIntakeWindow();
  const gates = new WeakMap<object, ConnectionGate>();
  let handler: MessageHandler | undefined;
  let paused = false;

  const take = (client: Client | null, packet: PublishPacket, answer: (error?: Error | null) => void) => {
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    const address = parseTopic(packet.topic);
    if (address?.kind === 'frame') {
      frames.accept(packet.topic, payload, clock.now());
      answer();
      return;
    }
    // Topics that are not ours pass as on any broker.
    if (!handler || paused || !packet.topic.startsWith('mingchu/')) {
      answer(paused ? new Error('intake is closing') : null);
      return;
    }
    const gate = client ? gates.get(client.conn) : undefined;
    const leave = window.enter(payload.length);
    if (gate) gate.inHand += 1;
    // A device that publishes with the retain flag speaks now; only a broker's later delivery is old.
    handler({ topic: packet.topic, payload, retained: false, receivedAt: clock.now() }, () => {
      leave();
      if (gate) {
        gate.inHand -= 1;
        gate.reopen();
      }
      answer();
    });
  };

  const broker = await Aedes.createBroker({ authorizePublish: take, maxInflightInbound: 0 });
  broker.on('clientError', (client, error) =>
    log.debug({ client: client.id, err: error }, 'connection ended'),
  );
  broker.on('connectionError', (_client, error) => log.debug({ err: error }, 'connection refused'));

  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    const gate = gateReads(socket, {
      maxPacketBytes,
      packetsPerS,
      bytesPerS,
      maxInHand: maxInHandPerConnection,
      hasRoom: window.hasRoom,
      onRefused: (refused) => window.whenRoom(refused.reopen),
      onTooLarge: () => log.warn({ from: socket.remoteAddress }, 'packet too large, connection ended'),
    });
    gates.set(socket, gate);
    broker.handle(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  const address = server.address();
  const listening = typeof address === 'object' && address ? address.port : port;

  return {
    url: `mqtt://localhost:${listening}`,
    frames,
    source: {
      shared: false,
      inHand: window.inHand,
      start: async (onMessage) => {
        handler = onMessage;
      },
      pause: async () => {
        paused = true;
      },
    },
    stop: async () => {
      paused = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      await new Promise<void>((resolve) => broker.close(() => resolve()));
    },
  };
}
