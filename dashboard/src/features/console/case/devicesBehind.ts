/** Who speaks through a device, its own kitchen first. Pure. */
import type { Device } from '@mingchu/shared/registry';
import type { Violation } from '@mingchu/shared/violation';
import { deviceKey, type LiveState } from '../../../live/reducer.ts';

export interface BehindDevice {
  device: Device;
  /** When it was last heard, ms since 1970; null when never. */
  lastSeenAt: number | null;
}

/** In service only; silent for longest first within a kitchen. */
export function devicesBehind(
  { devices, health }: Pick<LiveState, 'devices' | 'health'>,
  { siteId, deviceId }: Pick<Violation, 'siteId' | 'deviceId'>,
): BehindDevice[] {
  const gateway = deviceKey(siteId, deviceId);
  return [...devices.values()]
    .filter((device) => device.gateway === gateway && device.inService)
    .map((device) => {
      const seen = health.get(deviceKey(device.siteId, device.id))?.lastSeenAt ?? null;
      return { device, lastSeenAt: seen === null ? null : Date.parse(seen) };
    })
    .sort(
      (a, b) =>
        rank(a.device.siteId, siteId) - rank(b.device.siteId, siteId) ||
        compare(a.device.siteId, b.device.siteId) ||
        (a.lastSeenAt ?? 0) - (b.lastSeenAt ?? 0) ||
        compare(a.device.id, b.device.id),
    );
}

const rank = (siteId: string, own: string): number => (siteId === own ? 0 : 1);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
