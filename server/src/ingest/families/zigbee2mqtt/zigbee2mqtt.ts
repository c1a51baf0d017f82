/**
 * Zigbee2MQTT 1.x and 2.x on `zigbee2mqtt/…`. Devices are named by their IEEE address once the list of the bridge was
 * heard, also before a restart of ours, by their friendly name until then.
 */
import { parseJson } from '../../model/parseJson.ts';
import { BoundedMap } from '../../model/boundedMap.ts';
import type { Family, Heard, HeardValues, Packet, Reading, SaidValue } from '../family.ts';
import { fingerprint } from '../fingerprint.ts';
import { asBody, asText, type Body, listOf } from '../readValue.ts';
import { sayLeaves, stateIn, timeIn } from '../sayValues.ts';
import { type BridgeState, isReplayed, type LastReport } from './replayedState.ts';
import {
  beginDevices,
  bridgeAddress,
  hearList,
  hearMember,
  maxDevices,
  type ZigbeeDevices,
} from './zigbeeDevices.ts';

const base = 'zigbee2mqtt/';
const bridgeBase = 'bridge/';
const availabilityEnd = '/availability';
/** Orders to a device, which come past us on the same topics. */
const order = /\/(set|get)(\/|$)/;
const ieee = /^0x[0-9a-f]{16}$/;

interface Known {
  devices: ZigbeeDevices;
  reports: BoundedMap<LastReport>;
  bridge: BridgeState;
}

export const zigbee2mqtt: Family<Known> = {
  id: 'zigbee2mqtt',
  title: { zh: 'Zigbee 网关（Zigbee2MQTT）', en: 'Zigbee2MQTT' },
  topics: ['zigbee2mqtt/#'],
  lists: ['zigbee2mqtt/bridge/devices'],
  reportPeriodS: 3600,
  mapping: [
    { name: 'temperature', to: 'temperatureC' },
    { name: 'humidity', to: 'humidityPct' },
    { name: 'battery', to: 'batteryPct' },
    // The alarm of a device that measures none, and no measurement: well below what counts as low, or not.
    { name: 'battery_low', to: 'batteryPct', expression: 'value ? 5 : 100' },
    { name: 'gas_density', unit: '%LEL', to: 'gasPctLel' },
    // A detector that tells only its alarm: detectors may alarm at up to 25 %LEL (GB 15322), so it is as much.
    { name: 'gas', to: 'gasPctLel', expression: 'value ? 25 : 0' },
    { name: 'smoke', to: 'smoke' },
    { name: 'water_leak', to: 'waterLeak' },
    // True is closed.
    { name: 'contact', to: 'doorOpen', expression: 'value ? 0 : 1' },
    { name: 'power', unit: 'W', to: 'powerW' },
    { name: 'pm25', to: 'pm25UgM3' },
  ],
  begin: () => ({
    devices: beginDevices(),
    reports: new BoundedMap(2000),
    bridge: { state: 'unknown', backAt: Number.NEGATIVE_INFINITY },
  }),
  recall(names, { devices }) {
    for (const { name, address } of names) if (ieee.test(address)) devices.addresses.set(name, address);
  },
  speakers({ topic }, known) {
    const name = topic.slice(base.length);
    if (name.startsWith(bridgeBase)) return [bridgeAddress];
    const own = name.endsWith(availabilityEnd) ? name.slice(0, -availabilityEnd.length) : name;
    return listOf(addressOf(own, undefined, known));
  },
  decode(packet, known) {
    if (!packet.topic.startsWith(base)) return { problem: 'unknown-topic' };
    const name = packet.topic.slice(base.length);
    if (name.startsWith(bridgeBase)) return hearBridge(name.slice(bridgeBase.length), packet, known);
    if (name.endsWith(availabilityEnd))
      return hearAvailability(name.slice(0, -availabilityEnd.length), packet, known);
    // MQTT deletes what was kept by a message without bytes.
    if (packet.payload.length === 0 || isOrder(name, known)) return { heard: [] };
    const body = parseJson(packet.payload);
    if (body === undefined) return { problem: 'not-json' };
    const state = asBody(body);
    if (!state || asText(name) === undefined)
      return { problem: 'schema', detail: 'no object: Zigbee2MQTT needs the option output: json' };
    return { heard: hearState(name, state, { packet, known }) };
  },
};

/** Unless a device has such a name. */
function isOrder(name: string, known: Known): boolean {
  return order.test(name) && known.devices.addresses.get(name) === undefined;
}

