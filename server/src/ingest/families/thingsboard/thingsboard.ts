/**
 * ThingsBoard's gateway and device API, so that gateways made for it may point here. A device behind a gateway is its
 * name; one that speaks for itself (`me`) is the name with which it signed in. What ThingsBoard calls active is not
 * believed: with "overwrite activity time" a gateway keeps all its devices active though they are silent.
 */
import { parseJson } from '../../model/parseJson.ts';
import { BoundedMap } from '../../model/boundedMap.ts';
import type { Family, Heard, HeardValues, Packet, Reading, Reply } from '../family.ts';
import { asBody, asList, asText, type Body, listOf } from '../readValue.ts';
import { type Attributes, hearAttributes, lookUpAttributes } from './attributes.ts';
import { readReports } from './telemetry.ts';

const gatewayBase = 'v1/gateway/';
const deviceBase = 'v1/devices/me/';
const maxDevices = 2000;
/** Most devices in one message of a gateway, and most reports of them before no further device is read. */
const maxTold = 1000;

interface Known {
  attributes: Attributes;
  /** Devices that their gateway took leave of, until they speak again. */
  away: BoundedMap<true>;
}

export const thingsboard: Family<Known> = {
  id: 'thingsboard',
  title: { zh: 'ThingsBoard 网关', en: 'ThingsBoard gateway' },
  topics: ['v1/gateway/#', 'v1/devices/me/#'],
  reportPeriodS: 60,
  mapping: [
    { name: 'temperature', to: 'temperatureC' },
    { name: 'humidity', to: 'humidityPct' },
    { name: 'battery', to: 'batteryPct' },
    { name: 'batteryLevel', to: 'batteryPct' },
    { name: 'doorOpen', to: 'doorOpen' },
    { name: 'waterLeak', to: 'waterLeak' },
    { name: 'smoke', to: 'smoke' },
    { name: 'gasPctLel', to: 'gasPctLel' },
    { name: 'power', to: 'powerW' },
    { name: 'pm25', to: 'pm25UgM3' },
  ],
  begin: () => ({ attributes: new BoundedMap(maxDevices), away: new BoundedMap(maxDevices) }),
  speakers: ({ username }) => listOf(asText(username)),
  decode(packet, known) {
    const { topic, payload } = packet;
    const isGateway = topic.startsWith(gatewayBase);
    if (!isGateway && !topic.startsWith(deviceBase)) return { problem: 'unknown-topic' };
    const end = topic.slice(isGateway ? gatewayBase.length : deviceBase.length);
    // Our own answers come past us, and what keeps a subscription is no message.
    if (end.includes('response') || payload.length === 0) return { heard: [] };
    const body = parseJson(payload);
    if (body === undefined) return { problem: 'not-json' };
    if (isGateway) return hearGateway(end, body, { packet, known });
    const device = asText(packet.username);
    // Only its name at the broker tells one from another.
    if (device === undefined) return { problem: 'schema', detail: 'nobody signed in: "me" has no name' };
    return hearDevice(device, { end, body }, { packet, known });
  },
};

interface From {
  packet: Packet;
  known: Known;
}

function hearGateway(end: string, body: unknown, { packet, known }: From): Reading {
  const object = asBody(body);
  if (!object) return { problem: 'schema', detail: end };
  switch (end) {
    case 'connect':
    case 'disconnect':
      return hearPresence(end, object, { packet, known });
    case 'telemetry':
      return hearTelemetry(object, { packet, known });
    case 'attributes': {
      const names = Object.keys(object);
      const heard = names.slice(0, maxTold).flatMap((name) => {
        const own = asBody(object[name]);
        return own && asText(name) !== undefined ? hearAttributes(name, own, known.attributes) : [];
      });
      return { heard, ...cutOff(names.length - maxTold) };
    }
    case 'attributes/request':
      return answerGateway(object, known);
    default:
      // Answers to orders that we do not give, claims, and what a gateway tells of itself.
      return { heard: [] };
  }
}

