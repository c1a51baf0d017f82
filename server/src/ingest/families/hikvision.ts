/**
 * Hikvision's event notifications (ISAPI `EventNotificationAlert`), as a bridge between HTTP and MQTT hands them on, in
 * XML or JSON. A recorder has channels: `<name>/<channel>` is a device, `<name>` the recorder or camera itself.
 */
import type { EpochMs } from '@mingchu/shared/observation';
import { parseJson } from '../model/parseJson.ts';
import { BoundedMap } from '../model/boundedMap.ts';
import type { Family, Heard, HeardFinding, MappingEntry, Packet, Reading, SaidValue } from './family.ts';
import { findingId } from './findingId.ts';
import { asBody, asEpochMs, asText, type Body, listOf } from './readValue.ts';
import { asElements, asWord, asWordNumber, readXml } from './readXml.ts';

interface Known {
  /** When a channel, or an event of one, was told last. */
  toldAt: BoundedMap<EpochMs>;
  /** Name → the channel that it has told of; empty when there are several. */
  channels: BoundedMap<string>;
}

const maxTold = 2_000;
const maxNameChars = 64;
/** An event that lasts is posted every second; it is told so often, ms. */
const tellEveryMs = 5_000;
/** Posts that only say that all is well come every few seconds; they are told so often, ms. */
const heartbeatEveryMs = 20_000;
const maxRegions = 16;

const mapping: MappingEntry[] = [
  { name: 'shelteralarm', to: 'camera-covered' },
  { name: 'tamperdetection', to: 'camera-covered' },
  { name: 'defocus', to: 'camera-blurred' },
  { name: 'firedetection', to: 'fire-smoke' },
  { name: 'smokedetection', to: 'fire-smoke' },
  { name: 'smokeandfiredetection', to: 'fire-smoke' },
];

/** What a camera says of its own picture, some of them once; what it sees in it lasts, and is posted again. */
const ownPicture = new Set(['shelteralarm', 'tamperdetection', 'defocus']);
/** Of the device and not of what it sees; `true` while it lasts. */
const ownTroubles = new Set(
  'diskfull diskerror diskunformat nicbroken ipconflict illaccess videomismatch badvideo recordexception'.split(
    ' ',
  ),
);
/** Alarms of the thermometer: over its limit, near it, and by difference. */
const thermometry = new Set(['tma', 'tmpa', 'tda']);
const temperatureUnits = new Map([
  ['celsius', '°C'],
  ['fahrenheit', '°F'],
  ['kelvin', 'K'],
]);

export const hikvision: Family<Known> = {
  id: 'hikvision',
  title: { zh: '海康威视事件通知', en: 'Hikvision event notifications' },
  topics: ['hikvision/+/alert'],
  reportPeriodS: 60,
  mapping,
  begin: () => ({ toldAt: new BoundedMap(maxTold), channels: new BoundedMap(maxTold) }),
  // Of which channel of a recorder garbage is, nobody knows; a camera has one.
  speakers({ topic }, { channels }) {
    const name = asText(topic.split('/')[1], maxNameChars);
    return name === undefined ? [] : [name, ...listOf(channels.get(name) || undefined)];
  },
  decode: (packet, known) => {
    const [prefix, name, last, ...more] = packet.topic.split('/');
    const device = asText(name, maxNameChars);
    if (prefix !== 'hikvision' || !device || last !== 'alert' || more.length > 0)
      return { problem: 'unknown-topic' };
    const body = bodyOf(packet.payload);
    if (!body) return { problem: 'unknown-format', detail: 'neither JSON nor XML' };
    return readAlert(packet, { device, body: asBody(body['EventNotificationAlert']) ?? body, known });
  },
};

function bodyOf(payload: Buffer): Body | undefined {
  return payload[0] === 0x7b ? asBody(parseJson(payload)) : readXml(payload);
}

interface Alert {
  device: string;
  body: Body;
  known: Known;
}

function readAlert({ receivedAt }: Packet, { device, body, known }: Alert): Reading {
  const type = asText(asWord(body['eventType']), maxNameChars)?.toLowerCase();
  const state = asWord(body['eventState'])?.toLowerCase();
  if (type === undefined || (state !== 'active' && state !== 'inactive'))
    return { problem: 'schema', detail: 'eventType, eventState' };
  const isActive = state === 'active';
  const channel = asWordNumber(body['channelID'] ?? body['dynChannelID'] ?? body['dynVideoInputChannelID']);
  const hasChannel = channel !== undefined && Number.isInteger(channel) && channel > 0;
  const address = hasChannel ? `${device}/${channel}` : device;
  if (hasChannel) {
    const only = known.channels.get(device) ?? address;
    known.channels.set(device, only === address ? address : '');
  }
  const tells = (what: string, everyMs: number) => {
    const before = known.toldAt.get(what);
    if (before !== undefined && Math.abs(receivedAt - before) < everyMs) return false;
    known.toldAt.set(what, receivedAt);
    return true;
  };
  if (type === 'videoloss') {
    // Not lost: it is what a device posts when it has nothing else to say.
    if (!isActive && !tells(`${address}:heartbeat`, heartbeatEveryMs)) return { heard: [] };
    if (isActive) known.toldAt.delete(`${address}:heartbeat`);
    return { heard: presence({ device, address, body, isThere: !isActive }) };
  }
  const values = valuesOf(type, body, isActive);
  const deviceTime = timeOf(body);
  if (values.length > 0)
    return { heard: [{ kind: 'values', device: address, values, deviceTime, key: null }] };
  if (!isActive || !tells(`${address}:${type}`, tellEveryMs)) return { heard: [] };
  return { heard: findingsOf(address, type, { body, deviceTime, receivedAt }) };
}

