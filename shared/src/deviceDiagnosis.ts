/** One device as whoever looks for its fault needs it: where it speaks, what it says, and what was wrong with it. */
import { type Static, Type } from 'typebox';
import { heardStates } from './bindings.ts';
import { deviceFaults } from './observation.ts';
import { detectionTypes, metrics } from './vocabulary.ts';

/** Faults that intake tells, messages that it refused, and samples that came again by their number. */
export const deviceTroubles = [...deviceFaults, 'refused', 'repeated'] as const;
export type DeviceTrouble = (typeof deviceTroubles)[number];

/** Told in parts that add up; of the others only the last amount says something. */
export const troubleAddsUp = {
  'clock-skew': false,
  'sequence-gap': true,
  garbage: true,
  flood: true,
  'sensor-fault': true,
  'picture-frozen': false,
  refused: true,
  repeated: true,
} as const satisfies Record<DeviceTrouble, boolean>;

/** Days that troubles are kept. */
export const troubleDays = 30;
/** Of a packet or a dead letter so many bytes are shown. */
export const shownPacketBytes = 2_048;

const Time = Type.String();
const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);

/** A value in the device's own words. */
const SaidOnce = Type.Object({
  name: Type.String(),
  value: Type.Union([Type.Number(), Type.Boolean(), Type.String()]),
  unit: Type.Optional(Type.String()),
  bad: Type.Optional(Type.String()),
  at: Time,
});

/** Where a device of a family speaks, and what it said of itself. */
export const SpokenAddress = Type.Object({
  family: Type.String(),
  /** Null of a family that is not spoken any more. */
  title: orNull(Type.Object({ zh: Type.String(), en: Type.String() })),
  mount: Type.String(),
  address: Type.String(),
  boundBy: Type.String(),
  boundAt: Time,
  name: orNull(Type.String()),
  maker: orNull(Type.String()),
  model: orNull(Type.String()),
  gateway: orNull(Type.String()),
  state: orNull(Type.Enum([...heardStates])),
  lastHeardAt: orNull(Time),
  said: Type.Array(SaidOnce),
});
export type SpokenAddress = Static<typeof SpokenAddress>;

/** A packet whose bytes fit; `rebuilt`: made of what is stored of it, with the same meaning. */
export const ShownPacket = Type.Object({
  topic: Type.String(),
  payloadBase64: Type.String(),
  at: Time,
  rebuilt: Type.Boolean(),
});
export type ShownPacket = Static<typeof ShownPacket>;

/** A message that was refused, its first bytes. */
export const ShownLetter = Type.Object({
  id: Type.Integer(),
  receivedAt: Time,
  topic: Type.String(),
  reason: Type.String(),
  bytes: Type.Integer(),
  payloadBase64: Type.String(),
});
export type ShownLetter = Static<typeof ShownLetter>;

/** `GET /sites/{id}/devices/{deviceId}`. */
export const DeviceDiagnosis = Type.Object({
  /** Null: it never spoke. */
  lastSeenAt: orNull(Time),
  lastSeq: orNull(Type.Integer()),
  /** Device clock minus ours at the last message, ms; null while within the limit. */
  skewMs: orNull(Type.Integer()),
  /** As it is registered; a longer one that it declares itself holds. Seconds. */
  registeredPeriodS: Type.Integer(),
  declaredPeriodS: orNull(Type.Integer()),
  /** What its last values show, where that is longer: a pause that came three times in a row (DH6). Seconds. */
  shownPeriodS: orNull(Type.Integer()),
  /** Null: it speaks on the canonical topics. */
  speaksAt: orNull(SpokenAddress),
  /** The newest reading of each metric within a week. */
  values: Type.Array(
    Type.Object({
      metric: Type.Enum([...metrics]),
      value: Type.Number(),
      raw: Type.Number(),
      time: Time,
      receivedAt: Time,
    }),
  ),
  /** What a camera found within a day. */
  findings: Type.Array(
    Type.Object({
      type: Type.Enum([...detectionTypes]),
      count: Type.Integer(),
      lastAt: Time,
      confidence: Type.Number(),
    }),
  ),
  /** Rules for a device of its kind at its place; `looksAt` null: at the device itself. */
  rules: Type.Array(Type.Object({ id: Type.String(), looksAt: orNull(Type.String()) })),
  packet: orNull(ShownPacket),
  troubles: Type.Array(
    Type.Object({
      /** Of the district. */
      day: Type.String(),
      kind: Type.Enum([...deviceTroubles]),
      told: Type.Integer(),
      amount: Type.Number(),
      lastAt: Time,
    }),
  ),
  /** Newest first. */
  letters: Type.Array(ShownLetter),
});
export type DeviceDiagnosis = Static<typeof DeviceDiagnosis>;
