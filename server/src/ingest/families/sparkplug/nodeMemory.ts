/** What a Sparkplug host must remember of each edge node: what its birth named, and where its sequence stands. */
import type { EpochMs } from '@mingchu/shared/observation';
import { BoundedMap } from '../../model/boundedMap.ts';

const maxNodes = 200;
const maxDevices = 100;
/** Metrics of a node and its devices together. */
const maxMetrics = 1_000;

export interface MetricBirth {
  name: string;
  dataType: number;
  unit: string | undefined;
}

/** Metrics of a node itself, or of one of its devices. */
export interface Born {
  isBorn: boolean;
  byName: Map<string, MetricBirth>;
  byAlias: Map<string, MetricBirth>;
}

export interface NodeMemory extends Born {
  /** Of its birth; null when that had none. */
  bdSeq: number | null;
  sequence: Sequence;
  devices: BoundedMap<Born>;
  metricCount: number;
  rebirthAskedAt: EpochMs | null;
}

export interface SparkplugMemory {
  nodes: BoundedMap<NodeMemory>;
  /** When the newest requests for a rebirth were made. */
  asked: EpochMs[];
}

export function newMemory(): SparkplugMemory {
  return { nodes: new BoundedMap(maxNodes), asked: [] };
}

export function nodeOf(known: SparkplugMemory, address: string): NodeMemory {
  const found = known.nodes.get(address);
  if (found) return found;
  const node: NodeMemory = {
    ...unborn(),
    bdSeq: null,
    sequence: newSequence(null, null),
    devices: new BoundedMap(maxDevices),
    metricCount: 0,
    rebirthAskedAt: null,
  };
  known.nodes.set(address, node);
  return node;
}

export const unborn = (): Born => ({ isBorn: false, byName: new Map(), byAlias: new Map() });

/** Keeps what a birth names, each name with one alias, as long as there is room for it at its node. */
export function keepMetric(node: NodeMemory, born: Born, alias: string | null, metric: MetricBirth): void {
  if (born.byName.has(metric.name) || node.metricCount >= maxMetrics) return;
  node.metricCount += 1;
  born.byName.set(metric.name, metric);
  if (alias !== null) born.byAlias.set(alias, metric);
}

/** What was named before is not known any more. */
export function forgetMetrics(node: NodeMemory, born: Born): void {
  node.metricCount -= born.byName.size;
  born.byName.clear();
  born.byAlias.clear();
}

/** A birth may have been lost: until the next one an alias means nothing. */
export function forgetAliases(node: NodeMemory): void {
  node.byAlias.clear();
  for (const [, born] of node.devices.entries()) born.byAlias.clear();
}

/** Numbers 0 to 255 that a node and its devices share; messages may change places on the way. */
export interface Sequence {
  next: number | null;
  /** Numbers that were passed over, and when the first of them was. */
  missing: Set<number>;
  missingSince: EpochMs;
  /** Of the newest message, by the clock of the node, ms. */
  sentAt: number;
}

const sequenceLength = 256;
/** A number further ahead is no message that changed places. */
const maxAhead = 16;
/** What is missing may still come for so long, ms. */
export const reorderAllowanceMs = 5_000;

export function newSequence(seq: number | null, sentAt: number | null): Sequence {
  const next = seq === null ? null : (seq + 1) % sequenceLength;
  return { next, missing: new Set(), missingSince: 0, sentAt: sentAt ?? 0 };
}

/** How many messages are known to be lost once one is: at least one, and none of a node that does not count. */
export function lostBefore({ seq }: { seq: number | null }, { next, missing }: Sequence): number {
  return seq === null || next === null ? 0 : Math.max(1, missing.size);
}

/**
 * Takes the number of a message; `lost` when something before it will not come any more. A number from behind is a
 * repetition when its message was not sent after the newest one; else its node has begun anew and its birth was lost.
 */
export function stepSequence(
  sequence: Sequence,
  { seq, timestamp }: { seq: number | null; timestamp: number | null },
  now: EpochMs,
): 'whole' | 'lost' {
  const { missing, next } = sequence;
  if (seq === null || !Number.isInteger(seq) || seq < 0 || seq >= sequenceLength || next === null)
    return 'lost';
  const isNewer = (timestamp ?? 0) > sequence.sentAt;
  if (!missing.delete(seq)) {
    const ahead = (seq - next + sequenceLength) % sequenceLength;
    if (ahead > maxAhead && (isNewer || ahead < sequenceLength - maxAhead)) return 'lost';
    if (ahead <= maxAhead) {
      if (ahead > 0 && missing.size === 0) sequence.missingSince = now;
      for (let passed = 0; passed < ahead; passed++) missing.add((next + passed) % sequenceLength);
      sequence.next = (seq + 1) % sequenceLength;
    }
  }
  if (isNewer) sequence.sentAt = timestamp ?? 0;
  return missing.size > 0 && now - sequence.missingSince > reorderAllowanceMs ? 'lost' : 'whole';
}
