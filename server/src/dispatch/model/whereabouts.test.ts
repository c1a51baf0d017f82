import type { Grid } from '@mingchu/shared/registry';
import { describe, expect, it } from 'vitest';
import { estimateArrival, surelyLateByMs } from './estimateArrival.ts';
import { areasOfWork, whereaboutsOf, type Work } from './whereabouts.ts';

const now = new Date('2026-11-23T02:00:00Z');
const north = (metres: number) => ({ lat: 26.42 + metres / 111_195, lon: 112.85 });
/** As fast as an e-bike with its detour, m/s. */
const metresPerSecond = 5 / 1.33;
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const square = (id: string, groupId: string, southM: number): Grid => {
  const [low, high] = [north(southM).lat, north(southM + 1_000).lat];
  const outline: Grid['outline'] = [
    [112.845, low],
    [112.855, low],
    [112.855, high],
    [112.845, high],
  ];
  return { id, groupId, name: id, outline };
};
const grids = [square('g1', 'east', 0), square('g2', 'east', 1_000), square('w1', 'west', 5_000)];
const work = (more: Partial<Work> = {}): Work => ({
  groupId: 'east',
  gridIds: [],
  coversGroupIds: [],
  ...more,
});

describe('the area of work', () => {
  it.each([
    ['the grids that he covers', work({ gridIds: ['g2'] }), 1_500, 706],
    ['all that he covers', work({ gridIds: ['g1', 'g2'] }), 1_000, 1_117],
    ['those of a group that his shift covers', work({ coversGroupIds: ['west'] }), 5_500, 706],
    ['else those of his group', work({ gridIds: ['gone'] }), 1_000, 1_117],
  ])('[FE9] is the circle around %s', (_which, who, northM, radiusM) => {
    const area = areasOfWork(grids)(who);
    expect(area?.lat).toBeCloseTo(north(northM).lat, 6);
    expect(area?.lon).toBeCloseTo(112.85, 6);
    expect(Math.abs((area?.radiusM ?? 0) - radiusM)).toBeLessThan(3);
  });

  it('[FE9] is not known where the registry draws none of them', () => {
    expect(areasOfWork(grids)(work({ gridIds: ['x'], groupId: 'south' }))).toBeNull();
    expect(areasOfWork([{ ...square('x', 'east', 0), outline: [] }])(work({ gridIds: ['x'] }))).toBeNull();
  });
});

describe('whereabouts', () => {
  const area = { ...north(3_000), radiusM: 600 };
  const inArea = { ...north(3_000), withinM: 600 };
  it.each([
    ['where he told to be lately', 0, 15, { ...north(0), withinM: null }],
    ['in his area, once he can be back', 0, 16, inArea],
    [
      'near where he was, as long as he cannot',
      -2_000,
      16,
      { ...north(-2_000), withinM: 960 * metresPerSecond },
    ],
    ['in his area, an hour after he told anything', -90_000, 61, inArea],
  ])('[FE9] he is %s', (_where, lastM, ageMinutes, expected) => {
    const person = {
      ...north(lastM),
      positionAt: minutesAgo(ageMinutes),
      area,
      onTheWay: false,
      metresPerSecond,
    };
    expect(whereaboutsOf(person, now)).toEqual(expected);
  });

  it('[FE9] who has set off is no longer in his area, unless nothing else is known', () => {
    const rider = { ...north(0), positionAt: minutesAgo(16), area, onTheWay: true, metresPerSecond };
    expect(whereaboutsOf(rider, now)).toEqual({ ...north(0), withinM: 960 * metresPerSecond });
    expect(whereaboutsOf({ ...rider, positionAt: null }, now)).toEqual(inArea);
  });

  it('[FE9] the narrower guess counts, and without an area the last place alone, up to an hour', () => {
    const walker = { ...north(0), positionAt: minutesAgo(16), onTheWay: false, metresPerSecond: 0.2 };
    expect(whereaboutsOf({ ...walker, area }, now)).toEqual({ ...north(0), withinM: 192 });
    expect(whereaboutsOf({ ...walker, area: null }, now)).toEqual({ ...north(0), withinM: 192 });
    expect(whereaboutsOf({ ...walker, area: null, positionAt: minutesAgo(61) }, now)).toBeNull();
    expect(whereaboutsOf({ ...walker, area: null, positionAt: null }, now)).toBeNull();
  });
});

describe('a rough estimate', () => {
  const travel = {
    detour: 1.33,
    departS: 60,
    onSiteS: 300,
    speedsKmh: { walk: 5, bicycle: 12, 'e-bike': 18, car: 22 },
  };
  const estimate = (areaNorthM: number, radiusM: number) => {
    const area = { ...north(areaNorthM), radiusM };
    const person = {
      ...north(0),
      positionAt: null,
      area,
      vehicle: 'e-bike',
      ordersBefore: 0,
      onTheWay: false,
    } as const;
    const found = estimateArrival(person, north(0), { travel, now });
    const seconds = (at: Date | null | undefined) => (at ? (at.getTime() - now.getTime()) / 1_000 : null);
    return found && { at: seconds(found.at), earliest: seconds(found.earliestAt), found };
  };
  it.each([
    // The mean way from anywhere in a circle about the kitchen itself is not none.
    ['about the kitchen', 0, 1_000, 60 + 188, 60],
    ['that holds the kitchen', 500, 1_000, 60 + 230, 60],
    ['beside the kitchen', 3_000, 1_000, 60 + 820, 60 + 532],
  ])(
    '[FE9] from an area %s has an honest middle and an optimistic end',
    (_where, northM, radiusM, at, earliest) => {
      expect(estimate(northM, radiusM)).toMatchObject({ at, earliest });
    },
  );

  it('[FE9] accuses nobody: late is who is late even at its optimistic end', () => {
    const dueAt = new Date(now.getTime() + 600_000);
    const byMs = (northM: number) => {
      const found = estimate(northM, 1_000)?.found;
      return found ? surelyLateByMs(found, dueAt) : null;
    };
    expect(byMs(3_000)).toBeLessThan(0);
    expect(byMs(3_100)).toBeGreaterThan(0);
  });
});
