/** What is watched and who may go, held in memory by every role and renewed when an import changes it. */
import type { Device, Grid, Group, Inspector, Site } from '@mingchu/shared/registry';

export interface RegistryCache {
  readonly groups: ReadonlyMap<string, Group>;
  readonly grids: ReadonlyMap<string, Grid>;
  readonly sites: ReadonlyMap<string, Site>;
  /** Key `siteId/deviceId`. */
  readonly devices: ReadonlyMap<string, Device>;
  readonly inspectors: ReadonlyMap<string, Inspector>;
  /** Per site, per rule: parameters of its own. Key `siteId/ruleId`. */
  readonly overrides: ReadonlyMap<string, { enabled: boolean; params: Record<string, unknown> }>;
  /** Grows by one at each renewal. */
  readonly revision: number;
  onRenewed(listener: () => void): () => void;
  renew(): Promise<void>;
  close(): Promise<void>;
}

/** PostgreSQL channel on which an import tells all roles. */
export const registryChannel = 'mingchu_registry';

/**
 * What was written counts in this process by the time that it is answered: a device may speak at once. Others, and a
 * reading that fails, follow by notice.
 */
export async function followed<Answer>(registry: RegistryCache, writing: Promise<Answer>): Promise<Answer> {
  const answer = await writing;
  await registry.renew().catch(() => undefined);
  return answer;
}

export function deviceKey(siteId: string, deviceId: string): string {
  return `${siteId}/${deviceId}`;
}
