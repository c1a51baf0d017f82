/**
 * What mutated messages lead to beyond their decoding: the devices of the unmutated ones are bound, each as every kind
 * of device in turn, and what they say goes through mapping, trusted time and the shipped rulebook by the same pure
 * functions that intake and the worker call. Every sample must be a possible one, and every violation must rest on a
 * live reading of its own device that breaks the rule.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Decision } from '@mingchu/shared/decision';
import { type Observation, skewLimitMs } from '@mingchu/shared/observation';
import { isPhysical } from '@mingchu/shared/physicalRange';
import type { Device, Site } from '@mingchu/shared/registry';
import { detectionTypes, deviceKinds, type Metric, metrics } from '@mingchu/shared/vocabulary';
import { compileExpression } from '@mingchu/server/bindings/expressions';
import { createTable } from '@mingchu/server/bindings/model/mapValues';
import type { Family, Packet, Reading } from '@mingchu/server/ingest/families/family';
import { byDevice } from '@mingchu/server/ingest/heardByDevice';
import { isWaiting, judgeHeard, meaningOf, settleMeaning } from '@mingchu/server/ingest/judgeHeard';
import type { Decoded } from '@mingchu/server/ingest/model/decodeMessage';
import { type DeviceMemory, newDeviceMemory } from '@mingchu/server/ingest/model/deviceMemory';
import { loadRulebook } from '@mingchu/server/rules/loadRulebook';
import { compileRules } from '@mingchu/server/rules/model/compileRules';
import { evaluate } from '@mingchu/server/rules/model/evaluate';
import { freshState } from '@mingchu/server/rules/model/state';

export interface FuzzRules {
  /** The first thing that is wrong with what this reading leads to; null when nothing is. */
  follow(packet: Packet, reading: Reading): Promise<string | null>;
  readonly counts: { stored: number; opened: number };
}

const rulebookDir = join(dirname(fileURLToPath(import.meta.url)), '../../server/rulebook');
const rulebook = loadRulebook(rulebookDir);
const siteId = 's0001';
const site: Site = {
  id: siteId,
  gridId: 'g1',
  name: 'fuzz',
  kind: 'school',
  address: '',
  lat: 26,
  lon: 112,
  openingHours: [],
};
/** Messages between two ticks. */
const tickEvery = 100;

export function createFuzzRules(family: Family, packets: readonly Packet[]): FuzzRules {
  const places = placesOf(family, packets);
  const { judge, state, rules } = createSystem([...places.values()]);
  const table = createTable(family.mapping.map((entry) => ({ ...entry, by: 'family', ...computeOf(entry) })));
  const counts = { stored: 0, opened: 0 };
  let turn = 0;

  const judged = (observations: readonly Observation[]): string | null => {
    const { decisions } = evaluate(state, observations, rules);
    const opened = decisions.filter(({ kind }) => kind === 'open');
    counts.opened += opened.length;
    const groundless = opened.find((decision) => !observations.some((one) => carries(one, decision)));
    return groundless ? `a violation of ${groundless.rule.id} that no reading carries` : null;
  };
  return {
    counts,
    follow: async (packet, reading) => {
      turn += 1;
      if (turn % tickEvery === 0) {
        const wrong = judged([{ kind: 'tick', at: packet.receivedAt }]);
        if (wrong !== null) return wrong;
      }
      if ('problem' in reading) return null;
      const kind = deviceKinds[turn % deviceKinds.length];
      const meant = [...byDevice(reading.heard)].flatMap(([address, heard]) => {
        const place = places.get(address);
        return place === undefined ? [] : [meaningOf({ siteId, deviceId: `${place}-${kind}` }, heard, table)];
      });
      if (meant.length === 0) return null;
      const meanings = meant.some(isWaiting) ? await Promise.all(meant.map(settleMeaning)) : meant;
      const message = { ...packet, username: packet.username ?? '' };
      for (const { samples, faults } of judge(message, meanings)) {
        counts.stored += samples.length;
        for (const sample of samples) {
          const unfit = unfitSample(sample, packet);
          if (unfit !== null) return unfit;
        }
        const wrong = judged([...samples.map(({ observation }) => observation), ...faults]);
        if (wrong !== null) return wrong;
      }
      return null;
    },
  };
}

