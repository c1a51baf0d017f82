/** Many bindings from a file. */
import type { ImportBindingsBody } from '@mingchu/shared/bindings';
import type { ImportAnswer, ImportedRow } from '@mingchu/shared/fileImport';
import { appendAudit } from '../platform/audit/audit.ts';
import { ProblemError } from '../platform/http/problem.ts';
import { importRows, readRows } from '../platform/files/importRows.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import { tellRegistryChanged } from '../registry/importRegistry.ts';
import { type BindingDeps, bindWithin } from './bindDevice.ts';
import { addressKey, tellBindingsChanged } from './bindingBook.ts';
import { type FileRow, readBindingFile } from './bindingFiles.ts';

/** Throws ProblemError 422 `file-…` or `too-many-rows`. */
export function importBindings(
  { db, clock }: BindingDeps,
  actor: string,
  { format, text, dryRun }: ImportBindingsBody,
): Promise<ImportAnswer> {
  const rows = readRows(() => readBindingFile(format, text));
  const now = clock.date();
  return importRows(db, {
    dryRun,
    rows,
    take: (tx, row) => takeRow(tx, { actor, now }, row),
    keep: async (tx, taken) => {
      const changed = taken.filter(({ outcome }) => outcome !== 'same').length;
      await tellRegistryChanged(tx, {
        actor,
        now,
        act: 'import-bindings',
        subjectId: 'registry',
        reason: 'imported',
        detail: { rows: taken.length, changed },
      });
      await tellBindingsChanged(tx);
    },
  });
}

async function takeRow(
  tx: Transaction,
  by: { actor: string; now: Date },
  row: FileRow,
): Promise<ImportedRow> {
  const { line } = row;
  if ('mistake' in row)
    return {
      line,
      outcome: 'error',
      what: row.what,
      column: row.column,
      mistake: row.mistake,
      code: row.code,
    };
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
    const { code, message: mistake } = error;
    return { line, outcome: 'error', what, column: columnOf(code), mistake, code };
  }
}

function columnOf(code: string): string | null {
  if (code === 'site-not-found') return 'siteId';
  return code === 'device-taken' || code === 'fixed-address' ? 'deviceId' : null;
}
