/**
 * The rulebook made ready for one shard's devices: which rules look at which device, by metric, detection type or
 * fault, with the site's own parameters. Made once per renewal of the registry and per change of versions in force;
 * a device is made ready when it is first heard.
 */
import { shardOfSite } from '@mingchu/shared/observation';
import type { Device, Site } from '@mingchu/shared/registry';
import { openingMemo } from '@mingchu/shared/openingHours';
import {
  type AbsenceRule,
  type FlappingRule,
  type OfflineRule,
  type Rule,
  type Rulebook,
  rulesInForce,
} from '@mingchu/shared/rulebook';
import { withOwnParams } from './ownParams.ts';
import { atPaceOf } from './pace.ts';

/** The part of the registry that rules look at. */
export interface RuleRegistry {
  readonly sites: ReadonlyMap<string, Site>;
  readonly devices: ReadonlyMap<string, Device>;
  readonly overrides: ReadonlyMap<string, { enabled: boolean; params: Record<string, unknown> }>;
  readonly revision: number;
}

/** One device with the rules that look at it. */
export interface CompiledDevice {
  key: string;
  siteId: string;
  deviceId: string;
  reportPeriodMs: number;
  /** A longer silence between samples restarts a pending duration. */
  gapMs: number;
  isOpen: (at: number) => boolean;
  byMetric: Map<string, Rule[]>;
  byDetection: Map<string, Rule[]>;
  byFault: Map<string, Rule[]>;
  presence: (OfflineRule | FlappingRule)[];
  absence: AbsenceRule[];
  /** Key of the device that it speaks through, which explains its silence. */
  gateway: string | undefined;
  /** How many devices speak through this one. */
  behind: number;
}

/** The rules in force during one stretch of time. */
export interface RuleSegment {
  /** From (inclusive) and until (exclusive), ms since 1970. */
  from: number;
  until: number;
  /** Undefined for a device that is unknown, out of service, or of another shard. */
  device(key: string): CompiledDevice | undefined;
  /** Keys of the devices that speak through this one, of all shards. */
  behind(key: string): readonly string[];
  /** Gateways whose going opens a violation and whose devices are all at their own kitchen, ordered by key. */
  watchedGateways(): readonly CompiledDevice[];
  /** Devices whose silence is watched, ordered by key. */
  watchedForSilence(): readonly CompiledDevice[];
}

export interface CompiledRules {
  readonly revision: number;
  segmentAt(at: number): RuleSegment;
}

/** Shortest gap that counts as one, ms. */
const minGapMs = 90_000;

export function compileRules(
  rulebook: Rulebook,
  registry: RuleRegistry,
  place: { shard: number; shardCount: number },
): CompiledRules {
  const segments = new Map<number, RuleSegment>();
  let current: RuleSegment | undefined;
  return {
    revision: registry.revision,
    segmentAt: (at) => {
      if (current && at >= current.from && at < current.until) return current;
      const later = rulebook.changeTimes.findIndex((time) => time > at);
      const next = later === -1 ? rulebook.changeTimes.length : later;
      let segment = segments.get(next);
      if (!segment) {
        segment = compileSegment(rulebook, registry, {
          ...place,
          from: rulebook.changeTimes[next - 1] ?? Number.NEGATIVE_INFINITY,
          until: rulebook.changeTimes[next] ?? Number.POSITIVE_INFINITY,
        });
        segments.set(next, segment);
      }
      current = segment;
      return segment;
    },
  };
}

