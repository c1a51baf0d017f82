/** From bytes on a canonical topic to checked samples with a trusted time. Pure; compiled once at start. */
import {
  Detection,
  maxPayloadBytes,
  parseTopic,
  Status,
  Telemetry,
  type TelemetrySample,
} from '@mingchu/shared/mqtt';
import { type EpochMs, type Observation, skewLimitMs } from '@mingchu/shared/observation';
import { metrics } from '@mingchu/shared/vocabulary';
import { Compile } from 'typebox/compile';

/** Why a message went to the dead letters. */
export type RefusalReason =
  | 'unknown-topic'
  | 'too-large'
  | 'not-json'
  | 'schema'
  | 'bad-time'
  | 'unknown-device'
  | 'too-many';

/** One sample with what its own key is when its clock is not trusted. */
export interface Decoded {
  observation: Exclude<Observation, { kind: 'tick' } | { kind: 'fault' }>;
  /** Device clock minus ours, ms, when over the limit; then `at` is ours and `deviceTime` keys it. */
  skewMs: number | null;
  deviceTime: EpochMs;
  model?: Detection['model'];
  snapshot?: Detection['snapshot'];
}

export type DecodeResult = { samples: Decoded[] } | { refused: RefusalReason; detail?: string };

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

export function decodeMessage(message: RawMessage): DecodeResult {
  const address = parseTopic(message.topic);
  if (!address || address.kind === 'frame') return { refused: 'unknown-topic' };
  if (message.payload.length > maxPayloadBytes) return { refused: 'too-large' };
  let body: unknown;
  try {
    body = JSON.parse(message.payload.toString('utf8'));
  } catch {
    return { refused: 'not-json' };
  }
  const { siteId, deviceId } = address;
  const from = {
    siteId,
    deviceId,
    receivedAt: message.receivedAt,
    ...(message.retained && { retained: true as const }),
  };
  switch (address.kind) {
    case 'telemetry':
      if (!telemetry.Check(body)) return { refused: 'schema', detail: address.kind };
      return decodeSamples(from, (Array.isArray(body) ? body : [body]) as TelemetrySample[]);
    case 'detection':
      if (!detection.Check(body)) return { refused: 'schema', detail: address.kind };
      return decodeDetection(from, body as Detection);
    case 'status': {
      if (!status.Check(body)) return { refused: 'schema', detail: address.kind };
      const time = trustedTime(body.ts, message.receivedAt);
      if (!time) return { refused: 'bad-time' };
      // A last will carries the time at which it was left with the broker: old by nature, not a wrong clock.
      return {
        samples: [
          {
            observation: { ...from, kind: 'status', at: message.receivedAt, state: body.state },
            skewMs: null,
            deviceTime: time.deviceTime,
          },
        ],
      };
    }
  }
}

type From = Pick<
  Extract<Observation, { kind: 'telemetry' }>,
  'siteId' | 'deviceId' | 'receivedAt' | 'retained'
>;

function decodeSamples(from: From, samples: TelemetrySample[]): DecodeResult {
  const decoded: Decoded[] = [];
  for (const sample of samples) {
    const time = trustedTime(sample.ts, from.receivedAt);
    if (!time) return { refused: 'bad-time' };
    const values: Record<string, number> = {};
    let count = 0;
    for (const [name, value] of Object.entries(sample.values)) {
      if (!knownMetrics.has(name)) continue;
      values[name] = value;
      count += 1;
    }
    if (count === 0) return { refused: 'schema', detail: 'no known metric' };
    decoded.push({
      observation: {
        ...from,
        kind: 'telemetry',
        at: time.at,
        values,
        ...(sample.seq === undefined ? {} : { seq: sample.seq }),
      },
      skewMs: time.skewMs,
      deviceTime: time.deviceTime,
    });
  }
  return { samples: decoded };
}

function decodeDetection(from: From, body: Detection): DecodeResult {
  const time = trustedTime(body.ts, from.receivedAt);
  if (!time) return { refused: 'bad-time' };
  return {
    samples: [
      {
        observation: {
          ...from,
          kind: 'detection',
          at: time.at,
          id: body.id,
          type: body.type,
          confidence: body.confidence,
          zone: body.zone ?? '',
          ...(body.box && { box: body.box }),
          ...(body.trackId !== undefined && { trackId: body.trackId }),
          ...(body.snapshot && { snapshotUrl: body.snapshot.url }),
        },
        skewMs: time.skewMs,
        deviceTime: time.deviceTime,
        ...(body.model && { model: body.model }),
        ...(body.snapshot && { snapshot: body.snapshot }),
      },
    ],
  };
}

/** The device's time when it is within the limit, else ours. Null when it is no time at all. */
function trustedTime(
  ts: string | number,
  receivedAt: EpochMs,
): { at: EpochMs; deviceTime: EpochMs; skewMs: number | null } | null {
  const deviceTime = typeof ts === 'number' ? Math.round(ts) : Date.parse(ts);
  if (!Number.isFinite(deviceTime)) return null;
  const skew = deviceTime - receivedAt;
  if (Math.abs(skew) <= skewLimitMs) return { at: deviceTime, deviceTime, skewMs: null };
  return { at: receivedAt, deviceTime, skewMs: skew };
}
