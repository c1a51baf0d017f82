import type { ThresholdRule } from '@mingchu/shared/rulebook';
import { describe, expect, it } from 'vitest';
import { proposeQuiet } from './noise.ts';

const rule: ThresholdRule = {
  id: 'fridge-warm',
  version: '1',
  effectiveFrom: '2026-01-01',
  title: { zh: '冷藏超温', en: 'Fridge too warm' },
  severity: 'major',
  deviceKinds: ['fridge'],
  latched: false,
  autoDispatch: 'dispatch',
  closedHours: 'evaluate',
  recurrenceMinutes: 0,
  legalBasis: { text: '8 °C', source: 'GB 31654-2021' },
  kind: 'threshold',
  params: { metric: 'temperatureC', direction: 'above', limit: 8, forS: 60, hysteresis: 1, offDelayS: 0 },
};
const source = (...durationsS: number[]) => ({
  ruleId: rule.id,
  siteId: 's',
  deviceId: 'd',
  episodes: durationsS.length,
  falseAlarms: 0,
  durationsS,
});

describe('what would quieten a source', () => {
  it('[ST6] proposes a delay that two of three episodes would not have outlasted', () => {
    expect(proposeQuiet(source(70, 80, 95, 100, 1200, 2400), rule)).toEqual({
      param: 'forS',
      now: 60,
      proposed: 120,
      avoided: 4,
      reason: 'most-were-short',
    });
  });
  it('[ST6] proposes nothing on little evidence, for long episodes, for critical rules and other kinds', () => {
    expect(proposeQuiet(source(70, 80, 90), rule)).toBeNull();
    expect(proposeQuiet(source(1000, 1100, 1200, 1300, 1400), rule)).toBeNull();
    expect(proposeQuiet(source(70, 80, 90, 90, 90), { ...rule, severity: 'critical' })).toBeNull();
    expect(proposeQuiet(source(70, 80, 90, 90, 90), undefined)).toBeNull();
    expect(
      proposeQuiet(source(10, 20, 20, 30, 30), { ...rule, params: { ...rule.params, forS: 300 } }),
    ).toBeNull();
  });
});
