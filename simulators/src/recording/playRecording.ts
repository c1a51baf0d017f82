/** Recordings as one stream of messages, and how that is played into a broker. */
import { keptPrefix } from '@mingchu/shared/mqtt';
import type { MqttClient } from 'mqtt';
import { UsageError } from '../usageError.ts';
import type { DisturbedMessage } from './disturb.ts';
import { connect } from './recordBroker.ts';
import type { RecordedMessage, RecordingNote } from './recordedMessage.ts';
import type { Recording } from './recordingFile.ts';

/** When a recording began, ms since 1970. */
export function startOf({ head }: Pick<Recording, 'head'>): number {
  return Date.parse(head.startedAt);
}

/**
 * Messages of several recordings in the order of their times, counted from `startMs`; notes go to `onNote`. Holds one
 * message of each.
 */
export async function* mergeRecordings(
  recordings: readonly Recording[],
  startMs: number,
  onNote: (note: RecordingNote) => void = () => {},
): AsyncGenerator<RecordedMessage> {
  const open = recordings.map((recording) => {
    const shiftMs = startOf(recording) - startMs;
    const lines = recording.lines[Symbol.asyncIterator]();
    const next = async (): Promise<RecordedMessage | undefined> => {
      for (let line = await lines.next(); !line.done; line = await lines.next()) {
        if ('topic' in line.value) return { ...line.value, atMs: line.value.atMs + shiftMs };
        onNote(line.value);
      }
      return undefined;
    };
    return { next, head: undefined as RecordedMessage | undefined };
  });
  for (const one of open) one.head = await one.next();
  for (;;) {
    const first = open
      .filter(({ head }) => head !== undefined)
      .reduce<(typeof open)[number] | undefined>(
        (best, one) => (best?.head && one.head && best.head.atMs <= one.head.atMs ? best : one),
        undefined,
      );
    if (!first?.head) return;
    yield first.head;
    first.head = await first.next();
  }
}

/** Those from `fromMs`, before `toMs`. */
export async function* between(
  messages: AsyncIterable<RecordedMessage>,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): AsyncGenerator<RecordedMessage> {
  for await (const message of messages) {
    if (message.atMs >= toMs) return;
    if (message.atMs >= fromMs) yield message;
  }
}

/** What becomes of messages that the broker had kept from before the recording. */
export type KeptWay = 'as-kept' | 'left-out' | 'only';

/**
 * A message that was kept was not said when it was recorded, and must not count as said now. `as-kept` names it to a
 * system that understands that (`keptPrefix`); `left-out` is for brokers that would hand it over as new; `only` plays
 * nothing else, for a broker to keep before somebody listens.
 */
export async function* withKept(
  messages: AsyncIterable<RecordedMessage>,
  way: KeptWay,
  onKept: () => void = () => {},
): AsyncGenerator<RecordedMessage> {
  for await (const message of messages) {
    const isKept = message.keeping === 'kept';
    if (isKept) onKept();
    if (way === 'as-kept') yield isKept ? { ...message, topic: `${keptPrefix}${message.topic}` } : message;
    else if (isKept === (way === 'only')) yield message;
  }
}

export interface Publisher {
  /** Resolves when the broker has it, at QoS 0 when it is sent; waits while too many are on their way. */
  publish(message: RecordedMessage): Promise<void>;
  close(): Promise<void>;
}

/** Rejects when the broker does not answer or refuses. */
export async function openPublisher(options: {
  url: string;
  username: string | undefined;
  password: string | undefined;
}): Promise<Publisher> {
  const { client } = await connect(options).catch((cause: Error) => {
    throw new UsageError(`no broker at ${withoutPassword(options.url)}: ${cause.message || cause.name}`, {
      cause,
    });
  });
  client.on('error', () => {});
  return {
    publish: (message) => publishOne(client, message),
    close: () => client.endAsync(),
  };
}

async function publishOne(
  client: MqttClient,
  { topic, payload, qos, keeping }: RecordedMessage,
): Promise<void> {
  await client.publishAsync(topic, payload, { qos, retain: keeping !== 'live' });
}

/** Messages on their way at a time. */
const maxOnTheWay = 200;

/** Plays each message at its moment; answers how many. `until` resolves at that moment, false to stop. */
export async function play(
  messages: AsyncIterable<DisturbedMessage>,
  { until, publish }: { until: (atMs: number) => Promise<boolean>; publish: Publisher['publish'] },
): Promise<number> {
  const onTheWay = new Set<Promise<void>>();
  let failure: unknown;
  let count = 0;
  for await (const message of messages) {
    if (!(await until(message.atMs))) break;
    const sent: Promise<void> = publish(message)
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => onTheWay.delete(sent));
    onTheWay.add(sent);
    count += 1;
    if (onTheWay.size >= maxOnTheWay) await Promise.race(onTheWay);
    if (failure !== undefined) break;
  }
  await Promise.all(onTheWay);
  if (failure instanceof Error) throw failure;
  return count;
}

/** For people to read. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/([^/@:]*):[^/@]*@/, '//$1:…@');
}
