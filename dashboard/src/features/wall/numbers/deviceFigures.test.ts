import type { DeviceHealth } from '@mingchu/shared/live';
import type { Device } from '@mingchu/shared/registry';
import { expect, it } from 'vitest';
import { deviceStatesOf } from './deviceFigures.ts';

it('[DH12] the numbers of the wall count who is behind a gateway that is down as silent', () => {
  const device = (id: string, gateway?: string) =>
    [`s1/${id}`, { siteId: 's1', id, inService: true, ...(gateway && { gateway }) } as Device] as const;
  const health = (id: string) =>
    [`s1/${id}`, { siteId: 's1', deviceId: id, state: 'online', skewMs: null } as DeviceHealth] as const;
  const live = {
    devices: new Map([device('gw'), device('behind', 's1/gw'), device('alone')]),
    health: new Map([health('gw'), health('behind'), health('alone')]),
  };
  const states = (faults: [string, 'silent' | 'gaps'][]) => [
    ...deviceStatesOf(live, new Map(faults)).values(),
  ];
  expect(states([['s1/gw', 'silent']])).toEqual(['silent', 'silent', 'online']);
  expect(states([['s1/gw', 'gaps']])).toEqual(['gaps', 'online', 'online']);
});
