/** SQL of calibrations. Rows are added and withdrawn; nothing else of them changes. */
import {
  type CalibratedMetric,
  type CalibrationFilter,
  type CalibrationState,
  calibratedMetrics,
  districtDay,
  isCalibrated,
  soonDay,
} from '@mingchu/shared/calibration';
import { mainMetrics } from '@mingchu/shared/mainMetric';
import type { Executor, Transaction } from '../platform/postgres/database.ts';

export interface CalibrationRow {
  id: number;
  siteId: string;
  deviceId: string;
  metric: CalibratedMetric;
  slope: number;
  offset: number;
  validFrom: Date;
  performedBy: string;
  certificate: string;
  laboratory: string | null;
  /** `YYYY-MM-DD`. */
  dueOn: string;
  note: string;
  recordedBy: string;
  recordedAt: Date;
  withdrawnBy: string | null;
  withdrawnAt: Date | null;
  withdrawReason: string | null;
}

const columns = `c.id, c.site_id as "siteId", c.device_id as "deviceId", c.metric, slope, "offset",
  valid_from as "validFrom", performed_by as "performedBy", certificate, laboratory, due_on::text as "dueOn", note,
  recorded_by as "recordedBy", recorded_at as "recordedAt", withdrawn_by as "withdrawnBy",
  withdrawn_at as "withdrawnAt", withdraw_reason as "withdrawReason"`;

export interface StandingCorrection {
  deviceKey: string;
  metric: string;
  slope: number;
  offset: number;
  validFrom: Date;
}

/** All that are not withdrawn, the newest of each device first. */
export function standingCorrections(db: Executor): Promise<StandingCorrection[]> {
  return db.query(
    `select site_id || '/' || device_id as "deviceKey", metric, slope, "offset", valid_from as "validFrom"
     from calibration where withdrawn_at is null order by valid_from desc`,
  );
}

/** Answers its id; null when one of this device and metric is valid from the same moment. */
export async function insertCalibration(
  tx: Transaction,
  row: Omit<CalibrationRow, 'id' | 'withdrawnBy' | 'withdrawnAt' | 'withdrawReason'>,
): Promise<number | null> {
  const [made] = await tx.query<{ id: number }>(
    `insert into calibration (site_id, device_id, metric, slope, "offset", valid_from, performed_by, certificate,
                              laboratory, due_on, note, recorded_by, recorded_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     on conflict (site_id, device_id, metric, valid_from) where withdrawn_at is null do nothing
     returning id`,
    [
      row.siteId,
      row.deviceId,
      row.metric,
      row.slope,
      row.offset,
      row.validFrom,
      row.performedBy,
      row.certificate,
      row.laboratory,
      row.dueOn,
      row.note,
      row.recordedBy,
      row.recordedAt,
    ],
  );
  return made?.id ?? null;
}

export async function hasCalibration(db: Executor, id: number): Promise<boolean> {
  return (await db.query('select id from calibration where id = $1', [id])).length > 0;
}

/** Answers those that stood until now. */
export function withdrawCalibrations(
  tx: Transaction,
  which: { id: number } | { siteId: string; deviceId: string },
  { by, at, reason }: { by: string; at: Date; reason: string },
): Promise<CalibrationRow[]> {
  const of = 'id' in which ? [which.id, null, null] : [null, which.siteId, which.deviceId];
  return tx.query(
    `update calibration c set withdrawn_by = $4, withdrawn_at = $5, withdraw_reason = $6
     where withdrawn_at is null and (id = $1 or (site_id = $2 and device_id = $3)) returning ${columns}`,
    [...of, by, at, reason],
  );
}

interface Moment {
  siteId: string;
  deviceId: string;
  metric: string;
  validFrom: Date;
}

/** What stands of this device and metric from this very moment. */
export async function standingFrom(
  db: Executor,
  { siteId, deviceId, metric, validFrom }: Moment,
): Promise<CalibrationRow | undefined> {
  const [row] = await db.query<CalibrationRow>(
    `select ${columns} from calibration c
     where withdrawn_at is null and (site_id, device_id, metric, valid_from) = ($1, $2, $3, $4)`,
    [siteId, deviceId, metric, validFrom],
  );
  return row;
}

/** A page of all that stands, in the order of devices and time; `after` is the last row of the page before. */
export function standingAfter(db: Executor, after: Moment | null, limit: number): Promise<CalibrationRow[]> {
  return db.query(
    `select ${columns} from calibration c
     where withdrawn_at is null
       and ($1::text is null or (site_id, device_id, metric, valid_from) > ($1, $2::text, $3::text, $4::timestamptz))
     order by site_id, device_id, metric, valid_from limit $5`,
    [after?.siteId ?? null, after?.deviceId ?? null, after?.metric ?? null, after?.validFrom ?? null, limit],
  );
}

/** How many stand. */
export async function countStanding(db: Executor): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    'select count(*) as count from calibration where withdrawn_at is null',
  );
  return row?.count ?? 0;
}

const maxHistory = 200;

