/** What a metric can be at all. A number outside is no measurement: intake tells a fault of the sensor instead. */
import type { Metric } from './vocabulary.ts';

/**
 * Lowest and highest value in the metric's unit, this project's choice. Wide where an alarm might hang on it: a leak can
 * be far richer than the lower explosive limit (pure methane is 2,000 %LEL), a probe that is torn off says −127 °C and has
 * a rule of its own, scales and meters go a little below nothing, and a sensor in steam a little above 100 %.
 */
const physicalRanges = {
  temperatureC: [-273.15, 1_500],
  humidityPct: [0, 105],
  coreTemperatureC: [-273.15, 1_500],
  gasPctLel: [-20, 10_000],
  smoke: [0, 1],
  waterLeak: [0, 1],
  doorOpen: [0, 1],
  powerW: [-1_000_000, 1_000_000],
  uvMinutes: [0, 10_000_000],
  weightKg: [-1_000, 10_000],
  batteryPct: [0, 105],
  pm25UgM3: [0, 100_000],
  fumeMgM3: [0, 10_000],
} as const satisfies Record<Metric, readonly [number, number]>;

/** False for what no kitchen has, and for what is no number. */
export function isPhysical(metric: Metric, value: number): boolean {
  const [low, high] = physicalRanges[metric];
  return value >= low && value <= high;
}
