/**
 * A broker of its own (Mosquitto, EMQX): mqtt.js with a persistent session. mqtt.js handles one message at a time
 * and sends PUBACK when the handler calls back, which would mean one commit per message. So its PUBACK is held here
 * and sent when the message is committed, while the next messages are already read. The window bounds what is held;
 * while it is full the handler does not call back, nothing is read, and the broker keeps the rest.
 */
import { hostname } from 'node:os';
import { topicPrefix } from '@mingchu/shared/mqtt';
import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { createFrameStore, type FrameStore } from './frameFeed.ts';
import { createIntakeWindow, type IntakeWindow } from './intakeWindow.ts';
import type { Broker, MessageHandler } from './messageSource.ts';

export interface BrokerClientOptions {
  url: string;
  clock: Clock;
  log: Logger;
  /** Several ingesters share the stream when set; the broker must know `$share`. */
  shareGroup?: string;
  /** Stable, so that the broker keeps the session while this process is away. */
  clientId?: string;
}

const kinds = ['telemetry', 'detection', 'status'] as const;
const connectTimeoutMs = 10_000;

/** Connects; rejects when the broker cannot be reached within 10 s. */
export async function connectBroker(options: BrokerClientOptions): Promise<Broker> {
  const { url, clock, log } = options;
  const shareGroup = options.shareGroup ?? 'mingchu';
  const clientId = options.clientId ?? `mingchu-${hostname()}`;
  const frames = createFrameStore();
  const window = createIntakeWindow();
  const pictures = await mqtt.connectAsync(
    url,
    { clientId: `${clientId}-frames-${process.pid}`, clean: true, connectTimeout: connectTimeoutMs },
    false,
  );
  pictures.on('error', (error) => log.warn({ err: error }, 'broker connection for pictures'));
  pictures.on('message', (topic, payload) => frames.accept(topic, payload, clock.now()));
  await pictures.subscribeAsync(`${topicPrefix}/+/+/frame`, { qos: 0 });

  let client: MqttClient | undefined;
  return {
    url,
    frames,
    source: {
      shared: shareGroup !== '',
      inHand: window.inHand,
      start: async (handler) => {
        client = mqtt.connect(url, {
          clientId,
          clean: false,
          connectTimeout: connectTimeoutMs,
          manualConnect: true,
        });
        client.on('error', (error) => log.warn({ err: error }, 'broker connection'));
        holdAcknowledgements(client, { handler, window, clock, frames });
        const connected = new Promise<void>((resolve) => client?.once('connect', () => resolve()));
        client.connect();
        await connected;
        const prefix = shareGroup === '' ? '' : `$share/${shareGroup}/`;
        await client.subscribeAsync(
          kinds.map((kind) => `${prefix}${topicPrefix}/+/+/${kind}`),
          { qos: 1 },
        );
      },
      pause: async () => {
        // Without a callback mqtt.js reads nothing more; what is in hand is still acknowledged.
        if (client) client.handleMessage = () => {};
      },
    },
    stop: async () => {
      await Promise.all([client?.endAsync(), pictures.endAsync()]);
    },
  };
}

/** The part of mqtt.js that writes packets; private there, stable since version 4. */
interface PacketWriter {
  _sendPacket(packet: { cmd: string; messageId?: number }, done?: () => void, ...rest: unknown[]): void;
}

interface Hold {
  handler: MessageHandler;
  window: IntakeWindow;
  clock: Clock;
  frames: FrameStore;
}

function holdAcknowledgements(client: MqttClient, { handler, window, clock }: Hold): void {
  const writer = client as unknown as PacketWriter;
  const send = writer._sendPacket.bind(client);
  /** Message ids whose PUBACK waits for the commit. A reconnect starts anew: the broker sends them again. */
  let held = new Set<number>();
  client.on('close', () => {
    held = new Set();
  });
  writer._sendPacket = (packet, done, ...rest) => {
    if (packet.cmd === 'puback' && packet.messageId !== undefined && held.has(packet.messageId)) done?.();
    else send(packet, done, ...rest);
  };
  client.handleMessage = (packet: IPublishPacket, next) => {
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    const leave = window.enter(payload.length);
    const connection = held;
    const { messageId } = packet;
    if (messageId !== undefined) connection.add(messageId);
    const message = { topic: packet.topic, payload, retained: packet.retain, receivedAt: clock.now() };
    handler(message, () => {
      leave();
      if (messageId === undefined || connection !== held) return;
      held.delete(messageId);
      send({ cmd: 'puback', messageId });
    });
    if (window.hasRoom()) next();
    else window.whenRoom(next);
  };
}
