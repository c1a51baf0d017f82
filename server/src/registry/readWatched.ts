/** The part of the registry that screens draw, read within somebody else's transaction. */
import type { Device, Grid, Group, Site } from '@mingchu/shared/registry';
import type { Executor } from '../platform/postgres/database.ts';
import { allDevices, allGrids, allGroups, allSites } from './registryStore.ts';

export interface Watched {
  groups: Group[];
  grids: Grid[];
  sites: Site[];
  devices: Device[];
}

/** Four statements; the caller's transaction makes them one consistent view. */
export async function readWatched(db: Executor): Promise<Watched> {
  return {
    groups: await allGroups(db),
    grids: await allGrids(db),
    sites: await allSites(db),
    devices: await allDevices(db),
  };
}
