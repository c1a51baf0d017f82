/** Review items: what Frigate wants somebody to look at. An alert is a finding, and nothing but an alert. */
import type { EpochMs } from '@mingchu/shared/observation';
import type { Errand, Heard, HeardFinding, Packet, Reading } from '../family.ts';
import { asBody, asList, type Body } from '../readValue.ts';
import { findingId } from '../findingId.ts';
import { asId, asLabel, asMoment } from './frigateValues.ts';
import { type FirstTold, type FrigateMemory, introduce, objectOf } from './memory.ts';
import { askSnapshot } from './trackedObject.ts';

/** Objects of one review item that are looked at, and pictures that are asked for it. */
const maxObjects = 32;
const maxSnapshots = 3;
const maxListed = 500;
const maxListedSnapshots = 50;
/** Frigate's default `threshold`: the least score of an object that it tells, where its own has not been heard. */
const leastScore = 0.7;
/** What was over longer ago than somebody needs to get there is written down and sends nobody, ms. */
const longAgoMs = 600_000;

interface ReviewItem {
  id: string;
  camera: string;
  isAlert: boolean;
  /** Tracked objects in it. */
  objectIds: string[];
  labels: string[];
  zone: string | undefined;
  startedAt: EpochMs | undefined;
  endedAt: EpochMs | undefined;
  seenAt: EpochMs | undefined;
}

function readItem(value: unknown): ReviewItem | undefined {
  const item = asBody(value);
  const data = asBody(item?.['data']);
  const id = asId(item?.['id']);
  const camera = asLabel(item?.['camera']);
  if (!item || !id || !camera || typeof item['severity'] !== 'string') return undefined;
  const startedAt = asMoment(item['start_time']);
  return {
    id,
    camera,
    isAlert: item['severity'] === 'alert',
    objectIds: list(data?.['detections'], asId),
    labels: labelsOf(data),
    zone: asLabel(asList(data?.['zones'])[0]),
    startedAt,
    endedAt: asMoment(item['end_time']),
    seenAt: asMoment(data?.['thumb_time']) ?? startedAt,
  };
}

function list(value: unknown, read: (one: unknown) => string | undefined): string[] {
  return asList(value)
    .slice(0, maxObjects)
    .map(read)
    .filter((one) => one !== undefined);
}

/** An object whose class was recognized stands there as `person-verified`. */
function labelsOf(data: Body | undefined): string[] {
  const objects = list(data?.['objects'], asLabel).map((label) => label.replace(/-verified$/, ''));
  const sounds = list(data?.['audio'], asLabel).map((label) => `audio/${label}`);
  return [...new Set([...objects, ...sounds])];
}

/** The `reviews` feed. An alert that ends is not mended; one that was missed until its end is told by it. */
export function readReview(packet: Packet, body: Body, known: FrigateMemory): Reading {
  const { type } = body;
  const item = readItem(body['after']);
  if (!item || !(type === 'new' || type === 'update' || type === 'end'))
    return { problem: 'schema', detail: 'reviews' };
  known.speaksReviews = true;
  const heard: Heard[] = introduce(known, item.camera);
  if (!item.isAlert) return { heard };
  const toldBy = known.told.get(item.id);
  const first = toldBy ?? type;
  const errands = noteAlert(packet, item, { known, first });
  if (type === 'end' && toldBy !== undefined) return { heard };
  const deviceTime = type === 'new' ? (item.seenAt ?? null) : null;
  heard.push(...findingsOf(item, { telling: type === first ? 'first' : 'later', deviceTime, known }));
  return { heard, errands };
}

function noteAlert(
  packet: Packet,
  item: ReviewItem,
  { known, first }: { known: FrigateMemory; first: FirstTold },
): Errand[] {
  known.told.set(item.id, first);
  const errands: Errand[] = [];
  for (const id of item.objectIds) {
    const object = objectOf(known, id);
    object.isAlert = true;
    if (errands.length < maxSnapshots)
      errands.push(...(askSnapshot(packet, { id, camera: item.camera, object }).errands ?? []));
  }
  return errands;
}

interface Telling {
  /** The first one has one key however it came, so that it is known again after our own restart. */
  telling: 'first' | 'later';
  deviceTime: EpochMs | null;
  known: FrigateMemory;
  historical?: true;
}

/** One for each label, and one for each class that its objects were found to be. */
function findingsOf(item: ReviewItem, { telling, deviceTime, known, historical }: Telling): HeardFinding[] {
  const objects = item.objectIds.map((id) => ({ id, object: objectOf(known, id) }));
  const sayings = new Map<string, { confidence: number; trackId: string | undefined }>();
  for (const label of item.labels) {
    const [best] = objects
      .filter(({ object }) => object.label === label)
      .toSorted((a, b) => (b.object.score ?? 0) - (a.object.score ?? 0));
    const only = objects.length === 1 ? objects[0]?.id : undefined;
    sayings.set(label, { confidence: best?.object.score ?? leastScore, trackId: best?.id ?? only });
  }
  for (const { id, object } of objects)
    for (const { label, score } of object.classes) {
      const before = sayings.get(label);
      if (!before || before.confidence < score) sayings.set(label, { confidence: score, trackId: id });
    }
  const { zone } = item;
  return [...sayings].map(([label, { confidence, trackId }]) => ({
    kind: 'finding',
    device: item.camera,
    id: findingId(item.id, telling, 'alert', label),
    label,
    confidence,
    deviceTime,
    ...(zone !== undefined && { zone }),
    ...(trackId !== undefined && { trackId }),
    ...(historical && { historical }),
  }));
}

/** `/api/review`: alerts of a gap. One that goes on, or was over just now, counts as heard now. */
export function readListedReviews(packet: Packet, items: readonly unknown[], known: FrigateMemory): Reading {
  const heard: Heard[] = [];
  const errands: Errand[] = [];
  for (const value of items.slice(0, maxListed)) {
    const item = readItem(value);
    if (!item) continue;
    known.speaksReviews = true;
    heard.push(...introduce(known, item.camera));
    if (!item.isAlert || known.told.get(item.id)) continue;
    errands.push(...noteAlert(packet, item, { known, first: 'listed' }));
    const isLongAgo = item.endedAt !== undefined && packet.receivedAt - item.endedAt > longAgoMs;
    const when = isLongAgo
      ? { deviceTime: item.startedAt ?? item.endedAt ?? null, historical: true as const }
      : { deviceTime: null };
    heard.push(...findingsOf(item, { telling: 'first', known, ...when }));
  }
  return { heard, errands: errands.slice(0, maxListedSnapshots) };
}
