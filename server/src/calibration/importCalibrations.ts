/** Calibrations as a table: what a laboratory or a year's round brings at once, and what stands, for a spreadsheet. */
import {
  type CalibrationColumn,
  calibrationColumns,
  type CalibrationView,
  type ImportCalibrationsBody,
  NewCalibrationBody,
} from '@mingchu/shared/calibration';
import { calibrationHeads, headsIn } from '@mingchu/shared/fileColumns';
import type { ImportAnswer, ImportedRow } from '@mingchu/shared/fileImport';
import type { Language } from '@mingchu/shared/notify';
import { Compile } from 'typebox/compile';
import {
  type CsvRow,
  dayOfCell,
  numberOfCell,
  readCsvRows,
  writeCsvRows,
} from '../platform/files/csvRows.ts';
import { fieldCode, importRows, readRows } from '../platform/files/importRows.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Executor, Transaction } from '../platform/postgres/database.ts';
import { tellCalibrationsChanged } from './calibrationBook.ts';
import { type CalibrationRow, countStanding, standingAfter, standingFrom } from './calibrationStore.ts';
import { type CalibrationDeps, recordWithin, viewOf } from './recordCalibration.ts';

const validator = Compile(NewCalibrationBody);
const optional = new Set<CalibrationColumn>(['laboratory', 'note']);

/** Throws ProblemError 422 `file-…` or `too-many-rows`. */
export function importCalibrations(
  { db, clock }: CalibrationDeps,
  actor: string,
  { text, dryRun, confirmed }: ImportCalibrationsBody,
): Promise<ImportAnswer> {
  const rows = readRows(() => readCsvRows(text, { heads: calibrationHeads, optional }));
  const by = { actor, now: clock.date(), confirmed };
  return importRows(db, {
    dryRun,
    rows,
    take: (tx, row) => takeRow(tx, by, row),
    keep: async (tx) => {
      await tellCalibrationsChanged(tx);
    },
  });
}

/** Rows that are read and worded at a time: a district has tens of thousands, and messages wait meanwhile. */
const exportPage = 1_000;

/** What stands, as a file that can be brought back, piece by piece, and how many rows it has now. */
export async function exportCalibrations(
  db: Executor,
  language: Language | undefined,
): Promise<{ rows: number; pieces: AsyncIterable<string> }> {
  return { rows: await countStanding(db), pieces: exportedPieces(db, headsIn(calibrationHeads, language)) };
}

async function* exportedPieces(db: Executor, heads: readonly string[]): AsyncGenerator<string> {
  let last: CalibrationRow | null = null;
  for (let full = true; full; ) {
    const page: CalibrationRow[] = await standingAfter(db, last, exportPage);
    yield writeCsvRows({ columns: calibrationColumns, heads, continued: last !== null }, page.map(viewOf));
    last = page.at(-1) ?? last;
    full = page.length === exportPage;
  }
}

async function takeRow(
  tx: Transaction,
  { actor, now, confirmed }: { actor: string; now: Date; confirmed: boolean },
  { line, fields }: CsvRow,
): Promise<ImportedRow> {
  const what = [fields['siteId'], fields['deviceId'], fields['metric'], fields['certificate']].join(' ');
  const error = (column: string | null, mistake: string, code: string): ImportedRow => ({
    line,
    outcome: 'error',
    what,
    column,
    mistake,
    code,
  });
  const body: unknown = {
    ...fields,
    validFrom: timeOf(fields['validFrom'] ?? ''),
    slope: numberOfCell(fields['slope']),
    offset: numberOfCell(fields['offset']),
    dueOn: dayOfCell(fields['dueOn'] ?? ''),
    laboratory: fields['laboratory'] || null,
    note: fields['note'] ?? '',
    confirmed,
  };
  if (!validator.Check(body)) {
    const [first] = validator.Errors(body);
    return error(first?.instancePath.split('/')[1] ?? null, first?.message ?? 'not valid', fieldCode(first));
  }
  const standing = await standingFrom(tx, { ...body, validFrom: new Date(body.validFrom) });
  if (standing && isSame(viewOf(standing), body))
    return { line, outcome: 'same', what, column: null, mistake: null };
  try {
    await recordWithin(tx, { body, actor, now });
    return { line, outcome: 'new', what, column: null, mistake: null };
  } catch (failure) {
    // These are found before anything of the row is written, so that the others can be looked at.
    if (!(failure instanceof ProblemError)) throw failure;
    return error(columnOf[failure.code] ?? null, failure.message, failure.code);
  }
}

function isSame(standing: CalibrationView, body: NewCalibrationBody): boolean {
  const validFrom = new Date(body.validFrom).toISOString();
  return calibrationColumns.every((column) => standing[column] === { ...body, validFrom }[column]);
}

/** Tables hold days as a rule: a day begins at its midnight in the district. */
function timeOf(cell: string): string {
  const day = dayOfCell(cell);
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? `${day}T00:00:00+08:00` : cell;
}

/** Which column a refusal is about. */
const columnOf: Readonly<Record<string, CalibrationColumn>> = {
  'device-not-found': 'deviceId',
  'slope-not-usable': 'slope',
  'offset-not-usable': 'offset',
  'unusual-correction': 'offset',
  'valid-from-in-future': 'validFrom',
  'valid-from-too-old': 'validFrom',
  'calibration-exists': 'validFrom',
  'due-before-valid': 'dueOn',
  'due-too-late': 'dueOn',
};
