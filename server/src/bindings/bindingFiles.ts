/** Bindings as files: CSV and YAML, read with the place of each mistake. */
import { BindBody, type BindingColumn, type BindingFormat } from '@mingchu/shared/bindings';
import { bindingHeads, headsIn } from '@mingchu/shared/fileColumns';
import type { Language } from '@mingchu/shared/notify';
import { Compile } from 'typebox/compile';
import { isMap, isSeq, LineCounter, parseDocument, stringify as toYaml } from 'yaml';
import { FileMistake, numberOfCell, readCsvRows, writeCsvRows } from '../platform/files/csvRows.ts';
import { fieldCode } from '../platform/files/importRows.ts';

/** One row, checked. `line` counts from 1, and in CSV the head is the first. */
export type FileRow =
  | { line: number; body: BindBody }
  | { line: number; what: string; column: string | null; mistake: string; code: string };

const validator = Compile(BindBody);

/** Throws FileMistake for what is no list of rows. */
export function readBindingFile(format: BindingFormat, text: string): FileRow[] {
  if (format === 'yaml') return readYaml(text);
  const rows = readCsvRows(text, { heads: bindingHeads, optional });
  return rows.map(({ fields, line }) => checkRow(fields, line));
}

const optional: ReadonlySet<string> = new Set<BindingColumn>(['mount', 'deviceId']);

function readYaml(text: string): FileRow[] {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const [mistake] = document.errors;
  if (mistake) throw new FileMistake('file-mistake', mistake.message);
  if (!isSeq(document.contents)) throw new FileMistake('file-no-list', 'line 1');
  return document.contents.items.map((item): FileRow => {
    const range = isMap(item) ? item.range : null;
    const line = range ? lineCounter.linePos(range[0]).line : 1;
    if (!isMap(item)) return { line, what: '', column: null, mistake: 'no fields', code: 'field-required' };
    return checkRow(item.toJSON() as Record<string, unknown>, line);
  });
}

function checkRow(fields: Record<string, unknown>, line: number): FileRow {
  const { mount = '', deviceId, reportPeriodS, ...rest } = fields;
  const body: unknown = {
    ...rest,
    mount,
    ...(deviceId !== undefined && deviceId !== '' && { deviceId }),
    reportPeriodS: typeof reportPeriodS === 'string' ? numberOfCell(reportPeriodS) : reportPeriodS,
  };
  if (validator.Check(body)) return { line, body };
  const [error] = validator.Errors(body);
  const column = error?.instancePath.split('/')[1] ?? null;
  const what = [fields['family'], mount, fields['address']]
    .map((one) => (typeof one === 'string' ? one : ''))
    .join('/');
  return { line, what, column, mistake: error?.message ?? 'not valid', code: fieldCode(error) };
}

/** `language`: of the heads of a CSV; without, they are those of programs. */
export function writeBindingFile(
  format: BindingFormat,
  rows: BindBody[],
  language: Language | undefined,
): string {
  return format === 'yaml'
    ? toYaml(rows)
    : writeCsvRows({ columns: Object.keys(bindingHeads), heads: headsIn(bindingHeads, language) }, rows);
}
