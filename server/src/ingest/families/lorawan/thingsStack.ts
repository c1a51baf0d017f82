/**
 * The Things Stack 3 (The Things Network, The Things Industries): what its MQTT server publishes, handed over by a
 * bridge of the broker, and its Pub/Sub integration. A device is its DevEUI. Empty fields are left out of messages.
 */
import { parseJson } from '../../model/parseJson.ts';
import { BoundedMap } from '../../model/boundedMap.ts';
import type { Family, Heard, HeardDevice, Reading, SaidValue } from '../family.ts';
import { asBody, asList, asNumber, asText, type Body, listOf } from '../readValue.ts';
import { timeIn } from '../sayValues.ts';
import { beginFrames, hearFrame, type KnownFrames, lorawanMapping, sayDecoded } from './lorawanFrames.ts';

interface Known {
  frames: KnownFrames;
  /** Address → when the battery was last told, which every later uplink repeats. */
  batteries: BoundedMap<string>;
  /** Beginning of a topic, which names a device by its id, → address. */
  speakers: BoundedMap<string>;
}

export const thingsStack: Family<Known> = {
  id: 'things-stack',
  title: { zh: 'LoRaWAN（The Things Stack）', en: 'The Things Stack (LoRaWAN)' },
  topics: ['v3/+/devices/+/up', 'v3/+/devices/+/join', 'v3/+/devices/+/down/+', 'tts/up', 'tts/join'],
  reportPeriodS: 600,
  mapping: [{ name: 'last_battery_percentage', to: 'batteryPct' }, ...lorawanMapping],
  begin: () => ({ frames: beginFrames(), batteries: new BoundedMap(5000), speakers: new BoundedMap(5000) }),
  speakers: ({ topic }, { speakers }) => listOf(speakers.get(placeOf(topic))),
  decode(packet, known) {
    const body = asBody(parseJson(packet.payload));
    if (!body) return { problem: 'not-json' };
    const device = addressOf(body);
    if (device === undefined) return { problem: 'schema', detail: 'end_device_ids' };
    if (packet.topic.startsWith('v3/')) known.speakers.set(placeOf(packet.topic), device);
    const uplink = asBody(body['uplink_message']);
    if (uplink) return hearUplink(device, body, { uplink, known });
    if (!asBody(body['join_accept'])) return { heard: [] };
    return { heard: [introduce(device, body, {}), { kind: 'availability', device, state: 'online' }] };
  },
};

/** Application and id of the device. */
const placeOf = (topic: string) => topic.split('/', 4).join('/');

/** The DevEUI, or for a device without one its id in its application. */
function addressOf(body: Body): string | undefined {
  const ids = asBody(body['end_device_ids']);
  const eui = asText(ids?.['dev_eui']);
  if (eui !== undefined) return eui.toLowerCase();
  const id = asText(ids?.['device_id']);
  const application = asText(asBody(ids?.['application_ids'])?.['application_id']);
  return id === undefined || application === undefined ? undefined : asText(`${application}/${id}`);
}

function introduce(device: string, body: Body, uplink: Body): HeardDevice {
  const name = asText(asBody(body['end_device_ids'])?.['device_id']);
  const version = asBody(uplink['version_ids']);
  const maker = asText(version?.['brand_id']);
  const model = asText(version?.['model_id']);
  let gateway: string | undefined;
  let best = Number.NEGATIVE_INFINITY;
  for (const entry of asList(uplink['rx_metadata'])) {
    const id = asText(asBody(asBody(entry)?.['gateway_ids'])?.['gateway_id']);
    const rssi = asNumber(asBody(entry)?.['rssi']) ?? -200;
    if (id === undefined || rssi <= best) continue;
    best = rssi;
    gateway = id;
  }
  return {
    kind: 'device',
    device,
    ...(name !== undefined && { name }),
    ...(maker !== undefined && { maker }),
    ...(model !== undefined && { model }),
    ...(gateway !== undefined && { gateway }),
  };
}

function hearUplink(device: string, body: Body, { uplink, known }: { uplink: Body; known: Known }): Reading {
  const count = asNumber(uplink['f_cnt']) ?? 0;
  const session = asText(uplink['session_key_id']) ?? '';
  const frame = { device, count, session, name: asText(asBody(body['end_device_ids'])?.['device_id']) ?? '' };
  const simulated = body['simulated'] === true || uplink['simulated'] === true;
  const values = saidBy(uplink, simulated ? { bad: 'simulated' } : {});
  // Nothing is remembered of a frame that is refused: what it would have told is told by the next one.
  if (!values && asText(uplink['frm_payload'], 1000) !== undefined)
    return { problem: 'unknown-format', detail: 'no decoded_payload: the device needs a payload formatter' };
  const heard: Heard[] = simulated
    ? []
    : hearFrame(frame, known.frames, () => introduce(device, body, uplink));
  if (!values) return { heard };
  values.push(...batteryOf(device, uplink, known));
  if (values.length === 0) return { heard };
  const deviceTime = timeIn(uplink['received_at']) ?? timeIn(body['received_at']);
  const correlation = asText(asList(body['correlation_ids'])[0]);
  // A simulated frame borrows the counter of a real one.
  const key = session !== '' && !simulated ? `${session}:${count}` : (correlation ?? null);
  heard.push({ kind: 'values', device, values, deviceTime, key });
  return { heard };
}

/** The normalized payload where there is one, then what it was made of as `decoded.…`; undefined when there is none. */
function saidBy(uplink: Body, quality: { bad?: string }): SaidValue[] | undefined {
  const decoded = asBody(uplink['decoded_payload']);
  const normalized = uplink['normalized_payload'];
  const measurements = (Array.isArray(normalized) ? normalized : [normalized]).flatMap(
    (entry) => asBody(entry) ?? [],
  );
  if (measurements.length === 0) return decoded && sayDecoded(decoded, quality);
  // Several are measurements of several moments, the newest last.
  const said = sayDecoded(measurements.at(-1) as Body, quality).map((value) =>
    // In V there, and so no percentage.
    value.name === 'battery' ? { ...value, name: 'battery.voltage', unit: 'V' } : value,
  );
  return decoded ? [...said, ...sayDecoded(decoded, { prefix: 'decoded.', ...quality })] : said;
}

function batteryOf(device: string, uplink: Body, known: Known): SaidValue[] {
  const battery = asBody(uplink['last_battery_percentage']);
  const value = asNumber(battery?.['value']);
  const at = asText(battery?.['received_at']) ?? String(asNumber(battery?.['f_cnt']));
  if (value === undefined || known.batteries.get(device) === at) return [];
  known.batteries.set(device, at);
  return [{ name: 'last_battery_percentage', value, unit: '%' }];
}
