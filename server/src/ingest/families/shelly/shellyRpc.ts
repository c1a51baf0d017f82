/**
 * Shelly Gen2 and later: JSON-RPC notifications, whole (`NotifyFullStatus`) or as an overlay of what changed
 * (`NotifyStatus`). Only what a message brings is said; what it leaves out counts from the last whole state when
 * quality depends on it.
 */
import type { EpochMs } from '@mingchu/shared/observation';
import type { BoundedMap } from '../../model/boundedMap.ts';
import type { Heard, HeardValues, SaidValue } from '../family.ts';
import { asBody, asEpochMs, asList, asNumber, asText, type Body } from '../readValue.ts';
import { maxValues, sayLeaves } from '../sayValues.ts';
import { sleepPeriodS } from './shellyIds.ts';

/** What an overlay may leave out and its values depend on. */
export interface ShellyState {
  externalPower: boolean;
  /** How long it sleeps, s; 0 for one that does not. */
  wakeupPeriodS: number;
}
export type ShellyStates = BoundedMap<ShellyState>;

const componentName = /^([a-z0-9_]+):(\d{1,4})$/;
/** Components with this number and above are probes at an add-on: each may stand in another cabinet. */
const firstProbe = 100;
/** Components that are settings or connections and no measurement. */
const silent = new Set([
  'input',
  'ui',
  'ht_ui',
  'script',
  'ble',
  'cloud',
  'mqtt',
  'ws',
  'wifi',
  'eth',
  'bthome',
]);

export interface Report {
  id: string;
  /** Components by name. */
  parts: Body;
  whole: boolean;
  deviceTime: EpochMs | null;
  key: string | null;
}

/** Time of a notification, from seconds; before the clock is set they count from the boot and are no time. */
export function rpcTime(ts: unknown): EpochMs | null {
  const seconds = asNumber(ts);
  return asEpochMs(seconds === undefined ? undefined : seconds * 1000) ?? null;
}

export function hearReport(report: Report, states: ShellyStates): Heard[] {
  const { id, parts, whole } = report;
  const before = states.get(id);
  const state: ShellyState = {
    externalPower: !whole && (before?.externalPower ?? false),
    wakeupPeriodS: before?.wakeupPeriodS ?? sleepPeriodS(id) ?? 0,
  };
  const sleep = asNumber(asBody(parts['sys'])?.['wakeup_period']);
  if (sleep !== undefined && sleep >= 0) state.wakeupPeriodS = sleep;
  for (const name in parts) {
    const present = asBody(asBody(parts[name])?.['external'])?.['present'];
    if (typeof present === 'boolean') state.externalPower = present;
  }
  states.set(id, state);
  const heard: Heard[] = [];
  if (!before || before.wakeupPeriodS !== state.wakeupPeriodS) heard.push(introduce(id, state));
  return [...heard, ...hearParts(report, state)];
}

function introduce(device: string, { wakeupPeriodS }: ShellyState): Heard {
  const [model] = device.split('-');
  return {
    kind: 'device',
    device,
    maker: 'Shelly',
    ...(model && { model }),
    ...(wakeupPeriodS > 0 && { reportPeriodS: wakeupPeriodS }),
  };
}

function hearParts({ id, parts, deviceTime, key }: Report, state: ShellyState): HeardValues[] {
  const own: SaidValue[] = [];
  const heard: HeardValues[] = [{ kind: 'values', device: id, values: own, deviceTime, key }];
  for (const name in parts) {
    const [, kind = '', number = ''] = componentName.exec(name) ?? [];
    const part = asBody(parts[name]);
    if (!part || kind === '' || silent.has(kind)) continue;
    if (Number(number) < firstProbe) {
      own.push(...sayPart(part, `${name}.`, state));
      if (own.length > maxValues) break;
      continue;
    }
    const values = sayPart(part, `${kind}.`, state);
    if (values.length > 0 && heard.length < maxValues)
      heard.push({ kind: 'values', device: `${id}/${name}`, values, deviceTime, key });
  }
  return heard.filter(({ values }) => values.length > 0);
}

const units = new Map([
  ['tC', '°C'],
  ['rh', '%'],
  ['battery.percent', '%'],
  ['battery.V', 'V'],
  ['apower', 'W'],
  ['act_power', 'W'],
  ['voltage', 'V'],
  ['current', 'A'],
]);
/** The same temperature again, and what is no measurement. */
const unsaid = new Set(['id', 'tF', 'source', 'mute']);

function sayPart(part: Body, prefix: string, state: ShellyState): SaidValue[] {
  const error = asText(asList(part['errors'])[0]);
  const said: SaidValue[] = [];
  // An unreadable sensor: no number, and why. It is told even where a later part of the text leaves the reason out.
  for (const name of ['tC', 'rh'])
    if (part[name] === null) said.push({ name: prefix + name, value: 'null', bad: error ?? 'read-failed' });
  const values = sayLeaves(part, ({ name, value }) => {
    if (unsaid.has(name) || name.startsWith('errors.')) return null;
    // A device at a cable has no battery: its 0 % is no empty one.
    if (name === 'battery.percent' && value === 0 && state.externalPower) return null;
    const unit = units.get(name);
    return {
      name: prefix + name,
      value,
      ...(unit !== undefined && { unit }),
      ...(error !== undefined && { bad: error }),
    };
  });
  if (error !== undefined && said.length === 0 && values.length === 0)
    said.push({ name: `${prefix}errors`, value: error, bad: error });
  return [...said, ...values];
}
