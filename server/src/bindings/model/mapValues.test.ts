import { expect, it } from 'vitest';
import { createTable, mapValues, settle } from './mapValues.ts';

const table = createTable([
  { name: 'temp', unit: '°F', to: 'temperatureC', by: 'administrator' },
  { name: 'temp_core*', to: 'coreTemperatureC', by: 'family' },
  { name: 'temp*', to: 'temperatureC', by: 'family' },
  { name: 'noise', to: null, by: 'administrator' },
  { name: 'mass', to: 'weightKg', by: 'family' },
  { name: 'calc', to: 'humidityPct', by: 'administrator', compute: async ({ value }) => Number(value) * 2 },
]);
const outcome = (said: Parameters<typeof mapValues>[0]) =>
  mapValues(said, table).map(({ mapped }) =>
    mapped.kind === 'number'
      ? `${mapped.metric} ${mapped.value}`
      : mapped.kind === 'none'
        ? mapped.reason
        : 'later',
  );

it('[DF7] the first entry that names value and unit decides; units are converted, and others make no number', () => {
  expect(outcome([{ name: 'temp', value: 41, unit: '°F' }])).toEqual(['temperatureC 5']);
  expect(outcome([{ name: 'temp', value: 5, unit: '℃' }])).toEqual(['temperatureC 5']);
  expect(outcome([{ name: 'temp_core_2', value: '72.5' }])).toEqual(['coreTemperatureC 72.5']);
  expect(outcome([{ name: 'mass', value: 1500, unit: 'g' }])).toEqual(['weightKg 1.5']);
  expect(outcome([{ name: 'temp', value: 5, unit: 'hPa' }])).toEqual(['unknown-unit']);
  expect(outcome([{ name: 'noise', value: 5 }])).toEqual(['left-out']);
  expect(outcome([{ name: 'other', value: 5 }])).toEqual(['no-entry']);
  expect(outcome([{ name: 'mass', value: 'heavy' }])).toEqual(['not-a-number']);
  expect(outcome([{ name: 'mass', value: true }])).toEqual(['weightKg 1']);
  expect(outcome([{ name: 'mass', value: 5, bad: 'overload' }])).toEqual(['bad']);
  expect(
    outcome([
      { name: 'temp1', value: 1 },
      { name: 'temp2', value: 2 },
    ]),
  ).toEqual(['temperatureC 1', 'same-metric-twice']);
});

it('[DF7] an expression makes the number', async () => {
  const mapped = mapValues([{ name: 'calc', value: 30 }], table);
  expect(mapped[0]?.mapped.kind).toBe('later');
  expect((await settle(mapped))[0]?.mapped).toEqual({ kind: 'number', metric: 'humidityPct', value: 60 });
});

it('[DF108] a number that the metric cannot be makes no reading, by unit and by expression alike', async () => {
  expect(outcome([{ name: 'temp', value: 9_000, unit: '°F' }])).toEqual(['out-of-range']);
  expect(outcome([{ name: 'temp', value: 1e300 }])).toEqual(['out-of-range']);
  expect(outcome([{ name: 'temp', value: -127 }])).toEqual(['temperatureC -127']);
  const [calculated] = await settle(mapValues([{ name: 'calc', value: 60 }], table));
  expect(calculated?.mapped).toEqual({ kind: 'none', reason: 'out-of-range' });
});

it('[DF109] a unit that every object answers to is no unit', () => {
  for (const unit of ['constructor', 'toString', '__proto__', 'valueOf'])
    expect(outcome([{ name: 'temperature', value: 4, unit }])).toEqual(['unknown-unit']);
});
