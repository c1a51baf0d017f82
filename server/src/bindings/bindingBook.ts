/**
 * Who speaks at which address, and what values become, in every process. Expressions are compiled once a renewal.
 */
import type { HeardAddress, MappingRow } from '@mingchu/shared/bindings';
import type { Family } from '../ingest/families/family.ts';
import type { Logger } from '../platform/log.ts';
import type { Database, Transaction } from '../platform/postgres/database.ts';
import { openRenewedCopy } from '../platform/postgres/renewedCopy.ts';
import { activeBindings, type Binding } from './bindingStore.ts';
import { compileExpression } from './expressions.ts';
import { allMappingRows } from './mappingStore.ts';
import { createTable, type MappingTable, type TableEntry } from './model/mapValues.ts';

export interface BindingBook {
  /** Undefined for an address that nobody has bound. */
  find(at: HeardAddress): { siteId: string; deviceId: string } | undefined;
  /** Those of one family. */
  of(family: string): readonly Binding[];
  tableOf(family: Family): MappingTable;
  renew(): Promise<void>;
  close(): Promise<void>;
}

export const bindingChannel = 'mingchu_bindings';

/** Every process reads again once `tx` is committed. */
export function tellBindingsChanged(tx: Transaction): Promise<number> {
  return tx.execute('select pg_notify($1, $2)', [bindingChannel, '']);
}

export function addressKey({ family, mount, address }: HeardAddress): string {
  return `${family}/${mount}/${address}`;
}

interface Contents {
  bindings: Map<string, { siteId: string; deviceId: string }>;
  byFamily: Map<string, Binding[]>;
  tables: Map<string, MappingTable>;
}

interface BookDeps {
  db: Database;
  log: Logger;
  families: readonly Family[];
}

export async function openBindingBook(deps: BookDeps): Promise<BindingBook> {
  const { db, log } = deps;
  const read = () => readContents(deps);
  const copy = await openRenewedCopy({ db, log, channel: bindingChannel, what: 'bindings', read });
  return {
    find: (at) => copy.contents.bindings.get(addressKey(at)),
    of: (family) => copy.contents.byFamily.get(family) ?? [],
    tableOf: (family) => copy.contents.tables.get(family.id) as MappingTable,
    renew: copy.renew,
    close: copy.close,
  };
}

async function readContents({ db, log, families }: BookDeps): Promise<Contents> {
  const bindings = await activeBindings(db);
  return {
    bindings: new Map(bindings.map(({ siteId, deviceId, ...at }) => [addressKey(at), { siteId, deviceId }])),
    byFamily: new Map(families.map(({ id }) => [id, bindings.filter(({ family }) => family === id)])),
    tables: tablesOf(await allMappingRows(db), { families, log }),
  };
}

/** The administrators' rows before those of the family; names in full before patterns, and with a unit before without. */
function tablesOf(
  rows: MappingRow[],
  { families, log }: Pick<BookDeps, 'families' | 'log'>,
): Map<string, MappingTable> {
  return new Map(
    families.map((family) => {
      const own = rows.filter((row) => row.family === family.id).toSorted(bySpecific);
      const entries = [
        ...own.map(({ name, unit, to, expression }) => ({
          name,
          to,
          by: 'administrator' as const,
          ...(unit !== null && { unit }),
          ...(expression !== null && { expression }),
        })),
        ...family.mapping.map((entry) => ({ ...entry, by: 'family' as const })),
      ];
      return [family.id, createTable(entries.map((entry) => ready(entry, log)))];
    }),
  );
}

function bySpecific(a: MappingRow, b: MappingRow): number {
  const rank = ({ name, unit }: MappingRow) => (name.includes('*') ? 0 : 2) + (unit === null ? 0 : 1);
  return rank(b) - rank(a) || b.name.length - a.name.length;
}

/** An expression that another version of this program accepted and this one does not makes nothing. */
function ready(entry: Omit<TableEntry, 'compute'>, log: Logger): TableEntry {
  if (entry.expression === undefined) return entry;
  const compiled = compileExpression(entry.expression);
  if ('compute' in compiled) return { ...entry, compute: compiled.compute };
  log.error({ name: entry.name, mistake: compiled.mistake }, 'expression of a mapping cannot be used');
  return { ...entry, compute: async () => null };
}
