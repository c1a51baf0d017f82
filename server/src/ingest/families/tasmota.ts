/**
 * Tasmota, with the prefix before or after the topic of the node (`FullTopic`). Each sensor of a node is a device:
 * a probe with an `Id` is named by that, wherever it is plugged in, any other by node and sensor. The node is their
 * gateway.
 */
import { parseJson } from '../model/parseJson.ts';
import { BoundedMap } from '../model/boundedMap.ts';
import type { Family, Heard, HeardValues, Packet, Reading, SaidValue } from './family.ts';
import { fingerprint } from './fingerprint.ts';
import { asBody, asText, type Body } from './readValue.ts';
import { maxValues, sayLeaves, timeIn, wordIn } from './sayValues.ts';

const ends = ['LWT', 'SENSOR', 'STATE'].map((end) => ['tele', end] as const);
const asked = ['STATUS8', 'STATUS10'].map((end) => ['stat', end] as const);
const maxNodes = 2000;
const maxSensors = 32;

interface Known {
  /** Node → addresses of its sensors. */
  sensors: BoundedMap<Set<string>>;
}

export const tasmota: Family<Known> = {
  id: 'tasmota',
  title: { zh: 'Tasmota 设备', en: 'Tasmota' },
  topics: [...ends, ...asked].flatMap(([prefix, end]) => [`${prefix}/+/${end}`, `+/${prefix}/${end}`]),
  reportPeriodS: 300,
  mapping: [
    { name: 'Temperature', to: 'temperatureC' },
    { name: 'Humidity', to: 'humidityPct' },
    { name: 'Power', unit: 'W', to: 'powerW' },
    { name: 'PM2.5', to: 'pm25UgM3' },
  ],
  begin: () => ({ sensors: new BoundedMap(maxNodes) }),
  // What hangs on a node speaks through it: garbage is that of the node, or of the first of its sensors.
  speakers({ topic }, known) {
    const node = nodeOf(topic);
    return node === undefined ? [] : [node, ...(known.sensors.get(node) ?? [])];
  },
  decode(packet, known) {
    const [, , end, ...rest] = packet.topic.split('/');
    const node = nodeOf(packet.topic);
    if (node === undefined || rest.length > 0) return { problem: 'unknown-topic' };
    // MQTT deletes what was kept by a message without bytes.
    if (packet.payload.length === 0) return { heard: [] };
    if (end === 'LWT') return hearWill(node, packet, known);
    const body = asBody(parseJson(packet.payload));
    if (!body) return { problem: 'not-json' };
    if (end === 'STATE') return { heard: hearNode(node, body, packet) };
    if (end === 'SENSOR') return { heard: hearSensors(node, body, { packet, known }) };
    const wrapped = asBody(body['StatusSNS']);
    if (end !== 'STATUS8' && end !== 'STATUS10') return { problem: 'unknown-topic' };
    return wrapped
      ? { heard: hearSensors(node, wrapped, { packet, known }) }
      : { problem: 'schema', detail: 'StatusSNS' };
  },
};

/** Prefix and topic may stand in both orders. */
function nodeOf(topic: string): string | undefined {
  const [first = '', second = ''] = topic.split('/');
  return asText(first === 'tele' || first === 'stat' ? second : first);
}

/** A will of the node goes for all that hangs on it. */
function hearWill(node: string, packet: Packet, known: Known): Reading {
  const word = wordIn(packet.payload);
  if (word !== 'Online' && word !== 'Offline') return { problem: 'schema', detail: 'Online or Offline' };
  const state = word === 'Online' ? 'online' : 'offline';
  const devices = [node, ...(known.sensors.get(node) ?? [])];
  return { heard: devices.map((device) => ({ kind: 'availability', device, state })) };
}

