/** Many rows from a file: all of them or none, and a dry run that says what would happen by doing it and not keeping it. */
import { type ImportAnswer, type ImportedRow, maxFileRows } from '@mingchu/shared/fileImport';
import { ProblemError } from '../http/problem.ts';
import type { Database, Transaction } from '../postgres/database.ts';
import { FileMistake } from './csvRows.ts';

/**
 * Names what a field breaks, by the word of its schema: `field-required`, `field-pattern`. Of several constants that it may
 * be the first is told, which is no more than one of the known words.
 */
export function fieldCode(error: { keyword: string } | undefined): string {
  return error?.keyword === 'const' ? 'field-enum' : `field-${error?.keyword ?? 'mistake'}`;
}

/** Ends the transaction of a dry run, or of a file with a mistake. */
class NotKept extends Error {}

export async function importRows<Row>(
  db: Database,
  asked: {
    dryRun: boolean;
    rows: readonly Row[];
    /** Does what one row says, or answers its mistake before it has written anything. */
    take: (tx: Transaction, row: Row) => Promise<ImportedRow>;
    /** Within the same transaction, once all are taken; tells those who must know. */
    keep: (tx: Transaction, taken: readonly ImportedRow[]) => Promise<void>;
  },
): Promise<ImportAnswer> {
  const { dryRun, rows, take, keep } = asked;
  const answered: ImportedRow[] = [];
  const isKept = () => !dryRun && answered.every(({ outcome }) => outcome !== 'error');
  await db
    .transaction(async (tx) => {
      for (const row of rows) answered.push(await take(tx, row));
      if (!isKept()) throw new NotKept();
      await keep(tx, answered);
    })
    .catch((error: unknown) => {
      if (!(error instanceof NotKept)) throw error;
    });
  return { applied: isKept(), rows: answered };
}

/** The rows that `read` finds. Throws ProblemError 422 `file-…` or `too-many-rows`. */
export function readRows<Row>(read: () => Row[], maxRows = maxFileRows): Row[] {
  try {
    const rows = read();
    if (rows.length <= maxRows) return rows;
    const detail = `At most ${maxRows} rows at once; these are ${rows.length}.`;
    throw new ProblemError(422, 'too-many-rows', detail);
  } catch (error) {
    if (!(error instanceof FileMistake)) throw error;
    throw new ProblemError(422, error.code, error.message, { cause: error });
  }
}
