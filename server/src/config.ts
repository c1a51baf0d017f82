/** The settings of this process. The only reader of the environment. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TProperties, type TSchema, Type } from 'typebox';
import { usualDutyShifts } from '@mingchu/shared/sound';
import { type MapTiles, mapDatums, maxTileLayers, tileTones } from '@mingchu/shared/mapSettings';
import { Value } from 'typebox/value';
import type { OidcSettings } from './platform/auth/oidcProvider.ts';
import { type AnonymousFrom, anonymousPlaces } from './platform/mqtt/brokerAccess.ts';
import type { TlsOptions } from './platform/mqtt/brokerTls.ts';

export const roleNames = ['ingest', 'worker', 'web'] as const;
/** What a process does: take messages in, decide and dispatch, serve screens. */
export type Role = (typeof roleNames)[number];

export interface Config {
  /** 0 means any free port. */
  port: number;
  /** Of the embedded broker; null: no connections in the clear. */
  mqttPort: number | null;
  /** Undefined: no connections over TLS. */
  mqttTls: TlsOptions | undefined;
  /** Where the embedded broker takes connections without a secret from. */
  mqttAnonymous: AnonymousFrom;
  /** Absolute. */
  dataDir: string;
  /** Undefined: the embedded PostgreSQL. */
  databaseUrl: string | undefined;
  /** Undefined: the queue lives in the database. */
  redisUrl: string | undefined;
  /** Undefined: the embedded broker. */
  mqttUrl: string | undefined;
  /** Ingesters of one group share the stream of the broker; empty: one takes it alone. */
  mqttShareGroup: string;
  roles: ReadonlySet<Role>;
  /** Makes the demo's accounts. */
  demo: boolean;
  /** Password of the demo's accounts, or of the first administrator. */
  demoPassword: string | undefined;
  /** Virtual seconds per real second. */
  clockSpeed: number;
  /** Virtual time at start, ms since 1970; undefined means now. */
  clockStart: number | undefined;
  /** Behind a proxy: the address that people type. */
  publicUrl: string | undefined;
  webhookUrl: string | undefined;
  /** Undefined: people sign in by password only. */
  oidc: OidcSettings | undefined;
  /** Seals the secrets of channels; undefined: a file in the data directory. */
  secretKey: string | undefined;
  /** Web Push may go to private addresses and plain http. */
  pushAnywhere: boolean;
  /** Name of the district, on the wall. */
  district: string;
  /** Base map of the wall; undefined: the district's own areas alone. */
  mapTiles: MapTiles | undefined;
  /** When shifts of duty officers begin, `HH:MM` in the district. */
  dutyShifts: readonly string[];
  logLevel: string;
}

/** A setting that is wrong, or a server that it names and that does not answer. The message is for people. */
export class SettingError extends Error {
  constructor(variable: string, reason: string, options?: ErrorOptions) {
    super(`${variable}: ${reason}`, options);
    this.name = 'SettingError';
  }
}

const digits = (description: string) => Type.String({ pattern: '^[0-9]{1,5}$', description });
const file = Type.String({ minLength: 1, maxLength: 4096, description: 'a file' });
const url = (schemes: string) =>
  Type.String({
    pattern: `^(${schemes})://[^\\s]+$`,
    description: `an address that begins with ${schemes.replaceAll('|', ':// or ')}://`,
  });

