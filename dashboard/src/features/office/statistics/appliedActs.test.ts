import type { StandingAdjustment } from '@mingchu/shared/quietPreview';
import { expect, it } from 'vitest';
import { appliedActs } from './appliedActs.ts';

const made = (siteId: string, part: Partial<StandingAdjustment> = {}): StandingAdjustment => ({
  siteId,
  ruleId: 'no-hat',
  param: 'minConfidence',
  from: 0.7,
  to: 0.8,
  by: 'chief',
  at: '2026-11-24T08:00:00.000Z',
  reason: '误报太多',
  ...part,
});

it('[ST38] lists kitchens of one act together, and what differed before apart', () => {
  const acts = appliedActs([made('s1'), made('s2'), made('s3', { from: 0.75 }), made('s4', { by: 'admin' })]);
  expect(acts.map(({ siteIds }) => siteIds)).toEqual([['s1', 's2'], ['s3'], ['s4']]);
});
