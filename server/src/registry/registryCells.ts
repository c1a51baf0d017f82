/** One group, grid, kitchen or inspector as cells of a table, and a row of such a table as one of them. */
import { fromGcj02, type LatLon } from '@mingchu/shared/datum';
import type { Language } from '@mingchu/shared/notify';
import { Grid, Group, Inspector, Site } from '@mingchu/shared/registry';
import {
  type Datum,
  type RegistryColumn,
  type RegistryTable,
  siteKindWords,
  valueOfCell,
  vehicleWords,
  yesNoWords,
} from '@mingchu/shared/registryTables';
import { Compile } from 'typebox/compile';
import { numberOfCell } from '../platform/files/csvRows.ts';
import { fieldCode } from '../platform/files/importRows.ts';
import { cellOfDates, cellOfHours, datesOfCell, hoursOfCell } from './model/hoursCells.ts';
import { cellOfOutline, outlineOfCell } from './model/outlineCells.ts';

/** With `placeTold` his phone has said where he is: no table changes that, and none tells it. */
export type TabledInspector = Inspector & { placeTold: boolean };

interface Items {
  groups: Group;
  grids: Grid;
  sites: Site;
  inspectors: TabledInspector;
}
/** What is registered, by id. */
export type Registered = { readonly [Table in RegistryTable]: ReadonlyMap<string, Items[Table]> };

/** What the rows of one file are read by. */
export interface ReadBy {
  registered: Registered;
  /** Where each grid lies, by its id. */
  middles: ReadonlyMap<string, LatLon>;
  datum: Datum;
}

type Cells<Table extends RegistryTable> = Record<RegistryColumn<Table>, string>;

export const cellsOf: {
  readonly [Table in RegistryTable]: (item: Items[Table], language: Language | undefined) => Cells<Table>;
} = {
  groups: ({ id, name }) => ({ id, name }),
  grids: ({ id, name, groupId, outline }) => ({ id, name, groupId, outline: cellOfOutline(outline) }),
  sites: (site, language) => ({
    id: site.id,
    name: site.name,
    kind: language ? siteKindWords[site.kind][language] : site.kind,
    gridId: site.gridId,
    address: site.address,
    lat: String(site.lat),
    lon: String(site.lon),
    openingHours: cellOfHours(site.openingHours),
    closedDates: cellOfDates(site.closedDates ?? []),
    contact: site.contact ?? '',
    grade: site.grade ?? '',
  }),
  inspectors: (person, language) => {
    const onShift = person.onShift ? 'yes' : 'no';
    const vehicle = person.vehicle ?? 'e-bike';
    return {
      id: person.id,
      name: person.name,
      groupId: person.groupId,
      gridIds: person.gridIds.join('; '),
      onShift: language ? yesNoWords[onShift][language] : onShift,
      phone: person.phone ?? '',
      vehicle: language ? vehicleWords[vehicle][language] : vehicle,
      lat: person.placeTold ? '' : String(person.lat),
      lon: person.placeTold ? '' : String(person.lon),
    };
  },
};

/** What is wrong with a row, and in which column. */
export class RowMistake extends Error {
  readonly column: string | null;
  readonly code: string;

  constructor(column: string | null, code: string, text: string) {
    super(text);
    this.column = column;
    this.code = code;
  }
}

/** Of a cell that cannot be read as much is told. */
const maxSaid = 60;

type Reader = (cell: string, registered: Registered) => unknown;
const text: Reader = (cell) => cell;
const number: Reader = (cell) => numberOfCell(cell);
const textOrNone: Reader = (cell) => (cell === '' ? undefined : cell);
/** What reads a cell that is no `id`; undefined takes away what there was. */
const readers: { readonly [Table in RegistryTable]: Record<RegistryColumn<Table>, Reader> } = {
  groups: { id: text, name: text },
  grids: {
    id: text,
    name: text,
    groupId: groupOf,
    outline: (cell) => outlineOfCell(cell) ?? misread('outline', cell.slice(0, maxSaid)),
  },
  sites: {
    id: text,
    name: text,
    kind: (cell) => valueOfCell(siteKindWords, cell) ?? cell,
    gridId: gridOf,
    address: text,
    lat: number,
    lon: number,
    openingHours: (cell) => hoursOfCell(cell) ?? misread('openingHours', cell),
    closedDates: (cell) => datesOfCell(cell) ?? misread('closedDates', cell),
    contact: textOrNone,
    grade: (cell) => textOrNone(cell.toUpperCase(), none),
  },
  inspectors: {
    id: text,
    name: text,
    groupId: groupOf,
    gridIds: (cell, registered) =>
      cell
        .split(/[;；,，、]/)
        .map((each) => each.trim())
        .filter((each) => each !== '')
        .map((each) => gridOf(each, registered, 'gridIds')),
    onShift: (cell) => {
      const value = valueOfCell(yesNoWords, cell);
      return value === undefined ? cell : value === 'yes';
    },
    phone: (cell) => textOrNone(cell.normalize('NFKC').replaceAll(/[\s()-]/g, ''), none),
    vehicle: (cell) => (cell === '' ? undefined : (valueOfCell(vehicleWords, cell) ?? cell)),
    lat: number,
    lon: number,
  },
};
const none: Registered = { groups: new Map(), grids: new Map(), sites: new Map(), inspectors: new Map() };

