/**
 * Frigate, the video recorder that recognizes objects. Cameras are its devices; it speaks for them itself, and its own
 * address among them is `@instance`. What it says over MQTT is lost while it is not connected, so each time it comes
 * back it is asked over HTTP for what was missed; those answers read like messages, on topics that only we write.
 */
import { detectionTypes } from '@mingchu/shared/vocabulary';
import { parseJson } from '../../model/parseJson.ts';
import type { Errand, Family, Heard, MappingEntry, Packet, Reading } from '../family.ts';
import { asBody, asNumber, type Body } from '../readValue.ts';
import { asLabel } from './frigateValues.ts';
import {
  cameraOf,
  type FrigateMemory,
  instanceAddress,
  introduce,
  newMemory,
  statsPeriodS,
} from './memory.ts';
import { hearClass, lastingClasses } from './pictureClass.ts';
import { readListedReviews, readReview } from './review.ts';
import { readEvent, readListedEvents, readObjectUpdate } from './trackedObject.ts';

/** Answers of its HTTP interface read as if they had come here. */
export const answerTopics = {
  config: 'frigate/http/api/config',
  events: 'frigate/http/api/events',
  review: 'frigate/http/api/review',
  /** How asking it went. */
  outcome: 'frigate/http/api/outcome',
} as const;

/** How asking a Frigate over HTTP went; its inbox line says it. */
export const httpOutcomes = ['answers', 'no-address', 'unreachable', 'refuses'] as const;
export type HttpOutcome = (typeof httpOutcomes)[number];

/**
 * How far back a Frigate is asked that this process has not heard before (it may be ours that was away, for a night),
 * and before the last word of one that it has, ms. What is known is told again under the same key.
 */
const firstLookBackMs = 43_200_000;
const lookBackMs = 600_000;
/** It may be asked again after this, ms. */
const reconcileEveryMs = 10_000;
/** Longest payload that is text and not a picture, bytes. */
const maxTextBytes = 64;
const maxCamerasListed = 256;

/** A label, or a class of any object or model, that is named like a detection type. */
const named: MappingEntry[] = detectionTypes.flatMap((to) =>
  [...new Set([to, to.replaceAll('-', '_')])].flatMap((name) => [
    { name, to },
    { name: `*/${name}`, to },
  ]),
);

export const frigate: Family<FrigateMemory> = {
  id: 'frigate',
  title: { zh: 'Frigate 智能录像机', en: 'Frigate' },
  topics: [
    'frigate/available',
    'frigate/events',
    'frigate/reviews',
    'frigate/tracked_object_update',
    'frigate/stats',
    'frigate/+/+',
    'frigate/+/status/+',
    'frigate/+/classification/+',
  ],
  reportPeriodS: statsPeriodS,
  mapping: [
    ...named,
    ...['rat', 'mouse'].map((name) => ({ name, to: 'rodent' })),
    ...['cat', 'dog', 'bird'].map((name) => ({ name, to: 'animal' })),
    ...['fire', 'smoke', 'flame'].map((name) => ({ name, to: 'fire-smoke' })),
  ],
  begin: newMemory,
  speakers: ({ topic }, known) => {
    const [, camera = '', ...more] = topic.split('/');
    return [more.length > 0 && known.cameras.get(camera) ? camera : instanceAddress];
  },
  decode: (packet, known) => {
    const reading = read(packet, known);
    if (!packet.retained) known.lastHeardAt = packet.receivedAt;
    return reading;
  },
};