function computeOf({ expression }: { expression?: string }) {
  const compiled = expression === undefined ? null : compileExpression(expression);
  return compiled && 'compute' in compiled ? { compute: compiled.compute } : {};
}

/** The devices of messages as they are, by address. */
function placesOf(family: Family, packets: readonly Packet[]): Map<string, string> {
  const known = family.begin();
  const places = new Map<string, string>();
  for (const packet of packets) {
    const reading = family.decode(packet, known);
    if ('problem' in reading) continue;
    for (const { device } of reading.heard) places.set(device, places.get(device) ?? `d${places.size}`);
  }
  return places;
}

/** Each place once as every kind of device, at a kitchen that is always open. */
function createSystem(places: readonly string[]) {
  const devices = places.flatMap((place) =>
    deviceKinds.map((kind): [string, Device] => {
      const id = `${place}-${kind}`;
      const device = { id, siteId, kind, name: id, zone: 'prep', reportPeriodS: 60, inService: true };
      return [`${siteId}/${id}`, device];
    }),
  );
  const registry = {
    sites: new Map([[siteId, site]]),
    devices: new Map(devices),
    overrides: new Map(),
    revision: 1,
  };
  const memories = new Map<string, DeviceMemory>();
  const of = (key: string) => {
    const memory = memories.get(key) ?? newDeviceMemory(0);
    memories.set(key, memory);
    return memory;
  };
  const deps = { memories: { of, counts: { refused: {}, repeated: 0 } } };
  const judge = (message: Parameters<typeof judgeHeard>[1], meanings: Parameters<typeof judgeHeard>[2]) =>
    judgeHeard(deps, message, meanings);
  const rules = compileRules(rulebook, registry, { shard: 0, shardCount: 1 });
  return { judge, state: freshState(), rules };
}

/** What makes a sample one that must not be stored; null when nothing does. */
export function unfitSample({ observation }: Decoded, { retained, receivedAt }: Packet): string | null {
  if (retained && observation.retained !== true) return `a live ${observation.kind} of a kept message`;
  if (!Number.isInteger(observation.at) || observation.at < 0) return `the time ${observation.at}`;
  if (observation.at > receivedAt + 2 * skewLimitMs) return 'a time that is still to come';
  if (observation.kind === 'telemetry') {
    for (const [metric, value] of Object.entries(observation.values))
      if (!metrics.includes(metric as Metric) || !isPhysical(metric as Metric, value))
        return `the reading ${metric} ${value}`;
  }
  if (observation.kind === 'detection') {
    const { type, confidence } = observation;
    if (!detectionTypes.some((each) => each === type)) return `the finding ${type}`;
    if (!(confidence >= 0 && confidence <= 1)) return `the confidence ${confidence}`;
  }
  return null;
}

/** Whether an opening may rest on this observation: live, of its device, and itself what the rule is about. */
export function carries(observation: Observation, { rule, siteId: site, deviceId }: Decision): boolean {
  if (observation.kind === 'tick') return rule.kind === 'absence' || rule.kind === 'offline';
  if (observation.siteId !== site || observation.deviceId !== deviceId || observation.retained) return false;
  switch (rule.kind) {
    case 'threshold': {
      const value = observation.kind === 'telemetry' ? observation.values[rule.params.metric] : undefined;
      const { direction, limit } = rule.params;
      return value !== undefined && (direction === 'above' ? value > limit : value < limit);
    }
    case 'sentinel':
      return (
        observation.kind === 'telemetry' &&
        rule.params.values.includes(observation.values[rule.params.metric] ?? Number.NaN)
      );
    case 'rate':
    case 'stuck':
      return observation.kind === 'telemetry' && rule.params.metric in observation.values;
    case 'detections':
      return observation.kind === 'detection' && observation.type === rule.params.type;
    case 'fault':
      return observation.kind === 'fault' && observation.fault === rule.params.fault;
    case 'offline':
    case 'flapping':
      return observation.kind === 'status';
    case 'absence':
      return false;
  }
}
