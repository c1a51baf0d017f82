/** Tables that people bring as CSV, read with the line of each row. The only importer of `csv-parse`. */
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

export type FileMistakeCode = 'file-mistake' | 'file-column-unknown' | 'file-column-missing' | 'file-no-list';

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

/** Throws FileMistake for what is no table, or one with other columns. */
export function readCsvRows(
  text: string,
  { columns, optional }: { columns: readonly string[]; optional: ReadonlySet<string> },
): CsvRow[] {
  const checkHead = (head: string[]): string[] => {
    const unknown = head.find((name) => !columns.includes(name));
    if (unknown !== undefined) throw new FileMistake('file-column-unknown', unknown);
    const missing = columns.find((column) => !optional.has(column) && !head.includes(column));
    if (missing !== undefined) throw new FileMistake('file-column-missing', missing);
    return head;
  };
  const options = { bom: true, columns: checkHead, info: true, skip_empty_lines: true, trim: true } as const;
  try {
    const rows = parse(text, options) as unknown as {
      record: Record<string, string>;
      info: { lines: number };
    }[];
    return rows.map(({ record, info }) => ({ line: info.lines, fields: unescaped(record) }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new FileMistake('file-mistake', error.message, { cause: error });
  }
}

/** Spreadsheets run what begins like a formula; the quote that the export puts before it is taken off again. */
function unescaped(record: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      /^'[=+\-@\t\r]/.test(value) ? value.slice(1) : value,
    ]),
  );
}

/**
 * For spreadsheets (RFC 4180): in UTF-8 with the mark that they know it by, and nothing that they would run. A row has a
 * field for each column, or one value after the other.
 */
export function writeCsvRows(columns: readonly string[], rows: readonly object[]): string {
  return stringify([...rows], {
    header: true,
    columns: [...columns],
    escape_formulas: true,
    bom: true,
    record_delimiter: 'windows',
    // A number below zero is no formula.
    cast: { number: (value) => ({ value: String(value), escape_formulas: false }) },
  });
}
