/** SQL of what each officer did: read only, over the audit trail. */
import { officerRoles } from '@mingchu/shared/permissions';
import type { OfficerActs } from '@mingchu/shared/statistics';
import type { Executor } from '../platform/postgres/database.ts';
import type { Span } from './statisticsStore.ts';

/** By officers who did anything to violations and orders in the span; who did most comes first. */
export function officerActs(db: Executor, { from, to }: Span): Promise<OfficerActs[]> {
  return db.query<OfficerActs>(
    `with act as (
       -- What one act did to a violation and its order has one moment; the violation's word for it counts.
       select distinct on (a.username, t.violation_id, date_trunc('second', t.at))
              a.username, a.display_name, t.act, t.at, v.opened_at
       from account a
         join audit t on t.actor = a.username and t.at >= $1 and t.at < $2 and t.subject in ('violation', 'dispatch')
         left join violation v on v.id = t.violation_id
       where a.role = any($3)
       order by a.username, t.violation_id, date_trunc('second', t.at), t.subject desc),
     counted as (
       select *, count(*) over (partition by username order by at
                                range between interval '10 minutes' preceding and current row) as within_10_min
       from act)
     select username, display_name as "displayName", count(*)::int as acts,
            count(*) filter (where act = 'ack')::int as acks,
            count(*) filter (where act = 'review')::int as reviews,
            count(*) filter (where act in ('send', 'send-again', 'offer'))::int as dispatches,
            percentile_cont(0.5) within group (order by extract(epoch from at - opened_at)::float8 * 1000)
              filter (where act = 'ack') as "medianAckMs",
            max(within_10_min)::int as "mostActs10Min"
     from counted group by username, display_name order by acts desc, username`,
    [from, to, officerRoles],
  );
}
