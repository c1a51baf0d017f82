/** The SQL of violations. */
import type { TimelineEntry } from '@mingchu/shared/http';
import type { Severity, ViolationState } from '@mingchu/shared/violation';
import type { Executor, Transaction } from '../platform/postgres/database.ts';
import type { Episode } from './model/episode.ts';

const columns = `v.id, v.site_id as "siteId", v.device_id as "deviceId", v.rule_id as "ruleId",
  v.rule_version as "ruleVersion", v.zone, v.severity, v.state, v.acked, v.acked_by as "ackedBy", v.latched,
  v.condition_active as "conditionActive", v.shelved_until as "shelvedUntil",
  v.shelved_until_clear as "shelvedUntilClear", v.opened_at as "openedAt",
  v.onset_at as "onsetAt", v.cleared_at as "clearedAt", v.closed_at as "closedAt", v.reason, v.evidence,
  v.recurrences, v.review, v.reclassified_as as "reclassifiedAs", v.case_ref as "caseRef",
  v.dispatch_id as "dispatchId", v.version`;

/** What makes an episode one of its kind. */
export interface EpisodeKey {
  ruleId: string;
  siteId: string;
  deviceId: string;
  zone: string;
}

export function episodeKey(key: EpisodeKey): string {
  return `${key.siteId}\n${key.deviceId}\n${key.ruleId}\n${key.zone}`;
}

const keyArrays = (keys: readonly EpisodeKey[]) => [
  keys.map((key) => key.ruleId),
  keys.map((key) => key.siteId),
  keys.map((key) => key.deviceId),
  keys.map((key) => key.zone),
];

/** Locks the open violations of these keys, always in the same order. */
export function lockOpenByKeys(tx: Transaction, keys: readonly EpisodeKey[]): Promise<Episode[]> {
  return tx.query<Episode>(
    `select ${columns} from violation v
     join (select distinct * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
             as k(rule_id, site_id, device_id, zone)) k using (rule_id, site_id, device_id, zone)
     where v.closed_at is null order by v.id for update of v`,
    keyArrays(keys),
  );
}

/** A closed violation, and how its order stands. */
export type ClosedEpisode = Episode & { orderState: string | null };

/** Locks the violations of these keys that closed since, latest last. */
export function lockClosedSince(
  tx: Transaction,
  keys: readonly EpisodeKey[],
  since: Date,
): Promise<ClosedEpisode[]> {
  return tx.query<ClosedEpisode>(
    `select ${columns}, d.state as "orderState" from violation v
     join (select distinct * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
             as k(rule_id, site_id, device_id, zone)) k using (rule_id, site_id, device_id, zone)
     left join dispatch d on d.violation_id = v.id
     where v.closed_at >= $5 order by v.closed_at, v.id for update of v`,
    [...keyArrays(keys), since],
  );
}

export async function lockViolation(tx: Transaction, id: string): Promise<Episode | undefined> {
  const [row] = await tx.query<Episode>(`select ${columns} from violation v where v.id = $1 for update`, [
    id,
  ]);
  return row;
}

/** What is told of each violation that is held: enough to know whether it is over. */
export type HeldViolation = Pick<Episode, 'id' | 'state' | 'siteId' | 'deviceId' | 'shelvedUntil'>;

/** All that are shelved, suppressed or out of service. */
export function heldViolations(db: Executor): Promise<HeldViolation[]> {
  return db.query<HeldViolation>(
    `select id, state, site_id as "siteId", device_id as "deviceId", shelved_until as "shelvedUntil"
     from violation where closed_at is null and state in ('shelved', 'suppressed', 'out-of-service') order by id`,
  );
}

/** Of these the ones that are still held; those others hold are left out. */
export function lockHeld(tx: Transaction, ids: readonly string[]): Promise<Episode[]> {
  return tx.query<Episode>(
    `select ${columns} from violation v
     where v.id = any($1::text[]) and v.closed_at is null and v.state in ('shelved', 'suppressed', 'out-of-service')
     order by v.id for update skip locked`,
    [ids],
  );
}

/** Open violations of devices that are out of service, and are not yet marked so. */
export function lockOfDevices(
  tx: Transaction,
  deviceKeys: readonly string[],
  limit: number,
): Promise<Episode[]> {
  return tx.query<Episode>(
    `select ${columns} from violation v
     where v.closed_at is null and v.state not in ('shelved', 'suppressed', 'out-of-service')
       and v.site_id || '/' || v.device_id = any($1::text[])
     order by v.id limit $2 for update skip locked`,
    [deviceKeys, limit],
  );
}

/**
 * Writes whole violations, new and old alike. The only statement that writes a state. A second open violation of the
 * same key breaks the unique index: that rolls the transaction back.
 */
