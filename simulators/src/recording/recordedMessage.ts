/**
 * One line of a recording. The first line is a head, every other one a message (a list) or a note (an object) of what
 * the recorder itself went through. Payloads stand as text where they are UTF-8, so that a recording can be read and
 * compared, and as base64 where they are not; both come back byte for byte.
 */
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

export const formatVersion = 1;

/** How the retain flag stood: not set, set by its sender, or the broker had kept it from before the recording. */
export const keeping = ['live', 'to-keep', 'kept'] as const;
export type Keeping = (typeof keeping)[number];

/** As the broker delivered it: QoS 2 comes as 1, because its handshake would change the order of messages. */
export type Qos = 0 | 1;

export interface RecordedMessage {
  /** Since the beginning of the recording, ms. */
  atMs: number;
  topic: string;
  qos: Qos;
  keeping: Keeping;
  payload: Buffer;
}

/** Times when nobody listened, and what was not written. */
export interface RecordingNote {
  atMs: number;
  note: 'disconnected' | 'connected' | 'dropped' | 'left-out';
  /** Messages that it speaks of. */
  count?: number;
}

const Head = Type.Object({
  mingchuRecording: Type.Literal(formatVersion),
  startedAt: Type.String({ format: 'date-time' }),
  /** MQTT filters that were subscribed. */
  topics: Type.Array(Type.String()),
  /** Pictures were left out on purpose. */
  withoutFrames: Type.Optional(Type.Boolean()),
});
export type RecordingHead = Static<typeof Head>;

const MessageLine = Type.Tuple([
  Type.Integer({ minimum: 0 }),
  Type.String({ minLength: 1 }),
  Type.Union([Type.Literal(0), Type.Literal(1)]),
  Type.Integer({ minimum: 0, maximum: keeping.length - 1 }),
  Type.Union([Type.String(), Type.Object({ base64: Type.String() })]),
]);
const NoteLine = Type.Object({
  atMs: Type.Integer({ minimum: 0 }),
  note: Type.Union([
    Type.Literal('disconnected'),
    Type.Literal('connected'),
    Type.Literal('dropped'),
    Type.Literal('left-out'),
  ]),
  count: Type.Optional(Type.Integer({ minimum: 0 })),
});
const isHead = Compile(Head);
const isMessage = Compile(MessageLine);
const isNote = Compile(NoteLine);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function headLine(head: Omit<RecordingHead, 'mingchuRecording'>): string {
  return `${JSON.stringify({ mingchuRecording: formatVersion, ...head })}\n`;
}

export function messageLine({ atMs, topic, qos, keeping: how, payload }: RecordedMessage): string {
  return `${JSON.stringify([atMs, topic, qos, keeping.indexOf(how), sayPayload(payload)])}\n`;
}

export function noteLine(note: RecordingNote): string {
  return `${JSON.stringify(note)}\n`;
}

function sayPayload(payload: Buffer): string | { base64: string } {
  try {
    return utf8.decode(payload);
  } catch {
    return { base64: payload.toString('base64') };
  }
}

/** Undefined for what is no head of this version. */
export function readHead(line: string): RecordingHead | undefined {
  const value = parse(line);
  return isHead.Check(value) ? value : undefined;
}

/** Undefined for a line that says nothing. */
export function readLine(line: string): RecordedMessage | RecordingNote | undefined {
  const value = parse(line);
  if (isNote.Check(value)) return value;
  if (!isMessage.Check(value)) return undefined;
  const [atMs, topic, qos, kept, said] = value;
  const payload = typeof said === 'string' ? Buffer.from(said) : Buffer.from(said.base64, 'base64');
  return { atMs, topic, qos, keeping: keeping[kept] as Keeping, payload };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
