import { expect, it } from 'vitest';
import { judgeAdjustment, type OwnRule } from './judgeAdjustment.ts';

const change = { siteId: 's', ruleId: 'r', param: 'forS' as const, from: 60, to: 120 };
const own = (params: Record<string, unknown>): OwnRule => ({
  enabled: true,
  params,
  setBy: 'chief',
  setAt: '2026-11-29T00:00:00.000Z',
});

it('[ST33] changes a parameter that is still what the person saw, beside what else is of its own', () => {
  const applied = { outcome: 'applied', params: { forS: 120 } };
  expect(judgeAdjustment(change, { own: undefined, ruleValue: 60 })).toEqual(applied);
  expect(judgeAdjustment(change, { own: own({ forS: 60, limit: 7 }), ruleValue: 30 })).toEqual({
    outcome: 'applied',
    params: { limit: 7, forS: 120 },
  });
});

it('[ST33] leaves alone what is another by now, and says by whom', () => {
  expect(judgeAdjustment(change, { own: own({ forS: 90 }), ruleValue: 60 })).toEqual({
    outcome: 'changed-meanwhile',
    value: 90,
    setBy: 'chief',
    setAt: '2026-11-29T00:00:00.000Z',
  });
  const byRulebook = { outcome: 'changed-meanwhile', value: 30, setBy: null, setAt: null };
  expect(judgeAdjustment(change, { own: undefined, ruleValue: 30 })).toEqual(byRulebook);
  expect(judgeAdjustment(change, { own: own({ limit: 7 }), ruleValue: 30 })).toEqual(byRulebook);
});

it('[ST33] keeps nothing of its own where a change is taken back to what the rulebook says', () => {
  const back = { ...change, from: 120, to: 60 };
  expect(judgeAdjustment(back, { own: own({ forS: 120, limit: 7 }), ruleValue: 60 })).toEqual({
    outcome: 'applied',
    params: { limit: 7 },
  });
});
