/** What hangs in a kitchen of each kind. */
import type { Device, Site } from '@mingchu/shared/registry';
import type { DeviceKind } from '@mingchu/shared/vocabulary';
import type { Chance } from '../chance.ts';

/** Simulated devices send by themselves: none has a source that must be asked. All but it speak through the gateway. */
export type SendingDevice = Omit<Device, 'pictures' | 'gateway'> & { gatewayId?: string };

interface Fitting {
  kind: DeviceKind;
  name: string;
  zone: string;
}

const cameraNames = ['烹饪区摄像机', '备餐区摄像机'] as const;
const fittings = {
  fridge: { kind: 'fridge', name: '冷藏柜', zone: 'storage' },
  freezer: { kind: 'freezer', name: '冷冻柜', zone: 'storage' },
  sample: { kind: 'sample-fridge', name: '留样柜', zone: 'serving' },
  gas: { kind: 'gas-detector', name: '燃气探测器', zone: 'cooking' },
  hot: { kind: 'hot-holding', name: '热藏柜', zone: 'serving' },
  smoke: { kind: 'smoke-detector', name: '烟感', zone: 'cooking' },
  water: { kind: 'water-leak', name: '水浸传感器', zone: 'washing' },
  coldRoom: { kind: 'cold-room', name: '冷库', zone: 'storage' },
  gateway: { kind: 'gateway', name: '网关', zone: 'office' },
} as const satisfies Record<string, Fitting>;

const fittingsOf = {
  school: ['fridge', 'freezer', 'sample', 'gas', 'hot'],
  kindergarten: ['fridge', 'sample', 'gas'],
  restaurant: ['fridge', 'gas'],
  'central-kitchen': ['fridge', 'freezer', 'sample', 'gas', 'hot', 'smoke', 'water', 'coldRoom'],
} as const satisfies Record<Site['kind'], readonly (keyof typeof fittings)[]>;

/** Devices of one site, ids `<site>-<kind><n>`; cameras first. */
export function devicesOf(site: Site, chance: Chance): SendingDevice[] {
  const cameras = site.kind === 'restaurant' && chance.happens(0.7) ? 1 : 2;
  const devices: SendingDevice[] = [];
  for (let n = 1; n <= cameras; n++) {
    const name = cameraNames[n - 1] ?? cameraNames[0];
    devices.push(deviceOf(site, { kind: 'camera', name, zone: n === 1 ? 'cooking' : 'prep' }, n, 10));
  }
  const fitted: Fitting[] = fittingsOf[site.kind].map((key) => fittings[key]);
  if (site.kind === 'restaurant') {
    if (chance.happens(0.6)) fitted.push(fittings.freezer);
    if (chance.happens(0.3)) fitted.push(fittings.hot);
  }
  fitted.push(fittings.gateway);
  for (const fitting of fitted) {
    const period =
      fitting.kind === 'gas-detector' ? 10 : fitting.kind === 'gateway' ? 60 : 10 * chance.int(1, 3);
    devices.push(deviceOf(site, fitting, 1, period));
  }
  return devices;
}

function deviceOf(site: Site, fitting: Fitting, n: number, reportPeriodS: number): SendingDevice {
  const id = `${site.id}-${fitting.kind === 'camera' ? 'cam' : fitting.kind}${n}`;
  const gatewayId = fitting.kind === 'gateway' ? {} : { gatewayId: `${site.id}-gateway1` };
  return { id, siteId: site.id, ...fitting, reportPeriodS, inService: true, ...gatewayId };
}
