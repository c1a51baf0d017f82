import type { Rota } from '@mingchu/shared/shift';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShiftPlan } from './shiftPlan.ts';
import { coverage, coverageGaps, type Ground, nextWordAbout, onShiftByPlan } from './whoIsOnShift.ts';

/** A Tuesday in China; times below are local. */
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
const night: Rota = { ...day, id: 'night', name: '夜班', from: '20:00', to: '08:00', inspectorIds: ['bob'] };
const plan: ShiftPlan = {
  rotas: [day, night],
  leaves: [],
  swaps: [],
  holidays: [],
  overrides: [],
  gridsOfGroup: new Map([['east', ['g1', 'g2']]]),
};
const ground: Ground = {
  inspectors: [
    { id: 'ann', onShift: true, gridIds: ['g1'] },
    { id: 'bob', onShift: true, gridIds: ['g1'] },
    { id: 'eve', onShift: true, gridIds: ['g2'] },
  ],
  grids: [
    { id: 'g1', name: '一号网格', groupId: 'east' },
    { id: 'g2', name: '二号网格', groupId: 'east' },
  ],
};
const working = (at: string, given: ShiftPlan = plan) =>
  [...onShiftByPlan(given, local(at))].flatMap(([id, on]) => (on ? [id] : []));

describe('who is on shift', () => {
  it('[SF1] by weekday and time, exactly at the boundary, over midnight', () => {
    expect(working('2026-11-24T07:59')).toEqual(['bob']);
    expect(working('2026-11-24T08:00')).toEqual(['ann']);
    expect(working('2026-11-24T19:59')).toEqual(['ann']);
    expect(working('2026-11-24T20:00')).toEqual(['bob']);
    expect(working('2026-11-25T03:00')).toEqual(['bob']);
    // Friday's night shift ends on Saturday; nobody works the weekend.
    expect(working('2026-11-28T07:59')).toEqual(['bob']);
    expect(working('2026-11-28T08:00')).toEqual([]);
    expect(working('2026-11-30T07:59')).toEqual([]);
  });

  it('[SF1] a rota holds within its dates; whom none names is not ruled', () => {
    const ended = { ...plan, rotas: [{ ...day, effectiveTo: '2026-11-24' }] };
    expect(working('2026-11-24T09:00', ended)).toEqual(['ann']);
    expect(onShiftByPlan(ended, local('2026-11-25T09:00')).has('ann')).toBe(false);
    expect(onShiftByPlan(plan, local('2026-11-24T09:00')).has('eve')).toBe(false);
  });

  it('[SF1] a rota of next week rules nobody yet; the night shift of a last day is ended by it', () => {
    const future = { ...plan, rotas: [{ ...day, effectiveFrom: '2026-12-01' }] };
    expect(onShiftByPlan(future, local('2026-11-30T23:59')).has('ann')).toBe(false);
    expect(onShiftByPlan(future, local('2026-12-01T00:00')).get('ann')).toBe(false);
    const last = { ...plan, rotas: [{ ...night, effectiveTo: '2026-11-24' }] };
    expect(working('2026-11-25T07:59', last)).toEqual(['bob']);
    expect(onShiftByPlan(last, local('2026-11-25T08:00')).has('bob')).toBe(false);
  });

  it('[SF2] leave, swap, holiday and adjusted working day', () => {
    const leave = {
      id: 'l',
      inspectorId: 'ann',
      from: new Date(local('2026-11-24T10:00')).toISOString(),
      to: new Date(local('2026-11-24T12:00')).toISOString(),
      reason: '就医',
      setBy: 'chief',
    };
    const away = { ...plan, leaves: [leave] };
    expect(working('2026-11-24T09:59', away)).toEqual(['ann']);
    expect(working('2026-11-24T10:00', away)).toEqual([]);
    expect(working('2026-11-24T12:00', away)).toEqual(['ann']);
    const swap = {
      id: 's',
      date: '2026-11-24',
      giverId: 'bob',
      takerId: 'eve',
      reason: '家事',
      state: 'agreed' as const,
      askedBy: 'bob',
      decidedBy: 'eve',
      from: null,
      to: null,
    };
    const swapped = { ...plan, swaps: [swap] };
    expect(working('2026-11-25T03:00', swapped)).toEqual(['eve']);
    expect(working('2026-11-25T21:00', swapped)).toEqual(['bob']);
    const holiday = { date: '2026-11-24', name: '假日', asWeekday: 7 };
    expect(working('2026-11-24T09:00', { ...plan, holidays: [holiday] })).toEqual([]);
    const worked = { date: '2026-11-28', name: '调休上班', asWeekday: 1 };
    expect(working('2026-11-28T09:00', { ...plan, holidays: [worked] })).toEqual(['ann']);
  });

  it('[SF3] by hand, until the plan speaks next', () => {
    const at = local('2026-11-24T09:00');
    expect(nextWordAbout(plan, 'ann', at)).toBe(local('2026-11-24T20:00'));
    const off = { inspectorId: 'ann', onShift: false, until: new Date(nextWordAbout(plan, 'ann', at)) };
    const byHand = { ...plan, overrides: [off] };
    expect(working('2026-11-24T19:59', byHand)).toEqual([]);
    expect(working('2026-11-25T08:00', byHand)).toEqual(['ann']);
  });
});

