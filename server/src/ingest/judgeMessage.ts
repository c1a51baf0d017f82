/**
 * What intake makes of one message before it is committed: the stages in order, each of which may refuse it. A
 * message is judged once, when it comes; a batch that must be tried again is not judged again.
 */
import { parseTopic } from '@mingchu/shared/mqtt';
import type { DeviceFault, EpochMs, FaultObservation } from '@mingchu/shared/observation';
import type { IncomingMessage } from '../platform/mqtt/messageSource.ts';
import { deviceKey, type RegistryCache } from '../registry/registryCache.ts';
import { type DeviceMemories, garbageRate } from './deviceMemories.ts';
import { type Decoded, decodeMessage, type RefusalReason } from './model/decodeMessage.ts';
import { type DeviceMemory, stepSequence, tellFault } from './model/deviceMemory.ts';
import { type BucketRate, spend } from './model/tokenBucket.ts';

/** A message that goes to the dead letters. */
export interface DeadLetter {
  topic: string;
  payload: Buffer;
  reason: string;
  receivedAt: EpochMs;
}

/** What one message adds to its batch. */
export interface Judged {
  message: IncomingMessage;
  /** Empty for a topic that is not ours. */
  siteId: string;
  samples: Decoded[];
  faults: FaultObservation[];
  /** Those of its faults that came with a report, with the key by which its repetition is known. */
  reported?: ReportedFault[];
  letter: DeadLetter | null;
  /** Of a known device: that it was refused, or how many of its samples came again. */
  counted?: { deviceId: string; kind: 'refused' | 'repeated'; amount: number };
}

export interface ReportedFault {
  fault: FaultObservation;
  key: string;
}

export interface Judge {
  judge(message: IncomingMessage): Judged;
  /** The dead letter for a message that was judged good and that the database refuses. */
  refuseJudged(judged: Judged, error: unknown): DeadLetter;
}

/** Samples of one device: a day's backlog of one each 5 s at once, 100 a second in the long run. */
export const sampleRate: BucketRate = { burst: 20_000, perS: 100 };
const maxLetterTopicChars = 500;

interface JudgeDeps {
  registry: RegistryCache;
  source: { shared: boolean };
  memories: DeviceMemories;
  /** Told of what an unknown device says on a canonical topic. */
  onStranger: (samples: Decoded[], message: IncomingMessage) => void;
}

export function createJudge({ registry, source, memories, onStranger }: JudgeDeps): Judge {
  const { counts } = memories;

  const judge = (message: IncomingMessage): Judged => {
    const { receivedAt, topic } = message;
    const address = parseTopic(topic);
    const siteId = address?.siteId ?? '';
    const judged: Judged = { message, siteId, samples: [], faults: [], letter: null };
    const key = address ? deviceKey(siteId, address.deviceId) : '';
    const known = address !== null && registry.devices.has(key);
    const memory = memories.of(key, known);
    const fault = (name: DeviceFault, amount: number, key: string | null = null) => {
      if (!address || !known || !tellFault(memory, name, receivedAt)) return false;
      const { deviceId } = address;
      pushFault(judged, { siteId, deviceId, fault: name, amount, key });
      return true;
    };
    const refuse = (reason: RefusalReason, detail?: string) => {
      spend(memory.garbage, garbageRate, { now: receivedAt, tokens: 1 });
      counts.refused[reason] = (counts.refused[reason] ?? 0) + 1;
      if (address && known) judged.counted = { deviceId: address.deviceId, kind: 'refused', amount: 1 };
      if (memories.keepsLetter(memory, receivedAt)) judged.letter = deadLetter(message, reason, detail);
      return judged;
    };

    const cost = { now: receivedAt, tokens: 1 };
    const isFlood =
      !spend(memory.garbage, garbageRate, { now: receivedAt, tokens: 0 }) ||
      !spend(memory.samples, sampleRate, cost);
    if (isFlood) {
      memory.droppedCount += 1;
      if (fault('flood', memory.droppedCount)) memory.droppedCount = 0;
      return refuse('too-many');
    }
    const decoded = decodeMessage(message);
    if ('refused' in decoded) {
      fault('garbage', 1);
      return refuse(decoded.refused, decoded.detail);
    }
    if (!known) {
      onStranger(decoded.samples, message);
      return refuse('unknown-device');
    }
    memory.samples.tokens -= Math.max(0, decoded.samples.length - 1);
    let missing = 0;
    let repeated = 0;
    for (const sample of decoded.samples) {
      const { observation } = sample;
      if (observation.kind === 'telemetry' && observation.seq !== undefined && !message.retained) {
        const step = stepSequence(memory.sequence, observation.seq, sample.deviceTime);
        if (step.kind === 'repeated') {
          repeated += 1;
          continue;
        }
        missing += step.missing;
      }
      judged.samples.push(sample);
    }
    counts.repeated += repeated;
    if (repeated > 0 && address)
      judged.counted = { deviceId: address.deviceId, kind: 'repeated', amount: repeated };
    // Part of a shared stream has gaps by nature.
    if (missing > 0 && !source.shared) {
      memory.missingCount += missing;
      if (fault('sequence-gap', memory.missingCount)) memory.missingCount = 0;
    }
    // What the broker had kept may be mended by now.
    if (decoded.impossible !== undefined && !message.retained)
      fault('sensor-fault', decoded.impossible, badKey(decoded.samples));
    const skewMs = decoded.samples[0]?.skewMs ?? null;
    if (skewMs !== null) {
      fault('clock-skew', skewMs);
      keepApart(memory, judged.samples);
    }
    return judged;
  };

  return {
    judge,
    refuseJudged: ({ message }, error) => {
      counts.refused['refused-by-database'] = (counts.refused['refused-by-database'] ?? 0) + 1;
      return deadLetter(message, 'refused-by-database', errorText(error));
    },
  };
}

/** @param told with the key of its report, where a repetition of that must not be told again */
export function pushFault(
  judged: Pick<Judged, 'message' | 'faults' | 'reported'>,
  {
    key,
    ...told
  }: Pick<FaultObservation, 'siteId' | 'deviceId' | 'fault' | 'amount'> & { key: string | null },
): void {
  const { receivedAt } = judged.message;
  const fault: FaultObservation = { kind: 'fault', ...told, at: receivedAt, receivedAt };
  judged.faults.push(fault);
  if (key !== null) judged.reported = [...(judged.reported ?? []), { fault, key }];
}

/** The times of its samples name a message, as they name its readings. */
function badKey(samples: readonly Decoded[]): string | null {
  const newest = samples.at(-1);
  return newest ? `bad:${newest.deviceTime}` : null;
}

/** Messages that come in one millisecond are not one sample: each with a time of ours gets one after the last. */
export function keepApart(memory: DeviceMemory, samples: Decoded[]): void {
  const newest = samples.at(-1)?.observation;
  if (newest?.kind !== 'telemetry') return;
  const laterMs = Math.max(0, memory.shiftedUntil + 1 - newest.at);
  for (const { observation } of samples) observation.at += laterMs;
  memory.shiftedUntil = newest.at;
}

/** `detail` in the family's or the schema's own words. */
export function deadLetter(
  message: IncomingMessage,
  reason: RefusalReason,
  detail: string | undefined,
): DeadLetter {
  return {
    topic: message.topic.slice(0, maxLetterTopicChars),
    payload: message.payload,
    reason: detail === undefined ? reason : `${reason}: ${detail}`,
    receivedAt: message.receivedAt,
  };
}

const maxReasonChars = 200;

function errorText(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return `${code ?? ''} ${message ?? String(error)}`.trim().slice(0, maxReasonChars);
}
