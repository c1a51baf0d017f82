/** The inbox as people read it: each line with what its values become and what it most likely is. */
import type { HeardAddress, HeardFilter, HeardLine } from '@mingchu/shared/bindings';
import { canonicalFamily } from '@mingchu/shared/bindings';
import type { Family } from '../ingest/families/family.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { RegistryCache } from '../registry/registryCache.ts';
import type { BindingBook } from './bindingBook.ts';
import { sitesOfGateways } from './bindingStore.ts';
import { heardPage, type HeardRow } from './heardStore.ts';
import { detectionTypeOf, isMetric, type MappingTable } from './model/mapValues.ts';
import { propose } from './model/proposeBinding.ts';

export interface ReadHeardDeps {
  db: Database;
  registry: RegistryCache;
  book: BindingBook;
  families: readonly Family[];
}

export interface HeardAsked {
  filter: HeardFilter;
  family?: string | undefined;
  search?: string | undefined;
  after?: { firstHeardAt: string; address: HeardAddress } | undefined;
  limit: number;
}

export async function readHeard(deps: ReadHeardDeps, asked: HeardAsked): Promise<HeardLine[]> {
  return linesOf(deps, await heardPage(deps.db, asked));
}

async function linesOf(deps: ReadHeardDeps, rows: HeardRow[]): Promise<HeardLine[]> {
  const { db, registry, book, families } = deps;
  const gateways = rows.flatMap(({ family, mount, gateway }) =>
    gateway === null ? [] : [{ family, mount, gateway }],
  );
  const ofGateway = await sitesOfGateways(db, gateways);
  const devices = [...registry.devices.values()];
  return rows.map((row): HeardLine => {
    const family = families.find(({ id }) => id === row.family);
    const becomes = becomesOf(row, family && book.tableOf(family));
    const proposals = propose(
      { ...row, becomes },
      {
        sites: registry.sites,
        siteOfAddress: (at) => book.find(at)?.siteId,
        siteOfGateway: (at) => ofGateway.get(gatewayKey(at)),
        devicesOf: (siteId) => devices.filter((device) => device.siteId === siteId),
        reportPeriodS: family?.reportPeriodS ?? defaultPeriodS,
      },
    );
    return { ...lineOf(row), becomes, proposals };
  });
}

/** Of a device on canonical topics that has said nothing of it. */
const defaultPeriodS = 60;

export function gatewayKey({
  family,
  mount,
  gateway,
}: {
  family: string;
  mount: string;
  gateway: string;
}): string {
  return `${family}/${mount}/${gateway}`;
}

function becomesOf({ family, said }: HeardRow, table: MappingTable | undefined): string[] {
  if (family === canonicalFamily) return Object.keys(said);
  if (!table) return [];
  const becomes = Object.entries(said).flatMap(([name, { unit }]) => {
    const to = table.find(name, unit)?.to ?? null;
    return to !== null && (isMetric(to) || detectionTypeOf(name, table) !== null) ? [to] : [];
  });
  return [...new Set(becomes)];
}

function lineOf(row: HeardRow): Omit<HeardLine, 'becomes' | 'proposals'> {
  const { siteId, deviceId, active, ignoredBy, ignoredAt, said, firstHeardAt, lastHeardAt, ...rest } = row;
  return {
    ...rest,
    said: Object.entries(said).map(([name, one]) => ({ name, ...one })),
    firstHeardAt: firstHeardAt.toISOString(),
    lastHeardAt: lastHeardAt.toISOString(),
    ignored: ignoredBy === null || ignoredAt === null ? null : { by: ignoredBy, at: ignoredAt.toISOString() },
    binding: siteId === null || deviceId === null ? null : { siteId, deviceId, active: active === true },
  };
}
