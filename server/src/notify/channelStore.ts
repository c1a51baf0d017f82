/** SQL of the channels that administrators set up. */
import type { ChannelKind } from '@mingchu/shared/notify';
import type { Executor } from '../platform/postgres/database.ts';

export interface ChannelRow {
  id: string;
  kind: ChannelKind;
  name: string;
  enabled: boolean;
  audience: string[];
  perMinute: number | null;
  settings: Record<string, unknown>;
  sealedSecrets: Buffer | null;
  secretNames: string[];
  version: number;
  changedBy: string;
  changedAt: Date;
}

const columns = `id, kind, name, enabled, audience, per_minute as "perMinute", settings,
  sealed_secrets as "sealedSecrets", secret_names as "secretNames", version, changed_by as "changedBy",
  changed_at as "changedAt"`;

export function allChannels(db: Executor): Promise<ChannelRow[]> {
  return db.query(`select ${columns} from channel order by id`);
}

export async function findChannel(
  db: Executor,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<ChannelRow | null> {
  const [row] = await db.query<ChannelRow>(
    lock
      ? `select ${columns} from channel where id = $1 for update`
      : `select ${columns} from channel where id = $1`,
    [id],
  );
  return row ?? null;
}

/** False when there is one of this id. */
export async function insertChannel(tx: Executor, row: ChannelRow): Promise<boolean> {
  const inserted = await tx.execute(
    `insert into channel (id, kind, name, enabled, audience, per_minute, settings, sealed_secrets, secret_names,
                          version, changed_by, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do nothing`,
    values(row),
  );
  return inserted === 1;
}

export async function updateChannel(tx: Executor, row: ChannelRow): Promise<void> {
  await tx.execute(
    `update channel set kind = $2, name = $3, enabled = $4, audience = $5, per_minute = $6, settings = $7,
            sealed_secrets = $8, secret_names = $9, version = $10, changed_by = $11, changed_at = $12
     where id = $1`,
    values(row),
  );
}

function values(row: ChannelRow): unknown[] {
  return [
    row.id,
    row.kind,
    row.name,
    row.enabled,
    row.audience,
    row.perMinute,
    JSON.stringify(row.settings),
    row.sealedSecrets,
    row.secretNames,
    row.version,
    row.changedBy,
    row.changedAt,
  ];
}

/** Also out of the choices of people. */
export async function deleteChannel(tx: Executor, id: string): Promise<void> {
  await tx.execute(
    `update notification_choice set channel_order = array_remove(channel_order, $1)
     where $1 = any(channel_order)`,
    [id],
  );
  await tx.execute(`delete from channel where id = $1`, [id]);
}

export interface ChannelHealth {
  channel: string;
  waiting: number;
  lastDeliveredAt: Date | null;
  lastError: string | null;
}

/** How each of these channels fares. */
export function channelHealth(db: Executor, ids: readonly string[]): Promise<ChannelHealth[]> {
  return db.query(
    `select one.id as channel,
            (select count(*) from message m where m.state = 'pending' and m.channel = one.id) as waiting,
            (select max(a.ended_at) from message_attempt a where a.channel = one.id and a.outcome = 'taken')
              as "lastDeliveredAt",
            (select a.detail from message_attempt a where a.channel = one.id and a.outcome = 'not-taken'
             order by a.started_at desc limit 1) as "lastError"
     from unnest($1::text[]) as one(id)`,
    [ids],
  );
}
