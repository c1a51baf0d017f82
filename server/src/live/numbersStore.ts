/** SQL of today's numbers and of what they are compared with; each statement walks an index by the time of opening. */
import { type ArrivalTimes, arrivalMinutesCounted } from '@mingchu/shared/todayNumbers';
import type { Executor } from '../platform/postgres/database.ts';
import type { RuleHours } from './model/usualDay.ts';

/** From inclusive, to exclusive. */
interface Span {
  from: Date;
  to: Date;
}

export interface Arrivals extends ArrivalTimes {
  breached: number;
  /** Of these nobody has come yet. */
  missed: number;
}

/** How the rounds of orders that began in the span went. */
export async function arrivalsOf(db: Executor, { from, to }: Span): Promise<Arrivals> {
  const [row] = await db.query<Omit<Arrivals, 'arrivalsByMinute'>>(
    `select due::int as "ordersDue", "arrivedOnTime"::int, breached::int, missed::int,
            (extract(epoch from took[1]) * 1000)::int as "medianArrivalMs",
            (extract(epoch from took[2]) * 1000)::int as "p90ArrivalMs"
     from (select count(*) filter (where arrived_at is not null or breached_at is not null) as due,
                  count(*) filter (where arrived_at is not null and breached_at is null) as "arrivedOnTime",
                  count(*) filter (where breached_at is not null) as breached,
                  count(*) filter (where breached_at is not null and arrived_at is null) as missed,
                  percentile_cont(array[0.5, 0.9]) within group (order by arrived_at - started_at)
                    filter (where arrived_at is not null) as took
           from dispatch_promise where started_at >= $1 and started_at < $2) as orders`,
    [from, to],
  );
  if (!row) throw new Error('an aggregate without group by answered no row');
  const minutes = await db.query<{ minute: number; count: number }>(
    `select (extract(epoch from took) / 60)::int as minute, count
     from (select least(date_bin('1 minute', arrived_at, started_at) - started_at, make_interval(mins => $3)) as took,
                  count(*)::int as count
           from dispatch_promise where started_at >= $1 and started_at < $2 and arrived_at is not null group by 1) as by_minute`,
    [from, to, arrivalMinutesCounted],
  );
  const byMinute = new Map(minutes.map(({ minute, count }) => [minute, count]));
  return {
    ...row,
    arrivalsByMinute: Array.from(
      { length: arrivalMinutesCounted + 1 },
      (_, minute) => byMinute.get(minute) ?? 0,
    ),
  };
}

/** When the first order of all was opened; null without any. */
export async function firstOrderAt(db: Executor): Promise<Date | null> {
  const [row] = await db.query<{ at: Date | null }>('select min(opened_at) as at from dispatch');
  return row?.at ?? null;
}

/** Violations opened since `from`: whole hours after it → how many. */
export async function violationsByHour(db: Executor, from: Date): Promise<Map<number, number>> {
  const rows = await db.query<{ hour: number; count: number }>(
    `select floor(extract(epoch from opened_at - $1) / 3600)::int as hour, count(*)::int as count
     from violation where opened_at >= $1 group by 1`,
    [from],
  );
  return new Map(rows.map(({ hour, count }) => [hour, count]));
}

/** Violations opened since, by rule, most first. */
export function violationsByRule(db: Executor, from: Date): Promise<{ ruleId: string; count: number }[]> {
  return db.query(
    `select rule_id as "ruleId", count(*)::int as count
     from violation where opened_at >= $1 group by 1 order by 2 desc, 1`,
    [from],
  );
}

/** Violations of the span: per rule, the hours after `from` in which there were any, and how many. */
export function ruleHours(db: Executor, { from, to }: Span): Promise<RuleHours[]> {
  return db.query<RuleHours>(
    `select rule_id as "ruleId", array_agg((extract(epoch from hour - $1) / 3600)::int) as hours,
            array_agg(count) as counts
     from (select rule_id, date_bin('1 hour', opened_at, $1) as hour, count(*)::int as count
           from violation where opened_at >= $1 and opened_at < $2 group by 1, 2) as by_hour
     group by 1`,
    [from, to],
  );
}

/** Dates of the calendar, `YYYY-MM-DD`, with the weekday (1 Monday to 7 Sunday) that each follows; null: nobody works. */
export async function holidaysSince(db: Executor, date: string): Promise<Map<string, number | null>> {
  const rows = await db.query<{ date: string; asWeekday: number | null }>(
    'select date, as_weekday as "asWeekday" from holiday where date >= $1',
    [date],
  );
  return new Map(rows.map((row) => [row.date, row.asWeekday]));
}
