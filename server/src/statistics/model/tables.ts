/**
 * The tables that leave the house: always the same columns in the same order, worded in the language asked for, with
 * the unit in the head. Figures stay numbers, so that a spreadsheet can go on with them. Pure.
 */
import type { Language } from '@mingchu/shared/notify';
import type {
  ArrivalFigures,
  ArrivalKey,
  FalseAlarmFigures,
  FalseAlarmKey,
} from '@mingchu/shared/statistics';
import { severities } from '@mingchu/shared/violation';

type Words = Record<Language, string>;

/** One figure of a row. */
export interface Column<Row> {
  head: Words;
  /** Null for what is not there: an empty cell. */
  value: (row: Row) => number | null;
}

const words = (zh: string, en: string): Words => ({ 'zh-CN': zh, en });
/** 0 to 1 as percent, to a tenth. */
const percent = (rate: number | null) => rate && Math.round(rate * 1_000) / 10;
/** To a hundredth of a minute. */
const minutes = (ms: number | null) => ms && Math.round(ms / 600) / 100;

export const arrivalColumns: readonly Column<ArrivalFigures>[] = [
  { head: words('派单（件）', 'Orders'), value: ({ orders }) => orders },
  { head: words('其中撤回（件）', 'Of them recalled'), value: ({ recalled }) => recalled },
  { head: words('按时到场（件）', 'On time'), value: ({ onTime }) => onTime },
  { head: words('迟到（件）', 'Late'), value: ({ late }) => late },
  { head: words('未到场（件）', 'Missed'), value: ({ missed }) => missed },
  { head: words('按时率（%）', 'On-time rate (%)'), value: ({ onTimeRate }) => percent(onTimeRate) },
  {
    head: words('接单用时中位数（分钟）', 'Median time to accept (min)'),
    value: ({ medianAcceptMs }) => minutes(medianAcceptMs),
  },
  {
    head: words('到场用时中位数（分钟）', 'Median time to arrive (min)'),
    value: ({ medianArriveMs }) => minutes(medianArriveMs),
  },
  {
    head: words('到场用时 90 分位（分钟）', '90% arrived within (min)'),
    value: ({ p90ArriveMs }) => minutes(p90ArriveMs),
  },
  {
    head: words('报告用时中位数（分钟）', 'Median time to the report (min)'),
    value: ({ medianSubmitMs }) => minutes(medianSubmitMs),
  },
  {
    head: words('办结用时中位数（分钟）', 'Median time to the end (min)'),
    value: ({ medianCloseMs }) => minutes(medianCloseMs),
  },
];

export const falseAlarmColumns: readonly Column<FalseAlarmFigures>[] = [
  { head: words('违规（起）', 'Violations'), value: ({ violations }) => violations },
  { head: words('已复核（起）', 'Judged'), value: ({ judged }) => judged },
  { head: words('误报（起）', 'False alarms'), value: ({ falseAlarms }) => falseAlarms },
  {
    head: words('误报率（%）', 'False alarm rate (%)'),
    value: ({ falseAlarmRate }) => percent(falseAlarmRate),
  },
];

const codeHead = words('编号', 'Code');
const nameHeads = {
  all: words('范围', 'Scope'),
  group: words('监管组', 'Group'),
  grid: words('网格', 'Grid'),
  inspector: words('网格员', 'Inspector'),
  rule: words('规则', 'Rule'),
  severity: words('等级', 'Severity'),
  hour: words('小时', 'Hour'),
  day: words('日期', 'Date'),
  device: words('设备', 'Device'),
} as const satisfies Record<ArrivalKey | FalseAlarmKey, Words>;

const all = words('合计', 'All');
const nobody = words('无人承接', 'Held by nobody');
const severityNames = {
  critical: words('严重', 'Critical'),
  major: words('较重', 'Major'),
  minor: words('一般', 'Minor'),
  info: words('提示', 'Info'),
} as const satisfies Record<(typeof severities)[number], Words>;

/** The whole table. `names`: what the registry and the rulebook call the keys. */
export function tableOf<Row extends { key: string }>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  {
    by,
    names,
    language,
  }: { by: ArrivalKey | FalseAlarmKey; names: ReadonlyMap<string, string>; language: Language },
): { heads: string[]; rows: (string | number | null)[][] } {
  return {
    heads: [codeHead[language], nameHeads[by][language], ...columns.map(({ head }) => head[language])],
    rows: rows.map((row) => [
      row.key,
      names.get(row.key) ?? nameOfKey(by, row.key)[language],
      ...columns.map(({ value }) => value(row)),
    ]),
  };
}

/** What neither registry nor rulebook names; a key without any name stays as it is. */
function nameOfKey(by: ArrivalKey | FalseAlarmKey, key: string): Words {
  const severity = severities.find((each) => each === key);
  if (by === 'all') return all;
  if (by === 'severity' && severity) return severityNames[severity];
  if (by === 'hour') return words(`${key.padStart(2, '0')}:00`, `${key.padStart(2, '0')}:00`);
  return key === '' ? nobody : words(key, key);
}
