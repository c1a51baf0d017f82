/** A gateway may serve devices of kitchens that are judged in other shards: whether it is there concerns them as well. */
import { shardOfSite } from '@mingchu/shared/observation';
import type { RegistryCache } from '../registry/registryCache.ts';

/** Answers the shards of the devices that speak through a device, `siteId/deviceId`; made anew with the registry. */
export function createGatewayShards(
  registry: Pick<RegistryCache, 'devices' | 'revision'>,
  shardCount: number,
): (key: string) => Iterable<number> {
  let revision = -1;
  const shards = new Map<string, Set<number>>();
  const renew = () => {
    revision = registry.revision;
    shards.clear();
    for (const { siteId, gateway } of registry.devices.values()) {
      if (gateway === undefined) continue;
      const of = shards.get(gateway) ?? new Set();
      shards.set(gateway, of.add(shardOfSite(siteId, shardCount)));
    }
  };
  return (key) => {
    if (revision !== registry.revision) renew();
    return shards.get(key) ?? [];
  };
}
