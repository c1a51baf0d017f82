import { panelKinds } from '@mingchu/shared/wallLayout';
import { expect, it } from 'vitest';
import { panelAgedBy } from './agedPanels.ts';

it('[TL8] every panel of numbers grows old as a whole; those that date their parts do not', () => {
  expect(panelKinds.filter((kind) => panelAgedBy[kind] === undefined)).toEqual([
    'cameras',
    'map',
    'queue',
    'inspectors',
  ]);
  expect(panelKinds.filter((kind) => panelAgedBy[kind] === 'intake')).toEqual(['devices', 'kitchens-open']);
});
