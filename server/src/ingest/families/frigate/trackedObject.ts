/** Objects that Frigate follows: its `events` and `tracked_object_update`, and `/api/events`. */
import type { Heard, HeardFinding, Packet, Reading } from '../family.ts';
import { asBody, asList, type Body } from '../readValue.ts';
import { findingId } from '../findingId.ts';
import { asClass, asId, asLabel, asMoment, asScore, relativeBox } from './frigateValues.ts';
import {
  cameraOf,
  type FrigateMemory,
  introduce,
  type ObjectClass,
  type ObjectMemory,
  objectOf,
} from './memory.ts';

/** Classes of one object that are told. */
const maxClasses = 8;
const maxListed = 500;

/** Everything that Frigate itself writes of an object: what else stands there is a classifier named by its key. */
const ownKeys = new Set(
  `id camera frame_time snapshot snapshot_time snapshot_clean label sub_label top_score computed_score score
   false_positive start_time end_time box area ratio region active stationary motionless_count position_changes
   current_zones entered_zones has_clip has_snapshot attributes current_attributes pending_loitering max_severity
   current_estimated_speed average_estimated_speed velocity_angle path_data recognized_license_plate thumbnail data
   zones plus_id retain_indefinitely model_hash detector_type model_type estimated_speed`.split(/\s+/),
);

interface TrackedObject {
  id: string;
  camera: string;
  label: string;
  type: string;
  after: Body;
}

/** The `events` feed. The end of an object is the end of following it, and says nothing about what it did. */
export function readEvent(packet: Packet, body: Body, known: FrigateMemory): Reading {
  const after = asBody(body['after']);
  const id = asId(after?.['id']);
  const camera = asLabel(after?.['camera']);
  const label = asLabel(after?.['label']);
  const { type } = body;
  if (!after || !id || !camera || !label || !(type === 'new' || type === 'update' || type === 'end'))
    return { problem: 'schema', detail: 'events' };
  const score = asScore(after['computed_score']) ?? asScore(after['score']) ?? asScore(after['top_score']);
  if (score === undefined) return { problem: 'schema', detail: 'events: no score' };
  const object = objectOf(known, id);
  object.label = label;
  object.score = Math.max(object.score ?? 0, score);
  if (after['max_severity'] === 'alert') object.isAlert = true;
  keepClasses(object, classesOf(label, after, { score, object }));
  const heard = introduce(known, camera);
  const isTold = type !== 'end' && after['false_positive'] !== true && isAlert(after, object, known);
  if (!isTold) return { heard };
  heard.push(...findingsOf({ id, camera, label, type, after }, { score, object, known }));
  return { heard, ...askSnapshot(packet, { id, camera, object, after }) };
}

/** A review decides, and where none is spoken the object itself. */
function isAlert(after: Body, object: ObjectMemory, known: FrigateMemory): boolean {
  return object.isAlert || (!known.speaksReviews && after['max_severity'] === undefined);
}

function findingsOf(
  { id, camera, label, after }: TrackedObject,
  { score, object, known }: { score: number; object: ObjectMemory; known: FrigateMemory },
): HeardFinding[] {
  const deviceTime = asMoment(after['frame_time']) ?? null;
  const zone = asLabel(asList(after['current_zones'])[0]) ?? asLabel(asList(after['entered_zones']).at(-1));
  const box = relativeBox(after['box'], cameraOf(known, camera).detect);
  const moment = String(deviceTime ?? 'no-time');
  return [{ label, score }, ...object.classes].map((said) => ({
    kind: 'finding',
    device: camera,
    id: findingId(id, moment, said.label),
    label: said.label,
    confidence: said.score,
    deviceTime,
    trackId: id,
    ...(zone !== undefined && { zone }),
    ...(box && { box }),
  }));
}

/**
 * The picture of an alert is asked for once, and again when its object is found to be of a class: only by that it may mean
 * something. The newest one that the broker has kept may be of last week.
 */
