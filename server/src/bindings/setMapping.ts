/** Administrators' rows of the mapping: checked, recorded, and followed by every process at once. */
import type { MappingBody, MappingRow } from '@mingchu/shared/bindings';
import { type DetectionType, detectionTypes } from '@mingchu/shared/vocabulary';
import type { Family } from '../ingest/families/family.ts';
import { appendAudit } from '../platform/audit/audit.ts';
import type { Clock } from '../platform/clock.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database, Transaction } from '../platform/postgres/database.ts';
import { tellBindingsChanged } from './bindingBook.ts';
import { compileExpression } from './expressions.ts';
import {
  allMappingRows,
  deleteMappingRow,
  insertMappingRow,
  mappingRow,
  updateMappingRow,
} from './mappingStore.ts';
import { isMetric } from './model/mapValues.ts';

export interface MappingDeps {
  db: Database;
  clock: Clock;
  families: readonly Family[];
}

/** Rows of all families: each value that is heard may be compared with them once. */
const maxRows = 500;

/** Without an id a new row. Throws ProblemError 422 `mapping-mistake`, 409 `mapping-exists`, 404 `no-such-row`. */
export function setMappingRow(
  { db, clock, families }: MappingDeps,
  actor: string,
  { id, ...row }: MappingBody & { id?: number },
): Promise<MappingRow> {
  const now = clock.date();
  checkRow(row, families);
  return db.transaction(async (tx) => {
    await tx.execute('lock table device_mapping in share row exclusive mode');
    const rows = await allMappingRows(tx);
    const before = rows.find((each) => each.id === id);
    if (id !== undefined && !before) throw noSuchRow(id);
    const twin = rows.find(
      (each) =>
        each.id !== id && each.family === row.family && each.name === row.name && each.unit === row.unit,
    );
    if (twin) throw new ProblemError(409, 'mapping-exists', `There is a row for ${row.name} already.`);
    if (id === undefined && rows.length >= maxRows)
      throw new ProblemError(409, 'too-many-rows', `At most ${maxRows}: remove one first.`);
    const set = { by: actor, at: now };
    if (id !== undefined) await updateMappingRow(tx, { id, ...row }, set);
    const made = id ?? (await insertMappingRow(tx, row, set));
    await tell(tx, {
      actor,
      now,
      act: 'set-mapping',
      id: made,
      detail: { before: before ?? null, after: row },
    });
    return (await mappingRow(tx, made)) as MappingRow;
  });
}

/** Throws ProblemError 404 `no-such-row`. */
export function removeMappingRow({ db, clock }: MappingDeps, actor: string, id: number): Promise<void> {
  const now = clock.date();
  return db.transaction(async (tx) => {
    const before = await mappingRow(tx, id);
    if (!before) throw noSuchRow(id);
    await deleteMappingRow(tx, id);
    await tell(tx, { actor, now, act: 'remove-mapping', id, detail: { before } });
  });
}

function checkRow({ family, to, expression }: MappingBody, families: readonly Family[]): void {
  if (!families.some(({ id }) => id === family)) throw mistake('family', `There is no family ${family}.`);
  const isType = detectionTypes.includes(to as DetectionType);
  if (to !== null && !isMetric(to) && !isType)
    throw mistake('to', `${to} is neither a metric nor a detection type.`);
  if (expression === null) return;
  if (to === null || isType) throw mistake('expression', 'Only the number of a metric can be calculated.');
  const compiled = compileExpression(expression);
  if ('mistake' in compiled) throw mistake('expression', `at character ${compiled.at}: ${compiled.mistake}`);
}

function mistake(field: string, detail: string): ProblemError {
  return new ProblemError(422, 'mapping-mistake', `${field}: ${detail}`);
}

function noSuchRow(id: number): ProblemError {
  return new ProblemError(404, 'no-such-row', `There is no row ${id}.`);
}

async function tell(
  tx: Transaction,
  {
    now,
    id,
    ...entry
  }: { actor: string; now: Date; act: string; id: number; detail: Record<string, unknown> },
): Promise<void> {
  await appendAudit(tx, now, [
    { subject: 'mapping', subjectId: String(id), reason: 'by-administrator', ...entry },
  ]);
  await tellBindingsChanged(tx);
}
