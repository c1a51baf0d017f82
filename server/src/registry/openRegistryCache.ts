/**
 * The registry in memory. It is read whole, in one consistent view of the database, at the start, when an import
 * notifies, and after the listening connection was lost (a notification may have been lost with it). Renewals
 * never overlap: asking during one makes exactly one more follow.
 */
import type { Device, Grid, Group, Inspector, Site } from '@mingchu/shared/registry';
import type { Logger } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import { deviceKey, type RegistryCache, registryChannel } from './registryCache.ts';
import { readWatched } from './readWatched.ts';
import { allInspectors } from './registryStore.ts';
import { allSiteRules } from './siteRuleStore.ts';

/** Everything of the registry in one consistent view. */
interface Contents {
  groups: Map<string, Group>;
  grids: Map<string, Grid>;
  sites: Map<string, Site>;
  devices: Map<string, Device>;
  inspectors: Map<string, Inspector>;
  overrides: Map<string, { enabled: boolean; params: Record<string, unknown> }>;
}

/** Resolves when the first reading is done. */
export async function openRegistryCache({ db, log }: { db: Database; log: Logger }): Promise<RegistryCache> {
  let contents = await readContents(db);
  let revision = 1;
  const listeners = new Set<() => void>();
  let running: Promise<void> | undefined;
  let following: Promise<void> | undefined;

  const renewOnce = async () => {
    contents = await readContents(db);
    revision += 1;
    for (const listener of listeners) listener();
  };
  const start = (): Promise<void> => {
    running = renewOnce().finally(() => {
      running = undefined;
    });
    return running;
  };
  const renew = (): Promise<void> => {
    if (!running) return start();
    // What is being read may be older than what the caller has just written: one more reading for all.
    following ??= running
      .catch(() => {})
      .then(() => {
        following = undefined;
        return start();
      });
    return following;
  };
  const renewOnNotice = () => {
    renew().catch((error: Error) =>
      log.warn({ err: error }, 'registry not renewed; the next notice tries again'),
    );
  };
  const stopListening = await db.listen(registryChannel, {
    onPayload: renewOnNotice,
    onReconnect: renewOnNotice,
  });
  // Between the first reading and the listening an import may have come.
  await renew();

  return {
    get groups() {
      return contents.groups;
    },
    get grids() {
      return contents.grids;
    },
    get sites() {
      return contents.sites;
    },
    get devices() {
      return contents.devices;
    },
    get inspectors() {
      return contents.inspectors;
    },
    get overrides() {
      return contents.overrides;
    },
    get revision() {
      return revision;
    },
    onRenewed: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    renew,
    close: async () => {
      listeners.clear();
      await stopListening();
      await (following ?? running)?.catch(() => {});
    },
  };
}

function readContents(db: Database): Promise<Contents> {
  return db.transaction(async (tx) => {
    await tx.execute('set transaction isolation level repeatable read, read only');
    const { groups, grids, sites, devices } = await readWatched(tx);
    return {
      groups: byId(groups),
      grids: byId(grids),
      sites: byId(sites),
      devices: new Map(devices.map((device) => [deviceKey(device.siteId, device.id), device])),
      inspectors: byId(await allInspectors(tx)),
      overrides: new Map(
        (await allSiteRules(tx)).map(({ siteId, ruleId, ...rest }) => [`${siteId}/${ruleId}`, rest]),
      ),
    };
  });
}

function byId<Item extends { id: string }>(items: Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}
