/**
 * A broker of its own (Mosquitto, EMQX), through mqtt.js. Messages come over a persistent session: the broker keeps
 * what is not acknowledged, also while this process is away. The window bounds what is held here: with MQTT 5 the
 * broker is told (receive maximum) and sends no more than that; with 3.1.1, or when a few messages are very large,
 * reading stops. Pictures come over a connection of their own, so that neither holds up the other.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { topicPrefix } from '@mingchu/shared/mqtt';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { leaveMessages, takeMessages } from './brokerSession.ts';
import { keepaliveS, watchSilence } from './brokerSilence.ts';
import { type Emptying, emptySession } from './emptySession.ts';
import { createFrameStore } from './frameFeed.ts';
import { createIntakeWindow } from './intakeWindow.ts';
import { createLead, type Lead, type LeadOptions } from './familySubscription.ts';
import { type Broker, windowMessages } from './messageSource.ts';

export interface BrokerClientOptions {
  url: string;
  clock: Clock;
  log: Logger;
  /**
   * Several processes share the stream in this group (`$share/GROUP/…`). Empty: a plain subscription, for one process
   * and for brokers that know no groups. A site that can guess it takes messages away.
   */
  shareGroup?: string;
  /**
   * Names the session; asked before each connection. It must be the same after a restart, or what the broker kept for
   * this process is never fetched; and no two processes may have it at a time, or each ends the connection of the
   * other. A site that can guess it ends the session. Default: one that nobody comes back to.
   */
  clientId?: () => string;
  /** Names that our session had before: what the broker keeps there is taken, and the session ended. */
  old?: { clientId: () => string; shareGroup: string };
  /** Asked at a pause: whether others in the group go on, so that the broker should give our share to them. */
  othersRemain?: () => Promise<boolean>;
  /** Taken by one process, unshared: asked at each connection whether it is this one. */
  families?: LeadOptions;
  /** Real ms that the broker has to answer at the start. */
  connectTimeoutMs?: number;
}

/** Real ms without a message after which nothing more is on its way, and the longest that a pause waits for it. */
const leaveQuietMs = 150;
const leaveMs = 800;

const kinds = ['telemetry', 'detection', 'status'] as const;
/** How long the broker keeps our session while we are away, s. Mosquitto's `persistent_client_expiration` alike. */
const sessionExpiryS = 7 * 86_400;

/** Connects; rejects when the broker cannot be reached or refuses, with a `code` as of Node's network errors. */
export async function connectBroker(options: BrokerClientOptions): Promise<Broker> {
  const { url, clock, log, shareGroup = '', connectTimeoutMs = 10_000 } = options;
  const onlyId = randomUUID();
  const { clientId = () => onlyId } = options;
  const frames = createFrameStore(clock.speed);
  const window = createIntakeWindow();
  const { client: pictures, version } = await connectPictures(url, connectTimeoutMs);
  watchSilence(pictures);
  pictures.on('error', (error) => log.warn({ err: error }, 'broker connection for pictures'));
  pictures.on('message', (topic, payload, packet) => {
    // An old picture must not look like a new one.
    if (!packet.retain) frames.accept(topic, payload, clock.now());
  });
  await pictures.subscribeAsync(`${topicPrefix}/+/+/frame`, { qos: 0 });

  const topics = canonicalFilters(shareGroup);
  let client: MqttClient | undefined;
  let emptying: Emptying | undefined;
  let lead: Lead | undefined;
  let heardAt = 0;
  let lost: { at: number; sinceMs: number } | undefined;
  return {
    url,
    frames,
    source: {
      shared: shareGroup !== '',
      leads: () => options.families?.leads() ?? true,
      inHand: window.inHand,
      lost: () => (lost ? { at: lost.at, forMs: performance.now() - lost.sinceMs } : null),
      start: async (handler) => {
        const session = mqtt.connect(url, {
          ...sessionOptions(version),
          clientId: clientId(),
          connectTimeout: connectTimeoutMs,
        });
        client = session;
        if (options.families) lead = createLead(session, options.families, { version, clock, log });
        lead?.beforeConnect();
        session.on('reconnect', () => {
          session.options.clientId = clientId();
          lead?.beforeConnect();
        });
        session.on('connect', () => {
          lost = undefined;
        });
        window.open();
        const { silence } = takeMessages(session, {
          window,
          clock,
          handler: (message, taken) => {
            heardAt = performance.now();
            handler(message, taken);
          },
        });
        // Each attempt in vain ends like this as well: the first counts.
        session.on('close', () => {
          const silentMs = silence.forMs();
          lost ??= { at: clock.now() - silentMs * clock.speed, sinceMs: performance.now() - silentMs };
        });
        await firstConnection(session, { topics, url, connectTimeoutMs });
        lead?.follow();
        session.on('error', (error) => log.warn({ err: error }, 'broker connection'));
        const { old, families } = options;
        if (!old) return;
        emptying = emptySession(url, {
          client: {
            ...sessionOptions(version),
            clientId: old.clientId(),
            connectTimeout: connectTimeoutMs,
          },
          filters: () => [...canonicalFilters(old.shareGroup), ...(families?.topics.filters ?? [])],
          handler,
          window,
          clock,
          log,
        });
      },
      pause: async () => {
        if (!client) return;
        emptying?.leave();
        await lead?.leave();
        const othersRemain = await options.othersRemain?.().catch(() => false);
        if (client.connected && othersRemain) {
          await leaveGroup(client, { topics, heardAt: () => heardAt }).catch((error: unknown) =>
            log.warn({ err: error }, 'group of ingesters not left: the broker keeps our share'),
          );
        }
        leaveMessages(client);
      },
      listen: async (learned) => lead?.learn(learned),
      release: async (topics) => lead?.release(topics),
      publish: async ({ topic, payload, qos, retain }) => {
        await (client ?? pictures).publishAsync(topic, payload, { qos, retain });
      },
    },
    stop: async () => {
      await Promise.all([client?.endAsync(), emptying?.stop(), pictures.endAsync()]);
    },
  };
}

