/**
 * Shelly Gen1 and Gen2+. A device is its id (`shellyplusht-08b61fce63c4`), which Gen2 tells in every notification and
 * which is its topic prefix unless somebody changed that.
 */
import { parseJson } from '../../model/parseJson.ts';
import { BoundedMap } from '../../model/boundedMap.ts';
import type { Family, Packet, Reading } from '../family.ts';
import { fingerprint } from '../fingerprint.ts';
import { asBody, asList, asText, listOf } from '../readValue.ts';
import { wordIn } from '../sayValues.ts';
import { hearGen1, type Operations } from './shellyGen1.ts';
import { sleepPeriodS } from './shellyIds.ts';
import { hearReport, rpcTime, type ShellyStates } from './shellyRpc.ts';

const maxDevices = 2000;
const gen1 = 'shellies/';
const rpcEnd = '/events/rpc';
const onlineEnd = '/online';

interface Known {
  /** Topic prefix → id. */
  ids: BoundedMap<string>;
  states: ShellyStates;
  operations: Operations;
}

export const shelly: Family<Known> = {
  id: 'shelly',
  title: { zh: 'Shelly 设备', en: 'Shelly' },
  topics: ['shellies/#', '+/events/rpc', '+/+/events/rpc', '+/online', '+/+/online', '+/status/+'],
  reportPeriodS: 300,
  mapping: [
    { name: 'temperature:0.tC', to: 'temperatureC' },
    { name: 'temperature.tC', to: 'temperatureC' },
    { name: 'humidity:0.rh', to: 'humidityPct' },
    { name: 'humidity.rh', to: 'humidityPct' },
    { name: 'devicepower:0.battery.percent', to: 'batteryPct' },
    { name: 'smoke:0.alarm', to: 'smoke' },
    { name: 'flood:0.alarm', to: 'waterLeak' },
    { name: 'switch:0.apower', to: 'powerW' },
    { name: 'pm1:0.apower', to: 'powerW' },
    { name: 'sensor/temperature', to: 'temperatureC' },
    { name: 'sensor/humidity', to: 'humidityPct' },
    { name: 'sensor/battery', to: 'batteryPct' },
    { name: 'sensor/flood', to: 'waterLeak' },
    { name: 'sensor/smoke', to: 'smoke' },
    { name: 'sensor/state', to: 'doorOpen', expression: 'value = "open" ? 1 : 0' },
    // ppm become %LEL only with the kind of gas: by default the alarm counts, below and at what detectors may alarm.
    { name: 'sensor/gas', to: 'gasPctLel', expression: 'value = "heavy" ? 25 : value = "mild" ? 15 : 0' },
    { name: 'relay/0/power', to: 'powerW' },
    { name: 'ext_temperature', to: 'temperatureC' },
    { name: 'ext_humidity', to: 'humidityPct' },
  ],
  begin: () => ({
    ids: new BoundedMap(maxDevices),
    states: new BoundedMap(maxDevices),
    operations: new BoundedMap(maxDevices),
  }),
  speakers({ topic }, { ids }) {
    if (topic.startsWith(gen1)) return listOf(asText(topic.split('/')[1]));
    const end = [rpcEnd, onlineEnd].find((one) => topic.endsWith(one));
    const prefix = end === undefined ? topic.split('/')[0] : topic.slice(0, -end.length);
    return listOf(ids.get(prefix ?? '') ?? asText(prefix));
  },
  decode(packet, known) {
    const { topic } = packet;
    if (topic.startsWith(gen1)) {
      // MQTT deletes what was kept by a message without bytes.
      if (packet.payload.length === 0) return { heard: [] };
      return hearGen1(topic.slice(gen1.length), packet, known.operations);
    }
    if (topic.endsWith(rpcEnd)) return hearRpc(topic.slice(0, -rpcEnd.length), packet, known);
    if (topic.endsWith(onlineEnd)) return hearOnline(topic.slice(0, -onlineEnd.length), packet, known);
    const [prefix = '', status, component = ''] = topic.split('/');
    if (status !== 'status') return { problem: 'unknown-topic' };
    return hearComponent(prefix, component, { packet, known });
  },
};

function hearRpc(prefix: string, packet: Packet, known: Known): Reading {
  const body = asBody(parseJson(packet.payload));
  if (!body) return { problem: 'not-json' };
  const id = asText(body['src']);
  const params = asBody(body['params']);
  if (id === undefined || !params) return { problem: 'schema', detail: 'src and params' };
  known.ids.set(prefix, id);
  const { method } = body;
  if (method === 'NotifyEvent') {
    const sleeps = asList(params['events']).some((event) => asBody(event)?.['event'] === 'sleep');
    if (!sleeps) return { heard: [] };
    return { heard: [{ kind: 'availability', device: id, state: 'offline', expected: true }] };
  }
  if (method !== 'NotifyStatus' && method !== 'NotifyFullStatus') return { heard: [] };
  const deviceTime = rpcTime(params['ts']);
  // Seconds since boot come again after the next boot, and name nothing.
  const key = deviceTime === null ? null : `${deviceTime}:${fingerprint(packet.payload)}`;
  const whole = method === 'NotifyFullStatus';
  return { heard: hearReport({ id, parts: params, whole, deviceTime, key }, known.states) };
}

function hearOnline(prefix: string, packet: Packet, known: Known): Reading {
  const id = known.ids.get(prefix) ?? prefix;
  // Others end their topics like this too.
  if (!known.ids.get(prefix) && !id.startsWith('shelly')) return { heard: [] };
  if (packet.payload.length === 0 || asText(id) === undefined) return { heard: [] };
  const word = wordIn(packet.payload);
  if (word !== 'true' && word !== 'false') return { problem: 'schema', detail: 'true or false' };
  if (word === 'true') return { heard: [{ kind: 'availability', device: id, state: 'online' }] };
  const sleeps = (known.states.get(id)?.wakeupPeriodS ?? sleepPeriodS(id) ?? 0) > 0;
  return {
    heard: [{ kind: 'availability', device: id, state: 'offline', ...(sleeps && { expected: true }) }],
  };
}

/** `<prefix>/status/<component>:<id>`: one component, whole and without a time. */
function hearComponent(
  prefix: string,
  component: string,
  { packet, known }: { packet: Packet; known: Known },
): Reading {
  const id = known.ids.get(prefix) ?? prefix;
  if ((!known.ids.get(prefix) && !id.startsWith('shelly')) || asText(id) === undefined) return { heard: [] };
  if (packet.payload.length === 0) return { heard: [] };
  const part = asBody(parseJson(packet.payload));
  if (!part) return { problem: 'not-json' };
  const report = { id, parts: { [component]: part }, whole: false, deviceTime: null, key: null };
  return { heard: hearReport(report, known.states) };
}
