/**
 * Sparkplug B 3.0, as a host application. Nodes name their metrics in a birth and may then speak in aliases alone, so a
 * host that has missed a birth, or a message after it, understands nothing more and asks for a new one. A node is dead
 * when the broker says so for the session that was born last.
 */
import type { EpochMs } from '@mingchu/shared/observation';
import type { Family, Heard, HeardValues, MappingEntry, Reading, Reply, SaidValue } from '../family.ts';
import { asEpochMs, asText } from '../readValue.ts';
import {
  type Born,
  forgetAliases,
  forgetMetrics,
  keepMetric,
  lostBefore,
  type MetricBirth,
  newMemory,
  newSequence,
  nodeOf,
  type NodeMemory,
  type SparkplugMemory,
  stepSequence,
  unborn,
} from './nodeMemory.ts';
import { type Metric, type Payload, readPayload, rebirthCommand, typedValue } from './payload.ts';

const namespace = 'spBv1.0';
const maxNameChars = 64;
/** A node is asked again for its birth after this, ms; and of all nodes so many are asked within it. */
const rebirthEveryMs = 60_000;
const maxRebirths = 60;
/** A value that was sent so much later than it was measured had been stored by its node, ms. */
const storedAfterMs = 30_000;
/** Quality of a metric: good as the specification numbers it. */
const goodQuality = 192;
const maxGroups = 100;

/** Usual last words of names, with the metric that they mean; administrators add what their nodes say. */
const usualNames: [string, string][] = [
  ['emperature', 'temperatureC'],
  ['umidity', 'humidityPct'],
  ['atteryLevel', 'batteryPct'],
  ['oorOpen', 'doorOpen'],
  ['aterLeak', 'waterLeak'],
];
const mapping: MappingEntry[] = usualNames.map(([name, to]) => ({ name: `*${name}`, to }));

export const sparkplug: Family<SparkplugMemory> = {
  id: 'sparkplug',
  title: { zh: 'Sparkplug B 网关', en: 'Sparkplug B' },
  topics: [
    ...['NBIRTH', 'NDEATH', 'NDATA'].map((kind) => `${namespace}/+/${kind}/+`),
    ...['DBIRTH', 'DDEATH', 'DDATA'].map((kind) => `${namespace}/+/${kind}/+/+`),
  ],
  reportPeriodS: 60,
  mapping,
  begin: newMemory,
  speakers: ({ topic }) => {
    const address = addressOf(topic);
    return address ? [heardAddress(address), nodeAddress(address)] : [];
  },
  decode: (packet, known) => {
    const address = addressOf(packet.topic);
    if (!address) return { problem: 'unknown-topic' };
    const payload = readPayload(packet.payload);
    if (!payload) return { problem: 'unknown-format', detail: 'no protobuf of Sparkplug B' };
    const { receivedAt } = packet;
    const node = nodeOf(known, `${address.group}/${address.edge}`);
    return readings[address.kind]({ address, payload, node, known, receivedAt });
  },
};

type MessageKind = 'NBIRTH' | 'NDEATH' | 'NDATA' | 'DBIRTH' | 'DDEATH' | 'DDATA';

interface Address {
  kind: MessageKind;
  group: string;
  edge: string;
  /** Null for the node itself. */
  device: string | null;
}

interface Message {
  address: Address;
  payload: Payload;
  node: NodeMemory;
  known: SparkplugMemory;
  receivedAt: EpochMs;
}

const readings: Record<MessageKind, (message: Message) => Reading> = {
  NBIRTH: readNodeBirth,
  NDEATH: readNodeDeath,
  NDATA: readChange,
  DBIRTH: readChange,
  DDEATH: readChange,
  DDATA: readChange,
};

function addressOf(topic: string): Address | undefined {
  const [first, group, kind = '', edge, device, ...more] = topic.split('/');
  const isOfDevice = kind.startsWith('D');
  if (
    first !== namespace ||
    !Object.hasOwn(readings, kind) ||
    more.length > 0 ||
    isOfDevice !== (device !== undefined)
  )
    return undefined;
  const names = [group, edge, device ?? '-'].map((name) => asText(name, maxNameChars));
  if (names.includes(undefined)) return undefined;
  return { kind: kind as MessageKind, group: group as string, edge: edge as string, device: device ?? null };
}