function hearBridge(name: string, packet: Packet, known: Known): Reading {
  if (packet.payload.length === 0) return { heard: [] };
  if (name === 'state') {
    const state = stateIn(packet.payload, parseJson);
    if (!state) return { problem: 'schema', detail: 'state of the bridge' };
    known.bridge.state = state;
    if (state === 'online' && !packet.retained) known.bridge.backAt = packet.receivedAt;
    return { heard: [{ kind: 'availability', device: bridgeAddress, state }] };
  }
  if (name !== 'devices' && name !== 'event' && name !== 'health') return { heard: [] };
  const body = parseJson(packet.payload);
  if (body === undefined) return { problem: 'not-json' };
  if (name === 'devices') {
    if (!Array.isArray(body)) return { problem: 'schema', detail: 'list of devices' };
    const cut = Math.max(0, body.length - maxDevices);
    return { heard: hearList(body, known.devices), ...(cut > 0 && { cut }) };
  }
  const object = asBody(body);
  if (!object) return { problem: 'schema', detail: name };
  if (name === 'event') return { heard: hearEvent(object, known) };
  // Written every 10 minutes by a bridge that works. Its counts are of radio messages, not of reports.
  return {
    heard: packet.retained ? [] : [{ kind: 'availability', device: bridgeAddress, state: 'online' }],
  };
}

function hearEvent(event: Body, known: Known): Heard[] {
  const data = asBody(event['data']);
  if (!data) return [];
  if (event['type'] === 'device_leave') {
    const device = asText(data['ieee_address']);
    return device === undefined ? [] : [{ kind: 'device', device, gone: true }];
  }
  const device = hearMember(data, known.devices);
  return device ? [device] : [];
}

function hearAvailability(name: string, packet: Packet, known: Known): Reading {
  if (packet.payload.length === 0) return { heard: [] };
  const state = stateIn(packet.payload, parseJson);
  const device = addressOf(name, undefined, known);
  if (!state || device === undefined) return { problem: 'schema', detail: 'availability' };
  return { heard: [{ kind: 'availability', device, state }] };
}

/** A message may name its device itself (option `include_device_information`). */
function addressOf(name: string, state: Body | undefined, known: Known): string | undefined {
  if (ieee.test(name)) return name;
  return known.devices.addresses.get(name) ?? asText(asBody(state?.['device'])?.['ieeeAddr']) ?? asText(name);
}

function hearState(name: string, state: Body, { packet, known }: { packet: Packet; known: Known }): Heard[] {
  const device = addressOf(name, state, known);
  if (device === undefined) return [];
  const values = saidBy(state, known.devices.units.get(device));
  if (values.length === 0) return [];
  const lastSeen = timeIn(state['last_seen']);
  const heard: HeardValues = { kind: 'values', device, values, deviceTime: lastSeen, key: null };
  if (packet.retained) return [heard];
  const print = fingerprint(packet.payload);
  // Without a time two equal reports are two reports.
  if (lastSeen !== null) heard.key = `${lastSeen}:${print}`;
  if (isReplayed({ lastSeen, heardAt: packet.receivedAt, fingerprint: print }, device, known))
    heard.historical = true;
  return [heard];
}

/** Units that Zigbee2MQTT always uses, for a device whose list was not heard. */
const usualUnits = new Map([
  ['temperature', '°C'],
  ['humidity', '%'],
  ['battery', '%'],
  ['pressure', 'hPa'],
  ['gas_density', '%LEL'],
  ['pm25', 'µg/m³'],
  ['power', 'W'],
]);
const told = new Set(['last_seen', 'elapsed', 'update_available']);
/** What a detector watches: it means nothing while it tests itself or warms up. */
const alarms = new Set([
  'gas',
  'gas_density',
  'smoke',
  'smoke_density',
  'carbon_monoxide',
  'co',
  'water_leak',
]);
/** "Invalid" of the Zigbee cluster library, as converters pass it on. */
const invalid = new Map([
  ['temperature', -327.68],
  ['humidity', 655.35],
]);

function saidBy(state: Body, units: Map<string, string> | undefined): SaidValue[] {
  const unfit =
    state['test'] === true ? 'self-test' : state['state'] === 'preparation' ? 'warm-up' : undefined;
  return sayLeaves(state, (said) => {
    const { name } = said;
    if (told.has(name) || name.startsWith('update.') || name.startsWith('device.')) return null;
    // Its alarm and its density become one metric: the density is the better of them.
    if (name === 'gas' && typeof state['gas_density'] === 'number') return { ...said, name: 'gas_alarm' };
    if (name === 'battery_low' && typeof state['battery'] === 'number')
      return { ...said, name: 'battery_alarm' };
    const unit = units?.get(name) ?? usualUnits.get(name) ?? voltageUnit(name, state);
    if (unit !== undefined) said.unit = unit;
    if (unfit !== undefined && alarms.has(name)) said.bad = unfit;
    else if (invalid.get(name) === said.value) said.bad = 'invalid';
    return said;
  });
}

/** That of a battery is told in mV, that of the mains in V. */
function voltageUnit(name: string, state: Body): string | undefined {
  if (name !== 'voltage') return undefined;
  return 'battery' in state || 'battery_low' in state ? 'mV' : 'V';
}