function read(packet: Packet, known: FrigateMemory): Reading {
  const levels = packet.topic.split('/');
  const [prefix, first, second, third] = levels;
  if (prefix !== 'frigate' || first === undefined) return { problem: 'unknown-topic' };
  if (levels.length === 2) return readOwn(packet, first, known);
  if (packet.topic === answerTopics.outcome) return readOutcome(packet.payload);
  if (levels.length === 4 && first === 'http') return readAnswer(packet, known);
  const camera = asLabel(first);
  const name = asLabel(levels.at(-1));
  if (!camera || !name) return { problem: 'unknown-topic' };
  const text = textOf(packet.payload);
  // A kept picture has no date and no object: evidence is fetched by the id of its object.
  if (text === undefined) return { heard: [] };
  if (levels.length === 3) return readNumber(camera, name, { text, known });
  if (levels.length === 4 && second === 'status') return readStatus(camera, name, { text, known });
  if (levels.length === 4 && second === 'classification' && third !== undefined)
    return readState(packet, camera, { model: name, text, known });
  return { heard: [] };
}

/** Undefined when it is no short line of text. */
function textOf(payload: Buffer): string | undefined {
  if (payload.length > maxTextBytes) return undefined;
  return asLabel(payload.toString('utf8').trim());
}

const bodyReaders = new Map([
  ['events', readEvent],
  ['reviews', readReview],
  ['tracked_object_update', readObjectUpdate],
]);

function readOwn(packet: Packet, name: string, known: FrigateMemory): Reading {
  if (name === 'available') return readAvailable(packet, known);
  const readBody = bodyReaders.get(name);
  if (!readBody && name !== 'stats') return { heard: [] };
  const parsed = parseJson(packet.payload);
  if (parsed === undefined) return { problem: 'not-json' };
  const body = asBody(parsed);
  if (!body) return { problem: 'schema', detail: name };
  return readBody ? readBody(packet, body, known) : readStats(packet, body, known);
}

/** `stopped` is how it says good-bye, `offline` what the broker says when it did not. */
function readAvailable(packet: Packet, known: FrigateMemory): Reading {
  const text = textOf(packet.payload);
  if (text !== 'online' && text !== 'offline' && text !== 'stopped')
    return { problem: 'schema', detail: 'available' };
  const isOnline = text === 'online';
  const state = isOnline ? 'online' : 'offline';
  const heard: Heard[] = [
    { kind: 'device', device: instanceAddress, maker: 'Frigate' },
    { kind: 'availability', device: instanceAddress, state },
  ];
  for (const [device, camera] of known.cameras.entries())
    if (!isOnline || !camera.isOffline) heard.push({ kind: 'availability', device, state });
  // It closes what was open without a word when it starts again: nothing is taken as still going on.
  if (!isOnline || !packet.retained) for (const [, object] of known.objects.entries()) object.isAlert = false;
  // Without a good-bye its line may have been cut alone, and then it tells no class again that has not changed.
  if (text === 'stopped') for (const [, camera] of known.cameras.entries()) camera.classes.clear();
  return { heard, errands: isOnline ? reconcile(packet, known) : [] };
}

function reconcile({ receivedAt }: Packet, known: FrigateMemory): Errand[] {
  const { lastHeardAt, reconciledAt } = known;
  if (reconciledAt !== null && Math.abs(receivedAt - reconciledAt) < reconcileEveryMs) return [];
  known.reconciledAt = receivedAt;
  const after = lastHeardAt === null ? receivedAt - firstLookBackMs : lastHeardAt - lookBackMs;
  return [{ device: instanceAddress, kind: 'reconcile', after, before: receivedAt }];
}

/**
 * Frames per second say that there is no picture, never that there is a new one: a frozen camera has them too. They come
 * every minute, and with them what lasts is told again.
 */
