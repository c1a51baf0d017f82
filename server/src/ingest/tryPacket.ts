/**
 * The tester: what intake would make of a packet, without making it. The family begins with nothing but the packets
 * that are said to have come before; bindings, mapping and calibrations are those in force.
 */
import type { TriedDevice, TriedSample, TriedValue, TryAnswer, TryBody } from '@mingchu/shared/bindings';
import { canonicalFamily } from '@mingchu/shared/bindings';
import { siteOfCredential } from '@mingchu/shared/credentials';
import { parseTopic } from '@mingchu/shared/mqtt';
import { type Rulebook, rulesInForce } from '@mingchu/shared/rulebook';
import { type DeviceKind, detectionTypes } from '@mingchu/shared/vocabulary';
import { rulesWatching, watchingRule } from '@mingchu/shared/watchingRules';
import type { BindingBook } from '../bindings/bindingBook.ts';
import { detectionTypeOf, type MappedValue, mapValues, settle } from '../bindings/model/mapValues.ts';
import { proposeKind } from '../bindings/model/proposeBinding.ts';
import type { CalibrationBook } from '../calibration/calibrationBook.ts';
import type { Clock } from '../platform/clock.ts';
import { publishTopic } from '../platform/mqtt/topicAccess.ts';
import { deviceKey, type RegistryCache } from '../registry/registryCache.ts';
import { calibrateSamples } from './calibrateSamples.ts';
import type { Family, Heard } from './families/family.ts';
import { createFindFamily } from './families/familyOfTopic.ts';
import { byDevice } from './heardByDevice.ts';
import { meaningOf, meantBy, settleMeaning } from './judgeHeard.ts';
import { decodeHeard } from './model/decodeHeard.ts';
import { type Decoded, decodeMessage } from './model/decodeMessage.ts';

export interface TryDeps {
  clock: Clock;
  registry: RegistryCache;
  book: BindingBook;
  calibrations: CalibrationBook;
  families: readonly Family[];
  rulebook: Rulebook;
}

/** Answers shown of one packet. */
const maxShown = 200;

export async function tryPacket(deps: TryDeps, body: TryBody): Promise<TryAnswer> {
  const { encoding = 'utf8', retain = false, before = [] } = body;
  const username = body.username === undefined || body.username === '' ? null : body.username;
  const account = username === null ? null : siteOfCredential(username);
  if (account !== null && !deps.registry.sites.has(account))
    return nothing({ reason: 'unknown-site', detail: account });
  /** Where the broker passes it on to: below the mount of whoever signed in. */
  const passedOn = (topic: string) => (account === null ? { topic } : publishTopic(account, topic));
  const decision = passedOn(body.topic);
  if ('refused' in decision) return nothing({ reason: decision.refused, detail: account });
  const { topic } = decision;
  const packet = { topic, payload: Buffer.from(body.payload, encoding), retained: retain };
  const receivedAt = deps.clock.now();
  if (parseTopic(topic)) return tryCanonical(deps, { ...packet, receivedAt });
  const known = new Map<Family, unknown>();
  const find = createFindFamily(deps.families);
  const read = (one: { topic: string; payload: Buffer; retained: boolean }) => {
    const found = find(one.topic, (family) => known.get(family));
    if (!found) return null;
    const { family } = found;
    if (!known.has(family)) known.set(family, family.begin());
    const { payload, retained } = one;
    const reading = family.decode(
      { topic: found.topic, payload, retained, receivedAt, username },
      known.get(family),
    );
    return { ...found, reading };
  };
  for (const one of before) {
    const earlier = passedOn(one.topic);
    if ('topic' in earlier)
      read({ topic: earlier.topic, payload: Buffer.from(one.payload), retained: false });
  }
  const result = read(packet);
  if (!result) return nothing({ reason: 'unknown-topic', detail: null });
  const { family, mount, reading } = result;
  const isSite = mount === '' || deps.registry.sites.has(mount);
  if (!isSite) return { ...nothing({ reason: 'unknown-site', detail: mount }), family: family.id, mount };
  if ('problem' in reading)
    return {
      ...nothing({ reason: reading.problem, detail: reading.detail ?? null }),
      family: family.id,
      mount,
    };
  const heard = [...byDevice(reading.heard)].slice(0, maxShown);
  const tried = await Promise.all(
    heard.map(([address, said]) =>
      tryDevice(deps, { family, mount, address, said, receivedAt, retained: retain }),
    ),
  );
  return {
    family: family.id,
    mount,
    refused: null,
    devices: tried.map(({ device }) => device),
    samples: tried.flatMap(({ samples }) => samples.map(sampleLine)).slice(0, maxShown),
    answers: (reading.replies ?? []).map((reply) => reply.topic).slice(0, maxShown),
  };
}

function nothing(refused: TryAnswer['refused']): TryAnswer {
  return { family: null, mount: '', refused, devices: [], samples: [], answers: [] };
}

interface TriedPacket {
  family: Family;
  mount: string;
  address: string;
  said: readonly Heard[];
  receivedAt: number;
  retained: boolean;
}

