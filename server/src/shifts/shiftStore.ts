/** SQL of rotas and what departs from them. */
import type { CoverageGap, Holiday, Leave, Rota, RotaBody, Swap } from '@mingchu/shared/shift';
import type { Executor, Transaction } from '../platform/postgres/database.ts';
import type { ShiftOverride } from './model/shiftPlan.ts';
import type { Colleague } from './model/swapRequest.ts';
import type { Cover } from './model/whoIsOnShift.ts';

const rotaColumns = `id, name, group_id as "groupId", grid_ids as "gridIds", weekdays, starts_at as "from",
  ends_at as "to", inspector_ids as "inspectorIds", effective_from as "effectiveFrom",
  effective_to as "effectiveTo", version`;
const swapColumns = `id, date, giver_id as "giverId", taker_id as "takerId", reason, state, asked_by as "askedBy",
  decided_by as "decidedBy", begins_at as "from", ends_at as "to"`;
type SwapRow = Omit<Swap, 'from' | 'to'> & { from: Date | null; to: Date | null };

export function allRotas(db: Executor): Promise<Rota[]> {
  return db.query<Rota>(`select ${rotaColumns} from rota order by name, id`);
}

export async function insertRota(tx: Transaction, id: string, rota: RotaBody): Promise<void> {
  await tx.execute(
    `insert into rota (id, name, group_id, grid_ids, weekdays, starts_at, ends_at, inspector_ids, effective_from,
                       effective_to)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, ...rotaValues(rota)],
  );
}

/** False when the rota is gone or has another version. */
export async function replaceRota(
  tx: Transaction,
  { id, version }: { id: string; version: number },
  rota: RotaBody,
): Promise<boolean> {
  const touched = await tx.execute(
    `update rota set name = $3, group_id = $4, grid_ids = $5, weekdays = $6, starts_at = $7, ends_at = $8,
       inspector_ids = $9, effective_from = $10, effective_to = $11, version = version + 1
     where id = $1 and version = $2`,
    [id, version, ...rotaValues(rota)],
  );
  return touched === 1;
}

function rotaValues(rota: RotaBody): unknown[] {
  const { name, groupId, gridIds, weekdays, from, to, inspectorIds, effectiveFrom, effectiveTo } = rota;
  return [name, groupId, gridIds, weekdays, from, to, inspectorIds, effectiveFrom, effectiveTo];
}

export async function deleteRota(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.execute('delete from rota where id = $1', [id])) === 1;
}

/** Leaves that end after `after`. */
export async function leavesAfter(db: Executor, after: Date): Promise<Leave[]> {
  const rows = await db.query<Omit<Leave, 'from' | 'to'> & { from: Date; to: Date }>(
    `select id, inspector_id as "inspectorId", from_at as "from", to_at as "to", reason, set_by as "setBy"
     from shift_leave where to_at > $1 order by from_at, id`,
    [after],
  );
  return rows.map((row) => ({ ...row, from: row.from.toISOString(), to: row.to.toISOString() }));
}

export async function insertLeave(tx: Transaction, leave: Leave): Promise<void> {
  await tx.execute(
    'insert into shift_leave (id, inspector_id, from_at, to_at, reason, set_by) values ($1, $2, $3, $4, $5, $6)',
    [leave.id, leave.inspectorId, leave.from, leave.to, leave.reason, leave.setBy],
  );
}

export async function deleteLeave(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.execute('delete from shift_leave where id = $1', [id])) === 1;
}

/** Swaps of `date` and later. */
export async function swapsFrom(db: Executor, date: string): Promise<Swap[]> {
  const rows = await db.query<SwapRow>(
    `select ${swapColumns} from shift_swap where date >= $1 order by date, id`,
    [date],
  );
  return rows.map(swapOf);
}

function swapOf(row: SwapRow): Swap {
  return { ...row, from: row.from?.toISOString() ?? null, to: row.to?.toISOString() ?? null };
}

export async function lockSwap(tx: Transaction, id: string): Promise<Swap | null> {
  const [row] = await tx.query<SwapRow>(`select ${swapColumns} from shift_swap where id = $1 for update`, [
    id,
  ]);
  return row === undefined ? null : swapOf(row);
}

/** False when the giver has asked for that date already and nobody has decided. */
export async function insertSwap(tx: Transaction, swap: Swap): Promise<boolean> {
  const { id, date, giverId, takerId, reason, state, askedBy, decidedBy, from, to } = swap;
  const inserted = await tx.execute(
    `insert into shift_swap (id, date, giver_id, taker_id, reason, state, asked_by, decided_by, begins_at, ends_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
    [id, date, giverId, takerId, reason, state, askedBy, decidedBy, from, to],
  );
  return inserted === 1;
}

/** Requests whose shift has begun come to nothing; answers them. */
export async function lapseSwaps(tx: Transaction, now: Date): Promise<Swap[]> {
  const rows = await tx.query<SwapRow>(
    `update shift_swap set state = 'lapsed' where state in ('asked', 'taken') and begins_at <= $1
     returning ${swapColumns}`,
    [now],
  );
  return rows.map(swapOf);
}

/** Everybody who may give and take shifts. */
export function allColleagues(db: Executor): Promise<Colleague[]> {
  return db.query<Colleague>('select id, name, group_id as "groupId" from inspector order by name, id');
}

export async function decideSwap(tx: Transaction, swap: Swap): Promise<void> {
  await tx.execute('update shift_swap set state = $2, decided_by = $3 where id = $1', [
    swap.id,
    swap.state,
    swap.decidedBy,
  ]);
}

/** What was agreed about the shift of this giver and date is off, as it is given to somebody else. Answers who had it. */
export async function withdrawAgreed(
  tx: Transaction,
  { giverId, date, decidedBy }: Pick<Swap, 'giverId' | 'date' | 'decidedBy'>,
): Promise<string[]> {
  const rows = await tx.query<{ takerId: string }>(
    `update shift_swap set state = 'withdrawn', decided_by = $3
     where giver_id = $1 and date = $2 and state = 'agreed' returning taker_id as "takerId"`,
    [giverId, date, decidedBy],
  );
  return rows.map(({ takerId }) => takerId);
}

/** Holidays of `date` and later. */
export function holidaysFrom(db: Executor, date: string): Promise<Holiday[]> {
  return db.query<Holiday>(
    'select date, name, as_weekday as "asWeekday" from holiday where date >= $1 order by date',
    [date],
  );
}

export async function setHoliday(tx: Transaction, { date, name, asWeekday }: Holiday): Promise<void> {
  await tx.execute(
    `insert into holiday (date, name, as_weekday) values ($1, $2, $3)
     on conflict (date) do update set name = excluded.name, as_weekday = excluded.as_weekday`,
    [date, name, asWeekday],
  );
}

export async function deleteHoliday(tx: Transaction, date: string): Promise<boolean> {
  return (await tx.execute('delete from holiday where date = $1', [date])) === 1;
}

export function overridesAfter(db: Executor, after: Date): Promise<ShiftOverride[]> {
  return db.query<ShiftOverride>(
    `select inspector_id as "inspectorId", on_shift as "onShift", until from shift_override where until > $1`,
    [after],
  );
}

export async function setOverride(
  tx: Transaction,
  override: ShiftOverride & { reason: string; setBy: string },
): Promise<void> {
  await tx.execute(
    `insert into shift_override (inspector_id, on_shift, until, reason, set_by) values ($1, $2, $3, $4, $5)
     on conflict (inspector_id) do update
       set on_shift = excluded.on_shift, until = excluded.until, reason = excluded.reason, set_by = excluded.set_by`,
    [override.inspectorId, override.onShift, override.until, override.reason, override.setBy],
  );
}

/**
 * Locks everybody's row, in the order of the bytes of their ids whatever the collation of the database: an import takes
 * them in the same order, so that neither waits for the other while that one waits for it. Who is added later is not
 * among them and must not be written in this transaction.
 */
export async function lockInspectors(tx: Transaction): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'select id from inspector order by id collate "C" for no key update',
  );
  return rows.map((row) => row.id);
}

