/** Taking a device out of service for repair, and back; the rules leave it alone meanwhile. */
import type { Device } from '@mingchu/shared/registry';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database } from '../platform/postgres/database.ts';
import { tellRegistryChanged } from './importRegistry.ts';
import { devicesOfSite, updateDeviceService } from './registryStore.ts';

/** Answers the device as it now stands. Throws ProblemError `device-not-found` or `already-so`. */
export async function setDeviceService(
  db: Database,
  change: {
    siteId: string;
    deviceId: string;
    inService: boolean;
    reason: string;
    actor: string;
    now: Date;
  },
): Promise<Device> {
  const { siteId, deviceId, inService, reason, actor, now } = change;
  return db.transaction(async (tx) => {
    const before = (await devicesOfSite(tx, siteId)).find((device) => device.id === deviceId);
    if (!before)
      throw new ProblemError(404, 'device-not-found', `There is no device ${deviceId} at ${siteId}.`);
    if (!(await updateDeviceService(tx, { siteId, deviceId, inService })))
      throw new ProblemError(409, 'already-so', 'Somebody has done that already.');
    await tellRegistryChanged(tx, {
      actor,
      now,
      act: inService ? 'return-to-service' : 'remove-from-service',
      subjectId: `${siteId}/${deviceId}`,
      reason,
      detail: {},
    });
    return { ...before, inService };
  });
}
