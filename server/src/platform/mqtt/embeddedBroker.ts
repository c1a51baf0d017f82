/**
 * The broker in this process: aedes, MQTT 3.1.1. Intake does not subscribe; it takes each message where aedes asks
 * whether it may be published. aedes sends PUBACK only after that answer, so a device hears "taken" only when its
 * message is committed. The port is taken at once, so that a port in use is told early; connections are accepted and
 * not read until intake begins. Sessions end with their connection and retained messages live in memory: devices
 * announce themselves again, and what was acknowledged is in the database.
 */
import type { Socket } from 'node:net';
import { keptPrefix, maxFrameBytes, parseTopic } from '@mingchu/shared/mqtt';
import { Aedes, type Client, type PublishPacket } from 'aedes';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { type AccessHooks, createAccessHooks } from './accessHooks.ts';
import type { BrokerAccess } from './brokerAccess.ts';
import { type ListenOptions, openListeners } from './brokerListeners.ts';
import { type ConnectionGate, gateReads, type GateOptions } from './connectionGate.ts';
import { createFrameStore, type FrameStore } from './frameFeed.ts';
import { createIntakeWindow, type IntakeWindow } from './intakeWindow.ts';
import { createLearnedTopics, type LearnedTopics } from './learnedTopics.ts';
import {
  type Broker,
  type FamilyTopics,
  maxListBytes,
  type MessageHandler,
  noFamilyTopics,
  type OutgoingMessage,
  type Presence,
} from './messageSource.ts';
import { createRetainedTopics, type RetainedTopics } from './retainedTopics.ts';

/** Topic and headers come on top of the largest payload. */
const maxHeadBytes = 1024;
const maxPacketBytes = maxFrameBytes + maxHeadBytes;
/** Lists that are collected at once, over all connections. */
const maxListsAtOnce = 16;
/** What one connection may send on average; a gateway with some hundred sensors stays far below. */
const packetsPerS = 5_000;
const bytesPerS = 16 * 1024 * 1024;
const maxInHandPerConnection = 500;
/** With the site before it; MQTT 3.1 allowed 23. */
const maxClientsIdLength = 256;
/** QoS 2 messages of one connection that wait for PUBREL. */
const maxInflightInbound = 1_000;
/** A subscriber that does not read is cut off after this long, and meanwhile misses messages, real ms. */
const drainTimeoutMs = 5_000;
const maxUnsentBytes = 1024 * 1024;

export interface EmbeddedBrokerOptions extends ListenOptions {
  dataDir: string;
  clock: Clock;
  /** Intake takes these, too. */
  families?: FamilyTopics;
  /** What it says of intake while that takes messages. */
  presence?: Presence;
  /** A replay plays here: below `$kept/` stands what a broker had kept. Refused like other `$` topics where absent. */
  takesKept?: boolean;
}

/** What the parts of the broker share. */
interface Intake {
  clock: Clock;
  window: IntakeWindow;
  frames: FrameStore;
  retained: RetainedTopics;
  families: FamilyTopics;
  learned: LearnedTopics;
  gates: WeakMap<object, ConnectionGate>;
  access: BrokerAccess | undefined;
  hooks: AccessHooks | undefined;
  takesKept: boolean;
  listsNow: number;
  /** Undefined before intake begins. */
  handler: MessageHandler | undefined;
  paused: boolean;
}

/** Listens; rejects with the system's error when a port is taken, with a TlsFileError for a file it cannot use. */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<Broker> {
  const { clock, log, access, families = noFamilyTopics, presence, takesKept = false } = options;
  let words: ReturnType<Presence> | undefined;
  const window = createIntakeWindow();
  const frames = createFrameStore(clock.speed);
  const gates = new WeakMap<object, ConnectionGate>();
  const intake: Intake = {
    clock,
    window,
    frames,
    retained: createRetainedTopics(),
    families,
    learned: createLearnedTopics(log),
    gates,
    access,
    hooks: access && createAccessHooks(access, (socket) => gates.get(socket)),
    takesKept,
    listsNow: 0,
    handler: undefined,
    paused: false,
  };
  const broker = await createBroker(intake, log);
  const listeners = await openListeners(options, (socket) => accept(socket, { intake, broker, log }));
  return {
    url: listeners.url,
    frames,
    source: {
      shared: false,
      leads: () => true,
      inHand: window.inHand,
      // In this process: it is there as long as we are.
      lost: () => null,
      start: async (onMessage) => {
        intake.handler = onMessage;
        window.open();
        words = presence?.(clock.now());
        if (words) await publishOwn(broker, words.here);
      },
      pause: async () => {
        if (words) await publishOwn(broker, words.gone);
        words = undefined;
        intake.paused = true;
        window.shut();
      },
      listen: async (topics) => {
        intake.learned.learn(topics);
      },
      release: async (topics) => {
        intake.learned.release(topics);
      },
      publish: (message) => publishOwn(broker, message),
    },
    stop: async () => {
      intake.paused = true;
      window.shut();
      intake.hooks?.stop();
      await listeners.close();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
    },
  };
}

