/**
 * Listens to a broker and writes down what it says. MQTT 5 where the broker knows it: then the retain flag stands as
 * its sender set it, and what the broker had kept is asked for once, on a connection of its own, because on one and the
 * same the two could not be told apart. With 3.1.1 the flag of a live message is lost, so a set one means "kept".
 */
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
import { isPicture } from './isPicture.ts';
import type { Keeping, Qos } from './recordedMessage.ts';
import type { RecordingWriter } from './recordingFile.ts';

export interface RecordOptions {
  url: string;
  username: string | undefined;
  password: string | undefined;
  /** MQTT filters. */
  topics: string[];
  /** Leaves out pictures, which show people. */
  withoutFrames: boolean;
  writer: RecordingWriter;
}

export interface RecordCounts {
  messages: number;
  payloadBytes: number;
  /** The disk was too slow for them, or they were too large. */
  dropped: number;
  /** Pictures, when they are left out. */
  leftOut: number;
  /** Times that the connection was lost. */
  gaps: number;
  topics: number;
}

export interface Recorder {
  readonly counts: RecordCounts;
  stop(): Promise<void>;
}

const connectTimeoutMs = 10_000;
const reconnectMs = 1_000;
/** Kept messages come one after the other: after this long without one there are no more, real ms. */
const keptQuietMs = 2_000;
const keptLongestMs = 60_000;
/** A larger payload is not written: no family reads as much. */
const maxPayloadBytes = 4 * 1024 * 1024;
/** Names counted for the report; more are not told apart. */
const maxTopicsCounted = 100_000;

/** Resolves when everything is subscribed. Rejects when the broker does not answer or refuses. */
export async function recordBroker(options: RecordOptions): Promise<Recorder> {
  const { topics, writer } = options;
  const counts: RecordCounts = { messages: 0, payloadBytes: 0, dropped: 0, leftOut: 0, gaps: 0, topics: 0 };
  const names = new Set<string>();
  const beginAt = performance.now();
  const atMs = () => Math.round(performance.now() - beginAt);
  const take = (topic: string, payload: Buffer, { qos, how }: { qos: Qos; how: Keeping }) => {
    if (options.withoutFrames && isPicture(topic, payload)) {
      counts.leftOut += 1;
      return;
    }
    const message = { atMs: atMs(), topic, qos, keeping: how, payload };
    if (payload.length > maxPayloadBytes || !writer.message(message)) {
      counts.dropped += 1;
      return;
    }
    counts.messages += 1;
    counts.payloadBytes += payload.length;
    if (names.size < maxTopicsCounted) names.add(topic);
    counts.topics = names.size;
  };

  const { client, version } = await connect(options);
  const nowKeeping = ({ retain }: IPublishPacket): Keeping =>
    retain ? (version === 5 ? 'to-keep' : 'kept') : 'live';
  client.on('message', (topic, payload, packet) =>
    take(topic, payload, { qos: qosOf(packet), how: nowKeeping(packet) }),
  );
  let lostDrops = 0;
  let isConnected = true;
  client.on('close', () => {
    if (!isConnected || client.disconnecting) return;
    isConnected = false;
    counts.gaps += 1;
    writer.note({ atMs: atMs(), note: 'disconnected' });
  });
  client.on('connect', () => {
    if (isConnected) return;
    isConnected = true;
    writer.note({ atMs: atMs(), note: 'connected' });
  });
  client.on('error', () => {});
  const noting = setInterval(() => {
    if (counts.dropped === lostDrops) return;
    writer.note({ atMs: atMs(), note: 'dropped', count: counts.dropped - lostDrops });
    lostDrops = counts.dropped;
  }, reconnectMs);
  const granted = await client.subscribeAsync(topics, {
    qos: 1,
    ...(version === 5 && { rap: true, rh: 2 }),
  });
  const refused = granted.find(({ qos }) => qos >= 0x80);
  if (refused) {
    clearInterval(noting);
    await client.endAsync(true);
    throw new Error(`the broker does not let us hear ${refused.topic}`);
  }
  const stopped = new AbortController();
  const fetching =
    version === 5
      ? fetchKept(options, stopped.signal, (topic, payload, qos) =>
          take(topic, payload, { qos, how: 'kept' }),
        )
      : Promise.resolve();
  return {
    counts,
    stop: async () => {
      clearInterval(noting);
      stopped.abort();
      await fetching;
      await client.endAsync();
      if (counts.dropped > lostDrops)
        writer.note({ atMs: atMs(), note: 'dropped', count: counts.dropped - lostDrops });
      if (counts.leftOut > 0) writer.note({ atMs: atMs(), note: 'left-out', count: counts.leftOut });
    },
  };
}

/** Nobody sends more than was subscribed. */
const qosOf = ({ qos }: IPublishPacket): Qos => (qos === 0 ? 0 : 1);

/** Never rejects: what was kept is an addition. */
async function fetchKept(
  options: RecordOptions,
  stopped: AbortSignal,
  onKept: (topic: string, payload: Buffer, qos: Qos) => void,
): Promise<void> {
  const client = await mqtt
    .connectAsync(options.url, { ...settings(options, 5), reconnectPeriod: 0 }, false)
    .catch(() => undefined);
  if (!client) return;
  client.on('error', () => {});
  const beginAt = performance.now();
  let heardAt = beginAt;
  client.on('message', (topic, payload, packet) => {
    if (!packet.retain) return;
    heardAt = performance.now();
    onKept(topic, payload, qosOf(packet));
  });
  await client.subscribeAsync(options.topics, { qos: 1, rh: 0 }).catch(() => {});
  const isOver = () =>
    stopped.aborted ||
    performance.now() - heardAt >= keptQuietMs ||
    performance.now() - beginAt >= keptLongestMs;
  while (!isOver()) await sleep(50);
  await client.endAsync(true);
}

function settings(
  { username, password }: Pick<RecordOptions, 'username' | 'password'>,
  version: 4 | 5,
): IClientOptions {
  return {
    protocolVersion: version,
    clean: true,
    connectTimeout: connectTimeoutMs,
    reconnectPeriod: reconnectMs,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  };
}

/** "Unacceptable protocol version" of 3.1.1, "unsupported protocol version" of 5. */
const refusedVersions = [1, 132];

/** Also for those who publish: MQTT 5 where the broker knows it, else 3.1.1. Rejects at the first failure. */
export async function connect(
  options: Pick<RecordOptions, 'url' | 'username' | 'password'>,
): Promise<{ client: MqttClient; version: 4 | 5 }> {
  const attempt = async (version: 4 | 5) => ({
    version,
    client: await mqtt.connectAsync(options.url, settings(options, version), false),
  });
  try {
    return await attempt(5);
  } catch (error) {
    if (!refusedVersions.includes((error as { code?: number }).code ?? 0)) throw error;
    return attempt(4);
  }
}
