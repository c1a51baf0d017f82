import type { DeviceKind, Metric } from './vocabulary.ts';

/** The metric that tells most about a kind of device, or null where a number tells nothing. */
export const mainMetrics = {
  camera: null,
  fridge: 'temperatureC',
  freezer: 'temperatureC',
  'sample-fridge': 'temperatureC',
  'hot-holding': 'temperatureC',
  'cold-room': 'temperatureC',
  'disinfection-cabinet': 'temperatureC',
  'core-thermometer': 'coreTemperatureC',
  'gas-detector': 'gasPctLel',
  'smoke-detector': 'smoke',
  'water-leak': 'waterLeak',
  air: 'fumeMgM3',
  scale: 'weightKg',
  gateway: null,
} as const satisfies Record<DeviceKind, Metric | null>;

export function mainMetric(kind: DeviceKind): Metric | null {
  return mainMetrics[kind];
}