export function askSnapshot(
  { retained }: Packet,
  { id, camera, object, after }: { id: string; camera: string; object: ObjectMemory; after?: Body },
): Pick<Extract<Reading, { heard: Heard[] }>, 'errands'> {
  const names = 1 + object.classes.length;
  if (retained || names <= object.namesWhenAsked || after?.['has_snapshot'] === false) return {};
  object.namesWhenAsked = names;
  return { errands: [{ device: camera, kind: 'snapshot', id }] };
}

function keepClasses(object: ObjectMemory, said: ObjectClass[]): void {
  for (const one of said) {
    const before = object.classes.find(({ label }) => label === one.label);
    if (before) before.score = one.score;
    else if (object.classes.length < maxClasses) object.classes.push(one);
  }
}

function classesOf(
  label: string,
  after: Body,
  { score, object }: { score: number; object: ObjectMemory },
): ObjectClass[] {
  const found: ObjectClass[] = [];
  const sub = object.isNamed ? undefined : asClass(after['sub_label']);
  if (sub) found.push({ label: `${label}/${sub.name}`, score: sub.score ?? score });
  for (const [name, value] of Object.entries(asBody(after['attributes']) ?? {}).slice(0, maxClasses)) {
    const attribute = asScore(value);
    if (attribute !== undefined && asLabel(name)) found.push({ label: `${label}/${name}`, score: attribute });
  }
  for (const [model, value] of Object.entries(after)) {
    if (found.length >= maxClasses) break;
    if (ownKeys.has(model) || !asLabel(model)) continue;
    const body = asBody(value);
    const said = asClass(
      body ? [body['attribute'] ?? body['sub_label'] ?? body['label'], body['score']] : value,
    );
    if (said) found.push({ label: `${label}/${model}/${said.name}`, score: said.score ?? score });
  }
  return found;
}

/** `tracked_object_update`. Faces, plates and descriptions stay where they are: kitchens are watched, not people. */
export function readObjectUpdate(packet: Packet, body: Body, known: FrigateMemory): Reading {
  const id = asId(body['id']);
  const { type } = body;
  if (typeof type !== 'string') return { problem: 'schema', detail: 'tracked_object_update' };
  if (type === 'face' || type === 'lpr') {
    if (id) {
      const object = objectOf(known, id);
      object.isNamed = true;
      object.classes = [];
    }
    return { heard: [] };
  }
  if (type !== 'classification') return { heard: [] };
  const camera = asLabel(body['camera']);
  const model = asLabel(body['model']);
  const said = asClass(body['attribute'] ?? body['sub_label']);
  const score = asScore(body['score']);
  if (!id || !camera || !model || score === undefined)
    return { problem: 'schema', detail: 'tracked_object_update' };
  if (!said) return { heard: [] };
  const object = objectOf(known, id);
  const label = `${object.label === '' ? 'object' : object.label}/${model}/${said.name}`;
  keepClasses(object, [{ label, score }]);
  if (!isAlert({}, object, known)) return { heard: introduce(known, camera) };
  const deviceTime = asMoment(body['timestamp']) ?? null;
  const finding: HeardFinding = {
    kind: 'finding',
    device: camera,
    id: findingId(id, String(deviceTime ?? 'no-time'), label),
    label,
    confidence: score,
    deviceTime,
    trackId: id,
  };
  return { heard: [finding], ...askSnapshot(packet, { id, camera, object }) };
}

/** `/api/events`: what is known of the objects of reviews that were missed. */
export function readListedEvents(list: readonly unknown[], known: FrigateMemory): Reading {
  for (const item of list.slice(0, maxListed)) {
    const event = asBody(item);
    const id = asId(event?.['id']);
    const label = asLabel(event?.['label']);
    if (!event || !id || !label) continue;
    const data = asBody(event['data']);
    const score = asScore(data?.['score']) ?? asScore(data?.['top_score']) ?? asScore(event['top_score']);
    const object = objectOf(known, id);
    object.label = label;
    if (score === undefined) continue;
    object.score = Math.max(object.score ?? 0, score);
    keepClasses(object, classesOf(label, event, { score, object }));
  }
  return { heard: [] };
}