function canonicalFilters(shareGroup: string): string[] {
  const prefix = shareGroup === '' ? '' : `$share/${shareGroup}/`;
  return kinds.map((kind) => `${prefix}${topicPrefix}/+/+/${kind}`);
}

/** Gives our share to the others of the group, and takes what is on its way. What comes later stays in the session. */
async function leaveGroup(
  client: MqttClient,
  { topics, heardAt }: { topics: string[]; heardAt: () => number },
): Promise<void> {
  const until = performance.now() + leaveMs;
  const answered = client.unsubscribeAsync(topics);
  answered.catch(() => {});
  await Promise.race([answered, sleep(leaveMs)]);
  while (performance.now() < until && performance.now() - heardAt() < leaveQuietMs) await sleep(20);
}

type Version = 4 | 5;

function sessionOptions(version: Version): IClientOptions {
  return {
    protocolVersion: version,
    keepalive: keepaliveS,
    manualConnect: true,
    clean: false,
    ...(version === 5 && {
      properties: { sessionExpiryInterval: sessionExpiryS, receiveMaximum: windowMessages },
    }),
  };
}

/** Connects and subscribes; ends the client when it does not succeed. */
async function firstConnection(
  client: MqttClient,
  { topics, url, connectTimeoutMs }: { topics: string[]; url: string; connectTimeoutMs: number },
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    client.once('error', reject);
    timer = setTimeout(
      () => reject(networkError('ETIMEDOUT', `no answer within ${connectTimeoutMs} ms`)),
      connectTimeoutMs,
    );
  });
  const subscribed = new Promise<void>((resolve) => client.once('connect', () => resolve())).then(() =>
    client.subscribeAsync(topics, { qos: 1 }),
  );
  client.connect();
  try {
    await Promise.race([subscribed, failed]);
  } catch (error) {
    client.on('error', () => {});
    client.end(true);
    throw asNetworkError(error, url);
  } finally {
    clearTimeout(timer);
  }
}

/** MQTT 5 where the broker knows it, else 3.1.1. */
async function connectPictures(
  url: string,
  connectTimeoutMs: number,
): Promise<{ client: MqttClient; version: Version }> {
  const connect = async (version: Version) => ({
    version,
    client: await mqtt.connectAsync(
      url,
      { protocolVersion: version, keepalive: keepaliveS, clean: true, connectTimeout: connectTimeoutMs },
      false,
    ),
  });
  try {
    return await connect(5);
  } catch (error) {
    if (!isRefusal(error) || !refusedVersions.includes(error.code)) throw asNetworkError(error, url);
  }
  return connect(4).catch((error: unknown) => {
    throw asNetworkError(error, url);
  });
}

/** "Unacceptable protocol version" in 3.1.1, "unsupported protocol version" in 5. */
const refusedVersions = [1, 132];

/** The broker answered, with a reason code. */
function isRefusal(error: unknown): error is Error & { code: number } {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'number';
}

function asNetworkError(error: unknown, url: string): unknown {
  if (isRefusal(error)) return networkError('EACCES', error.message, error);
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== undefined) return error;
  if (message === 'connack timeout') return networkError('ETIMEDOUT', 'the broker does not answer', error);
  return networkError('ECONNREFUSED', `${new URL(url).host} does not answer as an MQTT broker`, error);
}

function networkError(code: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code });
}
