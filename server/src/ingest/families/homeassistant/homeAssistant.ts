/**
 * Home Assistant's MQTT discovery: whatever announces itself there. Configurations are read from `homeassistant/…`;
 * the topics that they name are learned, and read only where no family of its own means them. A device is told of
 * when its first value comes, so that one announced here and spoken for by another family does not stand twice in
 * the inbox.
 */
import { parseJson } from '../../model/parseJson.ts';
import type { Family, Heard, HeardDevice, Packet, Reading, Reply, SaidValue } from '../family.ts';
import { asBody } from '../readValue.ts';
import { numberIn, sayable, wordIn } from '../sayValues.ts';
import { announce, beginEntities, type Known, readersOf, withdraw } from './knownEntities.ts';
import { entityMapping } from './entityMapping.ts';
import { type Entity, readConfig } from './readConfig.ts';
import { lookUp, type Place } from './readTemplate.ts';

const configTopic = /^homeassistant\/([^/]+)\/(?:([^/]+)\/)?([^/]+)\/config$/;
/** As Home Assistant says when it starts: devices announce themselves anew, also those whose words nobody has kept. */
const birth: Reply = { topic: 'homeassistant/status', payload: 'online', qos: 0, retain: false };
/** A value expires after three missed reports, so it is silent then. */
const reportsUntilExpiry = 3;

export const homeAssistant: Family<Known> = {
  id: 'homeassistant',
  title: { zh: 'Home Assistant 自动发现', en: 'Home Assistant discovery' },
  topics: ['homeassistant/+/+/config', 'homeassistant/+/+/+/config'],
  reportPeriodS: 300,
  mapping: entityMapping,
  begin: beginEntities,
  wants: (topic, known) => known.readers.get(topic) !== undefined,
  // A configuration that is refused is no garbage of the device that it announces.
  speakers: ({ topic }, known) => [...new Set(readersOf(topic, known).map(({ device }) => device))],
  decode(packet, known) {
    const [, component, node, object] = configTopic.exec(packet.topic) ?? [];
    if (component === undefined) return { heard: hearState(packet, known) };
    const reading = hearConfig(
      packet,
      { component, object: node ? `${node}_${object}` : (object ?? '') },
      known,
    );
    if ('problem' in reading || known.greeted || !reading.listen) return reading;
    known.greeted = true;
    return { ...reading, replies: [birth] };
  },
};

function hearConfig(
  packet: Packet,
  { component, object }: { component: string; object: string },
  known: Known,
): Reading {
  const { topic, payload } = packet;
  if (payload.length === 0) {
    const { left, unread } = withdraw(topic, known);
    return {
      heard: left.map((device) => ({ kind: 'device', device, gone: true })),
      ...releasing(unread),
    };
  }
  const config = asBody(parseJson(payload));
  if (!config) return { problem: 'not-json' };
  // The device says that another configuration takes over.
  if (config['migrate_discovery'] === true) return { heard: [] };
  const { entities, unsupported } = readConfig(component, object, config);
  // Also when all of it is refused: what it announced before says no more how its values are read.
  const { unread } = withdraw(topic, known);
  const [refused] = unsupported;
  if (refused && entities.length === 0) {
    const detail = `${refused.name}: ${refused.template}`;
    return { problem: 'unsupported-template', detail, ...releasing(unread) };
  }
  const listen = announce(topic, entities, known);
  // Of a device with several values the others are read; those refused are bad by name.
  const bad = unsupported.map(
    ({ device, name, template }): Heard => ({
      kind: 'values',
      device,
      values: [{ name, value: template, bad: 'unsupported-template' }],
      deviceTime: null,
      key: null,
    }),
  );
  const released = unread.filter((name) => known.readers.get(name) === undefined);
  return { heard: bad, ...(listen.length > 0 && { listen }), ...releasing(released) };
}

const releasing = (topics: string[]) => topics.length > 0 && { release: topics };

