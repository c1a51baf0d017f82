import { expect, it } from 'vitest';
import { createTable } from '../bindings/model/mapValues.ts';
import type { Errand } from './families/family.ts';
import { review } from './families/fixtures/frigate.ts';
import { listenerOf } from './families/fixtures/fixture.ts';
import { frigate } from './families/frigate/frigate.ts';
import { wantedErrands } from './wantedErrands.ts';

const table = createTable(frigate.mapping.map((entry) => ({ ...entry, by: 'family' })));

it.each<[string, Parameters<typeof review>[0], string, number]>([
  ['an alert of a rat at a bound camera', {}, 'prep', 1],
  ['an alert of a rat where nobody is bound', {}, 'yard', 0],
  ['an alert of somebody, which means nothing', { objects: ['person'] }, 'prep', 0],
  ['an alert of somebody and a rat', { objects: ['person', 'rat'] }, 'prep', 1],
])('[DF128] pictures wanted of %s', (_name, parts, bound, count) => {
  const reading = listenerOf(frigate).read({ topic: 'frigate/reviews', payload: review(parts) });
  if ('problem' in reading) throw new Error(reading.problem);
  const { heard, errands = [] } = reading;
  expect(errands).toHaveLength(1);
  expect(wantedErrands({ heard, errands }, table, (address) => address === bound)).toHaveLength(count);
});

it('[DF128] what was missed in a gap is always asked for', () => {
  const errands: Errand[] = [{ device: '@instance', kind: 'reconcile', after: 0, before: 1 }];
  expect(wantedErrands({ heard: [], errands }, table, () => false)).toEqual(errands);
});
