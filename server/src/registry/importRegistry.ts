/** Taking over groups, grids, sites, devices and inspectors: all or nothing, and told to every role. */
import type { RegistryImport } from '@mingchu/shared/registry';
import { appendAudit } from '../platform/audit/audit.ts';
import { appendChanges } from '../platform/changelog/changeLog.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database, Transaction } from '../platform/postgres/database.ts';
import { type SealedSource, setPictureSources } from './pictureSource.ts';
import { registryChannel } from './registryCache.ts';
import {
  insertInspectorAccounts,
  inspectorsWithoutAccount,
  lockRegistry,
  upsertDevices,
  upsertGrids,
  upsertGroups,
  upsertInspectors,
  upsertSites,
} from './registryStore.ts';

export interface ImportCounts {
  groups: number;
  grids: number;
  sites: number;
  devices: number;
  inspectors: number;
  /** Accounts made for inspectors that had none. */
  accounts: number;
}

export interface ImportOptions {
  body: RegistryImport;
  actor: string;
  now: Date;
  hashPassword: (password: string) => Promise<string>;
  /** What the devices in `body` say of their pictures, sealed; nothing when absent. */
  sources?: SealedSource[];
}

/** PostgreSQL's code for a reference to a row that does not exist. */
const foreignKeyViolation = '23503';

/** Upserts by id; throws ProblemError `unknown-reference` when e.g. a site names a grid that nobody has. */
export async function importRegistry(db: Database, options: ImportOptions): Promise<ImportCounts> {
  const { body } = options;
  // Once an import: a hash costs tens of milliseconds by design. Before the transaction: it must be short.
  const wantsAccounts = body.inspectorPassword !== undefined && (body.inspectors?.length ?? 0) > 0;
  const passwordHash = wantsAccounts ? await options.hashPassword(body.inspectorPassword as string) : null;
  try {
    return await db.transaction((tx) => importParts(tx, options, passwordHash));
  } catch (error) {
    if ((error as { code?: unknown }).code !== foreignKeyViolation) throw error;
    const detail = (error as { detail?: string }).detail ?? 'a referenced id does not exist';
    throw new ProblemError(409, 'unknown-reference', detail, { cause: error });
  }
}

async function importParts(
  tx: Transaction,
  { body, actor, now, sources = [] }: ImportOptions,
  passwordHash: string | null,
): Promise<ImportCounts> {
  const { groups = [], grids = [], sites = [], devices = [], inspectors = [] } = body;
  await lockRegistry(tx);
  if (groups.length > 0) await upsertGroups(tx, groups);
  if (grids.length > 0) await upsertGrids(tx, grids);
  if (sites.length > 0) await upsertSites(tx, sites);
  if (devices.length > 0) await upsertDevices(tx, devices);
  if (sources.length > 0) await setPictureSources(tx, sources);
  if (inspectors.length > 0) await upsertInspectors(tx, inspectors, now);
  let newAccounts: string[] = [];
  if (passwordHash !== null) {
    newAccounts = await inspectorsWithoutAccount(
      tx,
      inspectors.map((inspector) => inspector.id),
    );
    await insertInspectorAccounts(tx, { ids: newAccounts, passwordHash, now });
  }
  const counts: ImportCounts = {
    groups: groups.length,
    grids: grids.length,
    sites: sites.length,
    devices: devices.length,
    inspectors: inspectors.length,
    accounts: newAccounts.length,
  };
  await tellRegistryChanged(tx, {
    actor,
    now,
    act: 'import',
    subjectId: 'registry',
    reason: 'imported',
    detail: { ...counts },
  });
  return counts;
}

/** Audit, wake-up of every role's cache, and the change that makes screens ask for a new snapshot. Last in `tx`. */
export function tellRegistryChanged(tx: Transaction, told: ToldAct & { now: Date }): Promise<void> {
  const { now, ...entry } = told;
  return tellRegistryChanges(tx, now, { ...entry, entries: [entry] });
}

interface ToldAct {
  actor: string;
  act: string;
  subjectId: string;
  reason: string;
  detail: Record<string, unknown>;
}

/** The same of many entries of one act: they are audited one by one, and told together. */
export async function tellRegistryChanges(
  tx: Transaction,
  now: Date,
  { act, reason, entries }: { act: string; reason: string; entries: readonly ToldAct[] },
): Promise<void> {
  await appendAudit(
    tx,
    now,
    entries.map((entry) => ({ subject: 'registry', ...entry })),
  );
  await tx.execute('select pg_notify($1, $2)', [registryChannel, act]);
  appendChanges(tx, now, [{ kind: 'registry', body: { reason } }]);
}
