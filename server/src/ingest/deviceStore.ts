/** SQL of one device for whoever looks for its fault. */
import type { HeardState, LastSaid } from '@mingchu/shared/bindings';
import { type DeviceTrouble, shownPacketBytes } from '@mingchu/shared/deviceDiagnosis';
import { mountPrefix } from '@mingchu/shared/mqtt';
import { type DetectionType, detectionTypes, type Metric, metrics } from '@mingchu/shared/vocabulary';
import type { Executor } from '../platform/postgres/database.ts';

export interface DevicePlace {
  siteId: string;
  deviceId: string;
}

export interface DeviceStateRow {
  registeredPeriodS: number;
  lastSeenAt: Date | null;
  lastSeq: number | null;
  skewMs: number | null;
}

/** Undefined when it is not registered. */
export async function deviceState(
  db: Executor,
  { siteId, deviceId }: DevicePlace,
): Promise<DeviceStateRow | undefined> {
  const [row] = await db.query<DeviceStateRow>(
    `select report_period_s as "registeredPeriodS", last_seen_at as "lastSeenAt", last_seq as "lastSeq",
            skew_ms as "skewMs"
     from device left join device_state state on (state.site_id, state.device_id) = (device.site_id, device.id)
     where device.site_id = $1 and device.id = $2`,
    [siteId, deviceId],
  );
  return row;
}

export interface SpeakingRow {
  family: string;
  mount: string;
  address: string;
  boundBy: string;
  boundAt: Date;
  name: string | null;
  maker: string | null;
  model: string | null;
  gateway: string | null;
  state: HeardState | null;
  declaredPeriodS: number | null;
  lastHeardAt: Date | null;
  said: Record<string, Omit<LastSaid, 'name'>> | null;
  lastTopic: string | null;
  lastPayload: Buffer | null;
  lastPacketAt: Date | null;
}

/** The address at which it is bound now. */
export async function speakingAt(
  db: Executor,
  { siteId, deviceId }: DevicePlace,
): Promise<SpeakingRow | undefined> {
  const [row] = await db.query<SpeakingRow>(
    `select family, mount, address, bound_by as "boundBy", bound_at as "boundAt", name, maker, model, gateway, state,
            report_period_s as "declaredPeriodS", last_heard_at as "lastHeardAt", said, last_topic as "lastTopic",
            last_payload as "lastPayload", last_packet_at as "lastPacketAt"
     from device_binding left join heard_device using (family, mount, address)
     where site_id = $1 and device_id = $2 and active`,
    [siteId, deviceId],
  );
  return row;
}

export interface NewestValue {
  metric: Metric;
  value: number;
  raw: number;
  time: Date;
  receivedAt: Date;
}

/** The newest reading of each metric of the last week. */
export function newestValues(
  db: Executor,
  { siteId, deviceId }: DevicePlace,
  now: Date,
): Promise<NewestValue[]> {
  return db.query<NewestValue>(
    `select asked.metric, last.*
     from unnest($3::text[]) as asked(metric)
     cross join lateral (
       select value, coalesce(raw, value) as raw, time, received_at as "receivedAt" from reading
       where site_id = $1 and device_id = $2 and metric = asked.metric
         and time > $4::timestamptz - interval '7 days' and time <= $4::timestamptz + interval '1 minute'
       order by time desc limit 1
     ) last`,
    [siteId, deviceId, metrics, now],
  );
}

/** When its last reports with values came, ms since 1970, in order: as many of each metric as show a period. */
export async function lastReports(
  db: Executor,
  { siteId, deviceId }: DevicePlace,
  now: Date,
): Promise<number[]> {
  const rows = await db.query<{ receivedAt: Date }>(
    `select distinct last.received_at as "receivedAt"
     from unnest($3::text[]) as asked(metric)
     cross join lateral (
       select received_at from reading
       where site_id = $1 and device_id = $2 and metric = asked.metric and kept is null
         and time > $4::timestamptz - interval '7 days' and time <= $4::timestamptz + interval '1 minute'
       order by time desc limit 4
     ) last order by 1`,
    [siteId, deviceId, metrics, now],
  );
  return rows.map(({ receivedAt }) => receivedAt.getTime());
}

/** What a camera found within a day, by type, the newest first. */
export function findingsOfDay(
  db: Executor,
  { siteId, deviceId }: DevicePlace,
  now: Date,
): Promise<{ type: DetectionType; count: number; lastAt: Date; confidence: number }[]> {
  return db.query(
    `select type, count(*)::int as count, max(time) as "lastAt",
            (array_agg(confidence order by time desc))[1]::float8 as confidence
     from detection
     where site_id = $1 and device_id = $2 and type = any($4::text[])
       and time > $3::timestamptz - interval '1 day' and time <= $3::timestamptz + interval '1 minute'
     group by type order by max(time) desc, type`,
    [siteId, deviceId, now, detectionTypes],
  );
}

export interface TroubleRow {
  day: string;
  kind: DeviceTrouble;
  told: number;
  amount: number;
  lastAt: Date;
}

/** Newest day first. */
export function troublesOfDevice(
  db: Executor,
  { siteId, deviceId }: DevicePlace,
  sinceDay: string,
): Promise<TroubleRow[]> {
  return db.query<TroubleRow>(
    `select day::text, kind, told, amount, last_at as "lastAt" from device_trouble
     where site_id = $1 and device_id = $2 and day >= $3::date order by day desc, kind`,
    [siteId, deviceId, sinceDay],
  );
}

export interface LetterRow {
  id: number;
  receivedAt: Date;
  topic: string;
  reason: string;
  bytes: number;
  payload: Buffer;
}

const letterColumns = `id, received_at as "receivedAt", topic, reason, octet_length(payload) as bytes,
  substring(payload from 1 for ${shownPacketBytes}) as payload`;

/** The newest dead letters of the topics of a device; `below` ends with a slash. */
export function lettersBelow(db: Executor, below: string, limit: number): Promise<LetterRow[]> {
  const pattern = `${below.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return db.query<LetterRow>(
    `select ${letterColumns} from dead_letter where topic like $1 order by id desc limit $2`,
    [pattern, limit],
  );
}

/**
 * The newest dead letters of a device of a family: below its mount, of topics that have all parts of its address or its
 * name as levels, or of the topic where it spoke last. At most 50,000 letters are kept, and so looked at.
 */
export function lettersNaming(
  db: Executor,
  { mount, address, name, lastTopic }: Pick<SpeakingRow, 'mount' | 'address' | 'name' | 'lastTopic'>,
  limit: number,
): Promise<LetterRow[]> {
  return db.query<LetterRow>(
    `select ${letterColumns} from dead_letter
     where case when $1 = '' then not starts_with(topic, $2) else starts_with(topic, $2 || $1 || '/') end
       and (string_to_array(topic, '/') @> string_to_array($3, '/') or $4 = any(string_to_array(topic, '/'))
            or topic = $5)
     order by id desc limit $6`,
    [mount, `${mountPrefix}/`, address, name, lastTopic, limit],
  );
}