async function tryDevice(
  deps: TryDeps,
  { family, mount, address, said, receivedAt, retained }: TriedPacket,
): Promise<{ device: TriedDevice; samples: Decoded[] }> {
  const at = { family: family.id, mount, address };
  const table = deps.book.tableOf(family);
  const binding = deps.book.find(at) ?? null;
  const values = (
    await Promise.all(
      said.map(async (one) => (one.kind === 'values' ? settle(mapValues(one.values, table)) : [])),
    )
  ).flat();
  const findings = said.flatMap((one) =>
    one.kind === 'finding'
      ? [{ label: one.label, confidence: one.confidence, type: detectionTypeOf(one.label, table) }]
      : [],
  );
  const details = said.find((one) => one.kind === 'device');
  const says = [
    ...values.flatMap(({ mapped }) => (mapped.kind === 'number' ? [mapped.metric as string] : [])),
    ...findings.flatMap(({ type }) => (type === null ? [] : [type])),
  ];
  const suspect = {
    ...at,
    name: details?.name ?? null,
    maker: details?.maker ?? null,
    model: details?.model ?? null,
    // One packet does not tell who speaks through whom.
    isGateway: false,
  };
  const bound = binding && deps.registry.devices.get(deviceKey(binding.siteId, binding.deviceId));
  const kind = bound?.kind ?? proposeKind({ ...suspect, becomes: says })?.kind ?? null;
  const place = binding ?? { siteId: mount, deviceId: address };
  const meaning = await settleMeaning(meaningOf(place, said, table));
  const { samples } = decodeHeard(meantBy(meaning).meant, { ...place, receivedAt, retained });
  calibrateSamples(samples, deps.calibrations);
  const device: TriedDevice = {
    ...at,
    name: suspect.name,
    model: suspect.model,
    binding,
    kind,
    values: values.map(valueLine),
    findings,
    presence: presenceOf(said),
    faults: said.flatMap((one) => (one.kind === 'fault' ? [one.fault] : [])),
    ruleIds: ruleIds(deps, kind, says),
  };
  return { device, samples };
}

function presenceOf(said: readonly Heard[]): TriedDevice['presence'] {
  const last = said.findLast((one) => one.kind === 'availability');
  if (!last) return null;
  return last.state === 'offline' && last.expected ? 'asleep' : last.state;
}

function valueLine({ said, entry, mapped }: MappedValue): TriedValue {
  return {
    name: said.name,
    value: said.value,
    unit: said.unit ?? null,
    bad: said.bad ?? null,
    entry: entry
      ? { name: entry.name, to: entry.to, expression: entry.expression ?? null, by: entry.by }
      : null,
    result:
      mapped.kind === 'number'
        ? { metric: mapped.metric, number: mapped.value }
        : { none: mapped.kind === 'none' ? mapped.reason : 'expression-gave-none' },
  };
}

function ruleIds({ rulebook, clock }: TryDeps, kind: DeviceKind | null, says: readonly string[]): string[] {
  if (kind === null) return [];
  const rules = rulesInForce(rulebook, clock.now()).map(watchingRule);
  return rulesWatching(rules, { kind, says })
    .filter(({ looksAt }) => looksAt !== null)
    .map(({ id }) => id);
}

function tryCanonical(
  deps: TryDeps,
  packet: { topic: string; payload: Buffer; retained: boolean; receivedAt: number },
): TryAnswer {
  const decoded = decodeMessage(packet);
  const canonical = { family: canonicalFamily, mount: '' };
  if ('refused' in decoded)
    return { ...nothing({ reason: decoded.refused, detail: decoded.detail ?? null }), ...canonical };
  const first = decoded.samples[0]?.observation;
  if (!first) return { ...nothing(null), ...canonical };
  const { siteId, deviceId } = first;
  calibrateSamples(decoded.samples, deps.calibrations);
  const known = deps.registry.devices.get(deviceKey(siteId, deviceId));
  const says = [...new Set(decoded.samples.flatMap(saysOf))];
  const device: TriedDevice = {
    ...canonical,
    address: deviceKey(siteId, deviceId),
    name: known?.name ?? null,
    model: null,
    binding: known ? { siteId, deviceId } : null,
    kind: known?.kind ?? null,
    values: [],
    findings: [],
    presence: null,
    faults: [],
    ruleIds: ruleIds(deps, known?.kind ?? null, says),
  };
  return {
    ...canonical,
    refused: known ? null : { reason: 'unknown-device', detail: deviceKey(siteId, deviceId) },
    devices: [device],
    samples: decoded.samples.slice(0, maxShown).map(sampleLine),
    answers: [],
  };
}

function saysOf({ observation }: Decoded): string[] {
  if (observation.kind === 'telemetry') return Object.keys(observation.values);
  return observation.kind === 'detection' && detectionTypes.some((type) => type === observation.type)
    ? [observation.type]
    : [];
}

function sampleLine({ observation, raw = {} }: Decoded): TriedSample {
  const { siteId, deviceId, at: atMs, retained = false } = observation;
  const at = new Date(atMs).toISOString();
  const sample = { siteId, deviceId, at, retained };
  if (observation.kind === 'status') return { ...sample, kind: 'status', state: observation.state };
  if (observation.kind === 'detection') {
    const { type, confidence } = observation;
    return { ...sample, kind: 'detection', type, confidence };
  }
  // `raw` is there where a calibration has corrected it.
  const values = Object.entries(observation.values).map(([metric, value]) => ({
    metric,
    value,
    raw: raw[metric] ?? null,
  }));
  return { ...sample, kind: 'telemetry', values };
}
