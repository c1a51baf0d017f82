/** Groups, grids, kitchens and inspectors as tables: brought in all or nothing, and taken out to be changed. */
import type { ImportAnswer, ImportedRow } from '@mingchu/shared/fileImport';
import { headsIn, registryHeads } from '@mingchu/shared/fileColumns';
import type { Language } from '@mingchu/shared/notify';
import type { Grid, Group, Site } from '@mingchu/shared/registry';
import {
  furtherColumns,
  type ImportRegistryTableBody,
  maxRegistryRows,
  type RegistryTable,
} from '@mingchu/shared/registryTables';
import { appendAudit } from '../platform/audit/audit.ts';
import { type CsvRow, readCsvRows, writeCsvRows } from '../platform/files/csvRows.ts';
import { importRows, readRows } from '../platform/files/importRows.ts';
import type { Database, Executor, Transaction } from '../platform/postgres/database.ts';
import { isGeoJson, readGridFeatures } from './gridFeatures.ts';
import { tellRegistryChanges } from './importRegistry.ts';
import {
  cellsOf,
  itemOfRow,
  type ReadBy,
  type Registered,
  RowMistake,
  type TabledInspector,
} from './registryCells.ts';
import { middlesOfGrids } from './model/middlesOfGrids.ts';
import {
  allGrids,
  allGroups,
  allSites,
  insertInspectorAccounts,
  inspectorsWithoutAccount,
  lockRegistry,
  tabledInspectors,
  upsertGrids,
  upsertGroups,
  upsertInspectors,
  upsertSites,
} from './registryStore.ts';

interface Asked {
  table: RegistryTable;
  body: ImportRegistryTableBody;
  actor: string;
  now: Date;
  hashPassword: (password: string) => Promise<string>;
}

/** What the rows come to, gathered until all of them are known to be good. */
interface Gathered {
  by: ReadBy;
  /** Line of each id in the file. */
  lines: Map<string, number>;
  items: { id: string }[];
}

/** Throws ProblemError 422 `file-…` or `too-many-rows`. */
export async function importRegistryTable(db: Database, asked: Asked): Promise<ImportAnswer> {
  const { table, body, hashPassword } = asked;
  const optional = new Set<string>(furtherColumns[table]);
  const rows = readRows(
    () =>
      table === 'grids' && isGeoJson(body.text)
        ? readGridFeatures(body.text)
        : readCsvRows(body.text, { heads: registryHeads[table], optional }),
    maxRegistryRows,
  );
  // Once an import, and before the transaction: a hash costs tens of milliseconds by design.
  const wantsAccounts = table === 'inspectors' && body.inspectorPassword !== undefined && !body.dryRun;
  const passwordHash = wantsAccounts ? await hashPassword(body.inspectorPassword as string) : null;
  let gathered: Gathered | undefined;
  return importRows(db, {
    dryRun: body.dryRun,
    rows,
    take: async (tx, row) => {
      gathered ??= await begin(tx, asked);
      return takeRow(asked, gathered, row);
    },
    keep: async (tx, taken) => {
      await write(tx, asked, gathered?.items ?? []);
      const accounts = passwordHash === null ? [] : await makeAccounts(tx, asked, { passwordHash, gathered });
      await tell(tx, asked, { taken, gathered, accounts: accounts.length });
    },
  });
}

/** What is registered, under heads in `language`; without, in the words of programs. */
export async function exportRegistryTable(
  db: Executor,
  table: RegistryTable,
  language: Language | undefined,
): Promise<{ rows: number; text: string }> {
  const registered = await readRegistered(db);
  const cells = cellsOf[table] as (item: unknown, language: Language | undefined) => object;
  const rows = [...registered[table].values()].map((item) => cells(item, language));
  const heads = headsIn(registryHeads[table], language);
  const columns = Object.keys(registryHeads[table]);
  return { rows: rows.length, text: writeCsvRows({ columns, heads }, rows) };
}

/** What a row does not say is written as it was read: until then nobody else may change it. A dry run writes nothing. */
async function begin(tx: Transaction, { body }: Asked): Promise<Gathered> {
  if (!body.dryRun) await lockRegistry(tx);
  const registered = await readRegistered(tx);
  const middles = middlesOfGrids(registered.grids.values(), registered.sites.values());
  return { by: { registered, middles, datum: body.datum ?? 'wgs84' }, lines: new Map(), items: [] };
}

