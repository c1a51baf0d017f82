/** Canonical MQTT topics and payloads, version 1. Everything else is translated into these. */
import { type Static, Type } from 'typebox';
import { detectionTypes, metrics, metricUnits } from './vocabulary.ts';

/** Largest payload of telemetry, detection and status, in bytes. */
export const maxPayloadBytes = 256 * 1024;
/** Largest JPEG frame, in bytes. */
export const maxFrameBytes = 512 * 1024;
/** Most samples in one telemetry array. */
export const maxTelemetryBatch = 1000;

/**
 * Before the topic of a message that a broker had kept when a recording began. A system whose clock is set takes it as
 * kept: in MQTT 3.1.1 a publisher has no other way to say so.
 */
export const keptPrefix = '$kept/';

/** Of ids of sites and devices. */
export const idPattern = '^[A-Za-z0-9._-]{1,64}$';
/** `parseTimestamp` reads it. */
export const Timestamp = Type.Union(
  [Type.String({ minLength: 16, maxLength: 40 }), Type.Number({ minimum: 0 })],
  {
    description:
      'Time of the device: ISO 8601 with seconds and offset (2026-11-23T11:02:03.120+08:00), or ms since 1970.',
  },
);

const isoWithOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
/** The end of the year 9999: times beyond it have no ISO form that databases and people understand. */
const maxEpochMs = 253_402_300_799_999;

/** Whole milliseconds since 1970; null for what is no time, has no offset, or lies before 1970 or after 9999. */
export function parseTimestamp(ts: string | number): number | null {
  const epochMs =
    typeof ts === 'number' ? Math.round(ts) : isoWithOffset.test(ts) ? Date.parse(ts) : Number.NaN;
  return epochMs >= 0 && epochMs <= maxEpochMs ? epochMs : null;
}

const metricValues = metrics.map((name) => {
  const unit = metricUnits[name];
  const description = unit === '' ? '1 for yes, 0 for no.' : `In ${unit}.`;
  return [name, Type.Optional(Type.Number({ description }))] as const;
});
export const TelemetrySample = Type.Object({
  ts: Timestamp,
  seq: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'Counted up by the device; makes gaps and repetitions visible.',
    }),
  ),
  values: Type.Object(Object.fromEntries(metricValues), {
    minProperties: 1,
    description: 'At least one of the metrics listed; other keys are ignored.',
  }),
});
export type TelemetrySample = {
  ts: string | number;
  seq?: number;
  values: Record<string, number>;
};
export const Telemetry = Type.Union([
  TelemetrySample,
  Type.Array(TelemetrySample, { minItems: 1, maxItems: maxTelemetryBatch }),
]);

const unit = Type.Number({ minimum: 0, maximum: 1 });
export const Detection = Type.Object({
  id: Type.String({
    minLength: 1,
    maxLength: 64,
    description: 'Unique among the findings of the device, for example a ULID; one id is stored once.',
  }),
  ts: Timestamp,
  type: Type.Enum([...detectionTypes]),
  confidence: unit,
  box: Type.Optional(
    Type.Tuple([unit, unit, unit, unit], {
      description: 'x, y, width, height as fractions of the picture.',
    }),
  ),
  trackId: Type.Optional(Type.String({ maxLength: 64 })),
  zone: Type.Optional(Type.String({ maxLength: 64 })),
  model: Type.Optional(
    Type.Object({ name: Type.String({ maxLength: 64 }), version: Type.String({ maxLength: 64 }) }),
  ),
  snapshot: Type.Optional(
    Type.Object({
      url: Type.String({ maxLength: 2048 }),
      sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    }),
  ),
});
export type Detection = Static<typeof Detection>;

export const Status = Type.Object({
  state: Type.Union([Type.Literal('online'), Type.Literal('offline')]),
  ts: Timestamp,
});
export type Status = Static<typeof Status>;

export const topicKinds = ['telemetry', 'detection', 'status', 'frame'] as const;
export type TopicKind = (typeof topicKinds)[number];

/** Of `mingchu/v1/{siteId}/{deviceId}/{kind}`. */
export const topicPrefix = 'mingchu/v1';

/** Above what the families' own topics of a site stand: `mingchu/at/{siteId}/zigbee2mqtt/…`. */
export const mountPrefix = 'mingchu/at';

export function topicOf(siteId: string, deviceId: string, kind: TopicKind): string {
  return `${topicPrefix}/${siteId}/${deviceId}/${kind}`;
}

const topicPattern = new RegExp(
  `^${topicPrefix}/([A-Za-z0-9._-]{1,64})/([A-Za-z0-9._-]{1,64})/(telemetry|detection|status|frame)$`,
);

/** Splits a canonical topic; null for any other. */
export function parseTopic(topic: string): { siteId: string; deviceId: string; kind: TopicKind } | null {
  const match = topicPattern.exec(topic);
  if (!match) return null;
  return { siteId: match[1] as string, deviceId: match[2] as string, kind: match[3] as TopicKind };
}

export const Id = Type.String({ pattern: idPattern });
