/** Shelly Gen1: `shellies/<model>-<id>/…`, one text a topic, and no time anywhere. */
import { parseJson } from '../../model/parseJson.ts';
import type { BoundedMap } from '../../model/boundedMap.ts';
import type { Heard, Packet, Reading, SaidValue } from '../family.ts';
import { asBody, asText } from '../readValue.ts';
import { numberIn, wordIn } from '../sayValues.ts';
import { sleepPeriodS } from './shellyIds.ts';

/** State of a gas detector as it last told: `unknown`, `warmup`, `normal`, `fault`. */
export type Operations = BoundedMap<string>;

/** Values that stand in a topic of their own below the id of the device. */
const readable =
  /^(sensor\/[a-z_]+|relay\/\d+\/power|emeter\/\d+\/power|ext_(temperature|humidity)\/\d+|temperature)$/;
const units = new Map([
  ['sensor/temperature', '°C'],
  ['sensor/humidity', '%'],
  ['sensor/battery', '%'],
  ['sensor/concentration', 'ppm'],
]);
const truths = new Map([
  ['true', true],
  ['false', false],
]);

/** @param path what follows `shellies/` */
export function hearGen1(path: string, packet: Packet, operations: Operations): Reading {
  const slash = path.indexOf('/');
  const id = asText(slash < 0 ? undefined : path.slice(0, slash));
  const end = path.slice(slash + 1);
  if (path === 'announce' || end === 'announce') return hearAnnounce(packet);
  if (id === undefined || path === 'command') return { heard: [] };
  const word = wordIn(packet.payload);
  if (end === 'online') {
    if (word !== 'true' && word !== 'false') return { problem: 'schema', detail: 'true or false' };
    const expected = word === 'false' && sleepPeriodS(id) !== undefined;
    const state = word === 'true' ? 'online' : 'offline';
    return { heard: [{ kind: 'availability', device: id, state, ...(expected && { expected }) }] };
  }
  // Orders, settings, and copies of the same values in °F or JSON.
  if (!readable.test(end)) return { heard: [] };
  if (word === undefined) return { problem: 'schema', detail: 'one word' };
  return { heard: hearValue(id, end, { word, operations }) };
}

function hearAnnounce(packet: Packet): Reading {
  const body = asBody(parseJson(packet.payload));
  const device = asText(body?.['id']);
  if (!body || device === undefined) return { problem: 'schema', detail: 'announce' };
  const model = asText(body['model']);
  const reportPeriodS = sleepPeriodS(device);
  return {
    heard: [
      {
        kind: 'device',
        device,
        maker: 'Shelly',
        ...(model !== undefined && { model }),
        ...(reportPeriodS !== undefined && { reportPeriodS }),
      },
    ],
  };
}

function hearValue(
  id: string,
  end: string,
  { word, operations }: { word: string; operations: Operations },
): Heard[] {
  const said = sayText(end, word);
  if (end === 'sensor/operation') {
    operations.set(id, word);
    if (word === 'fault') said.bad = 'fault';
  }
  if (end === 'sensor/gas' || end === 'sensor/concentration') {
    const operation = operations.get(id);
    if (said.value === 'test') said.bad = 'self-test';
    else if (said.value === 'unknown') said.bad = 'unknown';
    else if (operation !== undefined && operation !== 'normal') said.bad = `operation-${operation}`;
  }
  // A probe at the add-on stands in another cabinet than the next one: each is a device.
  const probe = /^ext_([a-z]+)\/(\d+)$/.exec(end);
  if (!probe) return [{ kind: 'values', device: id, values: [said], deviceTime: null, key: null }];
  const device = `${id}/ext:${probe[2]}`;
  const value = { ...said, name: `ext_${probe[1]}`, unit: probe[1] === 'humidity' ? '%' : '°C' };
  return [{ kind: 'values', device, values: [value], deviceTime: null, key: null }];
}

function sayText(end: string, word: string): SaidValue {
  const value = truths.get(word) ?? numberIn(word) ?? word;
  const unit = units.get(end) ?? (end.endsWith('/power') ? 'W' : undefined);
  const said: SaidValue = { name: end, value, ...(unit !== undefined && { unit }) };
  // What a sensor that answers nothing is told as.
  if (end === 'sensor/temperature' && value === 999) said.bad = 'not-connected';
  return said;
}
