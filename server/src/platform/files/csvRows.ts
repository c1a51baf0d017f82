/** Tables that people bring as CSV, read with the line of each row. The only importer of `csv-parse`. */
import { type ColumnHeads, columnOfHead } from '@mingchu/shared/fileColumns';
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

export type FileMistakeCode =
  | 'file-mistake'
  | 'file-column-unknown'
  | 'file-column-missing'
  | 'file-column-twice'
  | 'file-no-list';

/** A file that cannot be read as a whole. */
export class FileMistake extends Error {
  readonly code: FileMistakeCode;

  constructor(code: FileMistakeCode, text: string, options?: { cause: unknown }) {
    super(text, options);
    this.code = code;
  }
}

export interface CsvRow {
  /** Counts from 1, and the head is the first. */
  line: number;
  fields: Record<string, string>;
}

/**
 * What spreadsheets write: with a mark at its beginning or not, with lines that end in either way, split by the list
 * separator of the country, rows of nothing but separators at the end. Throws FileMistake for what is no table, or one
 * with other columns.
 */
export function readCsvRows(
  text: string,
  { heads, optional }: { heads: ColumnHeads; optional: ReadonlySet<string> },
): CsvRow[] {
  const columnsOf = (head: string[]): string[] => {
    const columns = head.map((name) => columnOfHead(heads, name) ?? mistake('file-column-unknown', name));
    const twice = head.find((_name, index) => columns.indexOf(columns[index] as string) !== index);
    if (twice !== undefined) mistake('file-column-twice', twice);
    const missing = Object.keys(heads).find((column) => !optional.has(column) && !columns.includes(column));
    if (missing !== undefined) mistake('file-column-missing', missing);
    return columns;
  };
  const delimiter = delimiterOf(text);
  try {
    const rows = parse(text, {
      bom: true,
      columns: columnsOf,
      delimiter,
      info: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
    }) as unknown as { record: Record<string, string>; info: { lines: number } }[];
    return rows.map(({ record, info }) => ({ line: info.lines, fields: unescaped(record) }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new FileMistake('file-mistake', error.message, { cause: error });
  }
}

function mistake(code: FileMistakeCode, text: string): never {
  throw new FileMistake(code, text);
}

/** The one that splits the head most: no head has any of them. */
function delimiterOf(text: string): string {
  const [head = ''] = text.trimStart().split(/[\r\n]/, 1);
  const [first] = [',', ';', '\t'].toSorted((a, b) => head.split(b).length - head.split(a).length);
  return first as string;
}

/** A number of a cell, with the comma of countries that write one. An empty cell is none: NaN. */
export function numberOfCell(cell: string | undefined): number {
  if (cell === undefined || cell === '') return Number.NaN;
  return Number(/^[+-]?\d+,\d+$/.test(cell) ? cell.replace(',', '.') : cell);
}

/** A day as spreadsheets rewrite it (2026/11/1) as it is written here (2026-11-01); anything else as it stands. */
export function dayOfCell(cell: string): string {
  const [, year, month = '', day = ''] = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/.exec(cell) ?? [];
  return year === undefined ? cell : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** Spreadsheets run what begins like a formula, in wide marks too; the quote that the export puts before it is taken off. */
function unescaped(record: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      /^'[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(value) ? value.slice(1) : value,
    ]),
  );
}

/**
 * For spreadsheets (RFC 4180): in UTF-8 with the mark that they know it by, and nothing that they would run. A row has a
 * field for each column, or, without `columns`, one value after the other. `continued`: rows that follow others.
 */
export function writeCsvRows(
  {
    heads,
    columns = heads,
    continued = false,
  }: { heads: readonly string[]; columns?: readonly string[]; continued?: boolean },
  rows: readonly object[],
): string {
  return stringify([...rows], {
    header: !continued,
    columns: columns.map((key, index) => ({ key, header: heads[index] as string })),
    escape_formulas: true,
    bom: !continued,
    record_delimiter: 'windows',
    // A number below zero is no formula.
    cast: { number: (value) => ({ value: String(value), escape_formulas: false }) },
  });
}