/** That its gateway knows a device is no sign of life; that it takes leave of it is one of absence. */
function hearPresence(end: 'connect' | 'disconnect', body: Body, { packet, known }: From): Reading {
  const device = asText(body['device']);
  if (device === undefined) return { problem: 'schema', detail: 'device' };
  if (end === 'disconnect') {
    known.away.set(device, true);
    return { heard: [{ kind: 'availability', device, state: 'offline' }] };
  }
  const model = asText(body['type']);
  const gateway = asText(packet.username);
  return {
    heard: [
      {
        kind: 'device',
        device,
        name: device,
        ...(model !== undefined && { model }),
        ...(gateway !== undefined && { gateway }),
      },
      // It says nothing of itself, and is bound so that its going explains the silence of its devices.
      ...(gateway === undefined ? [] : [{ kind: 'device' as const, device: gateway }]),
    ],
  };
}

function hearTelemetry(body: Body, { packet, known }: From): Reading {
  const heard: Heard[] = [];
  let cut = 0;
  for (const [index, name] of Object.keys(body).entries()) {
    if (index >= maxTold || heard.length > maxTold) {
      cut += Math.max(1, asList(body[name]).length);
      continue;
    }
    const device = asText(name);
    const read = readReports(name, body[name], packet.receivedAt);
    if (!read) return { problem: 'schema', detail: 'telemetry' };
    cut += read.cut;
    if (device !== undefined)
      heard.push(...withReturn(device, read.reports, known), ...tooMany(device, read));
  }
  return { heard, ...cutOff(cut) };
}

const cutOff = (cut: number) => cut > 0 && { cut };

/** A device that says more at once than is read of it. */
function tooMany(device: string, { cut }: { cut: number }): Heard[] {
  return cut > 0 ? [{ kind: 'fault', device, fault: 'flood', amount: cut }] : [];
}

/** A device that had been taken leave of and speaks is there again. */
function withReturn(device: string, reports: HeardValues[], known: Known): Heard[] {
  if (reports.length === 0 || !known.away.get(device)) return reports;
  known.away.delete(device);
  return [{ kind: 'availability', device, state: 'online' }, ...reports];
}

/** Client attributes are those that it told us; there are no shared ones. */
function answerGateway(body: Body, known: Known): Reading {
  const device = asText(body['device']);
  const { id } = body;
  if (device === undefined || typeof id !== 'number') return { problem: 'schema', detail: 'id and device' };
  const isOne = typeof body['key'] === 'string';
  const keys = isOne ? [body['key']] : asList(body['keys']);
  const found = body['client'] === true ? lookUpAttributes(device, keys, known.attributes) : {};
  const value = Object.values(found)[0];
  const answer = isOne
    ? { id, device, ...(value !== undefined && { value }) }
    : { id, device, values: found };
  return { heard: [], replies: [reply('v1/gateway/attributes/response', answer)] };
}

function hearDevice(
  device: string,
  { end, body }: { end: string; body: unknown },
  { packet, known }: From,
): Reading {
  const [kind, request, id = ''] = end.split('/');
  if (end === 'telemetry') {
    const read = readReports(device, body, packet.receivedAt);
    if (!read) return { problem: 'schema', detail: 'telemetry' };
    return { heard: [...read.reports, ...tooMany(device, read)], ...cutOff(read.cut) };
  }
  const object = asBody(body);
  if (!object) return { problem: 'schema', detail: end };
  if (end === 'attributes') return { heard: hearAttributes(device, object, known.attributes) };
  if (request !== 'request' || !/^\d{1,10}$/.test(id)) return { heard: [] };
  if (kind === 'attributes') {
    const keys = asText(object['clientKeys'], 1000)?.split(',') ?? [];
    const client = lookUpAttributes(device, keys, known.attributes);
    return { heard: [], replies: [reply(`v1/devices/me/attributes/response/${id}`, { client, shared: {} })] };
  }
  if (kind !== 'rpc') return { heard: [] };
  // A device that waits for an answer learns that there is none.
  const answer = { error: 'not supported' };
  return { heard: [], replies: [reply(`v1/devices/me/rpc/response/${id}`, answer)] };
}

function reply(topic: string, answer: object): Reply {
  return { topic, payload: JSON.stringify(answer), qos: 1, retain: false };
}
