/**
 * The broker in this process: aedes, MQTT 3.1.1. Intake does not subscribe; it takes each message where aedes asks
 * whether it may be published. aedes sends PUBACK only after that answer, so a device hears "taken" only when its
 * message is committed. The port is taken at once, so that a port in use is told early; connections are accepted and
 * not read until intake begins. Sessions end with their connection and retained messages live in memory: devices
 * announce themselves again, and what was acknowledged is in the database.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { maxFrameBytes, parseTopic } from '@mingchu/shared/mqtt';
import { Aedes, type Client, type PublishPacket } from 'aedes';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { type ConnectionGate, gateReads } from './connectionGate.ts';
import { createFrameStore, type FrameStore } from './frameFeed.ts';
import { createIntakeWindow, type IntakeWindow } from './intakeWindow.ts';
import type { Broker, MessageHandler } from './messageSource.ts';
import { createRetainedTopics, type RetainedTopics } from './retainedTopics.ts';

/** Topic and headers come on top of the largest payload. */
const maxPacketBytes = maxFrameBytes + 1024;
/** What one connection may send on average; a gateway with some hundred sensors stays far below. */
const packetsPerS = 5_000;
const bytesPerS = 16 * 1024 * 1024;
const maxInHandPerConnection = 500;
const maxConnections = 20_000;
/** QoS 2 messages of one connection that wait for PUBREL. */
const maxInflightInbound = 1_000;
/** A subscriber that does not read is cut off after this long, and meanwhile misses messages, real ms. */
const drainTimeoutMs = 5_000;
const maxUnsentBytes = 1024 * 1024;

export interface EmbeddedBrokerOptions {
  port: number;
  dataDir: string;
  clock: Clock;
  log: Logger;
}

/** What the parts of the broker share. */
interface Intake {
  clock: Clock;
  window: IntakeWindow;
  frames: FrameStore;
  retained: RetainedTopics;
  gates: WeakMap<object, ConnectionGate>;
  /** Undefined before intake begins. */
  handler: MessageHandler | undefined;
  paused: boolean;
}

/** Listens; rejects with the system's error when the port is taken. */
export async function startEmbeddedBroker({ port, clock, log }: EmbeddedBrokerOptions): Promise<Broker> {
  const window = createIntakeWindow();
  const frames = createFrameStore();
  const intake: Intake = {
    clock,
    window,
    frames,
    retained: createRetainedTopics(),
    gates: new WeakMap(),
    handler: undefined,
    paused: false,
  };
  const broker = await createBroker(intake, log);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    accept(socket, { intake, broker, log });
  });
  server.maxConnections = maxConnections;
  const listening = await listen(server, port);
  return {
    url: `mqtt://localhost:${listening}`,
    frames,
    source: {
      shared: false,
      inHand: window.inHand,
      start: async (onMessage) => {
        intake.handler = onMessage;
        window.open();
      },
      pause: async () => {
        intake.paused = true;
        window.shut();
      },
    },
    stop: async () => {
      intake.paused = true;
      window.shut();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      await new Promise<void>((resolve) => broker.close(() => resolve()));
    },
  };
}

async function createBroker(intake: Intake, log: Logger): Promise<Aedes> {
  const broker = await Aedes.createBroker({
    maxInflightInbound,
    drainTimeout: drainTimeoutMs,
    // What waits for an absent subscriber would have no bound.
    preConnect: (_client, packet, answer) => {
      packet.clean = true;
      answer(null, true);
    },
    authorizePublish: (client, packet, answer) => take(intake, { client, packet, answer }),
    // A slow subscriber misses messages; it must not hold up those who publish.
    authorizeForward: (client, packet) =>
      (client.conn as Socket).writableLength > maxUnsentBytes ? null : packet,
  });
  broker.on('clientError', (client, error) =>
    log.debug({ client: client.id, err: error }, 'connection ended'),
  );
  broker.on('connectionError', (_client, error) => log.debug({ err: error }, 'connection refused'));
  return broker;
}

function accept(
  socket: Socket,
  { intake, broker, log }: { intake: Intake; broker: Aedes; log: Logger },
): void {
  const { window } = intake;
  socket.setNoDelay(true);
  socket.on('error', () => {});
  const gate = gateReads(socket, {
    maxPacketBytes,
    packetsPerS,
    bytesPerS,
    maxInHand: maxInHandPerConnection,
    intake: {
      hasRoom: window.hasRoom,
      takesPictures: () => intake.handler !== undefined && !intake.paused,
    },
    onRefused: (refused) => window.whenRoom(refused.reopen),
    onGone: (gone) => window.forget(gone.reopen),
    onTooLarge: () => log.warn({ from: socket.remoteAddress }, 'packet too large, connection ended'),
  });
  intake.gates.set(socket, gate);
  broker.handle(socket);
}

interface Asked {
  /** Null for a message of the broker itself. */
  client: Client | null;
  packet: PublishPacket;
  /** Without an error aedes sends PUBACK and delivers the message; with one it ends the connection. */
  answer: (error?: Error | null) => void;
}

function take(intake: Intake, { client, packet, answer }: Asked): void {
  const { window, frames, clock, handler } = intake;
  const { topic } = packet;
  if (topic.startsWith('$')) return answer(new Error('$ topics belong to the broker'));
  const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
  if (packet.retain && !intake.retained.mayRetain(topic, payload.length)) packet.retain = false;
  // Topics that are not ours pass as on any broker.
  if (!topic.startsWith('mingchu/')) return answer(null);
  const gate = client ? intake.gates.get(client.conn) : undefined;
  if (parseTopic(topic)?.kind === 'frame') {
    if (gate) gate.sendsPictures = true;
    frames.accept(topic, payload, clock.now());
    return answer(null);
  }
  // The device keeps what is not acknowledged, and brings it to the next process.
  if (!handler || intake.paused) return answer(new Error('intake does not take messages'));
  window.enter(payload.length);
  if (gate) gate.inHand += 1;
  let isTaken = false;
  // A device that publishes with the retain flag speaks now; only a broker's later delivery is old.
  handler({ topic, payload, retained: false, receivedAt: clock.now() }, () => {
    if (isTaken) return;
    isTaken = true;
    window.leave(payload.length);
    if (gate) {
      gate.inHand -= 1;
      gate.reopen();
    }
    answer(null);
  });
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}
