/** A kitchen whose gateway is down: its devices are folded below one violation. */
import type { RuleSummary } from '@mingchu/shared/live';
import type { Device } from '@mingchu/shared/registry';
import type { Violation } from '@mingchu/shared/violation';
import type { MockDistrict } from './district.ts';
import { drawnViolation } from './drawnViolation.ts';

const deviceId = 'gateway-1';
const rule: RuleSummary = {
  id: 'gateway-down',
  version: '1',
  title: { zh: '网关离线', en: 'Gateway down' },
  severity: 'major',
  legalBasis: { text: '网关离线满 60 秒；其下设备并入本条，不逐台报警', source: '本平台建议' },
  shelvable: true,
  condition: {
    kind: 'offline',
    deviceKinds: ['gateway'],
    params: { forS: 60 },
    latched: false,
    autoDispatch: 'none',
  },
};

/** Changes the first kitchen of the district, and answers the violation of its gateway; nothing without kitchens. */
export function bringGatewayDown(district: MockDistrict, random: () => number): Violation | undefined {
  const site = district.sites[0];
  if (!site) return undefined;
  const siteId = site.id;
  const gateway: Device = {
    id: deviceId,
    siteId,
    kind: 'gateway',
    name: 'Zigbee 网关',
    zone: 'storage',
    reportPeriodS: 600,
    inService: true,
  };
  const devices = district.devices.map((device) =>
    device.siteId === siteId ? { ...device, gateway: `${siteId}/${deviceId}` } : device,
  );
  const behind = devices.filter((device) => device.siteId === siteId).length;
  district.devices = [...devices, gateway];
  district.rules = [...district.rules, rule];
  const given = { id: 'gateway-down', siteId, openedAt: new Date(Date.now() - 190_000).toISOString() };
  const drawn = drawnViolation(rule, given, random);
  return {
    ...drawn,
    deviceId,
    zone: '',
    latched: false,
    reason: 'offline-for-duration',
    evidence: { behind },
  };
}
