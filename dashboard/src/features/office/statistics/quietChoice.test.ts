import type { QuietPreviewLine } from '@mingchu/shared/quietPreview';
import { expect, it } from 'vitest';
import { firstChosen, lineKey, sumOf, toggled } from './quietChoice.ts';

const line = (siteId: string, part: Partial<QuietPreviewLine> = {}): QuietPreviewLine => ({
  siteId,
  ruleId: 'fridge-warm',
  param: 'forS',
  now: 60,
  proposed: 120,
  own: false,
  state: 'open',
  episodes: 9,
  devices: 1,
  of: 8,
  avoided: 5,
  confirmed: 0,
  later: 3,
  laterS: 60,
  ...part,
});

it('[ST36] chooses first what spares alarms and misses none that was true', () => {
  const lines = [
    line('a'),
    line('b', { confirmed: 1 }),
    line('c', { avoided: 0 }),
    line('d', { state: 'switched-off' }),
    line('e', { param: 'hysteresis', confirmed: 1 }),
    line('a', { param: 'hysteresis' }),
  ];
  expect(firstChosen(lines).map(lineKey)).toEqual(['a fridge-warm forS', 'e fridge-warm hysteresis']);
});

it('[ST36] changes one parameter of a rule in a kitchen at once, and tells what the chosen come to', () => {
  const chosen = [line('a'), line('b', { confirmed: 1 })];
  const other = line('a', { param: 'hysteresis', confirmed: 2 });
  expect(toggled(chosen, other, true).map(lineKey)).toEqual([
    'b fridge-warm forS',
    'a fridge-warm hysteresis',
  ]);
  expect(toggled(chosen, line('b'), false).map(lineKey)).toEqual(['a fridge-warm forS']);
  expect(sumOf([...chosen, other])).toEqual({ avoided: 15, of: 24, missed: 1 });
});