const nodeAddress = ({ group, edge }: Address) => `${group}/${edge}`;
const heardAddress = (address: Address) =>
  address.device === null ? nodeAddress(address) : `${nodeAddress(address)}/${address.device}`;

/** The chapters of the specification differ on its sequence number; any is right, and the next follows it. */
function readNodeBirth(message: Message): Reading {
  const { address, payload, node } = message;
  node.sequence = newSequence(payload.seq ?? 0, payload.timestamp);
  node.bdSeq = bdSeqOf(payload);
  node.rebirthAskedAt = null;
  node.metricCount = node.byName.size;
  node.devices.clear();
  return { heard: bear(message, node, heardAddress(address)) };
}

function bdSeqOf({ metrics }: Payload): number | null {
  const value = metrics.find(({ name }) => name === 'bdSeq')?.value;
  return typeof value === 'bigint' ? Number(BigInt.asUintN(64, value)) : null;
}

/** The broker says it for the node, maybe long after that has come back: only the death of its last birth is one. */
function readNodeDeath({ address, payload, node }: Message): Reading {
  const bdSeq = bdSeqOf(payload);
  if (node.isBorn && node.bdSeq !== null && bdSeq !== node.bdSeq) return { heard: [] };
  node.isBorn = false;
  const offline = (device: string): Heard => ({ kind: 'availability', device, state: 'offline' });
  const heard = [offline(nodeAddress(address))];
  for (const [name, born] of node.devices.entries()) {
    if (born.isBorn) heard.push(offline(`${nodeAddress(address)}/${name}`));
    born.isBorn = false;
  }
  return { heard };
}

/** Everything between two births of a node. */
function readChange(message: Message): Reading {
  const { payload, node, receivedAt } = message;
  if (!node.isBorn) return { heard: [], replies: askRebirth(message) };
  const isWhole = stepSequence(node.sequence, payload, receivedAt) === 'whole';
  const gap: Heard[] = [];
  if (!isWhole) {
    const amount = lostBefore(payload, node.sequence);
    if (amount > 0)
      gap.push({ kind: 'fault', device: nodeAddress(message.address), fault: 'sequence-gap', amount });
    // What is named can still be read.
    forgetAliases(node);
    node.sequence = newSequence(payload.seq, payload.timestamp);
  }
  const { heard: read, isKnown } = readOf(message);
  const heard = [...gap, ...read];
  return isWhole && isKnown ? { heard } : { heard, replies: askRebirth(message) };
}

function readOf(message: Message): { heard: Heard[]; isKnown: boolean } {
  const { address, node } = message;
  const device = heardAddress(address);
  const born = address.device === null ? node : node.devices.get(address.device);
  switch (address.kind) {
    case 'DBIRTH': {
      const bearing = born ?? unborn();
      node.devices.set(address.device as string, bearing);
      return { heard: bear(message, bearing, device), isKnown: true };
    }
    case 'DDEATH':
      if (born) born.isBorn = false;
      return { heard: [{ kind: 'availability', device, state: 'offline' }], isKnown: true };
    default:
      if (!born?.isBorn) return { heard: [], isKnown: false };
      return readData(message, born);
  }
}

/** A birth says what there is, and how each of it stands now: a value may be as old as it likes. */
function bear({ address, payload, node }: Message, born: Born, device: string): Heard[] {
  born.isBorn = true;
  forgetMetrics(node, born);
  const said: SaidValue[] = [];
  for (const metric of payload.metrics) {
    const name = asText(metric.name);
    if (name === undefined || isOwn(name)) continue;
    const birth: MetricBirth = { name, dataType: metric.dataType, unit: unitOf(metric) };
    keepMetric(node, born, metric.alias, birth);
    if (!metric.isHistorical) said.push(...saidOf(metric, birth));
  }
  const values = [...born.byName.values()].map(({ name, unit }) => ({
    name,
    ...(unit !== undefined && { unit }),
  }));
  const gateway = address.device !== null && { gateway: nodeAddress(address) };
  const heard: Heard[] = [
    { kind: 'device', device, ...gateway, values },
    { kind: 'availability', device, state: 'online' },
  ];
  const deviceTime = asEpochMs(payload.timestamp ?? undefined) ?? null;
  if (said.length > 0) heard.push({ kind: 'values', device, values: said, deviceTime, key: null });
  return heard;
}

