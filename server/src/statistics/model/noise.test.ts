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
  siteParams: {},
});
/** The value came back to these, at its lowest. */
const back = (...lowest: number[]) => lowest.map((min) => ({ min, max: 9 }));

describe('what would quieten a source', () => {
  it('[ST6] proposes a delay that two of three episodes would not have outlasted', () => {
    expect(proposeQuiet(source(70, 80, 95, 100, 1200, 2400), rule, [])).toEqual([
      { param: 'forS', now: 60, proposed: 120, avoided: 4, reason: 'most-were-short' },
    ]);
  });
  it('[ST6] proposes a deadband that two of three returns would not have left', () => {
    const chattering = back(6.9, 6.8, 6.7, 6.6, 3, 4);
    expect(proposeQuiet(source(), rule, chattering)).toEqual([
      { param: 'hysteresis', now: 1, proposed: 1.5, avoided: 4, reason: 'most-came-back-little' },
    ]);
    const below: ThresholdRule = { ...rule, params: { ...rule.params, direction: 'below', limit: 60 } };
    const warm = [61.1, 61.2, 61.3, 61.4, 70].map((max) => ({ min: 50, max }));
    expect(proposeQuiet(source(), below, warm)).toMatchObject([{ param: 'hysteresis', proposed: 1.5 }]);
  });
  it('[ST6] proposes no deadband that what is well again would not leave, or that is there already', () => {
    expect(proposeQuiet(source(), rule, back(6.9, 6.8, 6.7, 6.6, 6.5))).toEqual([]);
    expect(proposeQuiet(source(), rule, back(6.9, 6.8, 3))).toEqual([]);
    const own = { ...source(), siteParams: { hysteresis: 2 } };
    expect(proposeQuiet(own, rule, back(6.9, 6.8, 6.7, 6.6, 3, 4))).toEqual([]);
    const stricter = { ...source(), siteParams: { limit: 7 } };
    expect(proposeQuiet(stricter, rule, back(5.9, 5.8, 5.7, 5.6, 2, 3))).toMatchObject([{ proposed: 1.5 }]);
  });
  it('[ST6] proposes nothing on little evidence, for long episodes, for critical rules and other kinds', () => {
    const chattering = back(6.9, 6.8, 6.7, 6.6, 3, 4);
    expect(proposeQuiet(source(70, 80, 90), rule, [])).toEqual([]);
    expect(proposeQuiet(source(1000, 1100, 1200, 1300, 1400), rule, [])).toEqual([]);
    const critical: ThresholdRule = { ...rule, severity: 'critical' };
    expect(proposeQuiet(source(70, 80, 90, 90, 90), critical, chattering)).toEqual([]);
    expect(proposeQuiet(source(70, 80, 90, 90, 90), undefined, chattering)).toEqual([]);
    const patient = { ...rule, params: { ...rule.params, forS: 300 } };
    expect(proposeQuiet(source(10, 20, 20, 30, 30), patient, [])).toEqual([]);
  });
});
