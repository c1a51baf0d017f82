/** SQL of what each officer did: read only, over the audit trail. */
import { officerRoles } from '@mingchu/shared/permissions';
import type { OfficerActs } from '@mingchu/shared/statistics';
import type { ActCounts } from '@mingchu/shared/todayNumbers';
import type { Executor } from '../platform/postgres/database.ts';
import type { Span } from './statisticsStore.ts';

/** Acts of officers in a span ($1, $2), by accounts of the roles $3. */
const actsSql = `
       -- What one act did to a violation and its order has one moment; the violation's word for it counts.
       select distinct on (a.username, t.violation_id, date_trunc('second', t.at))
              a.username, a.display_name, t.act, t.at, v.opened_at
       from account a
         join audit t on t.actor = a.username and t.at >= $1 and t.at < $2 and t.subject in ('violation', 'dispatch')
         left join violation v on v.id = t.violation_id
       where a.role = any($3)
       order by a.username, t.violation_id, date_trunc('second', t.at), t.subject desc`;

const dispatchActs = `('send', 'send-again', 'offer')`;
const medianAckMs = (since: string) =>
  `percentile_cont(0.5) within group (order by extract(epoch from at - opened_at)::float8 * 1000)
              filter (where act = 'ack' and at >= ${since})`;

/** By officers who did anything to violations and orders in the span; who did most comes first. */
export function officerActs(db: Executor, { from, to }: Span): Promise<OfficerActs[]> {
  return db.query<OfficerActs>(
    `with act as (${actsSql}),
     counted as (
       select *, count(*) over (partition by username order by at
                                range between interval '10 minutes' preceding and current row) as within_10_min
       from act)
     select username, display_name as "displayName", count(*)::int as acts,
            count(*) filter (where act = 'ack')::int as acks,
            count(*) filter (where act = 'review')::int as reviews,
            count(*) filter (where act in ${dispatchActs})::int as dispatches,
            ${medianAckMs('$1')} as "medianAckMs",
            max(within_10_min)::int as "mostActs10Min"
     from counted group by username, display_name order by acts desc, username`,
    [from, to, officerRoles],
  );
}

/** What one officer did lately and in his shift, as it is pushed every few seconds: in one statement. */
export interface ActsOfShift {
  username: string;
  lately: ActCounts;
  ofShift: ActCounts;
  /** In the shift; null while he acknowledged nothing. */
  medianAckMs: number | null;
}

/** `latelyFrom` and `shiftFrom` may lie either way round. By officer; of who did nothing there is none. */
export async function actsOfShift(
  db: Executor,
  { latelyFrom, shiftFrom, to }: { latelyFrom: Date; shiftFrom: Date; to: Date },
): Promise<Map<string, ActsOfShift>> {
  const counts = (since: string) =>
    `jsonb_build_object('acks', count(*) filter (where act = 'ack' and at >= ${since}),
                        'reviews', count(*) filter (where act = 'review' and at >= ${since}),
                        'dispatches', count(*) filter (where act in ${dispatchActs} and at >= ${since}))`;
  const rows = await db.query<ActsOfShift>(
    `with act as (${actsSql})
     select username, ${counts('$4')} as lately, ${counts('$5')} as "ofShift", ${medianAckMs('$5')} as "medianAckMs"
     from act group by username`,
    [latelyFrom < shiftFrom ? latelyFrom : shiftFrom, to, officerRoles, latelyFrom, shiftFrom],
  );
  return new Map(rows.map((acts) => [acts.username, acts]));
}