/** A channel that shows nothing is not there; its recorder that says so is. */
function presence({
  device,
  address,
  body,
  isThere,
}: {
  device: string;
  address: string;
  body: Body;
  isThere: boolean;
}): Heard[] {
  const name = asText(asWord(body['channelName']));
  const heard: Heard[] = [{ kind: 'availability', device, state: 'online' }];
  if (address === device) return heard;
  const gateway = { gateway: device, ...(name !== undefined && { name }) };
  heard.push(
    { kind: 'device', device: address, maker: 'Hikvision', ...gateway },
    { kind: 'availability', device: address, state: isThere ? 'online' : 'offline' },
  );
  return heard;
}

/** Without its zone a time is nobody's; then ours counts. */
function timeOf(body: Body): EpochMs | null {
  const text = asWord(body['dateTime']) ?? '';
  return /(Z|[+-]\d\d:\d\d)$/.test(text) ? (asEpochMs(Date.parse(text)) ?? null) : null;
}

function valuesOf(type: string, body: Body, isActive: boolean): SaidValue[] {
  if (ownTroubles.has(type)) return [{ name: `event/${type}`, value: isActive }];
  if (type === 'io') {
    const port = asWordNumber(body['inputIOPortID'] ?? body['dynInputIOPortID']) ?? 1;
    return [{ name: `io/${port}`, value: isActive }];
  }
  if (!thermometry.has(type)) return [];
  return regionsOf(body).flatMap((region): SaidValue[] => {
    const measured = asBody(region['TMA']) ?? asBody(region['TMPA']) ?? asBody(region['TDA']);
    const value = asWordNumber(measured?.['currTemperature']);
    if (value === undefined) return [];
    const unit =
      temperatureUnits.get(asWord(measured?.['thermometryUnit'])?.toLowerCase() ?? 'celsius') ?? '°C';
    return [{ name: `temperature/${asWordNumber(region['regionID']) ?? 1}`, value, unit }];
  });
}

function regionsOf(body: Body): Body[] {
  const list = body['DetectionRegionList'];
  // JSON has the list itself, XML an element around its entries.
  const entries = Array.isArray(list) ? list : asElements(asBody(list)?.['DetectionRegionEntry']);
  return (entries as unknown[]).slice(0, maxRegions).flatMap((entry) => {
    const region = asBody(entry);
    return region ? [asBody(region['DetectionRegionEntry']) ?? region] : [];
  });
}

/** It says yes or no: who has set its limits has set how sure it must be. */
const sure = 1;

function findingsOf(
  device: string,
  type: string,
  { body, deviceTime, receivedAt }: { body: Body; deviceTime: EpochMs | null; receivedAt: EpochMs },
): HeardFinding[] {
  const [region] = regionsOf(body);
  const target = asText(asWord(region?.['detectionTarget'] ?? body['detectionTarget']), maxNameChars);
  const label = target === undefined ? type : `${type}/${target.toLowerCase()}`;
  const count = asText(asWord(body['activePostCount']), maxNameChars) ?? '';
  const moment = asText(asWord(body['dateTime']), maxNameChars) ?? String(receivedAt);
  const box = boxOf(asBody(region?.['TargetRect'] ?? body['TargetRect']));
  const zone = asWordNumber(region?.['regionID']);
  return [
    {
      kind: 'finding',
      device,
      id: findingId(label, moment, count),
      label,
      confidence: sure,
      deviceTime,
      ...(ownPicture.has(type) && { conclusive: true as const }),
      ...(zone !== undefined && { zone: String(zone) }),
      ...(box && { box }),
    },
  ];
}

/** Parts of the picture; older devices count to 1,000 and mean the region, not the target. */
function boxOf(rect: Body | undefined): HeardFinding['box'] {
  const [x, y, width, height] = ['X', 'Y', 'width', 'height'].map((key) => asWordNumber(rect?.[key]));
  if (x === undefined || y === undefined || width === undefined || height === undefined) return undefined;
  const isInside = [x, y, x + width, y + height].every((part) => part >= 0 && part <= 1);
  return isInside && width > 0 && height > 0 ? [x, y, width, height] : undefined;
}