/** Every variable, and what it may be. The description ends the sentence "X is not …". */
const variables = {
  PORT: digits('a port number from 0 to 65535'),
  MQTT_PORT: Type.String({
    pattern: '^([0-9]{1,5}|none)$',
    description: 'a port number from 0 to 65535, or none',
  }),
  MQTT_ANONYMOUS: Type.String({
    pattern: `^(${anonymousPlaces.join('|')})$`,
    description: 'none, loopback or all',
  }),
  MQTT_TLS_PORT: digits('a port number from 0 to 65535'),
  MQTT_TLS_CERT: file,
  MQTT_TLS_KEY: file,
  MQTT_TLS_CA: file,
  MQTT_TLS_CLIENTS: Type.String({
    pattern: '^(optional|required)$',
    description: 'optional or required',
  }),
  DATA_DIR: Type.String({ minLength: 1, description: 'a directory' }),
  DATABASE_URL: url('postgres|postgresql'),
  REDIS_URL: url('redis|rediss'),
  MQTT_URL: url('mqtt|mqtts|tcp|tls'),
  MQTT_SHARE_GROUP: Type.String({
    pattern: '^[A-Za-z0-9._-]{1,64}$',
    description: 'none, or a name of letters, digits, dot, dash and underscore',
  }),
  ROLES: Type.String({
    pattern: '^(ingest|worker|web)(,(ingest|worker|web))*$',
    description: 'a list of ingest, worker and web, with commas between them',
  }),
  DEMO: Type.String({ pattern: '^[01]$', description: '0 or 1' }),
  DEMO_PASSWORD: Type.String({ minLength: 8, maxLength: 128, description: '8 to 128 characters long' }),
  CLOCK_SPEED: Type.String({
    pattern: '^[0-9]+(\\.[0-9]+)?$',
    description: 'a number above 0 and at most 1000',
  }),
  CLOCK_START: Type.String({
    pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T.*(Z|[+-][0-9]{2}:[0-9]{2})$',
    description: 'a time like 2026-11-23T08:00:00+08:00',
  }),
  PUBLIC_URL: url('http|https'),
  WEBHOOK_URL: url('http|https'),
  OIDC_ISSUER: Type.String({
    // Tokens must not cross a network in the open; a provider on this machine crosses none.
    pattern: '^(https://[^\\s]+|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:[0-9]+)?(/[^\\s]*)?)$',
    description: 'an address that begins with https:// (http:// on this machine only)',
  }),
  OIDC_CLIENT_ID: Type.String({ minLength: 1, maxLength: 256, description: 'at most 256 characters long' }),
  OIDC_CLIENT_SECRET: Type.String({
    minLength: 1,
    maxLength: 512,
    description: 'at most 512 characters long',
  }),
  OIDC_LABEL: Type.String({ minLength: 1, maxLength: 40, description: 'a text of at most 40 characters' }),
  OIDC_CLAIM: Type.String({
    pattern: '^[A-Za-z0-9_.:/-]{1,128}$',
    description: 'the name of a claim, like preferred_username',
  }),
  SECRET_KEY: Type.String({ minLength: 16, maxLength: 512, description: '16 to 512 characters long' }),
  PUSH_ANYWHERE: Type.String({ pattern: '^[01]$', description: '0 or 1' }),
  DISTRICT: Type.String({ minLength: 1, maxLength: 60, description: 'a name of at most 60 characters' }),
  MAP_TILES: Type.String({
    pattern: `^https?://\\S+(\\s+https?://\\S+){0,${maxTileLayers - 1}}$`,
    description: `one to ${maxTileLayers} http addresses on one server with {z}, {x} and {y}, with spaces between them`,
  }),
  MAP_TILES_DATUM: Type.String({
    pattern: `^(${mapDatums.join('|')})$`,
    description: mapDatums.join(' or '),
  }),
  MAP_TILES_TONE: Type.String({ pattern: `^(${tileTones.join('|')})$`, description: tileTones.join(' or ') }),
  MAP_TILES_ATTRIBUTION: Type.String({ maxLength: 120, description: 'at most 120 characters long' }),
  DUTY_SHIFTS: Type.String({
    pattern: '^([01][0-9]|2[0-3]):[0-5][0-9](\\s+([01][0-9]|2[0-3]):[0-5][0-9]){0,7}$',
    description: 'one to eight times of the day like 08:00, with spaces between them',
  }),
  LOG_LEVEL: Type.String({
    pattern: '^(debug|info|warn|error)$',
    description: 'one of debug, info, warn and error',
  }),
} satisfies TProperties;
type Variable = keyof typeof variables;

/** Reads and checks; throws a SettingError that names the variable. An empty variable counts as unset. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const read = (name: Variable): string | undefined => {
    const value = environment[name]?.trim();
    if (!value) return undefined;
    if (!Value.Check(variables[name], value)) throw refusal(name, shown(name, value));
    return value;
  };
  const roles = new Set((read('ROLES') ?? roleNames.join(',')).split(',') as Role[]);
  return {
    port: port('PORT', read('PORT') ?? '8080'),
    ...embeddedBroker(read),
    dataDir: path.resolve(read('DATA_DIR') ?? './data'),
    databaseUrl: read('DATABASE_URL'),
    redisUrl: read('REDIS_URL'),
    mqttUrl: read('MQTT_URL'),
    mqttShareGroup: shareGroup(read('MQTT_SHARE_GROUP') ?? 'mingchu'),
    roles,
    demo: read('DEMO') === '1',
    demoPassword: read('DEMO_PASSWORD'),
    clockSpeed: speed(read('CLOCK_SPEED') ?? '1'),
    clockStart: time(read('CLOCK_START')),
    publicUrl: read('PUBLIC_URL'),
    webhookUrl: read('WEBHOOK_URL'),
    oidc: oidcSettings(read),
    secretKey: read('SECRET_KEY'),
    pushAnywhere: read('PUSH_ANYWHERE') === '1',
    district: read('DISTRICT') ?? '示范区（虚构）',
    mapTiles: mapTiles(read),
    dutyShifts: read('DUTY_SHIFTS')?.split(/\s+/) ?? usualDutyShifts,
    logLevel: read('LOG_LEVEL') ?? 'info',
  };
}

/** Folders of the server package: the same from `src/` and from `dist/`. */
export const serverDir = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

