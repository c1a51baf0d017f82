/** The registry: who is watched, by what, and who goes there. Also the body of `PUT /api/v1/registry`. */
import { vehicles } from './dispatch.ts';
import { type Static, Type } from 'typebox';
import { Id } from './mqtt.ts';
import { PictureSource, ShownSource } from './pictures.ts';
import { deviceKinds, siteKinds } from './vocabulary.ts';

const Name = Type.String({ minLength: 1, maxLength: 120 });
/** WGS-84 degrees. Chinese map apps use GCJ-02: convert at the edge, never store it. */
export const Latitude = Type.Number({ minimum: -90, maximum: 90 });
export const Longitude = Type.Number({ minimum: -180, maximum: 180 });

/** Local time at which a kitchen opens, `HH:MM`. */
export const openingTime = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;
/** At which it closes: `24:00` is midnight. */
export const closingTime = /^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/;

/**
 * On days 1 (Monday) to 7. A `to` that is not after `from` is of the next morning: 18:00 to 02:00 has the day on which
 * it begins, and from 06:00 to 06:00 is a whole day. No clock shows 26:00, so no hours say it.
 */
export const OpeningHours = Type.Object({
  days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 })),
  from: Type.String({ pattern: openingTime.source }),
  to: Type.String({ pattern: closingTime.source }),
});
export type OpeningHours = Static<typeof OpeningHours>;

export const Group = Type.Object({ id: Id, name: Name });
export type Group = Static<typeof Group>;

export const Grid = Type.Object({
  id: Id,
  groupId: Id,
  name: Name,
  /** Ring of [longitude, latitude], drawn on the map. */
  outline: Type.Array(Type.Tuple([Longitude, Latitude]), { maxItems: 200 }),
});
export type Grid = Static<typeof Grid>;

export const Site = Type.Object({
  id: Id,
  gridId: Id,
  name: Name,
  kind: Type.Enum([...siteKinds]),
  address: Type.String({ maxLength: 200 }),
  lat: Latitude,
  lon: Longitude,
  /** Empty means always open. */
  openingHours: Type.Array(OpeningHours, { maxItems: 14 }),
  /** School terms etc.: local dates `YYYY-MM-DD` on which the kitchen is closed. */
  closedDates: Type.Optional(
    Type.Array(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), { maxItems: 366 }),
  ),
  contact: Type.Optional(Type.String({ maxLength: 120 })),
  /** Quantified food-safety grade on the door, A to C. */
  grade: Type.Optional(Type.Union([Type.Literal('A'), Type.Literal('B'), Type.Literal('C')])),
});
export type Site = Static<typeof Site>;

export const Device = Type.Object({
  id: Id,
  siteId: Id,
  kind: Type.Enum([...deviceKinds]),
  name: Name,
  /** Place in the kitchen: prep, cooking, washing, storage, serving, … */
  zone: Type.String({ maxLength: 64 }),
  /** How often it reports, seconds; silence is judged by it. */
  reportPeriodS: Type.Integer({ minimum: 1, maximum: 86_400 }),
  inService: Type.Boolean(),
  /** `siteId/deviceId` of the gateway, bridge or instance that it speaks through: while that is down its silence is no news. */
  gateway: Type.Optional(Type.String({ maxLength: 129 })),
  /** Where live pictures come from besides MQTT; its address stays with the server. */
  pictures: Type.Optional(ShownSource),
});
export type Device = Static<typeof Device>;

/**
 * A device as it is imported. Without `pictures` its source stays as it is, without `gatewayId` its gateway does; `null`
 * takes them away. Devices of families need no `gatewayId`: theirs is the one that their family names, once it is bound.
 */
export const ImportedDevice = Type.Object({
  ...Device.properties,
  /** The device of its site that speaks for it. */
  gatewayId: Type.Optional(Type.Union([Id, Type.Null()])),
  pictures: Type.Optional(Type.Union([PictureSource, Type.Null()])),
});
export type ImportedDevice = Static<typeof ImportedDevice>;

export const Inspector = Type.Object({
  /** Also the account name. */
  id: Id,
  name: Name,
  groupId: Id,
  /** Grids in order of preference; the first is his own. */
  gridIds: Type.Array(Id, { minItems: 1, maxItems: 50 }),
  /** E.164, or a mobile number of the mainland. Staff see it over HTTP (`inspector.call`), inspectors and live messages never. */
  phone: Type.Optional(Type.String({ pattern: '^(\\+[1-9][0-9]{6,14}|1[3-9][0-9]{9})$' })),
  onShift: Type.Boolean(),
  /** How he travels, for estimates of his arrival; an e-bike unless told. */
  vehicle: Type.Optional(Type.Union(vehicles.map((vehicle) => Type.Literal(vehicle)))),
  lat: Latitude,
  lon: Longitude,
});
export type Inspector = Static<typeof Inspector>;

/** Upserts by id; what is not named stays as it is. At most 5,000 of each a request: send in parts. */
export const RegistryImport = Type.Object({
  groups: Type.Optional(Type.Array(Group, { maxItems: 5000 })),
  grids: Type.Optional(Type.Array(Grid, { maxItems: 5000 })),
  sites: Type.Optional(Type.Array(Site, { maxItems: 5000 })),
  devices: Type.Optional(Type.Array(ImportedDevice, { maxItems: 5000 })),
  inspectors: Type.Optional(Type.Array(Inspector, { maxItems: 5000 })),
  /** Password for inspectors that have no account yet; without it they get none. */
  inspectorPassword: Type.Optional(Type.String({ minLength: 8, maxLength: 128 })),
});
export type RegistryImport = Static<typeof RegistryImport>;
