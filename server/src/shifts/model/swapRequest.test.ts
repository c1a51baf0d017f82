import type { Rota } from '@mingchu/shared/shift';
import { describe, expect, it } from 'vitest';
import type { ShiftPlan } from './shiftPlan.ts';
import { shiftsToGive, whyNotSwap } from './swapRequest.ts';

/** Times are local; 2026-11-24 is a Tuesday. */
const local = (text: string) => Date.parse(`${text}:00+08:00`);
const day: Rota = {
  id: 'day',
  name: '白班',
  groupId: 'east',
  gridIds: ['g1'],
  weekdays: [1, 2, 3, 4, 5],
  from: '08:00',
  to: '20:00',
  inspectorIds: ['ann'],
  effectiveFrom: '2026-01-01',
  effectiveTo: null,
  version: 1,
};
const night: Rota = { ...day, id: 'night', from: '20:00', to: '08:00', inspectorIds: ['bob'] };
const plan: ShiftPlan = {
  rotas: [day, night],
  leaves: [],
  swaps: [],
  holidays: [],
  overrides: [],
  gridsOfGroup: new Map(),
};
const people = ['ann', 'bob', 'eve'].map((id) => ({ id, name: id, groupId: id === 'eve' ? 'west' : 'east' }));
const wednesday = { date: '2026-11-25', giverId: 'ann', takerId: 'bob' };
const given = (changed: Partial<ShiftPlan> = {}, at = '2026-11-24T12:00') => ({
  plan: { ...plan, ...changed },
  people,
  nowMs: local(at),
});
const leave = (from: string, to: string) => ({
  id: 'l',
  inspectorId: 'bob',
  from: new Date(local(from)).toISOString(),
  to: new Date(local(to)).toISOString(),
  reason: '就医',
  setBy: 'chief',
});
const agreed = {
  ...wednesday,
  id: 's',
  reason: '',
  state: 'agreed' as const,
  askedBy: 'ann',
  decidedBy: 'chief',
  from: null,
  to: null,
};

describe('whether a shift may be given away', () => {
  it('[SF13] to who is free then, of the same group, before it begins', () => {
    expect(whyNotSwap(given(), wednesday)).toBeNull();
    expect(whyNotSwap(given(), { ...wednesday, date: '2026-11-28' })).toBe('no-such-shift');
    expect(whyNotSwap(given({}, '2026-11-25T08:00'), wednesday)).toBe('shift-begun');
    expect(whyNotSwap(given(), { ...wednesday, takerId: 'eve' })).toBe('other-group');
    expect(whyNotSwap(given({ leaves: [leave('2026-11-25T19:00', '2026-11-26T19:00')] }), wednesday)).toBe(
      'taker-on-leave',
    );
    expect(
      whyNotSwap(given({ leaves: [leave('2026-11-25T20:00', '2026-11-26T19:00')] }), wednesday),
    ).toBeNull();
    const early = { ...night, to: '08:01' };
    expect(whyNotSwap(given({ rotas: [day, early] }), wednesday)).toBe('taker-on-shift');
  });

  it('[SF13] what he took over from somebody he cannot pass on, nor give away twice', () => {
    expect(whyNotSwap(given({ swaps: [agreed] }), wednesday)).toBe('no-such-shift');
    expect(
      whyNotSwap(given({ swaps: [agreed], rotas: [day] }), { ...wednesday, giverId: 'bob', takerId: 'ann' }),
    ).toBe('no-such-shift');
  });

  it('[SF15] a plan that has changed since it was asked says so', () => {
    const asked = { fromMs: local('2026-11-25T08:00'), toMs: local('2026-11-25T20:00') };
    expect(whyNotSwap(given(), wednesday, asked)).toBeNull();
    expect(whyNotSwap(given({ rotas: [{ ...day, from: '07:00' }] }), wednesday, asked)).toBe('plan-changed');
    expect(whyNotSwap(given({ rotas: [] }), wednesday, asked)).toBe('plan-changed');
    expect(whyNotSwap(given({ rotas: [] }, '2026-11-25T08:00'), wednesday, asked)).toBe('shift-begun');
  });
});

it('[SF13] the phone offers his coming shifts, each with who is free then', () => {
  const shifts = shiftsToGive(
    given({ leaves: [leave('2026-11-26T08:00', '2026-11-26T09:00')] }),
    'ann',
    new Set(['2026-11-25']),
  );
  expect(shifts.slice(0, 2)).toEqual([
    { date: '2026-11-26', from: '2026-11-26T00:00:00.000Z', to: '2026-11-26T12:00:00.000Z', takers: [] },
    {
      date: '2026-11-27',
      from: '2026-11-27T00:00:00.000Z',
      to: '2026-11-27T12:00:00.000Z',
      takers: [{ inspectorId: 'bob', name: 'bob' }],
    },
  ]);
});