/** Times are local without a zone, or count from 1970 or 2000 before the node has asked for the time. */
function timesOf(body: Body, packet: Packet): Pick<HeardValues, 'deviceTime' | 'key'> {
  const text = asText(body['Time'], 40);
  const usable = text !== undefined && Number(text.slice(0, 4)) >= 2017;
  return {
    deviceTime: usable ? timeIn(text) : null,
    key: usable ? `${text}:${fingerprint(packet.payload)}` : null,
  };
}

function hearNode(node: string, body: Body, packet: Packet): Heard[] {
  const wifi = asBody(body['Wifi']);
  const values = sayLeaves({
    'Wifi.RSSI': wifi?.['RSSI'],
    'Wifi.Signal': wifi?.['Signal'],
    UptimeSec: body['UptimeSec'],
    Vcc: body['Vcc'],
  });
  return values.length === 0 ? [] : [{ kind: 'values', device: node, values, ...timesOf(body, packet) }];
}

function hearSensors(node: string, body: Body, { packet, known }: { packet: Packet; known: Known }): Heard[] {
  const heard: Heard[] = [];
  const times = timesOf(body, packet);
  const units = unitsOf(body);
  const own: Record<string, unknown> = {};
  let said = 0;
  for (const name in body) {
    const part = asBody(body[name]);
    // Switches and counters of the node itself.
    if (!part) {
      if (name !== 'Time' && !name.endsWith('Unit')) own[name] = body[name];
      continue;
    }
    const device = asText(part['Id']) ?? asText(`${node}/${name}`);
    const values = valuesOf(part, { fragile: name.startsWith('DS18'), units });
    said += values.length;
    if (device === undefined || asText(name) === undefined) continue;
    if (values.length === 0 || said > maxValues) continue;
    if (meet(node, device, known)) heard.push({ kind: 'device', device, name, gateway: node });
    heard.push({ kind: 'values', device, values, ...times });
  }
  const values = sayLeaves(own);
  if (values.length > 0) heard.push({ kind: 'values', device: node, values, ...times });
  return heard;
}

/** True when it is new to us. */
function meet(node: string, device: string, known: Known): boolean {
  const sensors = known.sensors.get(node) ?? new Set();
  if (sensors.has(device) || sensors.size >= maxSensors) return false;
  known.sensors.set(node, sensors.add(device));
  return true;
}

function unitsOf(body: Body): Map<string, string> {
  const temperature = body['TempUnit'] === 'F' ? '°F' : '°C';
  return new Map([
    ['Temperature', temperature],
    ['DewPoint', temperature],
    ['Humidity', '%'],
    ['Pressure', asText(body['PressureUnit']) ?? 'hPa'],
    ['Power', 'W'],
    ['Voltage', 'V'],
    ['Current', 'A'],
    ['Total', 'kWh'],
    ['PM2.5', 'µg/m³'],
  ]);
}

/** What a DS18x20 says when it has just got power, and what the driver says when none answers; °C and °F. */
const notMeasured = new Map([
  [85, 'power-on-value'],
  [185, 'power-on-value'],
  [-127, 'disconnected'],
  [-196.6, 'disconnected'],
]);

function valuesOf(
  part: Body,
  { fragile, units }: { fragile: boolean; units: Map<string, string> },
): SaidValue[] {
  const failed: SaidValue[] = [];
  for (const name of ['Temperature', 'Humidity'])
    if (part[name] === null) failed.push({ name, value: 'null', bad: 'read-failed' });
  const values = sayLeaves(part, (said) => {
    if (said.name === 'Id') return null;
    // A list is `Current.1`, `Current.2`.
    const unit = units.get(said.name) ?? units.get(said.name.replace(/\.\d+$/, ''));
    if (unit !== undefined) said.unit = unit;
    if (fragile && said.name === 'Temperature' && typeof said.value === 'number') {
      const unfit = notMeasured.get(said.value);
      const scale = said.value > 85 || said.value < -127 ? '°F' : '°C';
      if (unfit !== undefined && unit === scale) said.bad = unfit;
    }
    return said;
  });
  return [...failed, ...values];
}
