/** Devices that were heard and not yet known, the bindings that make them known, and what their values become. */
import { type Static, Type } from 'typebox';
import { Id } from './mqtt.ts';
import { deviceKinds, type DeviceKind } from './vocabulary.ts';

export const maxAddressChars = 200;

/** What names a device that was heard: its family, the site of its mount or empty, its address there. */
export const HeardAddress = Type.Object({
  family: Type.String({ minLength: 1, maxLength: 40 }),
  mount: Type.String({ maxLength: 64 }),
  address: Type.String({ minLength: 1, maxLength: maxAddressChars }),
});
export type HeardAddress = Static<typeof HeardAddress>;

/** Not a family: devices on canonical topics that are not in the registry. Their address is `siteId/deviceId`. */
export const canonicalFamily = 'mingchu';

/** A value as its device last said it; of a finding, the label and its confidence. */
export interface LastSaid {
  name: string;
  value: number | boolean | string;
  unit?: string;
  /** Why it means nothing. */
  bad?: string;
  at: string;
}

export const heardStates = ['online', 'offline', 'asleep', 'gone'] as const;
export type HeardState = (typeof heardStates)[number];

/** Why a site is proposed, strongest first. */
export const siteReasons = ['its-topic', 'its-mount', 'its-gateway', 'its-name'] as const;
/** Why a kind is proposed, strongest first. */
export const kindReasons = ['its-devices', 'its-name', 'its-values', 'its-model', 'its-family'] as const;

export interface Proposals {
  site: { siteId: string; reason: (typeof siteReasons)[number] } | null;
  kind: { kind: DeviceKind; reason: (typeof kindReasons)[number]; word: string } | null;
  /** An id that is free at the proposed site. */
  deviceId: string | null;
  reportPeriodS: number;
}

/** One line of the inbox. */
export interface HeardLine extends HeardAddress {
  name: string | null;
  maker: string | null;
  model: string | null;
  gateway: string | null;
  reportPeriodS: number | null;
  said: LastSaid[];
  state: HeardState | null;
  firstHeardAt: string;
  lastHeardAt: string;
  ignored: { by: string; at: string } | null;
  /** Of old when `active` is false: this address was bound, and binding it again is the same device. */
  binding: { siteId: string; deviceId: string; active: boolean } | null;
  proposals: Proposals;
  /** Metrics and detection types that its values become. */
  becomes: string[];
}

export const heardFilters = ['new', 'bound', 'ignored', 'all'] as const;
export type HeardFilter = (typeof heardFilters)[number];

const Reason = Type.String({ minLength: 1, maxLength: 500 });

/** Makes a heard device one of the registry, new or already there. */
export const BindBody = Type.Object({
  ...HeardAddress.properties,
  siteId: Id,
  /** Left out: the next free one of its kind. */
  deviceId: Type.Optional(Id),
  kind: Type.Enum([...deviceKinds]),
  name: Type.String({ minLength: 1, maxLength: 120 }),
  zone: Type.String({ maxLength: 64 }),
  reportPeriodS: Type.Integer({ minimum: 1, maximum: 86_400 }),
});
export type BindBody = Static<typeof BindBody>;

/** The device goes on at a new address, with its history; the old address says nothing any more. */
export const ReplaceBody = Type.Object({
  ...HeardAddress.properties,
  siteId: Id,
  deviceId: Id,
  reason: Reason,
});
export type ReplaceBody = Static<typeof ReplaceBody>;

export const UnbindBody = Type.Object({ ...HeardAddress.properties, reason: Reason });
export type UnbindBody = Static<typeof UnbindBody>;

/** One row of the mapping that administrators add; `to` null leaves the value out. */
export interface MappingRow {
  id: number;
  family: string;
  name: string;
  unit: string | null;
  to: string | null;
  expression: string | null;
  setBy: string;
  setAt: string;
}

