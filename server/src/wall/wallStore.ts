/** SQL of layouts and playlists that people have set. */
import type { Executor, Transaction } from '../platform/postgres/database.ts';

export type PlanKind = 'layout' | 'playlist';

export interface PlanRow {
  kind: PlanKind;
  name: string;
  body: unknown;
  revision: number;
  setBy: string;
  setAt: Date;
}

/** By name. */
export async function planRows(db: Executor): Promise<PlanRow[]> {
  return db.query<PlanRow>(
    `select kind, name, body, revision, set_by as "setBy", set_at as "setAt" from wall_plan order by kind, name`,
  );
}

/** Whoever arranges the wall goes one after the other: a playlist names layouts that must still be there. */
export async function lockPlan(tx: Transaction): Promise<void> {
  await tx.execute('lock table wall_plan in share row exclusive mode');
}

export async function putPlanRow(tx: Transaction, row: PlanRow): Promise<void> {
  await tx.execute(
    `insert into wall_plan (kind, name, body, revision, set_by, set_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (kind, name) do update
       set body = excluded.body, revision = excluded.revision, set_by = excluded.set_by, set_at = excluded.set_at`,
    [row.kind, row.name, JSON.stringify(row.body), row.revision, row.setBy, row.setAt],
  );
}

export async function deletePlanRow(tx: Transaction, kind: PlanKind, name: string): Promise<void> {
  await tx.execute('delete from wall_plan where kind = $1 and name = $2', [kind, name]);
}
