/** From bytes on a canonical topic to checked samples with a trusted time. Pure; compiled once at start. */
import {
  Detection,
  maxPayloadBytes,
  parseTimestamp,
  parseTopic,
  Status,
  Telemetry,
  type TelemetrySample,
} from '@mingchu/shared/mqtt';
import type { EpochMs, Observation } from '@mingchu/shared/observation';
import { isPhysical } from '@mingchu/shared/physicalRange';
import { type Metric, metrics } from '@mingchu/shared/vocabulary';
import { Compile } from 'typebox/compile';
import { parseJson } from './parseJson.ts';
import { isStorable } from './storableText.ts';
import { judgeClock } from './trustedTime.ts';

/** Why a message went to the dead letters. */
export type RefusalReason =
  | 'unknown-topic'
  | 'too-large'
  | 'not-json'
  | 'schema'
  | 'bad-text'
  | 'bad-time'
  | 'unknown-device'
  | 'unknown-site'
  | 'unknown-format'
  | 'unsupported-template'
  | 'too-many'
  | 'refused-by-database';

/** One sample, and what it is besides an observation. */
export interface Decoded {
  observation: Exclude<Observation, { kind: 'tick' } | { kind: 'fault' }>;
  /** Device clock minus ours, ms, when over the limit; then `at` is ours. */
  skewMs: number | null;
  deviceTime: EpochMs;
  /** Names the sample among those of its device when its time alone does not; null when time does. */
  key: string | null;
  /** By metric: what the sensor said, where its calibration makes another value of it. */
  raw?: Record<string, number>;
  model?: Detection['model'];
  snapshot?: Detection['snapshot'];
}

/**
 * Samples in the order of their time. None: the message says nothing, and rightly so. `impossible`: values left out
 * because their metric cannot be that; a sample without any other says only that the device speaks.
 */
export type DecodeResult =
  | { samples: Decoded[]; impossible?: number }
  | { refused: RefusalReason; detail?: string };

const telemetry = Compile(Telemetry);
const detection = Compile(Detection);
const status = Compile(Status);
const knownMetrics = new Set<string>(metrics);

export interface RawMessage {
  topic: string;
  payload: Buffer;
  retained: boolean;
  receivedAt: EpochMs;
}

type From = Pick<
  Extract<Observation, { kind: 'telemetry' }>,
  'siteId' | 'deviceId' | 'receivedAt' | 'retained'
>;

const backslash = 0x5c;

export function decodeMessage(message: RawMessage): DecodeResult {
  const { payload } = message;
  const address = parseTopic(message.topic);
  if (!address || address.kind === 'frame') return { refused: 'unknown-topic' };
  if (payload.length > maxPayloadBytes) return { refused: 'too-large' };
  // MQTT deletes a kept status by one without bytes.
  if (payload.length === 0 && address.kind === 'status') return { samples: [] };
  const body = parseJson(payload);
  if (body === undefined) return { refused: 'not-json' };
  const { siteId, deviceId, kind } = address;
  const { receivedAt } = message;
  const from: From = { siteId, deviceId, receivedAt, ...(message.retained && { retained: true as const }) };
  switch (kind) {
    case 'telemetry':
      if (!telemetry.Check(body)) return { refused: 'schema', detail: kind };
      return decodeTelemetry(from, (Array.isArray(body) ? body : [body]) as TelemetrySample[]);
    case 'detection':
      if (!detection.Check(body)) return { refused: 'schema', detail: kind };
      // Only an escape sequence can bring in what a valid text in UTF-8 cannot hold.
      if (payload.includes(backslash) && !isStorable(body)) return { refused: 'bad-text' };
      return decodeDetection(from, body as Detection);
    case 'status':
      if (!status.Check(body)) return { refused: 'schema', detail: kind };
      return decodeStatus(from, body as Status);
  }
}

function decodeTelemetry(from: From, samples: TelemetrySample[]): DecodeResult {
  const times: EpochMs[] = [];
  let newest = 0;
  for (const { ts } of samples) {
    const time = parseTimestamp(ts);
    if (time === null) return { refused: 'bad-time' };
    if (time > newest) newest = time;
    times.push(time);
  }
  const trust = judgeClock(newest, from.receivedAt, from.retained === true);
  const decoded: Decoded[] = [];
  let impossible = 0;
  for (const [index, sample] of samples.entries()) {
    const known = knownValues(sample.values);
    if (known === null) return { refused: 'schema', detail: 'no known metric' };
    const { values } = known;
    impossible += known.impossible;
    const deviceTime = times[index] as EpochMs;
    const at = deviceTime + trust.shiftMs;
    // A clock that is centuries ahead in one sample takes the others back beyond all time.
    if (at < 0) continue;
    const observation: Decoded['observation'] = { ...from, kind: 'telemetry', at, values };
    if (sample.seq !== undefined) observation.seq = sample.seq;
    const key = trust.needsKey ? `${deviceTime}:${Object.keys(values).join(',')}` : null;
    decoded.push({ observation, skewMs: trust.skewMs, deviceTime, key });
  }
  if (decoded.length > 1) decoded.sort((a, b) => a.deviceTime - b.deviceTime);
  return { samples: decoded, ...(impossible > 0 && { impossible }) };
}

/** Null when there is none, possible or not. */
function knownValues(
  said: Record<string, number>,
): { values: Record<string, number>; impossible: number } | null {
  const values: Record<string, number> = {};
  let found = false;
  let impossible = 0;
  for (const name in said) {
    if (!knownMetrics.has(name)) continue;
    found = true;
    const value = said[name] as number;
    if (isPhysical(name as Metric, value)) values[name] = value;
    else impossible += 1;
  }
  return found ? { values, impossible } : null;
}

function decodeDetection(from: From, body: Detection): DecodeResult {
  const deviceTime = parseTimestamp(body.ts);
  if (deviceTime === null) return { refused: 'bad-time' };
  const { shiftMs, skewMs } = judgeClock(deviceTime, from.receivedAt, from.retained === true);
  return {
    samples: [
      {
        observation: {
          ...from,
          kind: 'detection',
          at: deviceTime + shiftMs,
          id: body.id,
          type: body.type,
          confidence: body.confidence,
          zone: body.zone ?? '',
          ...(body.box && { box: body.box }),
          ...(body.trackId !== undefined && { trackId: body.trackId }),
          ...(body.snapshot && { snapshotUrl: body.snapshot.url }),
        },
        skewMs,
        deviceTime,
        // One finding has one id, whatever time a repetition claims.
        key: `id:${body.id}`,
        ...(body.model && { model: body.model }),
        ...(body.snapshot && { snapshot: body.snapshot }),
      },
    ],
  };
}

/** A last will carries the time at which it was left with the broker: old by nature, not a wrong clock. */
function decodeStatus(from: From, body: Status): DecodeResult {
  const deviceTime = parseTimestamp(body.ts);
  if (deviceTime === null) return { refused: 'bad-time' };
  return {
    samples: [
      {
        observation: { ...from, kind: 'status', at: from.receivedAt, state: body.state },
        skewMs: null,
        deviceTime,
        key: null,
      },
    ],
  };
}
