/** Discovery messages of Home Assistant: one component or a whole device, with long or short keys. */
import { mountPrefix } from '@mingchu/shared/mqtt';
import { asBody, asList, asNumber, asText, type Body } from '../readValue.ts';
import { isWatched } from './entityMapping.ts';
import { type Place, readTemplate } from './readTemplate.ts';

export interface Availability {
  topic: string;
  place: Place;
  available: string;
  notAvailable: string;
}

/** One value that a device announces. */
export interface Entity {
  device: string;
  deviceName?: string;
  maker?: string;
  model?: string;
  /** `sensor.temperature.OBJECT`: component, class and object. */
  name: string;
  unit?: string;
  topic: string;
  place: Place;
  /** What a binary sensor writes; null for one that measures. */
  binary: { on: string; off: string } | null;
  /** It is a number, whatever text stands in its place. */
  numeric: boolean;
  availability: Availability[];
  mode: 'all' | 'any' | 'latest';
  expireAfterS?: number;
}

/** Topics longer than this, and more than so many of one device, are nobody's. */
const maxTopicChars = 256;
const maxAvailability = 8;
const maxComponents = 100;

const long: Record<string, string> = {
  stat_t: 'state_topic',
  val_tpl: 'value_template',
  unit_of_meas: 'unit_of_measurement',
  dev_cla: 'device_class',
  stat_cla: 'state_class',
  ent_cat: 'entity_category',
  avty: 'availability',
  avty_t: 'availability_topic',
  avty_tpl: 'availability_template',
  avty_mode: 'availability_mode',
  pl_avail: 'payload_available',
  pl_not_avail: 'payload_not_available',
  pl_on: 'payload_on',
  pl_off: 'payload_off',
  exp_aft: 'expire_after',
  uniq_id: 'unique_id',
  obj_id: 'object_id',
  dev: 'device',
  cmps: 'components',
  p: 'platform',
  e: 'encoding',
  t: 'topic',
};
const longOfDevice: Record<string, string> = {
  ids: 'identifiers',
  cns: 'connections',
  mf: 'manufacturer',
  mdl: 'model',
};

function written(body: Body, names: Record<string, string>): Body {
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      Object.hasOwn(names, key) ? (names[key] ?? key) : key,
      value,
    ]),
  );
}

/** What a configuration announces, and what of it was refused. */
export interface Announced {
  entities: Entity[];
  /** By the name of the value. */
  unsupported: { device: string; name: string; template: string }[];
}

/** @param component of the topic; `device` announces several at once */
export function readConfig(component: string, object: string, config: Body): Announced {
  const announced: Announced = { entities: [], unsupported: [] };
  const body = written(config, long);
  if (component !== 'device') {
    addEntity(announced, body, { component, object });
    return announced;
  }
  const components = Object.entries(asBody(body['components']) ?? {}).slice(0, maxComponents);
  for (const [key, part] of components) {
    const own = asBody(part);
    // Only its platform is left of a component that is taken away.
    if (!own || Object.keys(own).length < 2) continue;
    const merged: Body = { ...body, ...written(own, long) };
    addEntity(announced, merged, { component: asText(merged['platform']) ?? '', object: key });
  }
  return announced;
}

function addEntity(
  announced: Announced,
  body: Body,
  { component, object }: { component: string; object: string },
): void {
  if (component !== 'sensor' && component !== 'binary_sensor') return;
  const topic = topicIn(body['state_topic'], body);
  const about = deviceOf(body, object);
  const deviceClass = asText(body['device_class']) ?? 'none';
  const name = asText(`${component}.${deviceClass}.${object}`);
  // Raw bytes have no text to read.
  if (topic === undefined || about === undefined || name === undefined || body['encoding'] === '') return;
  const place = readTemplate(body['value_template']);
  const { availability, refused } = availabilityOf(body);
  if (place === null || refused !== undefined) {
    // What a device tells of itself is often computed, and nobody misses it unless it is watched, as its battery is.
    if (body['entity_category'] !== undefined && !isWatched(component, deviceClass)) return;
    const template = asText(refused ?? body['value_template']) ?? 'template';
    announced.unsupported.push({ device: about.device, name, template });
    return;
  }
  const unit = asText(body['unit_of_measurement']);
  const expireAfterS = asNumber(body['expire_after']);
  const mode = body['availability_mode'];
  announced.entities.push({
    ...about,
    name,
    topic,
    place,
    binary:
      component === 'binary_sensor'
        ? { on: plain(body['payload_on'], 'ON'), off: plain(body['payload_off'], 'OFF') }
        : null,
    numeric: unit !== undefined || body['state_class'] !== undefined,
    availability,
    mode: mode === 'all' || mode === 'any' ? mode : 'latest',
    ...(unit !== undefined && { unit }),
    ...(expireAfterS !== undefined && expireAfterS > 0 && { expireAfterS }),
  });
}

type About = Pick<Entity, 'device' | 'deviceName' | 'maker' | 'model'>;

/** An identifier is a text or a list of texts; a connection is a pair of kind and address. */
function deviceOf(body: Body, object: string): About | undefined {
  const device = written(asBody(body['device']) ?? {}, longOfDevice);
  const identifiers = device['identifiers'];
  const address =
    asText(Array.isArray(identifiers) ? identifiers[0] : identifiers) ??
    asText(asList(asList(device['connections'])[0])[1]) ??
    asText(body['unique_id']) ??
    asText(object);
  if (address === undefined) return undefined;
  const deviceName = asText(device['name']);
  const maker = asText(device['manufacturer']);
  const model = asText(device['model']);
  return {
    device: address,
    ...(deviceName !== undefined && { deviceName }),
    ...(maker !== undefined && { maker }),
    ...(model !== undefined && { model }),
  };
}

const mount = new RegExp(`^${mountPrefix}/[^/]+/`);

/**
 * `~` at one end stands for the base. A mount is left out: the topics of a configuration lie below its own. A topic with
 * wildcards, of the broker or of our own is nobody's state.
 */
function topicIn(value: unknown, body: Body): string | undefined {
  const text = asText(value, maxTopicChars);
  if (text === undefined) return undefined;
  const base = asText(body['~'], maxTopicChars) ?? '';
  const whole = text.startsWith('~')
    ? base + text.slice(1)
    : text.endsWith('~')
      ? text.slice(0, -1) + base
      : text;
  const topic = whole.replace(mount, '');
  const usable = topic !== '' && topic.length <= maxTopicChars && !/[+#\0]|^\$|^mingchu\//.test(topic);
  return usable ? topic : undefined;
}

function availabilityOf(body: Body): { availability: Availability[]; refused?: unknown } {
  const single = { topic: body['availability_topic'], value_template: body['availability_template'] };
  const entries = body['availability'] === undefined ? [single] : [body['availability']].flat();
  const availability: Availability[] = [];
  for (const entry of entries.slice(0, maxAvailability)) {
    const own = written(asBody(entry) ?? {}, long);
    const topic = topicIn(own['topic'], body);
    if (topic === undefined) continue;
    const place = readTemplate(own['value_template']);
    if (place === null) return { availability: [], refused: own['value_template'] };
    availability.push({
      topic,
      place,
      available: plain(own['payload_available'] ?? body['payload_available'], 'online'),
      notAvailable: plain(own['payload_not_available'] ?? body['payload_not_available'], 'offline'),
    });
  }
  return { availability };
}

/** Payloads may be written as a text, a truth or a number. */
function plain(value: unknown, otherwise: string): string {
  return typeof value === 'boolean' || typeof value === 'number'
    ? String(value)
    : (asText(value) ?? otherwise);
}
