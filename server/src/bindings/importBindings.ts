/** Many bindings from a file: all of them or none, and a dry run that says what would happen by doing it and not keeping it. */
import type { ImportBindingsAnswer, ImportBindingsBody, ImportedRow } from '@mingchu/shared/bindings';
import { appendAudit } from '../platform/audit/audit.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import { tellRegistryChanged } from '../registry/importRegistry.ts';
import { type BindingDeps, bindWithin } from './bindDevice.ts';
import { addressKey, tellBindingsChanged } from './bindingBook.ts';
import { FileMistake, type FileRow, readBindingFile } from './bindingFiles.ts';

const maxRows = 1_000;

/** Ends the transaction of a dry run, or of a file with a mistake. */
class NotKept extends Error {}

/** Throws ProblemError 422 `file-mistake` or `too-many-rows`. */
export async function importBindings(
  { db, clock }: BindingDeps,
  actor: string,
  { format, text, dryRun }: ImportBindingsBody,
): Promise<ImportBindingsAnswer> {
  const rows = readRows(format, text);
  const now = clock.date();
  const answered: ImportedRow[] = [];
  const isKept = () => !dryRun && answered.every(({ outcome }) => outcome !== 'error');
  await db
    .transaction(async (tx) => {
      for (const row of rows) answered.push(await takeRow(tx, { actor, now }, row));
      if (!isKept()) throw new NotKept();
      const counts = {
        rows: rows.length,
        changed: answered.filter(({ outcome }) => outcome !== 'same').length,
      };
      await tellRegistryChanged(tx, {
        actor,
        now,
        act: 'import-bindings',
        subjectId: 'registry',
        reason: 'imported',
        detail: counts,
      });
      await tellBindingsChanged(tx);
    })
    .catch((error: unknown) => {
      if (!(error instanceof NotKept)) throw error;
    });
  return { applied: isKept(), rows: answered };
}

function readRows(format: ImportBindingsBody['format'], text: string): FileRow[] {
  try {
    const rows = readBindingFile(format, text);
    if (rows.length > maxRows)
      throw new ProblemError(
        422,
        'too-many-rows',
        `At most ${maxRows} rows at once; these are ${rows.length}.`,
      );
    return rows;
  } catch (error) {
    if (!(error instanceof FileMistake)) throw error;
    throw new ProblemError(422, 'file-mistake', error.message, { cause: error });
  }
}

async function takeRow(
  tx: Transaction,
  by: { actor: string; now: Date },
  row: FileRow,
): Promise<ImportedRow> {
  const { line } = row;
  if ('mistake' in row)
    return { line, outcome: 'error', what: row.what, column: row.column, mistake: row.mistake };
  const what = addressKey(row.body);
  try {
    const { outcome, device, detail } = await bindWithin(tx, by, row.body);
    const subjectId = `${device.siteId}/${device.id}`;
    if (outcome !== 'same') {
      const entry = {
        subject: 'registry' as const,
        subjectId,
        actor: by.actor,
        act: 'bind-device',
        reason: 'imported',
      };
      await appendAudit(tx, by.now, [{ ...entry, detail }]);
    }
    return { line, outcome, what: `${what} → ${subjectId}`, column: null, mistake: null };
  } catch (error) {
    // These are found before anything of the row is written, so that the others can be looked at.
    if (!(error instanceof ProblemError)) throw error;
    return { line, outcome: 'error', what, column: columnOf(error.code), mistake: error.message };
  }
}

function columnOf(code: string): string | null {
  if (code === 'site-not-found') return 'siteId';
  return code === 'device-taken' || code === 'fixed-address' ? 'deviceId' : null;
}
