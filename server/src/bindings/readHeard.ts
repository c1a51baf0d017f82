/** The inbox as people read it: each line with what its values become and what it most likely is. */
import type { HeardAddress, HeardFilter, HeardLine } from '@mingchu/shared/bindings';
import { canonicalFamily } from '@mingchu/shared/bindings';
import type { Family } from '../ingest/families/family.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { Device } from '@mingchu/shared/registry';
import type { RegistryCache } from '../registry/registryCache.ts';
import type { BindingBook } from './bindingBook.ts';
import { sitesOfGateways } from './bindingStore.ts';
import { gatewaysAmong, heardPage, type HeardRow } from './heardStore.ts';
import { detectionTypeOf, isMetric, type MappingTable } from './model/mapValues.ts';
import { propose } from './model/proposeBinding.ts';
import { type FindSite, indexSites } from './model/siteNames.ts';

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
  const [ofGateway, isGateway] = await Promise.all([sitesOfGateways(db, gateways), gatewaysAmong(db, rows)]);
  const { siteIn, devicesOf } = indexOf(registry);
  return rows.map((row): HeardLine => {
    const family = families.find(({ id }) => id === row.family);
    const becomes = becomesOf(row, family && book.tableOf(family));
    const proposals = propose(
      { ...row, becomes, isGateway: isGateway.has(gatewayKey({ ...row, gateway: row.address })) },
      {
        sites: registry.sites,
        siteOfAddress: (at) => book.find(at)?.siteId,
        siteOfGateway: (at) => ofGateway.get(gatewayKey(at)),
        siteIn,
        devicesOf,
        reportPeriodS: family?.reportPeriodS ?? defaultPeriodS,
      },
    );
    return { ...lineOf(row), becomes, proposals };
  });
}

interface RegistryIndex {
  siteIn: FindSite;
  devicesOf: (siteId: string) => readonly Device[];
}

/** Made once a renewal of the registry, by its own devices. */
const indexes = new WeakMap<RegistryCache['devices'], RegistryIndex>();

/** The registry as proposals ask it: for each line of a page, in a district with 25,000 kitchens. */
function indexOf({ sites, devices }: RegistryCache): RegistryIndex {
  const known = indexes.get(devices);
  if (known) return known;
  const bySite = new Map<string, Device[]>();
  for (const device of devices.values()) {
    const list = bySite.get(device.siteId);
    if (list) list.push(device);
    else bySite.set(device.siteId, [device]);
  }
  const index = {
    siteIn: indexSites(sites.values()),
    devicesOf: (siteId: string) => bySite.get(siteId) ?? [],
  };
  indexes.set(devices, index);
  return index;
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
