/** What values announced over Home Assistant's discovery become, by component and device class. */
import type { MappingEntry } from '../family.ts';

export const entityMapping: readonly MappingEntry[] = [
  { name: 'sensor.temperature.*', to: 'temperatureC' },
  { name: 'sensor.humidity.*', to: 'humidityPct' },
  { name: 'sensor.battery.*', to: 'batteryPct' },
  { name: 'sensor.power.*', to: 'powerW' },
  { name: 'sensor.pm25.*', to: 'pm25UgM3' },
  { name: 'sensor.weight.*', to: 'weightKg' },
  // An alarm and no measurement: well below what counts as low, or not.
  { name: 'binary_sensor.battery.*', to: 'batteryPct', expression: 'value ? 5 : 100' },
  { name: 'binary_sensor.door.*', to: 'doorOpen' },
  { name: 'binary_sensor.opening.*', to: 'doorOpen' },
  { name: 'binary_sensor.moisture.*', to: 'waterLeak' },
  { name: 'binary_sensor.smoke.*', to: 'smoke' },
  // The alarm, at what detectors may alarm at (GB 15322), and no measurement.
  { name: 'binary_sensor.gas.*', to: 'gasPctLel', expression: 'value ? 25 : 0' },
];

const watched = new Set(entityMapping.map(({ name }) => name));

/** Whether values of a component's device class become a metric without anybody's doing. */
export function isWatched(component: string, deviceClass: string): boolean {
  return watched.has(`${component}.${deviceClass}.*`);
}
