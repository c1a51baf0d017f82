/** SQL of what screens show beside violations and orders: people, device health, messages. */
import type { DeviceHealth, InAppMessage, InspectorPosition } from '@mingchu/shared/live';
import type { Executor } from '../platform/postgres/database.ts';

/** Newest messages in a snapshot. */
const maxMessages = 200;
const messageAgeMs = 12 * 3_600_000;

export async function inspectorPositions(db: Executor): Promise<InspectorPosition[]> {
  const rows = await db.query<Omit<InspectorPosition, 'at'> & { at: Date | null }>(
    `select id as "inspectorId", name, group_id as "groupId", on_shift as "onShift", lat, lon, position_at as at
     from inspector order by id`,
  );
  return rows.map((row) => ({ ...row, at: row.at?.toISOString() ?? null }));
}

export async function deviceHealth(db: Executor): Promise<DeviceHealth[]> {
  const rows = await db.query<Omit<DeviceHealth, 'lastSeenAt'> & { lastSeenAt: Date | null }>(
    `select site_id as "siteId", device_id as "deviceId", state, last_seen_at as "lastSeenAt", skew_ms as "skewMs"
     from device_state order by site_id, device_id`,
  );
  return rows.map((row) => ({ ...row, lastSeenAt: row.lastSeenAt?.toISOString() ?? null }));
}

/** What is received before this has been judged; one look at each shard's row and, where it is behind, at one batch. */
export async function judgedUntil(db: Executor): Promise<number | null> {
  const [row] = await db.query<{ at: Date | null }>(
    `select least(min(ticked_at), min(waiting.since)) as at
     from shard left join lateral (
       select committed_at as since from observation_batch
       where shard = shard.id and batch_seq > evaluated_seq and appended_seq > evaluated_seq
       order by batch_seq limit 1) waiting on true`,
  );
  return row?.at?.getTime() ?? null;
}

/** Devices that are not online or whose clock is not trusted, and how many others there are; one look at the table. */
export async function deviceTrouble(db: Executor): Promise<{
  wellCount: number;
  troubled: Pick<DeviceHealth, 'siteId' | 'deviceId' | 'state' | 'skewMs'>[];
}> {
  const [row] = await db.query<{
    wellCount: number;
    troubled: [string, string, DeviceHealth['state'], number | null][];
  }>(
    `select count(*) filter (where state = 'online' and skew_ms is null)::int as "wellCount",
            coalesce(jsonb_agg(jsonb_build_array(site_id, device_id, state, skew_ms))
                       filter (where state <> 'online' or skew_ms is not null), '[]') as troubled
     from device_state`,
  );
  if (!row) throw new Error('an aggregate without group by answered no row');
  const troubled = row.troubled.map(([siteId, deviceId, state, skewMs]) => ({
    siteId,
    deviceId,
    state,
    skewMs,
  }));
  return { wellCount: row.wellCount, troubled };
}

/** Unread messages in the application, newest last. */
export async function recentMessages(db: Executor, now: Date): Promise<InAppMessage[]> {
  const rows = await db.query<Omit<InAppMessage, 'at'> & { at: Date }>(
    `select id, recipient_id as "recipientId", step, text, facts,
            dispatch_id as "dispatchId", violation_id as "violationId", created_at as at
     from message where channel = 'in-app' and read_at is null and created_at > $1
     order by created_at desc, id limit $2`,
    [new Date(now.getTime() - messageAgeMs), maxMessages],
  );
  return rows.reverse().map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Number of the newest change of the registry that the log holds: while it stays, so do sites and devices. */
export async function registrySeq(db: Executor): Promise<number | null> {
  const [row] = await db.query<{ seq: number | null }>(
    "select max(seq) as seq from change where kind = 'registry'",
  );
  return row?.seq ?? null;
}

/** Receive time of the newest message that intake committed, ms since 1970; for a process without intake. */
export async function newestIntake(db: Executor): Promise<number | null> {
  const [row] = await db.query<{ at: Date | null }>('select max(last_seen_at) as at from device_state');
  return row?.at?.getTime() ?? null;
}

/** Forgets changes of before `before`, but never the newest: the numbers go on from it. */
export async function pruneChanges(db: Executor, before: Date): Promise<number> {
  return db.execute('delete from change where at < $1 and seq < (select seq from change_head)', [before]);
}