async function createBroker(intake: Intake, log: Logger): Promise<Aedes> {
  const { hooks } = intake;
  const broker = await Aedes.createBroker({
    maxInflightInbound,
    drainTimeout: drainTimeoutMs,
    // What waits for an absent subscriber would have no bound.
    preConnect: (client, packet, answer) => {
      packet.clean = true;
      hooks?.meet(client, packet);
      answer(null, true);
    },
    maxClientsIdLength,
    authenticate: (client, _username, _password, done) =>
      hooks ? hooks.authenticate(client, done) : done(null, true),
    authorizeSubscribe: (client, subscription, answer) =>
      answer(null, hooks ? hooks.subscribe(client, subscription) : subscription),
    authorizePublish: (client, packet, answer) => take(intake, { client, packet, answer }),
    // A slow subscriber misses messages; it must not hold up those who publish.
    authorizeForward: (client, packet) =>
      (client.conn as Socket).writableLength > maxUnsentBytes
        ? null
        : hooks
          ? hooks.forward(client, packet)
          : packet,
  });
  broker.on('unsubscribe', (filters, client) => hooks?.unsubscribed(client, filters));
  broker.on('client', (client) => {
    const gate = intake.gates.get(client.conn);
    if (gate) gate.isLetIn = true;
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
  const { window, access } = intake;
  socket.setNoDelay(true);
  socket.on('error', () => {});
  const gate = gateReads(socket, {
    maxPacketBytes,
    long: longPackets(intake),
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
  const rate = access?.addresses.rateOf(socket.remoteAddress);
  if (rate) gate.shareRate(rate);
  intake.gates.set(socket, gate);
  broker.handle(socket);
}

function longPackets(intake: Intake): NonNullable<GateOptions['long']> {
  return {
    maxBytes: maxListBytes + maxHeadBytes,
    admit: (topic) => {
      const said = isKept(intake, topic) ? topic.slice(keptPrefix.length) : topic;
      if (intake.listsNow >= maxListsAtOnce || !intake.families.mayBeLong(said)) return false;
      intake.listsNow += 1;
      return true;
    },
    done: () => {
      intake.listsNow -= 1;
    },
  };
}

function isKept({ takesKept }: Intake, topic: string): boolean {
  return takesKept && topic.startsWith(keptPrefix);
}

interface Asked {
  /** Null for a message of the broker itself. */
  client: Client | null;
  packet: PublishPacket;
  /** Without an error aedes sends PUBACK and delivers the message; with one it ends the connection. */
  answer: (error?: Error | null) => void;
}

function take(intake: Intake, { client, packet, answer }: Asked): void {
  const { window, frames, clock, handler, hooks } = intake;
  const retained = isKept(intake, packet.topic);
  if (retained) packet.topic = packet.topic.slice(keptPrefix.length);
  // What is not granted is acknowledged like the rest: a device that closes for it would lose its good data, too.
  if (client && hooks && !hooks.publish(client, packet)) return answer(null);
  const { topic } = packet;
  if (topic.startsWith('$')) return answer(new Error('$ topics belong to the broker'));
  const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
  if (packet.retain && !intake.retained.mayRetain(topic, payload.length)) packet.retain = false;
  // Topics that are not ours pass as on any broker.
  const isOurs = topic.startsWith('mingchu/') || intake.families.matches(topic) || intake.learned.has(topic);
  if (!isOurs) return answer(null);
  const gate = client ? intake.gates.get(client.conn) : undefined;
  if (parseTopic(topic)?.kind === 'frame') {
    if (gate) gate.sendsPictures = true;
    if (!retained) frames.accept(topic, payload, clock.now());
    return answer(null);
  }
  // The device keeps what is not acknowledged, and brings it to the next process.
  if (!handler || intake.paused) return answer(new Error('intake does not take messages'));
  window.enter(payload.length);
  if (gate) gate.inHand += 1;
  let isTaken = false;
  // A device that publishes with the retain flag speaks now; only a broker's later delivery is old.
  const username = client && hooks?.usernameOf(client);
  const { messageId, dup } = packet;
  const packetId =
    client && messageId !== undefined && packet.qos > 0
      ? { packetId: `${client.id} ${messageId}`, ...(dup && { again: true as const }) }
      : {};
  const message = { topic, payload, retained, receivedAt: clock.now(), ...packetId };
  handler({ ...message, ...(username && { username }) }, () => {
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

/** Not asked for permission, and not handed to intake: it is intake that speaks. */
function publishOwn(broker: Aedes, { topic, payload, qos, retain }: OutgoingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    broker.publish({ cmd: 'publish', topic, payload, qos, retain, dup: false }, (error) =>
      error ? reject(error) : resolve(),
    );
  });
}
