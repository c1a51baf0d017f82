/** Numbers of other units as those that a metric has. */
import { type Metric, metricUnits } from '@mingchu/shared/vocabulary';

type Convert = (value: number) => number;
const same: Convert = (value) => value;
const times =
  (factor: number): Convert =>
  (value) =>
    value * factor;

/** By the unit of the metric, then by the unit that a device writes, in small letters and without spaces. */
const conversions: Record<string, Record<string, Convert>> = {
  '°C': {
    '°c': same,
    '℃': same,
    c: same,
    degc: same,
    celsius: same,
    '°f': (value) => ((value - 32) * 5) / 9,
    '℉': (value) => ((value - 32) * 5) / 9,
    f: (value) => ((value - 32) * 5) / 9,
    degf: (value) => ((value - 32) * 5) / 9,
    fahrenheit: (value) => ((value - 32) * 5) / 9,
    k: (value) => value - 273.15,
    kelvin: (value) => value - 273.15,
    'm°c': times(0.001),
  },
  '%': { '%': same, '%rh': same, rh: same, pct: same, percent: same },
  '%LEL': { '%lel': same, lel: same, '%': same },
  W: { w: same, watt: same, mw: times(0.001), kw: times(1_000) },
  min: { min: same, minutes: same, s: times(1 / 60), sec: times(1 / 60), h: times(60) },
  kg: { kg: same, g: times(0.001), t: times(1_000), lb: times(0.453_592_37), 斤: times(0.5) },
  'µg/m³': {
    'µg/m³': same,
    'μg/m³': same,
    'ug/m3': same,
    'µg/m3': same,
    'mg/m³': times(1_000),
    'mg/m3': times(1_000),
  },
  'mg/m³': {
    'mg/m³': same,
    'mg/m3': same,
    'µg/m³': times(0.001),
    'μg/m³': times(0.001),
    'ug/m3': times(0.001),
  },
};

/** Null for a unit that cannot be the metric's. Without a unit the number is the metric's already. */
export function inUnitOf(metric: Metric, value: number, unit: string | undefined): number | null {
  const said = unit?.replaceAll(/\s/g, '').toLowerCase() ?? '';
  if (said === '') return value;
  const known = conversions[metricUnits[metric]];
  // Anybody may write a unit, `constructor` too.
  const convert = known && Object.hasOwn(known, said) ? known[said] : undefined;
  return convert === undefined ? null : tidy(convert(value));
}

/** Without the noise of binary fractions: 41 °F is 5 °C. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