/** Of all metrics of a device, by the moment from which each was valid, the newest first; at most 200. */
export function calibrationsOfDevice(
  db: Executor,
  siteId: string,
  deviceId: string,
): Promise<CalibrationRow[]> {
  return db.query(
    `select ${columns} from calibration c where site_id = $1 and device_id = $2
     order by valid_from desc, id desc limit ${maxHistory}`,
    [siteId, deviceId],
  );
}

/** Kinds of device whose main metric can be calibrated: these are missed when they have none. */
const watched = Object.entries(mainMetrics).filter(([, metric]) => isCalibrated(metric));

/**
 * $3 today, $4 the last day that is soon. Metrics of devices with a calibration that stands; the newest of each is found
 * by going backwards through one index.
 */
const calibrated = `
  select site_id, device_id, metric, id, due_on,
         case when due_on < $3::date then 'overdue' when due_on <= $4::date then 'due' else 'good' end as state
  from (select distinct on (site_id, device_id, metric) site_id, device_id, metric, id, due_on
        from calibration where withdrawn_at is null
        order by site_id desc, device_id desc, metric desc, valid_from desc) newest`;
/** $1 kinds and $2 their metrics. Those of devices in service that are of such a kind and have none. */
const missing = `
  select site_id, device.id, metric, null::integer, 'infinity'::date, 'never'
  from device join unnest($1::text[], $2::text[]) as watched(kind, metric) using (kind)
  where in_service and not exists (
    select from calibration c
    where c.site_id = device.site_id and c.device_id = device.id and c.metric = watched.metric
      and withdrawn_at is null)`;

const lineColumns = '(site_id, device_id, metric, id, due_on, state)';

const lineValues = (now: Date): unknown[] => [
  watched.map(([kind]) => kind),
  watched.map(([, metric]) => metric),
  districtDay(now.getTime()),
  soonDay(now.getTime()),
];

export type LineRow = {
  siteId: string;
  deviceId: string;
  metric: CalibratedMetric;
  state: CalibrationState;
  /** Sorts as text; `infinity` when there is none. */
  due: string;
  currentId: number | null;
};

/** One page, the most overdue first and those without any last; `after` is the last row of the page before. */
export function linesAfter(
  db: Executor,
  asked: {
    now: Date;
    filter: CalibrationFilter;
    siteId: string | null;
    after: { due: string; siteId: string; deviceId: string; metric: string } | null;
    limit: number;
  },
): Promise<LineRow[]> {
  const { now, filter, siteId, after, limit } = asked;
  // Only what is asked for is a condition, so that each kind of question has a plan of its own.
  const conditions = [
    ...(filter === 'all' || filter === 'never' ? [] : ['state = $5']),
    ...(siteId === null ? [] : ['site_id = $6']),
    ...(after === null ? [] : ['(due_on, site_id, device_id, metric) > ($7::date, $8, $9, $10)']),
  ];
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  // Each part ends at the page's length by itself: those without any are found in order and come last.
  const parts = filter === 'all' ? [calibrated, missing] : filter === 'never' ? [missing] : [calibrated];
  const pages = parts.map(
    (part) => `(select * from (${part}) part${lineColumns} ${where}
                order by due_on, site_id, device_id, metric limit $11)`,
  );
  return db.query(
    // `asked` gives each parameter its type, whether it is used or not.
    `with asked as (select $1::text[], $2::text[], $3::date, $4::date, $5::text, $6::text, $7::date, $8::text,
                           $9::text, $10::text)
     select site_id as "siteId", device_id as "deviceId", metric, state, due_on::text as due, id as "currentId"
     from (${pages.join(' union all ')}) line order by due_on, site_id, device_id, metric limit $11`,
    [
      ...lineValues(now),
      filter,
      siteId,
      after?.due ?? null,
      after?.siteId ?? null,
      after?.deviceId ?? null,
      after?.metric ?? null,
      limit,
    ],
  );
}

export async function lineCounts(db: Executor, now: Date): Promise<Record<CalibrationState, number>> {
  const rows = await db.query<{ state: CalibrationState; count: number }>(
    `select state, count(*) as count from (${calibrated} union all ${missing}) line${lineColumns} group by state`,
    lineValues(now),
  );
  const counts = { overdue: 0, due: 0, never: 0, good: 0 };
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}

export function calibrationsByIds(db: Executor, ids: number[]): Promise<CalibrationRow[]> {
  return db.query(`select ${columns} from calibration c where id = any($1::int[])`, [ids]);
}

/** The newest reading of a day of each metric that can be calibrated; key `deviceId/metric`. */
export async function lastReadings(
  db: Executor,
  siteId: string,
  now: Date,
): Promise<Map<string, { time: Date; value: number; raw: number }>> {
  const rows = await db.query<{ key: string; time: Date; value: number; raw: number }>(
    `select device_id || '/' || asked.metric as key, last.*
     from (select id as device_id from device where site_id = $1) device
     cross join unnest($2::text[]) as asked(metric)
     cross join lateral (
       select time, value, coalesce(raw, value) as raw from reading
       where site_id = $1 and reading.device_id = device.device_id and metric = asked.metric
         and time > $3::timestamptz - interval '1 day' and time <= $3
       order by time desc limit 1
     ) last`,
    [siteId, calibratedMetrics, now],
  );
  return new Map(rows.map(({ key, ...last }) => [key, last]));
}
