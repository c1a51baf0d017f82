/**
 * Administrators set up, change and remove channels. Settings and secrets are checked by the kind's schema; secrets
 * are written and never answered. A channel that is pointed elsewhere needs its secrets again: otherwise whoever may
 * change an address could have our secrets sent to himself.
 */
import {
  builtInChannels,
  type ChannelBody,
  type ChannelKind,
  channelSecrets,
  channelSettings,
  defaultPerMinute,
  type NewChannelBody,
} from '@mingchu/shared/notify';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { appendAudit } from '../platform/audit/audit.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import type { OutsideDeps } from './channelBook.ts';
import { type ChannelRow, deleteChannel, findChannel, insertChannel, updateChannel } from './channelStore.ts';
import { placeholdersOf } from './model/smsTemplate.ts';
import { openSecrets, sealSecrets } from './openChannel.ts';

type ChannelDeps = Pick<OutsideDeps, 'db' | 'clock' | 'box'>;
const maxChannels = 50;

export async function addChannel(
  deps: ChannelDeps,
  { body, actor }: { body: NewChannelBody; actor: string },
): Promise<ChannelRow> {
  const { id } = body;
  if (builtInChannels.some((name) => name === id))
    throw new ProblemError(422, 'id-taken', `${id} is always there.`);
  const secrets = body.secrets ?? {};
  return deps.db.transaction(async (tx) => {
    const row = rowOf(deps, { id, body, secrets, version: 1, actor });
    const [count] = await tx.query<{ count: number }>('select count(*) as count from channel');
    if ((count?.count ?? 0) >= maxChannels)
      throw new ProblemError(409, 'too-many-channels', `There are ${maxChannels} channels already.`);
    if (!(await insertChannel(tx, row)))
      throw new ProblemError(409, 'id-taken', `There is a channel ${id} already.`);
    await note(tx, deps, { row, act: 'channel-added', actor });
    return row;
  });
}

export async function changeChannel(
  deps: ChannelDeps,
  { id, body, actor }: { id: string; body: ChannelBody; actor: string },
): Promise<ChannelRow> {
  return deps.db.transaction(async (tx) => {
    const before = await findChannel(tx, id, { lock: true });
    if (before === null) throw new ProblemError(404, 'no-such-channel', 'There is no such channel.');
    if (before.version !== body.version)
      throw new ProblemError(409, 'channel-changed', `${before.changedBy} has changed it meanwhile.`);
    const moved =
      before.kind !== body.kind ||
      destinationOf(before.kind, before.settings) !== destinationOf(body.kind, body.settings);
    if (moved && before.secretNames.some((name) => body.secrets?.[name] === undefined))
      throw new ProblemError(422, 'secret-needed', 'It goes elsewhere now: give its secrets again.');
    const kept = moved ? {} : openSecrets(before, deps.box);
    const secrets = { ...kept, ...body.secrets };
    const row = rowOf(deps, { id, body, secrets, version: before.version + 1, actor });
    await updateChannel(tx, row);
    await note(tx, deps, { row, act: 'channel-changed', actor });
    return row;
  });
}

export async function removeChannel(
  deps: ChannelDeps,
  { id, actor }: { id: string; actor: string },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const row = await findChannel(tx, id, { lock: true });
    if (row === null) throw new ProblemError(404, 'no-such-channel', 'There is no such channel.');
    await deleteChannel(tx, id);
    await note(tx, deps, { row, act: 'channel-removed', actor });
  });
}

function rowOf(
  deps: ChannelDeps,
  facts: {
    id: string;
    body: Omit<NewChannelBody, 'id'>;
    secrets: Record<string, string>;
    version: number;
    actor: string;
  },
): ChannelRow {
  const { id, body, secrets, version, actor } = facts;
  const { kind, name, enabled, audience, settings } = body;
  checkSettings(kind, settings);
  checkSecrets(kind, settings, secrets);
  return {
    id,
    kind,
    name,
    enabled,
    audience,
    perMinute: body.perMinute === undefined ? defaultPerMinute[kind] : body.perMinute,
    settings,
    sealedSecrets: sealSecrets(id, secrets, deps.box),
    secretNames: Object.keys(secrets).sort(),
    version,
    changedBy: actor,
    changedAt: deps.clock.date(),
  };
}

function checkSettings(kind: ChannelKind, settings: Record<string, unknown>): void {
  const schema: TSchema = channelSettings[kind];
  if (Value.Check(schema, settings)) return;
  const faults = Value.Errors(schema, settings).map(
    ({ instancePath, message }) => `settings${instancePath} ${message}`,
  );
  throw new ProblemError(422, 'settings-not-valid', `${faults.slice(0, 5).join('; ')}.`);
}

function checkSecrets(
  kind: ChannelKind,
  settings: Record<string, unknown>,
  secrets: Record<string, string>,
): void {
  const { required, optional } = channelSecrets[kind];
  const missing = required.filter((name) => secrets[name] === undefined);
  if (missing.length > 0)
    throw new ProblemError(422, 'secret-needed', `This kind needs the secret ${missing.join(', ')}.`);
  const named: readonly string[] = optional === null ? templateSecrets(settings) : [...required, ...optional];
  const unknown = Object.keys(secrets).filter((name) => !named.includes(name));
  if (unknown.length > 0)
    throw new ProblemError(422, 'secret-not-used', `Nothing uses the secret ${unknown.join(', ')}.`);
  if (optional !== null) return;
  const absent = named.filter((name) => secrets[name] === undefined);
  if (absent.length > 0)
    throw new ProblemError(422, 'secret-needed', `The template names the secret ${absent.join(', ')}.`);
  const values = ['mobile', 'text', 'title', 'link', 'id', ...named.map((name) => `secret.${name}`)];
  const holes = templateNames(settings).filter((name) => !values.includes(name));
  if (holes.length > 0)
    throw new ProblemError(422, 'settings-not-valid', `There is no {{${holes.join('}}, {{')}}}.`);
}

function templateNames(settings: Record<string, unknown>): string[] {
  const { url, body, headers } = settings as { url: string; body?: string; headers?: Record<string, string> };
  return placeholdersOf(url, body ?? '', ...Object.values(headers ?? {}));
}

function templateSecrets(settings: Record<string, unknown>): string[] {
  const prefix = 'secret.';
  const names = templateNames(settings).filter((name) => name.startsWith(prefix));
  return [...new Set(names.map((name) => name.slice(prefix.length)))];
}

/** Where a channel's secrets go. */
function destinationOf(kind: ChannelKind, settings: Record<string, unknown>): string {
  if (kind === 'email')
    return `${String(settings['host'])}:${String(settings['port'])} ${String(settings['security'])}`;
  const { url, baseUrl } = settings;
  const address = [url, baseUrl].find((each) => typeof each === 'string') ?? '';
  // In a template a placeholder may stand where the host ends: then the whole address counts.
  return URL.canParse(address) ? new URL(address).origin : address;
}

async function note(
  tx: Transaction,
  deps: ChannelDeps,
  entry: { row: ChannelRow; act: string; actor: string },
): Promise<void> {
  const { row, act, actor } = entry;
  const { kind, enabled, audience, settings, secretNames, version } = row;
  const detail = { kind, enabled, audience, settings, secretNames, version };
  await appendAudit(tx, deps.clock.date(), [
    { subject: 'message', subjectId: `channel:${row.id}`, actor, act, reason: 'by-administrator', detail },
  ]);
}