function refusal(name: Variable, text: string): SettingError {
  const { description } = variables[name] as TSchema as { description: string };
  return new SettingError(name, `"${text}" is not ${description}`);
}

/** Passwords never reach a screen or a log. */
function shown(name: Variable, value: string): string {
  if (name === 'DEMO_PASSWORD' || name === 'SECRET_KEY' || name === 'OIDC_CLIENT_SECRET') return '…';
  return value.replace(/\/\/([^/@:]*):[^/@]*@/, '//$1:…@');
}

/** The embedded broker's doors. On this machine a demo takes what has no secret; a real installation takes nothing. */
function embeddedBroker(
  read: (name: Variable) => string | undefined,
): Pick<Config, 'mqttPort' | 'mqttTls' | 'mqttAnonymous'> {
  const [clear, tlsPort] = [read('MQTT_PORT') ?? '1883', read('MQTT_TLS_PORT')];
  const anonymous = anonymousPlaces.find((place) => place === read('MQTT_ANONYMOUS'));
  const mqttAnonymous = anonymous ?? (read('DEMO') === '1' ? 'loopback' : 'none');
  const mqttPort = clear === 'none' ? null : port('MQTT_PORT', clear);
  const [certFile, keyFile, caFile] = [read('MQTT_TLS_CERT'), read('MQTT_TLS_KEY'), read('MQTT_TLS_CA')];
  const clients = read('MQTT_TLS_CLIENTS');
  if (tlsPort === undefined) {
    if (mqttPort === null && !read('MQTT_URL'))
      throw new SettingError('MQTT_TLS_PORT', 'must be set when MQTT_PORT is none: devices need a way in');
    if (certFile || keyFile || caFile || clients)
      throw new SettingError('MQTT_TLS_PORT', 'must be set when another MQTT_TLS_… is');
    return { mqttPort, mqttTls: undefined, mqttAnonymous };
  }
  if (!certFile) throw new SettingError('MQTT_TLS_CERT', 'must be set when MQTT_TLS_PORT is');
  if (!keyFile) throw new SettingError('MQTT_TLS_KEY', 'must be set when MQTT_TLS_PORT is');
  if (clients === 'required' && !caFile)
    throw new SettingError('MQTT_TLS_CA', 'must be set when MQTT_TLS_CLIENTS is required');
  const tls = { certFile, keyFile, caFile, clientsMustCertify: clients === 'required' };
  return { mqttPort, mqttTls: { port: port('MQTT_TLS_PORT', tlsPort), ...tls }, mqttAnonymous };
}

/** One without the other is a mistake that nobody would see before the first sign-in. */
function oidcSettings(read: (name: Variable) => string | undefined): OidcSettings | undefined {
  const [issuer, clientId] = [read('OIDC_ISSUER'), read('OIDC_CLIENT_ID')];
  if (issuer === undefined && clientId === undefined) return undefined;
  if (issuer === undefined) throw new SettingError('OIDC_ISSUER', 'must be set when OIDC_CLIENT_ID is');
  if (clientId === undefined) throw new SettingError('OIDC_CLIENT_ID', 'must be set when OIDC_ISSUER is');
  return {
    issuer,
    clientId,
    clientSecret: read('OIDC_CLIENT_SECRET'),
    label: read('OIDC_LABEL'),
    claim: read('OIDC_CLAIM') ?? 'preferred_username',
    publicUrl: read('PUBLIC_URL'),
  };
}

/** All layers come from one origin, the only one that the page may then load pictures from. */
function mapTiles(read: (name: Variable) => string | undefined): MapTiles | undefined {
  const [text, datum] = [read('MAP_TILES'), read('MAP_TILES_DATUM')];
  if (text === undefined) return undefined;
  const templates = text.split(/\s+/);
  for (const template of templates) {
    if (!URL.canParse(template) || !['{z}', '{x}', '{y}'].every((part) => template.includes(part)))
      throw refusal('MAP_TILES', template);
  }
  if (new Set(templates.map((template) => new URL(template).origin)).size > 1)
    throw refusal('MAP_TILES', text);
  return {
    templates,
    datum: datum === 'GCJ-02' ? datum : 'WGS-84',
    tone: read('MAP_TILES_TONE') === 'dark' ? 'dark' : 'light',
    attribution: read('MAP_TILES_ATTRIBUTION') ?? '',
  };
}

/** Some brokers know no groups. */
function shareGroup(text: string): string {
  return text === 'none' ? '' : text;
}

function port(name: Variable, text: string): number {
  const value = Number(text);
  if (value > 65_535) throw refusal(name, text);
  return value;
}

function speed(text: string): number {
  const value = Number(text);
  if (value <= 0 || value > 1000) throw refusal('CLOCK_SPEED', text);
  return value;
}

function time(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Date.parse(text);
  if (Number.isNaN(value)) throw refusal('CLOCK_START', text);
  return value;
}
