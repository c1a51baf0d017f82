import { expect, it } from 'vitest';
import { correctValues } from './correctionsOf.ts';

const corrections = new Map([
  [
    'temperatureC',
    [
      { fromMs: 200, slope: 1, offset: 0 },
      { fromMs: 100, slope: 1, offset: -0.5 },
    ],
  ],
]);

it('[CA1] the calibration that was valid at the time of the value corrects it, the others do not', () => {
  const said = { temperatureC: 4.8, humidityPct: 60 };
  expect(correctValues(said, corrections, 99)).toBeNull();
  expect(correctValues(said, corrections, 100)).toEqual({
    values: { temperatureC: 4.3, humidityPct: 60 },
    raw: { temperatureC: 4.8 },
  });
  // Found without error since: what it says counts again, and nothing is kept twice.
  expect(correctValues(said, corrections, 200)).toBeNull();
  expect(said).toEqual({ temperatureC: 4.8, humidityPct: 60 });
  expect(correctValues({ humidityPct: 60 }, corrections, 150)).toBeNull();
});
