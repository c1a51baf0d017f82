/** What the packet of a family adds to its batch: of each bound device, through the mapping, with the bounds of all. */
import type { DeviceFault } from '@mingchu/shared/observation';
import {
  detectionTypeOf,
  mapValues,
  type MappedValue,
  type MappingTable,
  type NoNumber,
  settle,
} from '../bindings/model/mapValues.ts';
import type { IncomingMessage } from '../platform/mqtt/messageSource.ts';
import { deviceKey } from '../registry/registryCache.ts';
import type { DeviceMemories } from './deviceMemories.ts';
import { fingerprint } from './families/fingerprint.ts';
import type { Heard, HeardFinding, HeardValues } from './families/family.ts';
import { type Judged, keepApart, pushFault, sampleRate } from './judgeMessage.ts';
import { decodeHeard, type Meant } from './model/decodeHeard.ts';
import { tellFault } from './model/deviceMemory.ts';
import { isStorable } from './model/storableText.ts';
import { spend } from './model/tokenBucket.ts';

/** What a device that is bound says in one packet, mapped, some of it perhaps still to be worked out. */
export interface Meaning {
  siteId: string;
  deviceId: string;
  parts: (
    | { kind: 'values'; heard: HeardValues; mapped: MappedValue[] }
    | { kind: 'meant'; meant: Meant }
    | { kind: 'fault'; fault: DeviceFault; amount: number }
  )[];
}

export function meaningOf(
  { siteId, deviceId }: { siteId: string; deviceId: string },
  heard: readonly Heard[],
  table: MappingTable,
): Meaning {
  const parts = heard.flatMap((one): Meaning['parts'] => {
    switch (one.kind) {
      case 'values':
        return [{ kind: 'values', heard: one, mapped: mapValues(one.values, table) }];
      case 'finding':
        return findingParts(one, table);
      case 'availability':
        // A device that sleeps as it should is not missed.
        return one.state === 'offline' && one.expected
          ? []
          : [{ kind: 'meant', meant: { kind: 'status', state: one.state } }];
      case 'fault':
        return [{ kind: 'fault', fault: one.fault, amount: one.amount }];
      case 'device':
        return [];
    }
  });
  return { siteId, deviceId, parts };
}

function findingParts(finding: HeardFinding, table: MappingTable): Meaning['parts'] {
  const type = detectionTypeOf(finding.label, table);
  const { id, confidence, deviceTime, zone = '', conclusive, box, trackId, historical = false } = finding;
  if (type === null || !isStorable([id, zone, trackId])) return [];
  const meant = {
    kind: 'finding',
    type,
    id,
    confidence,
    deviceTime,
    zone,
    historical,
    ...(conclusive && { conclusive }),
    ...(box && { box }),
    ...(trackId !== undefined && { trackId }),
  } as const;
  return [{ kind: 'meant', meant }];
}

export function isWaiting({ parts }: Meaning): boolean {
  return parts.some(
    (part) => part.kind === 'values' && part.mapped.some(({ mapped }) => mapped.kind === 'later'),
  );
}

/** Never rejects. */
export async function settleMeaning(meaning: Meaning): Promise<Meaning> {
  if (!isWaiting(meaning)) return meaning;
  const parts = await Promise.all(
    meaning.parts.map(async (part) =>
      part.kind === 'values' ? { ...part, mapped: await settle(part.mapped) } : part,
    ),
  );
  return { ...meaning, parts };
}

/** One part a site, in the order of the packet. */
export function judgeHeard(
  { memories }: { memories: Pick<DeviceMemories, 'of' | 'counts'> },
  message: IncomingMessage,
  meanings: readonly Meaning[],
): Judged[] {
  const bySite = new Map<string, Judged>();
  for (const meaning of meanings) {
    const { siteId } = meaning;
    const judged = bySite.get(siteId) ?? { message, siteId, samples: [], faults: [], letter: null };
    bySite.set(siteId, judged);
    judgeDevice(memories, judged, meaning);
  }
  return [...bySite.values()].filter(({ samples, faults }) => samples.length + faults.length > 0);
}

function judgeDevice(
  memories: Pick<DeviceMemories, 'of' | 'counts'>,
  judged: Judged,
  { siteId, deviceId, parts }: Meaning,
): void {
  const { receivedAt, retained } = judged.message;
  const memory = memories.of(deviceKey(siteId, deviceId), true);
  const fault = (name: DeviceFault, amount: number, key: string | null = null): boolean => {
    if (!tellFault(memory, name, receivedAt)) return false;
    pushFault(judged, { siteId, deviceId, fault: name, amount, key });
    return true;
  };
  const tokens = parts.filter(({ kind }) => kind !== 'fault').length;
  if (!spend(memory.samples, sampleRate, { now: receivedAt, tokens })) {
    memory.droppedCount += 1;
    if (fault('flood', memory.droppedCount)) memory.droppedCount = 0;
    memories.counts.refused['too-many'] = (memories.counts.refused['too-many'] ?? 0) + 1;
    return;
  }
  for (const part of parts) if (part.kind === 'fault') fault(part.fault, part.amount);
  const { meant, bad, badKey } = meantBy({ siteId, deviceId, parts });
  // What the broker had kept, or the device had stored, may be mended by now.
  if (bad > 0 && !retained) fault('sensor-fault', bad, badKey);
  const { samples, skewMs } = decodeHeard(meant, { siteId, deviceId, receivedAt, retained });
  if (skewMs !== null) fault('clock-skew', skewMs);
  // Times of ours must differ: several packets may come in one millisecond.
  keepApart(
    memory,
    samples.filter(
      ({ observation, skewMs: skew }) =>
        observation.kind === 'telemetry' && (skew !== null || observation.at === receivedAt),
    ),
  );
  judged.samples.push(...samples);
}

const meaningless: ReadonlySet<NoNumber> = new Set(['bad', 'out-of-range']);

/**
 * Once it is settled; `bad` counts values that mean nothing by the device's own word, or that cannot be, without those
 * that it had stored. `badKey` names the last report that has any, null when nothing does.
 */
export function meantBy({ parts }: Meaning): { meant: Meant[]; bad: number; badKey: string | null } {
  const meant: Meant[] = [];
  let bad = 0;
  let badKey: string | null = null;
  for (const part of parts) {
    if (part.kind === 'meant') meant.push(part.meant);
    if (part.kind !== 'values') continue;
    meant.push(valuesOf(part));
    if (part.heard.historical) continue;
    const told = part.mapped.filter(
      ({ mapped }) => mapped.kind === 'none' && meaningless.has(mapped.reason),
    ).length;
    if (told > 0) badKey = keyOf(part.heard);
    bad += told;
  }
  return { meant, bad, badKey };
}

/** Reports of other values of one moment are no repetition, so the names belong to the time. */
function keyOf({ key, deviceTime, values }: HeardValues): string | null {
  if (key !== null) return `bad:${key}`;
  if (deviceTime === null) return null;
  return `bad:${deviceTime}:${fingerprint(Buffer.from(values.map(({ name }) => name).join('\n')))}`;
}

function valuesOf({ heard, mapped }: { heard: HeardValues; mapped: MappedValue[] }): Meant {
  const values: Record<string, number> = {};
  for (const { mapped: one } of mapped) if (one.kind === 'number') values[one.metric] = one.value;
  const { deviceTime, key, historical = false } = heard;
  return { kind: 'values', values, deviceTime, key, historical };
}