async function readRegistered(db: Executor): Promise<Registered> {
  const byId = <Item extends { id: string }>(items: readonly Item[]) =>
    new Map(items.map((item) => [item.id, item]));
  return {
    groups: byId(await allGroups(db)),
    grids: byId(await allGrids(db)),
    sites: byId(await allSites(db)),
    inspectors: byId(await tabledInspectors(db)),
  };
}

function takeRow({ table }: Asked, gathered: Gathered, { line, fields }: CsvRow): ImportedRow {
  const { by, lines, items } = gathered;
  const id = fields['id'] ?? '';
  const what = `${id} ${fields['name'] ?? ''}`.trim();
  try {
    const first = lines.get(id);
    if (first !== undefined) throw new RowMistake('id', 'row-twice', String(first));
    lines.set(id, line);
    const item = itemOfRow(table, fields, by);
    const before = by.registered[table].get(id);
    const changes = before ? changesBetween(table, before, item) : [];
    const outcome = before ? (changes.length > 0 ? 'changed' : 'same') : 'new';
    if (outcome !== 'same') items.push(item);
    return { line, outcome, what, column: null, mistake: null, ...(changes.length > 0 && { changes }) };
  } catch (error) {
    if (!(error instanceof RowMistake)) throw error;
    const { column, code, message: mistake } = error;
    return { line, outcome: 'error', what, column, mistake, code };
  }
}

function changesBetween(table: RegistryTable, before: object, after: object) {
  const cells = cellsOf[table] as (item: object, language: undefined) => Record<string, string>;
  const [was, is] = [cells(before, undefined), cells(after, undefined)];
  return Object.keys(is)
    .filter((column) => was[column] !== is[column])
    .map((column) => ({ column, before: was[column] ?? '', after: is[column] ?? '' }));
}

async function write(tx: Transaction, { table, now }: Asked, items: readonly object[]): Promise<void> {
  if (items.length === 0) return;
  if (table === 'groups') await upsertGroups(tx, items as Group[]);
  else if (table === 'grids') await upsertGrids(tx, items as Grid[]);
  else if (table === 'sites') await upsertSites(tx, items as Site[]);
  else await upsertInspectors(tx, items as TabledInspector[], now);
}

/** Whom the file names and who cannot sign in yet, also where nothing else of him changes. */
async function makeAccounts(
  tx: Transaction,
  { now }: Asked,
  { passwordHash, gathered }: { passwordHash: string; gathered: Gathered | undefined },
): Promise<string[]> {
  const ids = await inspectorsWithoutAccount(tx, [...(gathered?.lines.keys() ?? [])]);
  await insertInspectorAccounts(tx, { ids, passwordHash, now });
  return ids;
}

/** On record is the file as a whole, and of each row that it changed which columns: values may be numbers of people. */
async function tell(
  tx: Transaction,
  { table, actor, now }: Asked,
  {
    taken,
    gathered,
    accounts,
  }: { taken: readonly ImportedRow[]; gathered: Gathered | undefined; accounts: number },
): Promise<void> {
  const count = (wanted: ImportedRow['outcome']) => taken.filter(({ outcome }) => outcome === wanted).length;
  const idOfLine = new Map([...(gathered?.lines ?? [])].map(([id, line]) => [line, id]));
  const by = { actor, act: 'import', reason: 'imported' };
  const rows = taken
    .filter(({ outcome }) => outcome !== 'same')
    .map(({ line, outcome, changes = [] }) => ({
      ...by,
      subjectId: idOfLine.get(line) ?? table,
      detail: { table, outcome, columns: changes.map(({ column }) => column) },
    }));
  const whole = { table, rows: taken.length, new: count('new'), changed: count('changed'), accounts };
  const file = { ...by, subjectId: 'registry', detail: whole };
  // One that was brought again is on record, and no screen asks for everything anew because of it.
  if (rows.length === 0) return appendAudit(tx, now, [{ subject: 'registry', ...file }]);
  await tellRegistryChanges(tx, now, { act: by.act, reason: by.reason, entries: [file, ...rows] });
}
