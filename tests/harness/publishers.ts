/** Devices that publish, and a consumer that takes messages by hand; for tests of brokers and of intake. */
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IncomingMessage, MessageSource } from '@mingchu/server/platform/mqtt/messageSource';
import { type TopicKind, topicOf } from '@mingchu/shared/mqtt';
import mqtt, { type MqttClient } from 'mqtt';

/** A connection of a device or gateway. */
export function connectDevice(url: string, clientId?: string): Promise<MqttClient> {
  return mqtt.connectAsync(url, { ...(clientId && { clientId }), clean: true, reconnectPeriod: 100 });
}

export interface Publication {
  topic: string;
  /** Resolves when the broker has acknowledged it. */
  acknowledged: Promise<void>;
  isAcknowledged(): boolean;
}

/** Publishes at QoS 1 and does not wait. */
export function publish(
  client: MqttClient,
  topic: string,
  payload: unknown,
  options: { retain?: boolean } = {},
): Publication {
  let done = false;
  const body = Buffer.isBuffer(payload) || typeof payload === 'string' ? payload : JSON.stringify(payload);
  const acknowledged = client.publishAsync(topic, body, { qos: 1, ...options }).then(() => {
    done = true;
  });
  acknowledged.catch(() => {});
  return { topic, acknowledged, isAcknowledged: () => done };
}

export function topic(device: string, kind: TopicKind = 'telemetry', siteId = 's1'): string {
  return topicOf(siteId, device, kind);
}

export interface ManualConsumer {
  messages: IncomingMessage[];
  /** Takes what was handed over and not taken, oldest first, at most `count`; answers how many. */
  take(count?: number): number;
  /** Resolves when so many messages were handed over in all. */
  received(count: number, timeoutMs?: number): Promise<void>;
}

/** Starts the source; nothing is taken until the test says so, unless `auto`. */
export async function consume(source: MessageSource, { auto = false } = {}): Promise<ManualConsumer> {
  const messages: IncomingMessage[] = [];
  let open: (() => void)[] = [];
  await source.start((message, taken) => {
    messages.push(message);
    if (auto) taken();
    else open.push(taken);
  });
  return {
    messages,
    take: (count = open.length) => {
      const now = open.slice(0, count);
      open = open.slice(count);
      for (const taken of now) taken();
      return now.length;
    },
    received: (count, timeoutMs) => until(() => messages.length >= count, timeoutMs),
  };
}

/** Resolves when `holds`; rejects after `timeoutMs`. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 20_000,
  what = 'what the test waits for',
): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error(`${what} did not happen within ${timeoutMs} ms`);
    await sleep(10);
  }
}

/** Resolves when `read` has given the same answer for `ms`. */
export async function quiet(read: () => number, ms = 300): Promise<void> {
  let last = read();
  let since = performance.now();
  while (performance.now() - since < ms) {
    await sleep(20);
    const now = read();
    if (now === last) continue;
    last = now;
    since = performance.now();
  }
}

/** A TCP connection between a client and a server that the test can cut. */
export interface Cable {
  /** The server's address, through the cable. */
  url: string;
  /** Bytes that the client side has sent so far. */
  sentBytes(): number;
  /** Ends all connections through it, as a cut does: without a word of any protocol. */
  cut(): void;
  /** Cuts, and lets nothing through until it is mended. */
  unplug(): void;
  mend(): void;
  close(): Promise<void>;
}

/** A cable to the server at `url`. */
export async function layCable(url: string): Promise<Cable> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let sentBytes = 0;
  let plugged = true;
  const server = createServer((near) => {
    if (!plugged) {
      near.destroy();
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (chunk: Buffer) => {
      sentBytes += chunk.length;
    });
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = `${typeof address === 'object' && address ? address.port : 0}`;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: through.toString(),
    sentBytes: () => sentBytes,
    cut,
    unplug: () => {
      plugged = false;
      cut();
    },
    mend: () => {
      plugged = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
