/** How the devices are, and who is looked at. Pure: from what the live state knows of devices and their faults. */
import { isOpen } from '@mingchu/shared/openingHours';
import type { Device, Site } from '@mingchu/shared/registry';
import { deviceKey, type LiveState } from '../../../live/reducer.ts';

/** Worst first: a device is counted where it is worst. */
export const deviceStates = ['silent', 'skewed', 'gaps', 'online'] as const;
export type DeviceState = (typeof deviceStates)[number];

type Known = Pick<LiveState, 'devices' | 'health'>;
export type DeviceFaults = ReadonlyMap<string, DeviceState>;

/** State of each device in service, by `siteId/deviceId`: its own word and its clock, or a worse fault. */
export function deviceStatesOf(live: Known, faults: DeviceFaults): Map<string, DeviceState> {
  const states = new Map<string, DeviceState>();
  for (const [key, device] of live.devices) {
    if (!device.inService) continue;
    const own = worse(ownState(live, key), faults.get(key));
    states.set(key, isCutOff(device, faults) ? 'silent' : own);
  }
  return states;
}

/** Nobody hears it while its gateway is down, and no rule says so of each. */
function isCutOff({ gateway }: Device, faults: DeviceFaults): boolean {
  return gateway !== undefined && faults.get(gateway) === 'silent';
}

function ownState({ health }: Pick<Known, 'health'>, key: string): DeviceState {
  const own = health.get(key);
  if (own?.state !== 'online') return 'silent';
  return own.skewMs === null ? 'online' : 'skewed';
}

/**
 * Worst fault of each device that a rule has found and that is not over. Silence shows here: a device that stops
 * talking does not say so, and its health stays as it last was.
 */
export function deviceFaults(live: Pick<LiveState, 'violations' | 'rules'>): DeviceFaults {
  const faults = new Map<string, DeviceState>();
  for (const { siteId, deviceId, ruleId, conditionActive } of live.violations.values()) {
    const fault = conditionActive ? faultOf(live.rules.get(ruleId)?.condition) : undefined;
    const key = deviceKey(siteId, deviceId);
    if (fault !== undefined) faults.set(key, worse(fault, faults.get(key)));
  }
  return faults;
}

function worse(one: DeviceState, other: DeviceState | undefined): DeviceState {
  return other !== undefined && deviceStates.indexOf(other) < deviceStates.indexOf(one) ? other : one;
}

type Condition = NonNullable<ReturnType<LiveState['rules']['get']>>['condition'];

/** What an open violation of the rule says of the device itself. */
function faultOf(condition: Condition): DeviceState | undefined {
  if (!condition) return undefined;
  const { kind, params } = condition;
  if (kind === 'offline') return 'silent';
  // One metric that is missing is not silence.
  if (kind === 'absence') return 'periods' in params ? 'silent' : undefined;
  if (kind !== 'fault' || !('fault' in params)) return undefined;
  if (params.fault === 'clock-skew') return 'skewed';
  return params.fault === 'sequence-gap' ? 'gaps' : undefined;
}

export interface DeviceFigures {
  total: number;
  counts: Record<DeviceState, number>;
  /** Where most devices are silent, most first: a grid with silence at several kitchens, else the kitchen. */
  worst: { id: string; name: string; silent: number }[];
}

/** From so many kitchens with silent devices on the grid is named, not each kitchen. */
const kitchensPerGrid = 3;

/** Counts devices by state and names where silence gathers. */
export function deviceFigures(
  states: ReadonlyMap<string, DeviceState>,
  live: Pick<LiveState, 'devices' | 'sites' | 'grids'>,
): DeviceFigures {
  const counts: DeviceFigures['counts'] = { silent: 0, skewed: 0, gaps: 0, online: 0 };
  const bySite = new Map<string, number>();
  for (const [key, state] of states) {
    counts[state] += 1;
    const siteId = live.devices.get(key)?.siteId;
    if (state === 'silent' && siteId !== undefined) bySite.set(siteId, (bySite.get(siteId) ?? 0) + 1);
  }
  return { total: states.size, counts, worst: gather(bySite, live) };
}

function gather(
  bySite: ReadonlyMap<string, number>,
  { sites, grids }: Pick<LiveState, 'sites' | 'grids'>,
): DeviceFigures['worst'] {
  const sitesOfGrid = new Map<string, string[]>();
  for (const siteId of bySite.keys()) {
    const gridId = sites.get(siteId)?.gridId ?? '';
    sitesOfGrid.set(gridId, [...(sitesOfGrid.get(gridId) ?? []), siteId]);
  }
  const gridNames = new Map(grids.map((grid) => [grid.id, grid.name]));
  const worst: DeviceFigures['worst'] = [];
  for (const [gridId, siteIds] of sitesOfGrid) {
    const name = gridNames.get(gridId);
    if (name !== undefined && siteIds.length >= kitchensPerGrid) {
      const silent = siteIds.reduce((sum, siteId) => sum + (bySite.get(siteId) ?? 0), 0);
      worst.push({ id: gridId, name, silent });
    } else {
      for (const siteId of siteIds)
        worst.push({ id: siteId, name: sites.get(siteId)?.name ?? siteId, silent: bySite.get(siteId) ?? 0 });
    }
  }
  return worst.sort((a, b) => b.silent - a.silent || (a.id < b.id ? -1 : 1));
}

export interface OpenKitchens {
  open: number;
  watched: number;
  /** Open, and no device of theirs is heard. */
  dark: Site[];
}

/** Kitchens by their hours at `nowMs`; watched is one of which at least one device is heard. */
export function openKitchens(
  states: ReadonlyMap<string, DeviceState>,
  live: Pick<LiveState, 'devices' | 'sites'>,
  nowMs: number,
): OpenKitchens {
  const heard = new Set<Device['siteId']>();
  for (const [key, state] of states) {
    const device = state === 'silent' ? undefined : live.devices.get(key);
    if (device) heard.add(device.siteId);
  }
  const open = [...live.sites.values()].filter((site) => isOpen(site, nowMs));
  const dark = open.filter((site) => !heard.has(site.id));
  return { open: open.length, watched: open.length - dark.length, dark };
}