describe('coverage', () => {
  it('[SF6] a grid without cover now, and one that loses it within twelve hours', () => {
    const onlyDay = { ...plan, rotas: [day] };
    const withoutBob = { ...ground, inspectors: ground.inspectors.filter(({ id }) => id !== 'bob') };
    expect(coverageGaps(onlyDay, withoutBob, local('2026-11-24T07:00'))).toMatchObject([
      { gridId: 'g1', state: 'uncovered-now', to: new Date(local('2026-11-24T08:00')).toISOString() },
    ]);
    expect(coverageGaps(onlyDay, withoutBob, local('2026-11-24T08:00'))).toEqual([]);
    expect(coverageGaps(onlyDay, withoutBob, local('2026-11-24T08:01'))).toMatchObject([
      {
        gridId: 'g1',
        state: 'uncovered-soon',
        from: new Date(local('2026-11-24T20:00')).toISOString(),
        to: null,
      },
    ]);
    expect(coverageGaps(plan, ground, local('2026-11-24T12:00'))).toEqual([]);
  });

  it('[SF7] segments follow each other without a hole or an overlap, whatever the plan', () => {
    const clock = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30'))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
    const anyRota = fc.record({
      id: fc.uuid(),
      name: fc.constant('班'),
      groupId: fc.constant('east'),
      gridIds: fc.subarray(['g1', 'g2']),
      weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
      from: clock,
      to: clock,
      inspectorIds: fc.subarray(['ann', 'bob', 'eve'], { minLength: 1 }),
      effectiveFrom: fc.constant('2026-01-01'),
      effectiveTo: fc.constant(null),
      version: fc.constant(1),
    });
    fc.assert(
      fc.property(
        fc.array(anyRota, { maxLength: 5 }),
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 1, max: 3_000 }),
        (rotas, startMinute, minutes) => {
          const from = local('2026-11-23T00:00') + startMinute * 60_000;
          const to = from + minutes * 60_000;
          const given = { ...plan, rotas };
          for (const { gridId, segments } of coverage(given, ground, from, to)) {
            expect(Date.parse(segments[0]?.from ?? '')).toBe(from);
            expect(Date.parse(segments.at(-1)?.to ?? '')).toBe(to);
            segments.forEach((segment, index) => {
              expect(Date.parse(segment.to)).toBeGreaterThan(Date.parse(segment.from));
              if (index > 0) expect(segment.from).toBe(segments[index - 1]?.to);
              // Whoever is named is on shift by the plan at the first moment and just before the last.
              for (const at of [Date.parse(segment.from), Date.parse(segment.to) - 1]) {
                const ruled = onShiftByPlan(given, at);
                for (const id of segment.inspectorIds)
                  expect(
                    ruled.get(id) ??
                      ground.inspectors.some((one) => one.id === id && one.gridIds.includes(gridId)),
                  ).toBe(true);
              }
            });
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
