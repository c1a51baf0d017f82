/** SQL of the mapping that administrators add to that of the families. */
import type { MappingRow } from '@mingchu/shared/bindings';
import type { Executor, Transaction } from '../platform/postgres/database.ts';

const columns = `id, family, name, unit, becomes as "to", expression, set_by as "setBy", set_at as "setAt"`;

export function allMappingRows(db: Executor): Promise<MappingRow[]> {
  return db.query<MappingRow>(`select ${columns} from device_mapping order by family, name, unit, id`);
}

export async function mappingRow(db: Executor, id: number): Promise<MappingRow | undefined> {
  const [row] = await db.query<MappingRow>(`select ${columns} from device_mapping where id = $1`, [id]);
  return row;
}

export type MappingRowBody = Pick<MappingRow, 'family' | 'name' | 'unit' | 'to' | 'expression'>;

/** Answers its id. */
export async function insertMappingRow(
  tx: Transaction,
  row: MappingRowBody,
  { by, at }: { by: string; at: Date },
): Promise<number> {
  const [made] = await tx.query<{ id: number }>(
    `insert into device_mapping (family, name, unit, becomes, expression, set_by, set_at)
     values ($1, $2, $3, $4, $5, $6, $7) returning id`,
    [row.family, row.name, row.unit, row.to, row.expression, by, at],
  );
  return (made as { id: number }).id;
}

export async function updateMappingRow(
  tx: Transaction,
  { id, ...row }: MappingRowBody & { id: number },
  { by, at }: { by: string; at: Date },
): Promise<void> {
  await tx.execute(
    `update device_mapping
     set family = $2, name = $3, unit = $4, becomes = $5, expression = $6, set_by = $7, set_at = $8 where id = $1`,
    [id, row.family, row.name, row.unit, row.to, row.expression, by, at],
  );
}

export async function deleteMappingRow(tx: Transaction, id: number): Promise<void> {
  await tx.execute('delete from device_mapping where id = $1', [id]);
}
