/** SQL of the statistics: read only, over what violations and dispatch have written. */
import type {
  ArrivalFigures,
  ArrivalKey,
  FalseAlarmFigures,
  FalseAlarmKey,
} from '@mingchu/shared/statistics';
import type { Announced, StandingAlarms } from '@mingchu/shared/alarmLoad';
import type { Severity } from '@mingchu/shared/violation';
import type { Executor } from '../platform/postgres/database.ts';

export interface Span {
  /** Inclusive. */
  from: Date;
  /** Exclusive. */
  to: Date;
}

/** Days and hours are those of the district. */
const zone = 'Asia/Shanghai';

/** What each breakdown groups by; `d` is one round of an order, `v` its violation, `s` the site, `g` its grid. */
const arrivalKeySql = {
  all: `'all'`,
  group: 'g.group_id',
  grid: 'g.id',
  inspector: `coalesce(d.inspector_id, '')`,
  rule: 'v.rule_id',
  severity: 'd.severity',
  hour: `extract(hour from d.started_at at time zone '${zone}')::int::text`,
  day: `to_char(d.started_at at time zone '${zone}', 'YYYY-MM-DD')`,
} as const satisfies Record<ArrivalKey, string>;

const sinceStart = (column: string, part: number) =>
  `percentile_cont(${part}) within group (order by extract(epoch from ${column} - d.started_at) * 1000)
     filter (where ${column} is not null)`;

/**
 * Rounds of orders that began in the span, by key: each is a promise of its own. `now` decides whose time is up; `siteId`
 * narrows to one kitchen.
 */
export async function arrivalFigures(
  db: Executor,
  { by, span, now, siteId = null }: { by: ArrivalKey; span: Span; now: Date; siteId?: string | null },
): Promise<ArrivalFigures[]> {
  const rows = await db.query<Omit<ArrivalFigures, 'onTimeRate'>>(
    `select ${arrivalKeySql[by]} as key, count(*)::int as orders,
            count(*) filter (where d.state = 'recalled')::int as recalled,
            count(*) filter (where d.arrived_at is not null and d.breached_at is null)::int as "onTime",
            count(*) filter (where d.arrived_at is not null and d.breached_at is not null)::int as late,
            count(*) filter (where d.arrived_at is null and d.state <> 'recalled' and d.due_at <= $3)::int as missed,
            ${sinceStart('d.accepted_at', 0.5)} as "medianAcceptMs",
            ${sinceStart('d.arrived_at', 0.5)} as "medianArriveMs",
            ${sinceStart('d.arrived_at', 0.9)} as "p90ArriveMs",
            ${sinceStart('d.submitted_at', 0.5)} as "medianSubmitMs",
            ${sinceStart('case when d.closes then v.closed_at end', 0.5)} as "medianCloseMs"
     from dispatch_promise d
       join violation v on v.id = d.violation_id
       join site s on s.id = d.site_id
       join grid g on g.id = s.grid_id
     where d.started_at >= $1 and d.started_at < $2 and ($4::text is null or d.site_id = $4)
     group by 1 order by 1`,
    [span.from, span.to, now, siteId],
  );
  return rows.map((row) => {
    const over = row.onTime + row.late + row.missed;
    return { ...row, onTimeRate: over === 0 ? null : row.onTime / over };
  });
}

const falseAlarmKeySql = {
  rule: 'v.rule_id',
  device: `v.site_id || '/' || v.device_id`,
} as const satisfies Record<FalseAlarmKey, string>;

/** An officer's verdict or the inspector's finding; either may call it false. */
export async function falseAlarmFigures(
  db: Executor,
  { by, span }: { by: FalseAlarmKey; span: Span },
): Promise<FalseAlarmFigures[]> {
  const rows = await db.query<Omit<FalseAlarmFigures, 'falseAlarmRate'>>(
    `select ${falseAlarmKeySql[by]} as key, count(*)::int as violations,
            count(*) filter (where v.review is not null or d.finding is not null)::int as judged,
            count(*) filter (where v.review = 'false-alarm' or d.finding = 'false-alarm')::int as "falseAlarms"
     from violation v left join dispatch d on d.violation_id = v.id
     where v.opened_at >= $1 and v.opened_at < $2
     group by 1 order by 4 desc, 2 desc, 1 limit 500`,
    [span.from, span.to],
  );
  return rows.map((row) => ({
    ...row,
    falseAlarmRate: row.judged === 0 ? null : row.falseAlarms / row.judged,
  }));
}

/** Most alarms that one question looks at: a year of a bad district. */
const maxAnnounced = 200_000;

/**
 * Alarms announced in the span, oldest first. What is set aside by design was never announced; what opened in closed
 * hours was when its kitchen opened.
 */
export async function announcedAlarms(db: Executor, span: Span): Promise<Announced[]> {
  const rows = await db.query<{ at: Date; severity: Severity; source: string }>(
    `with later as (
       select violation_id as id, at from audit where act = 'unsuppress' and at >= $1)
     select announced.at, severity, rule_id || ' ' || site_id || '/' || device_id as source
     from (select id, opened_at as at from violation v
           where opened_at >= $1 and opened_at < $2 and not exists (select from later where later.id = v.id)
           union all
           select id, at from later where at < $2) announced
       join violation using (id)
     where state not in ('suppressed', 'out-of-service')
     order by announced.at limit ${maxAnnounced}`,
    [span.from, span.to],
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

/** Alarms that have stood since before `since`, shelved ones apart. */
export async function standingAlarms(db: Executor, since: Date): Promise<StandingAlarms> {
  const [row] = await db.query<StandingAlarms>(
    `select count(*) filter (where state not in ('shelved', 'suppressed', 'out-of-service'))::int as standing,
            count(*) filter (where opened_at < $1 and state not in ('shelved', 'suppressed', 'out-of-service'))::int
              as stale,
            count(*) filter (where state = 'shelved')::int as shelved
     from violation where closed_at is null`,
    [since],
  );
  return row ?? { standing: 0, stale: 0, shelved: 0 };
}
