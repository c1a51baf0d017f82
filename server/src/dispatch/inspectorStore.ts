/** SQL of inspectors as dispatch needs them: where they are and how much they have to do. */
import type { InspectorPosition } from '@mingchu/shared/live';
import type { Executor, Transaction } from '../platform/postgres/database.ts';
import type { Candidate } from './model/chooseInspector.ts';
import type { Traveller } from './model/estimateArrival.ts';
import type { Work } from './model/whereabouts.ts';

/** Everyone on shift, with the orders that still need him. */
export function inspectorsOnShift(db: Executor): Promise<Omit<Candidate, 'area'>[]> {
  return db.query(
    `select i.id, i.group_id as "groupId", coalesce(i.covers_grid_ids, i.grid_ids) as "gridIds",
            i.covers_group_ids as "coversGroupIds", i.on_shift as "onShift", i.lat, i.lon,
            i.position_at as "positionAt", i.vehicle, coalesce(load.open_orders, 0)::integer as "openOrders",
            greatest(i.on_shift_since, (select max(d.submitted_at) from dispatch d
                                        where d.inspector_id = i.id and d.submitted_at is not null)) as "freeSince"
     from inspector i
     left join (select inspector_id, count(*) as open_orders
                from (select inspector_id from dispatch where state in ('accepted', 'en-route', 'arrived')
                      union all
                      select offer ->> 'inspectorId' from dispatch, jsonb_array_elements(open_offers) offer
                      where state = 'offered') taken
                group by inspector_id) load
       on load.inspector_id = i.id
     where i.on_shift
     order by i.id`,
  );
}

/** Inspectors as travellers to an order each. `ordersBefore`: those that each holds besides. */
export function travellersTo(
  db: Executor,
  pairs: readonly { inspectorId: string; dispatchId: string }[],
): Promise<(Omit<Traveller, 'onTheWay' | 'area'> & Work & { dispatchId: string })[]> {
  return db.query(
    `select p.dispatch_id as "dispatchId", i.lat, i.lon, i.position_at as "positionAt", i.vehicle,
            i.group_id as "groupId", coalesce(i.covers_grid_ids, i.grid_ids) as "gridIds",
            i.covers_group_ids as "coversGroupIds",
            (select count(*) from dispatch d where d.inspector_id = i.id and d.id <> p.dispatch_id
               and (d.state in ('en-route', 'arrived')
                    or (d.state = 'accepted'
                        and d.accepted_at < coalesce((select accepted_at from dispatch where id = p.dispatch_id),
                                                     'infinity'))))::integer as "ordersBefore"
     from unnest($1::text[], $2::text[]) as p(inspector_id, dispatch_id) join inspector i on i.id = p.inspector_id`,
    [pairs.map((pair) => pair.inspectorId), pairs.map((pair) => pair.dispatchId)],
  );
}

/** Orders that he goes to, so that a new position renews their estimates. */
export async function ordersOnTheWay(db: Executor, inspectorId: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select id from dispatch where inspector_id = $1 and state in ('accepted', 'en-route') order by id`,
    [inspectorId],
  );
  return rows.map((row) => row.id);
}

/** True while an order brings him somewhere: only then may it be kept where he is. */
export async function isOnOrder(db: Executor, inspectorId: string): Promise<boolean> {
  const rows = await db.query(
    `select 1 from dispatch where inspector_id = $1 and state in ('offered', 'accepted', 'en-route', 'arrived') limit 1`,
    [inspectorId],
  );
  return rows.length > 0;
}

/** The position after the update; null when there is no such inspector, or a newer position of his. */
export async function updatePosition(
  tx: Transaction,
  position: { inspectorId: string; lat: number; lon: number; accuracyM: number | null; at: Date },
): Promise<InspectorPosition | null> {
  const { inspectorId, lat, lon, accuracyM, at } = position;
  const [row] = await tx.query<Omit<InspectorPosition, 'at'>>(
    `update inspector set lat = $2, lon = $3, position_at = $4, accuracy_m = $5
     where id = $1 and (position_at is null or position_at <= $4)
     returning id as "inspectorId", name, group_id as "groupId", on_shift as "onShift", lat, lon`,
    [inspectorId, lat, lon, at, accuracyM],
  );
  return row === undefined ? null : { ...row, at: at.toISOString() };
}
