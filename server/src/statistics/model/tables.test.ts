import { arrivalKeys, falseAlarmKeys } from '@mingchu/shared/statistics';
import { describe, expect, it } from 'vitest';
import { arrivalColumns, falseAlarmColumns, tableOf } from './tables.ts';

const names = new Map([['east', '东城组']]);
const figures = {
  key: 'east',
  orders: 3,
  recalled: 0,
  onTime: 1,
  late: 1,
  missed: 1,
  onTimeRate: 1 / 3,
  medianAcceptMs: 125_000,
  medianArriveMs: null,
  p90ArriveMs: 738_000,
  medianSubmitMs: null,
  medianCloseMs: null,
};

describe('a table that leaves the house', () => {
  it('[ST7] has figures with their unit in the head, and an empty cell for what is not there', () => {
    const table = tableOf(arrivalColumns, [figures], { by: 'group', names, language: 'zh-CN' });
    expect(table.rows).toEqual([['east', '东城组', 3, 0, 1, 1, 1, 33.3, 2.08, null, 12.3, null, null]]);
    expect(table.heads.slice(0, 4)).toEqual(['编号', '监管组', '派单（件）', '其中撤回（件）']);
    expect(table.heads[8]).toBe('接单用时中位数（分钟）');
  });

  it('[ST7] has the same columns whether there is anything to tell or not, in both languages', () => {
    for (const language of ['zh-CN', 'en'] as const) {
      for (const by of arrivalKeys) {
        const empty = tableOf(arrivalColumns, [], { by, names, language });
        expect(empty.rows).toEqual([]);
        expect(empty.heads).toEqual(tableOf(arrivalColumns, [figures], { by, names, language }).heads);
        expect(empty.heads).toHaveLength(13);
      }
      for (const by of falseAlarmKeys)
        expect(tableOf(falseAlarmColumns, [], { by, names, language }).heads).toHaveLength(6);
    }
    const { heads } = tableOf(arrivalColumns, [], { by: 'day', names, language: 'en' });
    expect(heads.join('|')).not.toMatch(/[\u4e00-\u9fff]/);
    expect(heads).toContain('Median time to accept (min)');
  });

  it('[ST7] names keys that no registry knows', () => {
    const nameFor = (by: (typeof arrivalKeys)[number], key: string, language: 'zh-CN' | 'en' = 'zh-CN') =>
      tableOf(arrivalColumns, [{ ...figures, key }], { by, names, language }).rows[0]?.[1];
    expect(nameFor('inspector', '')).toBe('无人承接');
    expect(nameFor('all', 'all', 'en')).toBe('All');
    expect(nameFor('severity', 'critical')).toBe('严重');
    expect(nameFor('hour', '7')).toBe('07:00');
    expect(nameFor('day', '2026-01-05')).toBe('2026-01-05');
    expect(nameFor('grid', 'g9')).toBe('g9');
  });
});
