/** A row of each table as it may be filled: shown beside the form, and taken by the import as it stands. */
import type { Language } from './notify.ts';
import type { RegistryColumn, RegistryTable } from './registryTables.ts';

type Row<Table extends RegistryTable> = Readonly<Record<RegistryColumn<Table>, string>>;
type Rows = { readonly [Table in RegistryTable]: Row<Table> };

const said = {
  address: { 'zh-CN': '示范路 1 号', en: '1 Model Road' },
  group: { 'zh-CN': '城北监管组', en: 'North group' },
  grid: { 'zh-CN': '城北一网格', en: 'North grid 1' },
  site: { 'zh-CN': '第一中学食堂', en: 'No. 1 School canteen' },
  contact: { 'zh-CN': '王老师', en: 'Ms Wang' },
  person: { 'zh-CN': '李强', en: 'Li Qiang' },
  school: { 'zh-CN': '学校', en: 'School' },
  yes: { 'zh-CN': '是', en: 'Yes' },
  vehicle: { 'zh-CN': '电动自行车', en: 'E-bike' },
} as const satisfies Record<string, Record<Language, string>>;

const place = { lat: '39.984120', lon: '116.307480' };

/** The rows in the language of the reader. */
export function examplesIn(language: Language): Rows {
  const of = (word: keyof typeof said): string => said[word][language];
  return {
    groups: { id: 'group-1', name: of('group') },
    grids: {
      id: 'grid-01',
      name: of('grid'),
      groupId: of('group'),
      outline: 'POLYGON ((116.3062 39.9832, 116.3091 39.9832, 116.3091 39.9853, 116.3062 39.9832))',
    },
    sites: {
      id: 's0001',
      name: of('site'),
      kind: of('school'),
      gridId: of('grid'),
      address: of('address'),
      ...place,
      openingHours: '1-5 06:30-14:00; 6,7 08:00-12:00',
      closedDates: '2026-10-01~2026-10-07; 2026-11-02',
      contact: of('contact'),
      grade: 'A',
    },
    inspectors: {
      id: 'inspector01',
      name: of('person'),
      groupId: of('group'),
      gridIds: of('grid'),
      onShift: of('yes'),
      phone: '13800000000',
      vehicle: of('vehicle'),
      ...place,
    },
  };
}
