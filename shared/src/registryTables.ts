/** The registry as tables that people bring, a file of each: groups, grids, kitchens and inspectors. */
import type { Vehicle } from './dispatch.ts';
import { type Language, languages } from './notify.ts';
import type { SiteKind } from './vocabulary.ts';
import { type Static, Type } from 'typebox';

/** In the order in which they refer to each other. */
export const registryTables = ['groups', 'grids', 'sites', 'inspectors'] as const;
export type RegistryTable = (typeof registryTables)[number];

/** Rows of one file: a district of 2,000 kitchens comes in one. */
export const maxRegistryRows = 5_000;

/** Columns that each file must have; where another is left out, what is registered stays as it is. */
export const neededColumns = {
  groups: ['id', 'name'],
  grids: ['id', 'name', 'groupId'],
  sites: ['id', 'name', 'kind', 'gridId', 'address', 'lat', 'lon'],
  inspectors: ['id', 'name', 'groupId', 'gridIds', 'onShift'],
} as const satisfies Record<RegistryTable, readonly string[]>;
export const furtherColumns = {
  groups: [],
  grids: ['outline'],
  sites: ['openingHours', 'closedDates', 'contact', 'grade'],
  inspectors: ['phone', 'vehicle', 'lat', 'lon'],
} as const satisfies Record<RegistryTable, readonly string[]>;
export type RegistryColumn<Table extends RegistryTable = RegistryTable> =
  | (typeof neededColumns)[Table][number]
  | (typeof furtherColumns)[Table][number];

/** What positions in a file are told in: that of satellites, or that of the map apps of the mainland. */
export const datums = ['wgs84', 'gcj02'] as const;
export type Datum = (typeof datums)[number];

/** `POST /registry/tables/{table}/import`; with `dryRun` nothing changes, and the answer says what would. */
export const ImportRegistryTableBody = Type.Object({
  text: Type.String({ maxLength: 3_000_000 }),
  dryRun: Type.Boolean(),
  datum: Type.Optional(Type.Enum([...datums])),
  /** Of inspectors that have no account yet; without it they get none. */
  inspectorPassword: Type.Optional(Type.String({ minLength: 10, maxLength: 128 })),
});
export type ImportRegistryTableBody = Static<typeof ImportRegistryTableBody>;

type CellWords<Value extends string> = Readonly<Record<Value, Record<Language, string>>>;
const words = (zh: string, en: string): Record<Language, string> => ({ 'zh-CN': zh, en });

export const siteKindWords: CellWords<SiteKind> = {
  school: words('学校', 'School'),
  kindergarten: words('幼儿园', 'Kindergarten'),
  restaurant: words('餐饮店', 'Restaurant'),
  'central-kitchen': words('中央厨房', 'Central kitchen'),
};

export const vehicleWords: CellWords<Vehicle> = {
  walk: words('步行', 'On foot'),
  bicycle: words('自行车', 'Bicycle'),
  'e-bike': words('电动自行车', 'E-bike'),
  car: words('汽车', 'Car'),
};

export const yesNoWords: CellWords<'yes' | 'no'> = { yes: words('是', 'Yes'), no: words('否', 'No') };

/** The value that a cell names, in whichever words; undefined for one that is none. */
export function valueOfCell<Value extends string>(named: CellWords<Value>, cell: string): Value | undefined {
  const said = cell.trim().toLowerCase();
  return (Object.keys(named) as Value[]).find((value) =>
    [value, ...languages.map((language) => named[value][language])].some(
      (name) => name.toLowerCase() === said,
    ),
  );
}
