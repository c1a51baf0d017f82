/** The numbers at the wall's foot: today, by the calendar of Asia/Shanghai. */
import type { TodayStats } from '@mingchu/shared/live';
import type { Executor } from '../platform/postgres/database.ts';

/** China has one time zone without summer time since 1992. ms. */
const shanghaiOffsetMs = 8 * 3_600_000;
const dayMs = 86_400_000;
/** ISA-18.2 judges alarm floods over 10 minutes. ms. */
const floodWindowMs = 600_000;

/** First instant of the local day that `now` lies in. */
export function startOfLocalDay(now: Date): Date {
  const local = now.getTime() + shanghaiOffsetMs;
  return new Date(local - (local % dayMs) - shanghaiOffsetMs);
}

/** Three statements over today's rows; for one consistent picture call it within a transaction. */
export async function todayStats(
  db: Executor,
  { now, readingsPerS }: { now: Date; readingsPerS: number },
): Promise<TodayStats> {
  const start = startOfLocalDay(now);
  const byHour = await db.query<{ hour: number; count: number }>(
    `select floor(extract(epoch from opened_at - $1) / 3600)::int as hour, count(*)::int as count
     from violation where opened_at >= $1 group by 1`,
    [start],
  );
  const byRule = await db.query<{ ruleId: string; count: number }>(
    `select rule_id as "ruleId", count(*)::int as count
     from violation where opened_at >= $1 group by 1 order by 2 desc, 1`,
    [start],
  );
  const [orders] = await db.query<Orders>(
    `select count(*) filter (where arrived_at is not null or breached_at is not null)::int as "ordersDue",
            count(*) filter (where arrived_at is not null and breached_at is null)::int as "arrivedOnTime",
            count(*) filter (where breached_at is not null)::int as breached,
            percentile_cont(0.5) within group (order by extract(epoch from arrived_at - opened_at) * 1000)
              filter (where arrived_at is not null) as "medianArrivalMs",
            (select count(*)::int from violation
             where opened_at > $2 and state not in ('suppressed', 'out-of-service')) as "alarmsLast10Min"
     from dispatch where opened_at >= $1`,
    [start, new Date(now.getTime() - floodWindowMs)],
  );
  if (!orders) throw new Error('an aggregate without group by answered no row');
  const hours = new Map(byHour.map((row) => [row.hour, row.count]));
  return {
    at: now.toISOString(),
    date: new Date(now.getTime() + shanghaiOffsetMs).toISOString().slice(0, 10),
    ...orders,
    medianArrivalMs: orders.medianArrivalMs === null ? null : Math.round(orders.medianArrivalMs),
    violationsByHour: Array.from({ length: 24 }, (_, hour) => hours.get(hour) ?? 0),
    violationsByRule: byRule,
    readingsPerS,
  };
}

type Orders = Pick<
  TodayStats,
  'ordersDue' | 'arrivedOnTime' | 'breached' | 'medianArrivalMs' | 'alarmsLast10Min'
>;
