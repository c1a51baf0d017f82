/**
 * Configuration of EMQX 5 by which it asks our table itself: a new, replaced or revoked credential counts at once. The
 * queries run on EMQX and so ask the database for the time; `${username}` is its placeholder.
 */
import { mountPrefix } from '@mingchu/shared/mqtt';
import type { BrokerDoors } from './brokerDoors.ts';
import { emqxDoors } from './emqxDoors.ts';
import { hostStates, siteGrants } from '../platform/mqtt/topicAccess.ts';
import type { IntakeAccount } from './mosquittoFiles.ts';
import { hashBytes, hashRounds } from './secrets.ts';

/** Role of EMQX in the database: it reads what it must, and nothing else. */
export const emqxRole = 'mingchu_emqx';

const stillGood = '(ends_at is null or ends_at > now())';

/** `$1` is the name: as EMQX sends it, and as a test may. */
export const emqxAccountQuery = `select encode(hash, 'hex') as password_hash, salt from site_credential where username = $1 and ${stillGood}`;

export const emqxGrantQuery = [
  `select 'allow' as permission, granted.action, granted.topic from site_credential,`,
  'lateral (values',
  siteGrants.map(({ act, prefix }) => `('${act}', '${prefix}/' || site_id || '/#')`).join(', '),
  `) as granted (action, topic) where username = $1 and ${stillGood}`,
].join(' ');

export interface DatabaseAddress {
  /** `host:port`. */
  server: string;
  database: string;
}

export interface EmqxFiles {
  'emqx-access.conf': string;
  'emqx-acl.conf': string;
  'emqx-accounts.csv': string;
  'emqx-role.sql': string;
}

interface EmqxPlace extends DatabaseAddress {
  /** Of the role in the database. */
  password: string;
  /** Where EMQX finds these files. */
  dir: string;
  doors: BrokerDoors;
}

export function emqxFiles(
  intake: IntakeAccount,
  { server, database, password, dir, doors }: EmqxPlace,
): EmqxFiles {
  const source = [
    `server = ${quoted(server)}`,
    `database = ${quoted(database)}`,
    `username = ${quoted(emqxRole)}`,
    `password = ${quoted(password)}`,
    'pool_size = 8',
  ];
  const asked = (query: string) => `query = ${quoted(query.replaceAll('$1', '${username}'))}`;
  return {
    'emqx-access.conf': text([
      ...emqxDoors(doors),
      'authentication = [',
      '  {',
      ...indented(['mechanism = password_based', 'backend = built_in_database', 'user_id_type = username']),
      ...indented([`bootstrap_file = ${quoted(`${dir}/emqx-accounts.csv`)}`, 'bootstrap_type = plain']),
      '  }',
      '  {',
      ...indented(['mechanism = password_based', 'backend = postgresql', ...source, asked(emqxAccountQuery)]),
      `    password_hash_algorithm { name = pbkdf2, mac_fun = sha512, iterations = ${hashRounds}, dk_length = ${hashBytes} }`,
      '  }',
      ']',
      'authorization {',
      '  no_match = deny',
      '  deny_action = ignore',
      '  cache { enable = true, ttl = 1m }',
      '  sources = [',
      `    { type = file, enable = true, path = ${quoted(`${dir}/emqx-acl.conf`)} }`,
      '    {',
      ...indented([
        '  type = postgresql',
        '  enable = true',
        ...[...source, asked(emqxGrantQuery)].map((line) => `  ${line}`),
      ]),
      '    }',
      '  ]',
      '}',
    ]),
    'emqx-acl.conf': text([
      '%% Intake reads what devices say and the figures of the broker, and answers devices below their mounts.',
      `{allow, {user, ${quoted(intake.username)}}, subscribe, ["#", "$SYS/#"]}.`,
      `{allow, {user, ${quoted(intake.username)}}, publish, [${[mountPrefix, hostStates].map((prefix) => quoted(`${prefix}/#`)).join(', ')}]}.`,
      `{allow, all, subscribe, [${quoted(`${hostStates}/#`)}]}.`,
    ]),
    'emqx-accounts.csv': text([
      'user_id,password,is_superuser',
      `${intake.username},${intake.password},false`,
    ]),
    'emqx-role.sql': text([
      '-- Run as the owner of the database; again does no harm.',
      `do $$ begin create role ${emqxRole}; exception when duplicate_object then null; end $$;`,
      `alter role ${emqxRole} login password '${password.replaceAll("'", "''")}';`,
      `grant usage on schema public to ${emqxRole};`,
      `grant select (username, site_id, salt, hash, ends_at) on site_credential to ${emqxRole};`,
    ]),
  };
}

function quoted(value: string): string {
  return JSON.stringify(value);
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`);
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
