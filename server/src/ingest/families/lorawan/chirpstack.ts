/**
 * ChirpStack 4, JSON (`json=true`). A device is its DevEUI. Its time is when the network server heard it (`nsTime`):
 * `time` is that of the gateway's satellite receiver and nobody checks it.
 */
import { type EpochMs, skewLimitMs } from '@mingchu/shared/observation';
import { parseJson } from '../../model/parseJson.ts';
import type { Family, Heard, HeardDevice, Reading } from '../family.ts';
import { asBody, asList, asNumber, asText, type Body, listOf } from '../readValue.ts';
import { timeIn } from '../sayValues.ts';
import { beginGateways, hearGateway, type KnownGateways, learnGateways } from './gatewayState.ts';
import { beginFrames, hearFrame, type KnownFrames, lorawanMapping, sayDecoded } from './lorawanFrames.ts';

/** Log entries that are a trouble of the device; all others are of the network. */
const faults = new Map<unknown, 'garbage' | 'sequence-gap'>([
  ['UPLINK_CODEC', 'garbage'],
  ['UPLINK_MIC', 'garbage'],
  ['UPLINK_F_CNT_RESET', 'sequence-gap'],
]);

interface Known {
  frames: KnownFrames;
  gateways: KnownGateways;
}

export const chirpstack: Family<Known> = {
  id: 'chirpstack',
  title: { zh: 'LoRaWAN（ChirpStack）', en: 'ChirpStack (LoRaWAN)' },
  topics: ['application/+/device/+/event/+'],
  reportPeriodS: 600,
  mapping: [{ name: 'status.batteryLevel', to: 'batteryPct' }, ...lorawanMapping],
  begin: () => ({ frames: beginFrames(), gateways: beginGateways() }),
  wants: (topic, { gateways }) => gateways.get(topic) !== undefined,
  speakers({ topic }, { gateways }) {
    const [, , , device] = topic.split('/');
    return listOf(gateways.get(topic) ?? asText(device)?.toLowerCase());
  },
  decode(packet, known) {
    const gateway = known.gateways.get(packet.topic);
    if (gateway !== undefined) return hearGateway(gateway, packet);
    const event = packet.topic.split('/')[5];
    const body = asBody(parseJson(packet.payload));
    if (!body) return { problem: 'not-json', detail: 'ChirpStack needs json=true' };
    const info = asBody(body['deviceInfo']);
    const device = asText(info?.['devEui'])?.toLowerCase();
    if (!info || device === undefined) return { problem: 'schema', detail: 'deviceInfo.devEui' };
    switch (event) {
      case 'up':
        return hearUplink(device, body, { info, known });
      case 'join':
        return { heard: [introduce(device, info), { kind: 'availability', device, state: 'online' }] };
      case 'status':
        return { heard: hearStatus(device, body) };
      case 'log':
        return { heard: hearLog(device, body) };
      default:
        return { heard: [] };
    }
  },
};

function introduce(device: string, info: Body, gateway?: string): HeardDevice {
  const name = asText(info['deviceName']);
  const model = asText(info['deviceProfileName']);
  return {
    kind: 'device',
    device,
    ...(name !== undefined && { name }),
    ...(model !== undefined && { model }),
    ...(gateway !== undefined && { gateway }),
  };
}

/** First time at which the network server heard it, and the gateway that heard it best. */
function receptionOf(body: Body): { at: EpochMs | null; gateway?: string } {
  let at: EpochMs | null = null;
  let gateway: string | undefined;
  let best = Number.NEGATIVE_INFINITY;
  for (const entry of asList(body['rxInfo'])) {
    const reception = asBody(entry);
    const time = timeIn(reception?.['nsTime']);
    if (time !== null && (at === null || time < at)) at = time;
    const rssi = asNumber(reception?.['rssi']) ?? -200;
    const id = asText(reception?.['gatewayId']);
    if (id === undefined || rssi <= best) continue;
    best = rssi;
    gateway = id;
  }
  return { at, ...(gateway !== undefined && { gateway }) };
}

function hearUplink(device: string, body: Body, { info, known }: { info: Body; known: Known }): Reading {
  const object = asBody(body['object']);
  // Nothing is remembered of a frame that is refused: what it would have told is told by the next one.
  if (!object && asText(body['data']) !== undefined)
    return { problem: 'unknown-format', detail: 'no object: the device profile needs a codec' };
  const { at, gateway } = receptionOf(body);
  // Zeros are left out by older builds.
  const count = asNumber(body['fCnt']) ?? 0;
  const name = `${asText(info['deviceName'])}/${asText(info['deviceProfileName'])}`;
  const heard: Heard[] = hearFrame({ device, count, session: '', name }, known.frames, () =>
    introduce(device, info, gateway),
  );
  const gatewaySaid = timeIn(body['time']);
  if (
    gateway !== undefined &&
    at !== null &&
    gatewaySaid !== null &&
    Math.abs(gatewaySaid - at) > skewLimitMs
  )
    heard.push({ kind: 'fault', device: gateway, fault: 'clock-skew', amount: gatewaySaid - at });
  const listen = learnGateways(body['regionConfigId'], asList(body['rxInfo']).map(asBody), known.gateways);
  const learned = listen.length > 0 && { listen };
  if (!object) return { heard, ...learned };
  const values = sayDecoded(object);
  const key = asText(body['deduplicationId']) ?? null;
  if (values.length > 0) heard.push({ kind: 'values', device, values, deviceTime: at, key });
  return { heard, ...learned };
}

/** Its time is that of a gateway again: ours counts. */
function hearStatus(device: string, body: Body): Heard[] {
  const values = sayDecoded({ margin: body['margin'] }, { prefix: 'status.' });
  const level = asNumber(body['batteryLevel']);
  if (level !== undefined && body['batteryLevelUnavailable'] !== true && body['externalPowerSource'] !== true)
    values.push({ name: 'status.batteryLevel', value: level, unit: '%' });
  const key = asText(body['deduplicationId']) ?? null;
  return values.length === 0 ? [] : [{ kind: 'values', device, values, deviceTime: null, key }];
}

function hearLog(device: string, body: Body): Heard[] {
  const fault = faults.get(body['code']);
  return fault ? [{ kind: 'fault', device, fault, amount: 1 }] : [];
}
