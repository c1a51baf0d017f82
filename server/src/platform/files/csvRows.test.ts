import { describe, expect, it } from 'vitest';
import { dayOfCell, FileMistake, numberOfCell, readCsvRows, writeCsvRows } from './csvRows.ts';

const heads = {
  siteId: { 'zh-CN': '单位编号', en: 'Site id' },
  slope: { 'zh-CN': '斜率', en: 'Slope' },
  note: { 'zh-CN': '备注', en: 'Note' },
};
const read = (text: string) => readCsvRows(text, { heads, optional: new Set(['note']) });
const rows = [
  { line: 2, fields: { siteId: 's-1', slope: '1.02', note: 'a; b, c' } },
  { line: 3, fields: { siteId: 's-2', slope: '1', note: '' } },
];

describe('a table that people bring', () => {
  it('[XP3] has its columns in whichever words, in any order', () => {
    for (const head of [
      'siteId,slope,note',
      '单位编号,斜率,备注',
      'Site id,Slope,Note',
      '单位编号,Slope,note',
    ])
      expect(read(`${head}\ns-1,1.02,"a; b, c"\ns-2,1,`)).toEqual(rows);
    expect(read('备注,斜率,单位编号\n"a; b, c",1.02,s-1\n,1,s-2')).toEqual(rows);
  });

  it('[XP3] has a column named that is not known, there twice or missing', () => {
    const codeOf = (text: string) => {
      try {
        return read(text);
      } catch (error) {
        return error instanceof FileMistake ? [error.code, error.message] : error;
      }
    };
    expect(codeOf('单位编号,斜度\na,1')).toEqual(['file-column-unknown', '斜度']);
    expect(codeOf('单位编号,斜率,Site id\na,1,b')).toEqual(['file-column-twice', 'Site id']);
    expect(codeOf('单位编号,备注\na,b')).toEqual(['file-column-missing', 'slope']);
  });

  it('[XP4] is what a spreadsheet made of it', () => {
    const marked = '\uFEFF单位编号;斜率;备注\r\ns-1;1.02;"a; b, c"\r\ns-2;1;\r\n;;\r\n';
    expect(read(marked)).toEqual(rows);
    expect(read(marked.replaceAll(/;(?! )/g, '\t'))).toEqual(rows);
    expect(read('\r\n单位编号,斜率\r\ns-1,"1,02"\r\n,\r\n')).toMatchObject([{ fields: { slope: '1,02' } }]);
  });

  it('[XP4] holds numbers with a comma and days with strokes', () => {
    expect(['1.02', '1,02', '-0,5', '3', '', undefined, '1,000,000'].map(numberOfCell)).toEqual([
      1.02,
      1.02,
      -0.5,
      3,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect(['2026/11/1', '2026-11-01', '2026/1/21', '1/11/2026', ''].map(dayOfCell)).toEqual([
      '2026-11-01',
      '2026-11-01',
      '2026-01-21',
      '1/11/2026',
      '',
    ]);
  });

  it('[XP3] goes out under the heads that were asked for, and comes back', () => {
    const text = writeCsvRows({ columns: ['siteId', 'slope'], heads: ['单位编号', '斜率'] }, [
      { slope: -1.5, siteId: '=s', other: 1 },
    ]);
    expect(text).toBe("\uFEFF单位编号,斜率\r\n'=s,-1.5\r\n");
    expect(read(text)).toEqual([{ line: 2, fields: { siteId: '=s', slope: '-1.5' } }]);
    for (const siteId of ['+1', '-1', '@s', '＝1', '＋1', '－1', '＠s']) {
      const heads = { heads: ['单位编号', '斜率'], columns: ['siteId', 'slope'] };
      expect(read(writeCsvRows(heads, [{ siteId, slope: 1 }]))[0]?.fields['siteId']).toBe(siteId);
    }
  });
});