const validators = {
  groups: Compile(Group),
  grids: Compile(Grid),
  sites: Compile(Site),
  inspectors: Compile(Inspector),
};

/**
 * The item that a row describes: what is registered under its id, with what the row's cells say. Throws RowMistake.
 * A cell of a position that is empty leaves it; a new inspector without one is looked for in the middle of his grid.
 */
export function itemOfRow<Table extends RegistryTable>(
  table: Table,
  fields: Readonly<Record<string, string>>,
  by: ReadBy,
): Items[Table] {
  const { registered } = by;
  const before = registered[table].get(fields['id'] ?? '');
  const read = readers[table] as Record<string, Reader>;
  const said = Object.entries(fields)
    .filter(([column, cell]) => cell !== '' || (column !== 'lat' && column !== 'lon'))
    .map(([column, cell]) => [column, (read[column] as Reader)(cell, registered)] as const);
  const item: Record<string, unknown> = { ...startOf(table), ...before, ...Object.fromEntries(said) };
  for (const [column, value] of said) if (value === undefined) delete item[column];
  place(item, fields, by);
  const validator = validators[table];
  if (!validator.Check(item)) {
    const [first] = validator.Errors(item);
    const { requiredProperties } = (first?.params ?? {}) as { requiredProperties?: string[] };
    const column = first?.instancePath.split('/')[1] ?? requiredProperties?.[0] ?? null;
    throw new RowMistake(column, fieldCode(first), first?.message ?? 'not valid');
  }
  return item as unknown as Items[Table];
}

function startOf(table: RegistryTable): object {
  if (table === 'grids') return { outline: [] };
  return table === 'sites' ? { openingHours: [] } : table === 'inspectors' ? { placeTold: false } : {};
}

/** Stored is WGS-84 alone. */
function place(
  item: Record<string, unknown>,
  fields: Readonly<Record<string, string>>,
  { registered, middles, datum }: ReadBy,
): void {
  if (fields['outline'] && datum === 'gcj02')
    item['outline'] = (item['outline'] as Grid['outline']).map(([lon, lat]) => {
      const wgs = fromGcj02({ lat, lon });
      return [rounded(wgs.lon), rounded(wgs.lat)];
    });
  const told = [fields['lat'], fields['lon']].filter((cell) => cell !== undefined && cell !== '');
  if (told.length === 1)
    throw new RowMistake(fields['lat'] ? 'lon' : 'lat', 'field-required', 'one of a pair');
  if (item['placeTold'] === true) return keepPlace(item, registered);
  if (told.length === 2 && datum === 'gcj02') {
    const wgs = fromGcj02({ lat: item['lat'] as number, lon: item['lon'] as number });
    item['lat'] = rounded(wgs.lat);
    item['lon'] = rounded(wgs.lon);
  }
  if (item['lat'] === undefined && Array.isArray(item['gridIds'])) {
    const [ownGrid] = item['gridIds'] as string[];
    if (ownGrid === undefined) throw new RowMistake('gridIds', 'field-minItems', 'no grid');
    const middle = middles.get(ownGrid);
    if (!middle) throw new RowMistake('lat', 'place-unknown', `Where grid ${ownGrid} lies is not known.`);
    item['lat'] = rounded(middle.lat);
    item['lon'] = rounded(middle.lon);
  }
}

function keepPlace(item: Record<string, unknown>, { inspectors }: Registered): void {
  const standing = inspectors.get(item['id'] as string);
  Object.assign(item, { lat: standing?.lat, lon: standing?.lon });
}

/** Some 10 cm: as much as anybody tells. */
function rounded(degrees: number): number {
  return Number(degrees.toFixed(6));
}

function groupOf(cell: string, { groups }: Registered): string {
  return idOf(cell, { column: 'groupId', code: 'group-not-found', items: groups });
}

function gridOf(cell: string, { grids }: Registered, column = 'gridId'): string {
  return idOf(cell, { column, code: 'grid-not-found', items: grids });
}

/** By its id, or by a name that only one has. */
function idOf(
  cell: string,
  { column, code, items }: { column: string; code: string; items: Registered['groups' | 'grids'] },
): string {
  if (items.has(cell)) return cell;
  const named = [...items.values()].filter(({ name }) => name === cell);
  if (named.length > 1) throw new RowMistake(column, 'name-of-many', cell);
  return named[0]?.id ?? misread(column, cell, code);
}

function misread(column: string, cell: string, code = `${column}-not-read`): never {
  throw new RowMistake(column, code, cell);
}
