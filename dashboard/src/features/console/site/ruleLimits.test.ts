import type { RuleSummary } from '@mingchu/shared/live';
import { describe, expect, it } from 'vitest';
import { limitOf, limitsFor } from './ruleLimits.ts';

const rule = (id: string, limit: number, direction: 'above' | 'below' = 'above'): RuleSummary => ({
  id,
  version: '1',
  title: { zh: id, en: id },
  severity: 'major',
  legalBasis: { text: '', source: '' },
  shelvable: true,
  condition: {
    kind: 'threshold',
    deviceKinds: ['fridge'],
    latched: false,
    autoDispatch: 'dispatch',
    params: { metric: 'temperatureC', direction, limit, forS: 60, hysteresis: 1, offDelayS: 60 },
  },
});

describe('limits of a chart', () => {
  const rules = [rule('warm', 8), rule('hot', 12), rule('warm-again', 8), rule('frozen', -2, 'below')];

  it('are those of the rules for this kind of device and metric, each once', () => {
    expect(limitsFor({ kind: 'fridge' }, 'temperatureC', { rules, own: [] })).toEqual([
      { value: -2, direction: 'below' },
      { value: 8, direction: 'above' },
      { value: 12, direction: 'above' },
    ]);
    expect(limitsFor({ kind: 'freezer' }, 'temperatureC', { rules, own: [] })).toEqual([]);
    expect(limitsFor({ kind: 'fridge' }, 'humidityPct', { rules, own: [] })).toEqual([]);
  });

  it('[RG5] follow what the site has of its own', () => {
    const own = [
      { ruleId: 'warm', enabled: true, params: { limit: 6 } },
      { ruleId: 'warm-again', enabled: false, params: {} },
    ];
    expect(limitsFor({ kind: 'fridge' }, 'temperatureC', { rules, own }).map(({ value }) => value)).toEqual([
      -2, 6, 12,
    ]);
  });

  it('are none for a rule without a threshold', () => {
    expect(limitOf(undefined)).toBeNull();
  });
});