/** Who of the locked came or went. Whom the plan no longer rules is as the registry says. */
export function writeOnShift(
  tx: Transaction,
  { locked, states, now }: { locked: readonly string[]; states: ReadonlyMap<string, boolean>; now: Date },
): Promise<
  { id: string; name: string; groupId: string; onShift: boolean; lat: number; lon: number; at: Date | null }[]
> {
  return tx.query(
    `with ruled as (select * from unnest($1::text[], $2::boolean[]) as n(id, on_shift)),
     wanted as (
       select i.id, i.on_shift as was, ruled.id is not null as by_plan,
              coalesce(ruled.on_shift, case when i.by_plan then i.registry_on_shift end, i.on_shift) as on_shift
       from inspector i left join ruled on ruled.id = i.id
       where i.id = any($4)
     ),
     written as (
       update inspector i
       set on_shift = w.on_shift, by_plan = w.by_plan,
           on_shift_since = case when w.on_shift and not w.was then $3 else i.on_shift_since end
       from wanted w
       where i.id = w.id and (w.on_shift <> w.was or w.by_plan <> i.by_plan)
       returning i.id, i.name, i.group_id as "groupId", i.on_shift as "onShift", i.lat, i.lon, i.position_at as at,
                 w.was
     )
     select id, name, "groupId", "onShift", lat, lon, at from written where "onShift" <> was order by id`,
    [[...states.keys()], [...states.values()], now, locked],
  );
}

/** Makes each of the locked cover what the running shifts entrust to him; writes only what differs. */
export async function writeCovers(
  tx: Transaction,
  { locked, covers }: { locked: readonly string[]; covers: ReadonlyMap<string, Cover> },
): Promise<void> {
  const rows = [...covers].map(([id, cover]) => ({ id, ...cover }));
  await tx.execute(
    `with wanted as (
       select i.id, n."gridIds" as grid_ids, coalesce(n."groupIds", '{}') as group_ids
       from inspector i
       left join jsonb_to_recordset($1::jsonb) as n(id text, "gridIds" text[], "groupIds" text[]) on n.id = i.id
       where i.id = any($2)
         and (i.covers_grid_ids is distinct from n."gridIds"
              or i.covers_group_ids <> coalesce(n."groupIds", '{}'))
     )
     update inspector i set covers_grid_ids = w.grid_ids, covers_group_ids = w.group_ids
     from wanted w where i.id = w.id`,
    [JSON.stringify(rows), locked],
  );
}

/** Locks the one row: whoever keeps the shifts does so alone. */
export async function lockCoverage(tx: Transaction): Promise<CoverageGap[]> {
  const [row] = await tx.query<{ gaps: CoverageGap[] }>('select gaps from coverage for update');
  return row?.gaps ?? [];
}

export async function writeCoverage(tx: Transaction, gaps: readonly CoverageGap[]): Promise<void> {
  await tx.execute('update coverage set gaps = $1', [JSON.stringify(gaps)]);
}

/** As the screens were last told, for the snapshot. */
export async function currentGaps(db: Executor): Promise<CoverageGap[]> {
  const [row] = await db.query<{ gaps: CoverageGap[] }>('select gaps from coverage');
  return row?.gaps ?? [];
}
