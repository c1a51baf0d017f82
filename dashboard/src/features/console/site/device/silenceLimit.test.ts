import type { RuleSummary } from '@mingchu/shared/live';
import { expect, it } from 'vitest';
import { silenceLimitMs } from './silenceLimit.ts';

const silent: RuleSummary = {
  id: 'device-silent',
  version: '1',
  title: { zh: '设备无数据', en: 'Device silent' },
  severity: 'minor',
  legalBasis: { text: '', source: '' },
  shelvable: true,
  condition: {
    kind: 'absence',
    deviceKinds: ['fridge'],
    latched: false,
    autoDispatch: 'none',
    params: { periods: 3 },
  },
};
const fridge = { kind: 'fridge', reportPeriodS: 60 } as const;
const known = { rules: [silent], own: [] };

it('[DP2] is so many report periods, as the site has it, and never below half a minute', () => {
  expect(silenceLimitMs(fridge, known)).toBe(180_000);
  expect(silenceLimitMs({ ...fridge, reportPeriodS: 5 }, known)).toBe(30_000);
  const own = [{ ruleId: 'device-silent', enabled: true, params: { periods: 10 } }];
  expect(silenceLimitMs(fridge, { ...known, own })).toBe(600_000);
});

it('[DP2] is none for who is not minded, and where the site switched the rule off', () => {
  expect(silenceLimitMs({ kind: 'camera', reportPeriodS: 5 }, known)).toBeNull();
  const own = [{ ruleId: 'device-silent', enabled: false, params: {} }];
  expect(silenceLimitMs(fridge, { ...known, own })).toBeNull();
});