export async function saveViolations(tx: Transaction, episodes: readonly Episode[]): Promise<void> {
  if (episodes.length === 0) return;
  await tx.execute(
    `insert into violation as v (id, site_id, device_id, rule_id, rule_version, zone, severity, state, acked, acked_by,
       latched, condition_active, shelved_until, shelved_until_clear, opened_at, onset_at, cleared_at, closed_at,
       reason, evidence, recurrences, review, reclassified_as, case_ref, dispatch_id, version)
     select n.id, n."siteId", n."deviceId", n."ruleId", n."ruleVersion", n.zone, n.severity, n.state, n.acked,
       n."ackedBy", n.latched, n."conditionActive", n."shelvedUntil", n."shelvedUntilClear", n."openedAt",
       n."onsetAt", n."clearedAt", n."closedAt", n.reason, n.evidence, n.recurrences, n.review, n."reclassifiedAs",
       n."caseRef", n."dispatchId", n.version
     from jsonb_to_recordset($1::jsonb) as n(id text, "siteId" text, "deviceId" text, "ruleId" text,
       "ruleVersion" text, zone text, severity text, state text, acked boolean, "ackedBy" text, latched boolean,
       "conditionActive" boolean, "shelvedUntil" timestamptz, "shelvedUntilClear" boolean,
       "openedAt" timestamptz, "onsetAt" timestamptz, "clearedAt" timestamptz, "closedAt" timestamptz,
       reason text, evidence jsonb, recurrences integer, review text, "reclassifiedAs" text, "caseRef" text, "dispatchId" text, version integer)
     on conflict (id) do update set state = excluded.state, acked = excluded.acked, acked_by = excluded.acked_by,
       latched = excluded.latched, condition_active = excluded.condition_active,
       shelved_until = excluded.shelved_until, shelved_until_clear = excluded.shelved_until_clear,
       onset_at = excluded.onset_at, cleared_at = excluded.cleared_at,
       closed_at = excluded.closed_at, reason = excluded.reason, evidence = excluded.evidence,
       recurrences = excluded.recurrences, review = excluded.review, reclassified_as = excluded.reclassified_as,
       case_ref = excluded.case_ref, version = excluded.version`,
    [JSON.stringify(episodes)],
  );
}

export async function setDispatchIds(
  tx: Transaction,
  pairs: readonly { id: string; dispatchId: string }[],
): Promise<void> {
  if (pairs.length === 0) return;
  await tx.execute(
    `update violation v set dispatch_id = n.dispatch_id
     from unnest($1::text[], $2::text[]) as n(id, dispatch_id) where v.id = n.id`,
    [pairs.map((pair) => pair.id), pairs.map((pair) => pair.dispatchId)],
  );
}

/** All that are not closed, oldest first, for the live snapshot. */
export function openViolationRows(db: Executor): Promise<Episode[]> {
  return db.query<Episode>(
    `select ${columns} from violation v where v.closed_at is null order by v.opened_at, v.id`,
  );
}

export async function violationById(db: Executor, id: string): Promise<Episode | undefined> {
  const [row] = await db.query<Episode>(`select ${columns} from violation v where v.id = $1`, [id]);
  return row;
}

export interface ViolationFilter {
  /** A state, or `open` for all that are not closed. */
  state?: ViolationState | 'open';
  siteId?: string;
  deviceId?: string;
  severity?: Severity;
  ruleId?: string;
  gridId?: string;
  groupId?: string;
  /** Opened from, inclusive, to, exclusive. */
  from?: Date;
  to?: Date;
  /** Only those after this one, newest first. */
  before?: { openedAt: Date; id: string };
  limit: number;
}

/** Newest first. */
export function listViolationRows(db: Executor, filter: ViolationFilter): Promise<Episode[]> {
  return db.query<Episode>(
    `select ${columns} from violation v
     where ($1::text is null or ($1 = 'open' and v.closed_at is null) or v.state = $1)
       and ($2::text is null or v.site_id = $2) and ($3::text is null or v.severity = $3)
       and ($4::timestamptz is null or date_trunc('milliseconds', v.opened_at) < $4
            or (date_trunc('milliseconds', v.opened_at) = $4 and v.id > $5))
       and ($7::text is null or v.rule_id = $7)
       and ($8::text is null or v.site_id in (select id from site where grid_id = $8))
       and ($9::text is null
            or v.site_id in (select s.id from site s join grid g on g.id = s.grid_id where g.group_id = $9))
       and ($10::timestamptz is null or v.opened_at >= $10) and ($11::timestamptz is null or v.opened_at < $11)
       and ($12::text is null or v.device_id = $12)
     order by v.opened_at desc, v.id limit $6`,
    [
      filter.state ?? null,
      filter.siteId ?? null,
      filter.severity ?? null,
      filter.before?.openedAt ?? null,
      filter.before?.id ?? null,
      filter.limit,
      filter.ruleId ?? null,
      filter.gridId ?? null,
      filter.groupId ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.deviceId ?? null,
    ],
  );
}

/** Acts on the violation, its dispatch and messages, oldest first; of more than 1,000 the newest. */
export async function timelineOf(db: Executor, violationId: string): Promise<TimelineEntry[]> {
  const rows = await db.query<Omit<TimelineEntry, 'at'> & { at: Date }>(
    `select at, subject, "subjectId", actor, act, reason, detail
     from (select id, at, subject, subject_id as "subjectId", actor, act, reason, detail from audit
           where violation_id = $1 order by id desc limit 1000) newest
     order by id`,
    [violationId],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
