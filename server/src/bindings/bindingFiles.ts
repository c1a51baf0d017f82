/** Bindings as files: CSV and YAML, read with the place of each mistake. */
import { BindBody, type BindingColumn, bindingColumns, type BindingFormat } from '@mingchu/shared/bindings';
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { Compile } from 'typebox/compile';
import { isMap, isSeq, LineCounter, parseDocument, stringify as toYaml } from 'yaml';

/** One row, checked. `line` counts from 1, and in CSV the head is the first. */
export type FileRow =
  | { line: number; body: BindBody }
  | { line: number; what: string; column: string | null; mistake: string };

/** A file that cannot be read as a whole. */
export class FileMistake extends Error {}

const validator = Compile(BindBody);

/** Throws FileMistake for what is no list of rows. */
export function readBindingFile(format: BindingFormat, text: string): FileRow[] {
  return format === 'csv' ? readCsv(text) : readYaml(text);
}

interface CsvRow {
  record: Record<string, string>;
  info: { lines: number };
}

function readCsv(text: string): FileRow[] {
  try {
    const rows = parse(text, {
      bom: true,
      columns: checkHead,
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as CsvRow[];
    return rows.map(({ record, info }) => checkRow(unescaped(record), info.lines));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new FileMistake(error.message, { cause: error });
  }
}

function checkHead(head: string[]): string[] {
  const unknown = head.find((name) => !bindingColumns.some((column) => column === name));
  if (unknown !== undefined) throw new FileMistake(`line 1: there is no column ${unknown}`);
  const missing = bindingColumns.find((column) => !optional.has(column) && !head.includes(column));
  if (missing !== undefined) throw new FileMistake(`line 1: the column ${missing} is missing`);
  return head;
}

const optional: ReadonlySet<BindingColumn> = new Set(['mount', 'deviceId']);

/** Spreadsheets run what begins like a formula; the quote that the export puts before it is taken off again. */
function unescaped(record: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      /^'[=+\-@\t\r]/.test(value) ? value.slice(1) : value,
    ]),
  );
}

function readYaml(text: string): FileRow[] {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const [mistake] = document.errors;
  if (mistake) throw new FileMistake(mistake.message);
  if (!isSeq(document.contents)) throw new FileMistake('line 1: a list of bindings is expected');
  return document.contents.items.map((item): FileRow => {
    const range = isMap(item) ? item.range : null;
    const line = range ? lineCounter.linePos(range[0]).line : 1;
    if (!isMap(item)) return { line, what: '', column: null, mistake: 'no fields' };
    return checkRow(item.toJSON() as Record<string, unknown>, line);
  });
}

function checkRow(fields: Record<string, unknown>, line: number): FileRow {
  const { mount = '', deviceId, reportPeriodS, ...rest } = fields;
  const body: unknown = {
    ...rest,
    mount,
    ...(deviceId !== undefined && deviceId !== '' && { deviceId }),
    reportPeriodS: typeof reportPeriodS === 'string' ? Number(reportPeriodS) : reportPeriodS,
  };
  if (validator.Check(body)) return { line, body };
  const [error] = validator.Errors(body);
  const column = error?.instancePath.split('/')[1] ?? null;
  const what = [fields['family'], mount, fields['address']]
    .map((one) => (typeof one === 'string' ? one : ''))
    .join('/');
  return { line, what, column, mistake: error?.message ?? 'not valid' };
}

export function writeBindingFile(format: BindingFormat, rows: BindBody[]): string {
  return format === 'yaml'
    ? toYaml(rows)
    : stringify(rows, { header: true, columns: [...bindingColumns], escape_formulas: true, bom: true });
}
