import type { DeviceKind, Metric } from '@mingchu/shared/vocabulary';

const metricByKind = {
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

/** The metric that tells most about a kind of device, or null where a chart tells nothing. */
export function chartedMetric(kind: DeviceKind): Metric | null {
  return metricByKind[kind];
}