function compileSegment(
  rulebook: Rulebook,
  registry: RuleRegistry,
  place: { shard: number; shardCount: number; from: number; until: number },
): RuleSegment {
  const inForce = rulesInForce(rulebook, place.from);
  const devices = new Map<string, CompiledDevice | null>();
  const memos = new Map<string, (at: number) => boolean>();
  let silent: CompiledDevice[] | undefined;
  let gateways: CompiledDevice[] | undefined;
  let behind: Map<string, string[]> | undefined;

  const compile = (key: string): CompiledDevice | null => {
    const device = registry.devices.get(key);
    const site = device && registry.sites.get(device.siteId);
    if (!device || !site || !device.inService) return null;
    if (shardOfSite(site.id, place.shardCount) !== place.shard) return null;
    let memo = memos.get(site.id);
    if (!memo) {
      memo = openingMemo(site);
      memos.set(site.id, memo);
    }
    const rules = inForce.flatMap((rule) => applicable(rule, { site, device, registry }));
    return { ...compileDevice(device, rules), key, isOpen: memo, behind: keysBehind(key).length };
  };
  const keysBehind = (key: string): readonly string[] => {
    behind ??= devicesBehind(registry);
    return behind.get(key) ?? [];
  };
  const deviceOf = (key: string) => {
    let device = devices.get(key);
    if (device === undefined) {
      device = compile(key);
      // A device that is not registered is not remembered: anybody may invent names.
      if (device || registry.devices.has(key)) devices.set(key, device);
    }
    return device ?? undefined;
  };
  return {
    from: place.from,
    until: place.until,
    device: deviceOf,
    behind: keysBehind,
    watchedGateways: () => {
      behind ??= devicesBehind(registry);
      gateways ??= [...behind]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([key, keys]) => ({ gateway: deviceOf(key), keys }))
        .filter(({ gateway, keys }) => gateway !== undefined && keys.every(isAt(gateway.siteId)))
        .map(({ gateway }) => gateway as CompiledDevice)
        .filter(({ presence }) => presence.some(({ kind }) => kind === 'offline'));
      return gateways;
    },
    watchedForSilence: () => {
      silent ??= [...registry.devices.keys()]
        .sort()
        .map((key) => deviceOf(key))
        .filter((device) => device !== undefined && device.absence.length > 0) as CompiledDevice[];
      return silent;
    },
  };
}

const isAt = (siteId: string) => (key: string) => key.startsWith(`${siteId}/`);

/** In service only: one that is put away is not missed. */
function devicesBehind({ devices }: RuleRegistry): Map<string, string[]> {
  const behind = new Map<string, string[]>();
  for (const [key, { gateway, inService }] of devices)
    if (gateway !== undefined && inService) file(behind, gateway, key);
  return behind;
}

/** The rule as it holds for this device, or nothing. */
function applicable(
  rule: Rule,
  { site, device, registry }: { site: Site; device: Device; registry: RuleRegistry },
): Rule[] {
  if (rule.deviceKinds !== 'any' && !rule.deviceKinds.includes(device.kind)) return [];
  if (rule.siteKinds && !rule.siteKinds.includes(site.kind)) return [];
  if (rule.zones && !rule.zones.includes(device.zone)) return [];
  const override = registry.overrides.get(`${site.id}/${rule.id}`);
  if (!override) return [rule];
  return override.enabled ? [withOwnParams(rule, override.params)] : [];
}

function compileDevice(device: Device, rules: Rule[]): Omit<CompiledDevice, 'key' | 'isOpen' | 'behind'> {
  const compiled = {
    siteId: device.siteId,
    deviceId: device.id,
    reportPeriodMs: device.reportPeriodS * 1000,
    gapMs: Math.max(3 * device.reportPeriodS * 1000, minGapMs),
    byMetric: new Map<string, Rule[]>(),
    byDetection: new Map<string, Rule[]>(),
    byFault: new Map<string, Rule[]>(),
    presence: [] as CompiledDevice['presence'],
    absence: [] as AbsenceRule[],
    gateway: device.gateway,
  };
  for (const rule of rules) {
    switch (rule.kind) {
      case 'threshold':
      case 'sentinel':
      case 'rate':
      case 'stuck':
        file(compiled.byMetric, rule.params.metric, rule);
        break;
      case 'detections':
        file(compiled.byDetection, rule.params.type, rule);
        break;
      case 'fault':
        file(compiled.byFault, rule.params.fault, atPaceOf(rule, device.reportPeriodS));
        break;
      case 'offline':
      case 'flapping':
        compiled.presence.push(rule);
        break;
      case 'absence':
        compiled.absence.push(rule);
        break;
    }
  }
  return compiled;
}

function file<Item>(index: Map<string, Item[]>, key: string, item: Item): void {
  const list = index.get(key);
  if (list) list.push(item);
  else index.set(key, [item]);
}