function hearState(packet: Packet, known: Known): Heard[] {
  const said = new Map<string, { entity: Entity; values: SaidValue[] }>();
  const states = new Map<string, Heard>();
  let parsed: { body: unknown } | undefined;
  const at = (place: Place): unknown => {
    if (place === 'whole') return wordIn(packet.payload);
    parsed ??= { body: parseJson(packet.payload) };
    return lookUp(parsed.body, place.path);
  };
  if (packet.payload.length === 0) return [];
  for (const entity of readersOf(packet.topic, known)) {
    const state = stateOf(entity, packet.topic, { at, known });
    if (state) states.set(entity.device, { kind: 'availability', device: entity.device, state });
    if (entity.topic !== packet.topic) continue;
    const value = valueOf(entity, at(entity.place));
    if (!value) continue;
    const { values } = said.get(entity.device) ?? { values: [] };
    said.set(entity.device, { entity, values: [...values, { ...value, name: nameOf(entity, known) }] });
  }
  const heard: Heard[] = [...states.values()];
  for (const [device, { entity, values }] of said) {
    const speaker = known.devices.get(device);
    if (speaker && !speaker.introduced) {
      speaker.introduced = true;
      heard.push(introduce(entity, known));
    }
    heard.push({ kind: 'values', device, values, deviceTime: null, key: null });
  }
  return heard;
}

/** Of the charge and the alarm of one battery the charge is the better: the alarm then has a name that maps to nothing. */
function nameOf({ device, name }: Entity, known: Known): string {
  const isAlarm = name.startsWith('binary_sensor.battery.');
  const hasCharge =
    isAlarm && entitiesOf(device, known).some((one) => one.name.startsWith('sensor.battery.'));
  return hasCharge ? name.replace('.battery.', '.battery_alarm.') : name;
}

function entitiesOf(device: string, known: Known): Entity[] {
  return [...(known.devices.get(device)?.entities ?? [])].flatMap((id) => known.entities.get(id) ?? []);
}

function introduce(entity: Entity, known: Known): HeardDevice {
  const { device, deviceName, maker, model } = entity;
  const all = entitiesOf(device, known);
  const expiries = all.flatMap(({ expireAfterS }) => expireAfterS ?? []);
  return {
    kind: 'device',
    device,
    ...(deviceName !== undefined && { name: deviceName }),
    ...(maker !== undefined && { maker }),
    ...(model !== undefined && { model }),
    ...(expiries.length > 0 && { reportPeriodS: Math.ceil(Math.min(...expiries) / reportsUntilExpiry) }),
    values: all.map((one) => ({
      name: nameOf(one, known),
      ...(one.unit !== undefined && { unit: one.unit }),
    })),
  };
}

/** What HA itself writes for a value that it does not have. */
const missing = new Set(['unavailable', 'unknown', 'none', 'nan', '']);

/** Undefined when the message does not hold it. */
function valueOf(entity: Entity, found: unknown): SaidValue | undefined {
  const value = sayable(found);
  if (value === undefined) return undefined;
  const { name, unit } = entity;
  const said: SaidValue = { name, value, ...(unit !== undefined && { unit }) };
  if (missing.has(String(found).toLowerCase())) return { ...said, bad: 'unavailable' };
  if (entity.binary) {
    const { on, off } = entity.binary;
    if (isSame(found, on)) return { ...said, value: true };
    return isSame(found, off) ? { ...said, value: false } : { ...said, bad: 'unknown-state' };
  }
  if (entity.numeric && numberIn(found) === undefined) return { ...said, bad: 'not-a-number' };
  return said;
}

/** A truth in a template is written `True`, in JSON `true`. */
function isSame(found: unknown, wanted: string): boolean {
  if (typeof found === 'boolean') return String(found) === wanted.toLowerCase();
  return typeof found === 'number' ? String(found) === wanted : found === wanted;
}

/** What this message makes of the availability of a device; undefined when it says nothing of it. */
function stateOf(
  entity: Entity,
  topic: string,
  { at, known }: { at: (place: Place) => unknown; known: Known },
): 'online' | 'offline' | undefined {
  const entry = entity.availability.find((one) => one.topic === topic);
  const states = known.devices.get(entity.device)?.states;
  if (!entry || !states) return undefined;
  const word = at(entry.place);
  const online = isSame(word, entry.available);
  if (!online && !isSame(word, entry.notAvailable)) return undefined;
  const said = online ? 'online' : 'offline';
  if (states.has(topic) || states.size < 16) states.set(topic, said);
  if (entity.mode === 'latest') return said;
  const others = entity.availability.map((one) => states.get(one.topic));
  const agreed = entity.mode === 'all' ? 'offline' : 'online';
  if (others.includes(agreed)) return agreed;
  return others.includes(undefined) ? undefined : said;
}