/** Not measured: what the protocol itself needs. */
function isOwn(name: string): boolean {
  return name === 'bdSeq' || name.startsWith('Node Control/') || name.startsWith('Device Control/');
}

function unitOf({ properties }: Metric): string | undefined {
  for (const key of ['engUnit', 'unit', 'Unit']) {
    const unit = asText(properties.get(key), 40);
    if (unit !== undefined) return unit;
  }
  return undefined;
}

function saidOf(metric: Metric, birth: MetricBirth): SaidValue[] {
  const { name, unit } = birth;
  const common = { name, ...(unit !== undefined && { unit }) };
  const quality = metric.properties.get('Quality');
  if (metric.isNull) return [{ ...common, value: '', bad: 'null' }];
  const value = typedValue(metric.value, metric.dataType || birth.dataType);
  if (value === undefined) return [];
  if (typeof value === 'number' && !Number.isFinite(value))
    return [{ ...common, value: String(value), bad: 'no number' }];
  if (typeof value === 'string' && value !== '' && asText(value) === undefined) return [];
  const bad = typeof quality === 'bigint' && quality !== BigInt(goodQuality) && { bad: `quality ${quality}` };
  return [{ ...common, value, ...bad }];
}

/** Values of one moment together; those that a node had stored apart. */
function readData({ address, payload }: Message, born: Born): { heard: Heard[]; isKnown: boolean } {
  const sentAt = asEpochMs(payload.timestamp ?? undefined) ?? null;
  const groups = new Map<string, HeardValues>();
  let isKnown = true;
  for (const metric of payload.metrics) {
    if (isOwn(metric.name)) continue;
    const byAlias = metric.alias === null ? undefined : born.byAlias.get(metric.alias);
    const birth = byAlias ?? born.byName.get(metric.name);
    if (!birth) {
      isKnown = false;
      continue;
    }
    const at = asEpochMs(metric.timestamp ?? undefined) ?? sentAt;
    const isStored = at !== null && sentAt !== null && sentAt - at > storedAfterMs;
    const historical = (metric.isHistorical || isStored) && { historical: true as const };
    const id = `${at}/${Boolean(historical)}`;
    let group = groups.get(id);
    if (!group) {
      if (groups.size >= maxGroups) continue;
      group = {
        kind: 'values',
        device: heardAddress(address),
        values: [],
        deviceTime: at,
        key: null,
        ...historical,
      };
      groups.set(id, group);
    }
    group.values.push(...saidOf(metric, birth));
  }
  return { heard: [...groups.values()].filter(({ values }) => values.length > 0), isKnown };
}

/** Asks a node to tell everything again: not at once after the last time, and not all nodes at one moment. */
function askRebirth({ address, node, known, receivedAt }: Message): Reply[] {
  const { rebirthAskedAt } = node;
  if (rebirthAskedAt !== null && Math.abs(receivedAt - rebirthAskedAt) < rebirthEveryMs) return [];
  known.asked = known.asked.filter((at) => Math.abs(receivedAt - at) < rebirthEveryMs);
  if (known.asked.length >= maxRebirths) return [];
  known.asked.push(receivedAt);
  node.rebirthAskedAt = receivedAt;
  const topic = `${namespace}/${address.group}/NCMD/${address.edge}`;
  return [{ topic, payload: rebirthCommand(receivedAt), qos: 0, retain: false }];
}

/** Our name among the hosts, which nodes have as that of their primary host. */
const hostId = 'mingchu';

/**
 * What tells nodes that wait for their host that it is there: kept at the broker, the will of the connection and its
 * first message. Both carry the time of the same start.
 */
export function hostState(startedAt: EpochMs): { here: Reply; gone: Reply } {
  const state = (online: boolean): Reply => ({
    topic: `${namespace}/STATE/${hostId}`,
    payload: JSON.stringify({ online, timestamp: startedAt }),
    qos: 1,
    retain: true,
  });
  return { here: state(true), gone: state(false) };
}
