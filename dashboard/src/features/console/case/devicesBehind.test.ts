import type { DeviceHealth } from '@mingchu/shared/live';
import type { Device } from '@mingchu/shared/registry';
import { expect, it } from 'vitest';
import { devicesBehind } from './devicesBehind.ts';

const device = (siteId: string, id: string, own: Partial<Device> = {}): Device => ({
  id,
  siteId,
  kind: 'fridge',
  name: id,
  zone: 'storage',
  reportPeriodS: 60,
  inService: true,
  gateway: 's1/gw',
  ...own,
});

it('[DH12] the opened violation of a gateway lists who is behind it: its own kitchen first, silent for longest first', () => {
  const devices = [
    device('s2', 'far'),
    device('s1', 'late'),
    device('s1', 'early'),
    device('s1', 'away', { inService: false }),
    device('s1', 'other', { gateway: 's2/gw' }),
  ];
  const heard = (deviceId: string, lastSeenAt: string): [string, DeviceHealth] => [
    `s1/${deviceId}`,
    { siteId: 's1', deviceId, state: 'online', skewMs: null, lastSeenAt },
  ];
  const live = {
    devices: new Map(devices.map((each) => [`${each.siteId}/${each.id}`, each])),
    health: new Map([heard('late', '2026-11-28T10:05:00Z'), heard('early', '2026-11-28T10:00:00Z')]),
  };
  const behind = devicesBehind(live, { siteId: 's1', deviceId: 'gw' });
  expect(behind.map(({ device: { id }, lastSeenAt }) => `${id} ${lastSeenAt === null}`)).toEqual([
    'early false',
    'late false',
    'far true',
  ]);
});
