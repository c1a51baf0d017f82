import { useMemo } from 'react';
import { useLiveParts } from '../../../live/useLive.ts';
import { type DeviceState, deviceFaults, deviceStatesOf } from './deviceFigures.ts';

/** States of all devices; drawn anew when a device's health or fault changes, not with every violation. */
export function useDeviceStates(): ReadonlyMap<string, DeviceState> {
  const { devices, health, violations, rules } = useLiveParts('devices', 'health', 'violations', 'rules');
  const faults = useMemo(() => deviceFaults({ violations, rules }), [violations, rules]);
  const faultKey = [...faults].join();
  return useMemo(() => deviceStatesOf({ devices, health }, faults), [devices, health, faultKey]);
}
