/**
 * GB/T 28181 messages (MANSCDP, in the bodies of SIP MESSAGE), as a platform hands them on over MQTT, in XML or in JSON
 * with the same names. Cameras, recorders and platforms are named by 20 digits, which no number of JSON holds.
 */
import { parseJson } from '../model/parseJson.ts';
import type { Family, Heard, HeardDevice, Reading } from './family.ts';
import { findingId } from './findingId.ts';
import { asBody, asText, type Body, listOf } from './readValue.ts';
import { asElements, asWord, asWordNumber, readXml } from './readXml.ts';

/** Items of one catalogue message. */
const maxItems = 2_000;
const maxWordChars = 64;

export const gb28181: Family<null> = {
  id: 'gb28181',
  title: { zh: '国标 GB/T 28181 平台', en: 'GB/T 28181 platform' },
  topics: ['gb28181/+/+'],
  // The standard's default of its keepalive; three that are missed are silence.
  reportPeriodS: 60,
  mapping: [{ name: 'alarm/5/13', to: 'camera-covered' }],
  begin: () => null,
  // Topics name no device: only what is left of the body does.
  speakers: ({ payload }) => listOf(asDeviceId(messageIn(payload)?.['DeviceID'])),
  decode: ({ topic, payload, receivedAt }) => {
    const levels = topic.split('/');
    if (levels[0] !== 'gb28181' || levels.length !== 3) return { problem: 'unknown-topic' };
    const message = messageIn(payload);
    if (!message) return { problem: 'unknown-format', detail: 'neither JSON nor XML' };
    const kind = asWord(message['CmdType']);
    const device = asDeviceId(message['DeviceID']);
    if (kind === undefined || !device) return { problem: 'schema', detail: 'CmdType, DeviceID' };
    const read = readings.get(kind);
    return read ? read({ message, device, receivedAt }) : { heard: [] };
  },
};

function messageIn(payload: Buffer): Body | undefined {
  const body = payload[0] === 0x7b ? asBody(parseJson(payload)) : readXml(payload);
  return body && (asBody(body['Notify']) ?? asBody(body['Response']) ?? body);
}

interface Message {
  message: Body;
  device: string;
  receivedAt: number;
}

const readings = new Map<string, (message: Message) => Reading>([
  ['Alarm', readAlarm],
  ['Keepalive', readKeepalive],
  ['Catalog', readCatalog],
]);

/** A number of JSON has lost its last digits by now. */
function asDeviceId(value: unknown): string | undefined {
  const id = typeof value === 'string' ? value.trim() : '';
  return /^\d{20}$/.test(id) ? id : undefined;
}

/** It says yes or no: who has set its limits has set how sure it must be. */
const sure = 1;

/**
 * An alarm has a way in which it came about and a type within that. It is told once, by a device that has judged it by
 * its own limits, and has no end. Its time has no zone: ours counts.
 */
function readAlarm({ message, device, receivedAt }: Message): Reading {
  const method = asWordNumber(message['AlarmMethod']);
  if (method === undefined || !Number.isInteger(method)) return { problem: 'schema', detail: 'AlarmMethod' };
  const info = asElements(message['Info']).map(asBody).find(Boolean);
  const type = asWordNumber(info?.['AlarmType'] ?? message['AlarmType']) ?? 0;
  const moment = asText(asWord(message['AlarmTime']), maxWordChars) ?? String(receivedAt);
  const serial = asText(asWord(message['SN']), maxWordChars) ?? '';
  const label = `alarm/${method}/${type}`;
  const id = findingId(label, moment, serial);
  const finding = { kind: 'finding', device, id, label, confidence: sure, deviceTime: null } as const;
  return { heard: [{ ...finding, conclusive: true }] };
}

/** Who speaks is there; of the devices below it that it names, nobody is. */
function readKeepalive({ message, device }: Message): Reading {
  const heard: Heard[] = [{ kind: 'availability', device, state: 'online' }];
  const info = asElements(message['Info']).map(asBody).find(Boolean);
  for (const value of asElements(info?.['DeviceID']).slice(0, maxItems)) {
    const failed = asDeviceId(value);
    if (failed) heard.push({ kind: 'availability', device: failed, state: 'offline' });
  }
  return { heard };
}

/** In answers the state stands as ON or OFF, in notices what has happened. */
const stateOf = new Map<string, 'online' | 'offline'>([
  ['ON', 'online'],
  ['OK', 'online'],
  ['OFF', 'offline'],
  ['OFFLINE', 'offline'],
  ['VLOST', 'offline'],
  ['DEFECT', 'offline'],
]);

function readCatalog({ message, device: gateway }: Message): Reading {
  const list = message['DeviceList'];
  const items = Array.isArray(list) ? (list as unknown[]) : asElements(asBody(list)?.['Item']);
  const heard: Heard[] = [];
  for (const value of items.slice(0, maxItems)) {
    const item = asBody(value);
    const device = asDeviceId(item?.['DeviceID']);
    // Areas and groups have ids of their own, shorter ones.
    if (!item || !device) continue;
    const event = asWord(item['Event'])?.toUpperCase();
    heard.push(describe(item, { device, gateway, isGone: event === 'DEL' }));
    const state = stateOf.get(event ?? '') ?? stateOf.get(asWord(item['Status'])?.toUpperCase() ?? '');
    if (state && event !== 'DEL') heard.push({ kind: 'availability', device, state });
  }
  return { heard, ...(items.length > maxItems && { cut: items.length - maxItems }) };
}

function describe(
  item: Body,
  { device, gateway, isGone }: { device: string; gateway: string; isGone: boolean },
): HeardDevice {
  const [name, maker, model] = ['Name', 'Manufacturer', 'Model'].map((key) => asText(asWord(item[key])));
  return {
    kind: 'device',
    device,
    ...(device !== gateway && { gateway }),
    ...(name !== undefined && { name }),
    ...(maker !== undefined && { maker }),
    ...(model !== undefined && { model }),
    ...(isGone && { gone: true }),
  };
}
