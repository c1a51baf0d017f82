/**
 * What the columns of a file are called: in its own words, which a program reads, and in those of people. A file comes
 * in under either, and goes out under the reader's.
 */
import type { BindingColumn } from './bindings.ts';
import type { CalibrationColumn } from './calibration.ts';
import { type Language, languages } from './notify.ts';
import type { RegistryColumn, RegistryTable } from './registryTables.ts';

/** Columns in their order, with what people call them. */
export type ColumnHeads<Column extends string = string> = Readonly<Record<Column, Record<Language, string>>>;

const words = (zh: string, en: string): Record<Language, string> => ({ 'zh-CN': zh, en });

export const bindingHeads: ColumnHeads<BindingColumn> = {
  family: words('设备类型', 'Device family'),
  mount: words('接入单位', 'Connects as site'),
  address: words('设备地址', 'Address'),
  siteId: words('单位编号', 'Site id'),
  deviceId: words('设备编号', 'Device id'),
  kind: words('种类', 'Kind'),
  name: words('名称', 'Name'),
  zone: words('位置', 'Place'),
  reportPeriodS: words('上报周期（秒）', 'Reports every (s)'),
};

export const calibrationHeads: ColumnHeads<CalibrationColumn> = {
  siteId: words('单位编号', 'Site id'),
  deviceId: words('设备编号', 'Device id'),
  metric: words('指标', 'Metric'),
  slope: words('斜率', 'Slope'),
  offset: words('偏移', 'Offset'),
  validFrom: words('生效时间', 'Valid from'),
  performedBy: words('校准人', 'Performed by'),
  certificate: words('证书编号', 'Certificate number'),
  laboratory: words('机构', 'Laboratory'),
  dueOn: words('有效期至', 'Good until'),
  note: words('备注', 'Note'),
};

export const registryHeads: { readonly [Table in RegistryTable]: ColumnHeads<RegistryColumn<Table>> } = {
  groups: { id: words('监管组编号', 'Group id'), name: words('名称', 'Name') },
  grids: {
    id: words('网格编号', 'Grid id'),
    name: words('名称', 'Name'),
    groupId: words('监管组', 'Group'),
    outline: words('边界', 'Outline'),
  },
  sites: {
    id: words('单位编号', 'Site id'),
    name: words('名称', 'Name'),
    kind: words('类型', 'Kind'),
    gridId: words('网格', 'Grid'),
    address: words('地址', 'Address'),
    lat: words('纬度', 'Latitude'),
    lon: words('经度', 'Longitude'),
    openingHours: words('营业时间', 'Opening hours'),
    closedDates: words('停业日期', 'Closed on'),
    contact: words('联系人', 'Contact'),
    grade: words('量化等级', 'Grade'),
  },
  inspectors: {
    id: words('网格员编号', 'Inspector id'),
    name: words('姓名', 'Name'),
    groupId: words('监管组', 'Group'),
    gridIds: words('网格', 'Grids'),
    onShift: words('在岗', 'On shift'),
    phone: words('手机', 'Phone'),
    vehicle: words('交通工具', 'Travels by'),
    lat: words('纬度', 'Latitude'),
    lon: words('经度', 'Longitude'),
  },
};

/** The heads of a file: of people in `language`, of programs without. */
export function headsIn(heads: ColumnHeads, language: Language | undefined): string[] {
  return Object.entries(heads).map(([column, names]) => (language === undefined ? column : names[language]));
}

/** The column that a head names, in whichever words; undefined for one that is none. */
export function columnOfHead<Column extends string>(
  heads: ColumnHeads<Column>,
  head: string,
): Column | undefined {
  const said = comparable(head);
  return (Object.keys(heads) as Column[]).find((column) =>
    [column, ...languages.map((language) => heads[column][language])].some(
      (name) => comparable(name) === said,
    ),
  );
}

/** Hands write brackets of either width, capitals or not, and a space more. */
function comparable(head: string): string {
  return head.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
}
