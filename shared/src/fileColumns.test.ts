import { expect, it } from 'vitest';
import { bindingColumns } from './bindings.ts';
import { calibrationColumns } from './calibration.ts';
import {
  bindingHeads,
  calibrationHeads,
  type ColumnHeads,
  columnOfHead,
  headsIn,
  registryHeads,
} from './fileColumns.ts';
import { languages } from './notify.ts';
import { furtherColumns, neededColumns, registryTables } from './registryTables.ts';

const tables: readonly { heads: ColumnHeads; columns: readonly string[] }[] = [
  { heads: bindingHeads, columns: bindingColumns },
  { heads: calibrationHeads, columns: calibrationColumns },
  ...registryTables.map((table) => ({
    heads: registryHeads[table],
    columns: [...neededColumns[table], ...furtherColumns[table]],
  })),
];

it('[XP3] every column is known by the words of programs and of people, and by nothing that names another', () => {
  for (const { heads, columns } of tables) {
    expect(headsIn(heads, undefined)).toEqual(columns);
    for (const language of [undefined, ...languages])
      expect(headsIn(heads, language).map((head) => columnOfHead(heads, head))).toEqual(columns);
  }
});

it('[XP3] a head is known however hands have written it', () => {
  for (const head of ['上报周期（秒）', '上报周期 (秒)', ' reports  every (S)', 'REPORTPERIODS'])
    expect(columnOfHead(bindingHeads, head)).toBe('reportPeriodS');
  for (const head of ['', 'what', 'constructor', '上报周期'])
    expect(columnOfHead(bindingHeads, head)).toBeUndefined();
});