function readStats({ receivedAt }: Packet, body: Body, known: FrigateMemory): Reading {
  const cameras = Object.entries(asBody(body['cameras']) ?? {}).slice(0, maxCamerasListed);
  const heard: Heard[] = [];
  for (const [name, value] of cameras) {
    const fps = asNumber(asBody(value)?.['camera_fps']);
    if (!asLabel(name) || fps === undefined) continue;
    heard.push(...introduce(known, name));
    const camera = cameraOf(known, name);
    if (!camera.saysStatus) {
      camera.isOffline = fps === 0;
      heard.push({ kind: 'availability', device: name, state: fps === 0 ? 'offline' : 'online' });
    }
    const said = [{ name: 'camera_fps', value: fps, unit: 'fps' }];
    heard.push({ kind: 'values', device: name, values: said, deviceTime: null, key: null });
    if (!camera.isOffline) heard.push(...lastingClasses({ device: name, camera, receivedAt }));
  }
  return { heard };
}

interface Said {
  text: string;
  known: FrigateMemory;
}

/** Zones speak on the same topics as cameras; only cameras are devices. */
function readNumber(camera: string, name: string, { text, known }: Said): Reading {
  if (!known.cameras.get(camera)) return { heard: [] };
  const count = /^\d{1,6}$/.test(text) ? { name: `count/${name}`, value: Number(text) } : undefined;
  const word = name === 'review_status' || name === 'motion' ? { name, value: text } : undefined;
  const said = count ?? word;
  if (!said) return { heard: [] };
  return { heard: [{ kind: 'values', device: camera, values: [said], deviceTime: null, key: null }] };
}

/** Only the stream that is looked at says whether a kitchen is watched; a switched-off one is expected to be silent. */
function readStatus(name: string, role: string, { text, known }: Said): Reading {
  if (text !== 'online' && text !== 'offline' && text !== 'disabled')
    return { problem: 'schema', detail: 'status' };
  const heard = introduce(known, name);
  if (role !== 'detect') return { heard };
  const camera = cameraOf(known, name);
  camera.saysStatus = true;
  camera.isOffline = text !== 'online';
  const state = text === 'online' ? 'online' : 'offline';
  const expected = text === 'disabled' && { expected: true as const };
  heard.push({ kind: 'availability', device: name, state, ...expected });
  return { heard };
}

function readState(
  { receivedAt }: Packet,
  device: string,
  { model, text, known }: Said & { model: string },
): Reading {
  const heard = introduce(known, device);
  const told = { device, camera: cameraOf(known, device), receivedAt };
  return { heard: [...heard, ...hearClass(told, model, text)] };
}

function readOutcome(payload: Buffer): Reading {
  const outcome = httpOutcomes.find((one) => one === textOf(payload));
  if (!outcome) return { problem: 'schema', detail: 'outcome' };
  const values = [{ name: 'http', value: outcome }];
  return { heard: [{ kind: 'values', device: instanceAddress, values, deviceTime: null, key: null }] };
}

function readAnswer({ topic, payload, ...packet }: Packet, known: FrigateMemory): Reading {
  const parsed = parseJson(payload);
  if (parsed === undefined) return { problem: 'not-json' };
  if (topic === answerTopics.config) return readConfig(asBody(parsed), known);
  if (!Array.isArray(parsed)) return { problem: 'schema', detail: topic };
  if (topic === answerTopics.events) return readListedEvents(parsed, known);
  if (topic === answerTopics.review) return readListedReviews({ topic, payload, ...packet }, parsed, known);
  return { heard: [] };
}

/** Boxes are in pixels of the picture that was looked at, whose size stands in the configuration alone. */
function readConfig(config: Body | undefined, known: FrigateMemory): Reading {
  const cameras = asBody(config?.['cameras']);
  if (!cameras) return { problem: 'schema', detail: 'config' };
  const heard: Heard[] = [];
  for (const [name, value] of Object.entries(cameras).slice(0, maxCamerasListed)) {
    const detect = asBody(asBody(value)?.['detect']);
    const width = asNumber(detect?.['width']) ?? 0;
    const height = asNumber(detect?.['height']) ?? 0;
    if (!asLabel(name)) continue;
    heard.push(...introduce(known, name));
    cameraOf(known, name).detect = width > 0 && height > 0 ? { width, height } : null;
  }
  return { heard };
}