export const MappingBody = Type.Object({
  family: Type.String({ minLength: 1, maxLength: 40 }),
  name: Type.String({ minLength: 1, maxLength: 120 }),
  unit: Type.Union([Type.String({ minLength: 1, maxLength: 40 }), Type.Null()]),
  to: Type.Union([Type.String({ minLength: 1, maxLength: 40 }), Type.Null()]),
  expression: Type.Union([Type.String({ minLength: 1, maxLength: 500 }), Type.Null()]),
});
export type MappingBody = Static<typeof MappingBody>;

/** A packet for the tester: as a device would send it. `before` teaches the family, e.g. the list of a bridge. */
export const TryBody = Type.Object({
  topic: Type.String({ minLength: 1, maxLength: 500 }),
  payload: Type.String({ maxLength: 256 * 1024 }),
  /** Of the payload; binary formats come as base64. */
  encoding: Type.Optional(Type.Union([Type.Literal('utf8'), Type.Literal('base64')])),
  retain: Type.Optional(Type.Boolean()),
  /** With which its connection signed in: that of a site puts its topics below the mount, as the embedded broker does. */
  username: Type.Optional(Type.String({ maxLength: 100 })),
  before: Type.Optional(
    Type.Array(
      Type.Object({
        topic: Type.String({ maxLength: 500 }),
        payload: Type.String({ maxLength: 256 * 1024 }),
      }),
      { maxItems: 20 },
    ),
  ),
});
export type TryBody = Static<typeof TryBody>;

/** One value, and what the mapping made of it. */
export interface TriedValue {
  name: string;
  value: number | boolean | string;
  unit: string | null;
  bad: string | null;
  /** The entry that decided. */
  entry: {
    name: string;
    to: string | null;
    expression: string | null;
    by: 'family' | 'administrator';
  } | null;
  result: { metric: string; number: number } | { none: string };
}

export interface TriedDevice extends HeardAddress {
  name: string | null;
  model: string | null;
  binding: { siteId: string; deviceId: string } | null;
  kind: DeviceKind | null;
  values: TriedValue[];
  findings: { label: string; confidence: number; type: string | null }[];
  presence: 'online' | 'offline' | 'asleep' | null;
  faults: string[];
  /** Rules that look at what it says, if it is of that kind. */
  ruleIds: string[];
}

/** One message as it would be kept. `siteId`: empty while nobody has bound the device. */
export type TriedSample = { siteId: string; deviceId: string; at: string; retained: boolean } & (
  | { kind: 'telemetry'; values: { metric: string; value: number; raw: number | null }[] }
  | { kind: 'detection'; type: string; confidence: number }
  | { kind: 'status'; state: 'online' | 'offline' }
);

export interface TryAnswer {
  /** Null: no family, and no canonical topic. */
  family: string | null;
  mount: string;
  refused: { reason: string; detail: string | null } | null;
  devices: TriedDevice[];
  /** What would be stored and judged: for devices that are not bound, once they are. */
  samples: TriedSample[];
  answers: string[];
}

/** A family as the screens need it. */
export interface FamilyView {
  id: string;
  title: { zh: string; en: string };
  topics: string[];
  reportPeriodS: number;
  mapping: { name: string; unit: string | null; to: string; expression: string | null }[];
}

/** Bindings as a file: columns of a table, or a list of the same fields. */
export const bindingColumns = [
  'family',
  'mount',
  'address',
  'siteId',
  'deviceId',
  'kind',
  'name',
  'zone',
  'reportPeriodS',
] as const;
export type BindingColumn = (typeof bindingColumns)[number];

export const bindingFormats = ['csv', 'yaml'] as const;
export type BindingFormat = (typeof bindingFormats)[number];

/** A file of bindings; with `dryRun` nothing changes, and the answer says what would. */
export const ImportBindingsBody = Type.Object({
  format: Type.Enum([...bindingFormats]),
  text: Type.String({ maxLength: 800_000 }),
  dryRun: Type.Boolean(),
});
export type ImportBindingsBody = Static<typeof ImportBindingsBody>;
