import { vehicles } from '@mingchu/shared/dispatch';
import type { TravelPolicy } from '@mingchu/shared/policy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyFromOrders, type Candidate, chooseInspector } from './chooseInspector.ts';
import { distanceM } from '@mingchu/shared/distance';
import { positionFreshMs } from '@mingchu/shared/estimate';
import { positionLostMs } from './whereabouts.ts';

const now = new Date('2026-11-23T02:00:00Z');
const place = { gridId: 'g1', groupId: 'east', lat: 26.42, lon: 112.85 };

function candidate(id: string, facts: Partial<Candidate> = {}): Candidate {
  return {
    id,
    groupId: 'east',
    gridIds: ['g1'],
    coversGroupIds: [],
    onShift: true,
    lat: 26.42,
    lon: 112.85,
    positionAt: now,
    area: null,
    vehicle: 'e-bike',
    openOrders: 0,
    freeSince: null,
    ...facts,
  };
}

const travel: TravelPolicy = {
  detour: 1.33,
  departS: 60,
  onSiteS: 300,
  speedsKmh: { walk: 5, bicycle: 12, 'e-bike': 18, car: 22 },
};

/** `asked`: those who have just been asked, and do not answer. */
function choose(candidates: Candidate[], asked: string[] = [], dueInS = 3_600) {
  const dueAt = new Date(now.getTime() + dueInS * 1_000);
  const past = new Map(asked.map((id) => [id, { times: 1, lastAt: now, ended: 'silent' as const }]));
  return chooseInspector(place, candidates, { past, now, dueAt, policy: { travel } });
}

describe('chooseInspector', () => {
  it('[DI3] takes the nearest of those who cover the grid', () => {
    const choice = choose([candidate('far', { lat: 26.44 }), candidate('near', { lat: 26.421 })]);
    expect(choice).toMatchObject({ inspectorId: 'near', reason: 'nearest-on-shift' });
    expect(choice.inspectorId !== null && choice.distanceM).toBe(111);
  });

  it('[DI3] fewer open orders come before nearness', () => {
    expect(
      choose([candidate('near', { openOrders: 1 }), candidate('free', { lat: 26.44 })]).inspectorId,
    ).toBe('free');
  });

  it('[DI3] where nothing is known of people, goes by the order in which they list the grid', () => {
    const old = new Date(now.getTime() - positionLostMs - 1);
    const second = candidate('a', { gridIds: ['g9', 'g1'], positionAt: old });
    const first = candidate('b', { gridIds: ['g1', 'g9'], positionAt: null });
    expect(choose([second, first])).toEqual({
      inspectorId: 'b',
      reason: 'grid-order',
      distanceM: null,
      estimate: null,
      roughly: false,
      alsoAsk: null,
      time: 1,
      again: false,
    });
  });

  it('[DI3] falls back to the group, also when those of the grid are busy', () => {
    const neighbour = candidate('neighbour', { gridIds: ['g2'] });
    expect(choose([neighbour])).toMatchObject({ inspectorId: 'neighbour', reason: 'group-fallback' });
    const busy = candidate('busy', { openOrders: busyFromOrders });
    expect(choose([busy, neighbour])).toMatchObject({ inspectorId: 'neighbour', reason: 'group-fallback' });
  });

  it('[FE1] reckons distance × detour by his vehicle, after setting off and the orders he has', () => {
    // 1,112 m north: × 1.33 at 18 km/h is 296 s, after a minute to set off.
    const choice = choose([candidate('rider', { lat: 26.43 })]);
    expect(choice).toMatchObject({ estimate: { at: new Date(now.getTime() + 356_000), earliestAt: null } });
    const walker = choose([candidate('walker', { lat: 26.43, vehicle: 'walk', openOrders: 1 })]);
    expect(walker).toMatchObject({
      estimate: { at: new Date(now.getTime() + (60 + 300 + 1_065) * 1_000) },
    });
    expect(choose([candidate('lost', { positionAt: null })])).toMatchObject({ estimate: null });
  });

  it('[FE2] someone of the group who makes it comes before someone of the grid who does not', () => {
    const far = candidate('far', { lat: 26.48 });
    const near = candidate('near', { gridIds: ['g2'], lat: 26.421 });
    expect(choose([far, near], [], 600)).toMatchObject({ inspectorId: 'near', alsoAsk: null });
    expect(choose([far, near], [], 3_600)).toMatchObject({ inspectorId: 'far' });
  });

  it('[FE3] when nobody makes it, asks the two who would be there soonest; the busy and the lost are none', () => {
    const people = [
      candidate('third', { lat: 26.5 }),
      candidate('second', { lat: 26.48, gridIds: ['g2'] }),
      candidate('first', { lat: 26.47 }),
      candidate('busy', { openOrders: busyFromOrders }),
    ];
    expect(choose(people, [], 600)).toMatchObject({
      inspectorId: 'first',
      alsoAsk: { inspectorId: 'second' },
    });
    expect(choose(people, ['first', 'second'], 600)).toMatchObject({ inspectorId: 'third', alsoAsk: null });
    const lost = candidate('lost', { positionAt: null });
    expect(choose([...people, lost], [], 600)).toMatchObject({ inspectorId: 'lost', alsoAsk: null });
  });

  /** His phone never told anything; his grids lie this far north of the kitchen. */
  const silent = (id: string, northM: number, facts: Partial<Candidate> = {}) =>
    candidate(id, {
      positionAt: null,
      area: { lat: 26.42 + northM / 111_195, lon: 112.85, radiusM: 600 },
      ...facts,
    });

  it('[FE9] a rough estimate comes after an exact one of the same minute, and between two of them the list decides', () => {
    // Both in the fifth minute.
    const exact = candidate('z', { lat: 26.42 + 1_000 / 111_195 });
    expect(choose([silent('a', 800), exact])).toMatchObject({ inspectorId: 'z', roughly: false });
    const second = silent('a', 800, { gridIds: ['g9', 'g1'] });
    const first = silent('b', 830, { gridIds: ['g1', 'g9'] });
    expect(choose([second, first])).toMatchObject({ inspectorId: 'b', reason: 'grid-order' });
    expect(choose([candidate('lost', { positionAt: null }), second])).toMatchObject({ inspectorId: 'a' });
  });

  it('[FE10] that nobody makes it is said upon rough estimates only where even the optimistic end is late', () => {
    // 540 s on the way at 5 m/s with its detour: 2,030 m.
    expect(choose([silent('near', 2_600)], [], 600)).toMatchObject({ alsoAsk: null, roughly: false });
    expect(choose([silent('far', 2_700), silent('next', 3_000)], [], 600)).toMatchObject({
      inspectorId: 'far',
      alsoAsk: { inspectorId: 'next' },
      roughly: true,
    });
    expect(choose([candidate('known', { lat: 26.48 }), silent('far', 9_000)], [], 600)).toMatchObject({
      inspectorId: 'known',
      alsoAsk: { inspectorId: 'far' },
      roughly: true,
    });
    expect(choose([candidate('known', { lat: 26.48 })], [], 600)).toMatchObject({ roughly: false });
  });

  it('[DI2] says why nobody is chosen', () => {
    expect(choose([candidate('off', { onShift: false })])).toMatchObject({
      inspectorId: null,
      reason: 'nobody-on-shift',
    });
    const elsewhere = candidate('west', { groupId: 'west', gridIds: ['w1'] });
    expect(choose([elsewhere])).toMatchObject({ inspectorId: null, reason: 'nobody-on-shift' });
    expect(choose([candidate('a')], ['a'])).toMatchObject({ inspectorId: null, reason: 'all-asked' });
  });

  const anyCandidate = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    groupId: fc.constantFrom('east', 'west'),
    gridIds: fc.subarray(['g1', 'g2', 'w1'], { minLength: 1 }),
    coversGroupIds: fc.subarray(['east']),
    onShift: fc.boolean(),
    lat: fc.double({ min: 26.3, max: 26.5, noNaN: true }),
    lon: fc.double({ min: 112.7, max: 112.9, noNaN: true }),
    positionAt: fc.option(fc.constantFrom(now, new Date(now.getTime() - 2 * positionFreshMs)), { nil: null }),
    area: fc.option(
      fc.record({
        lat: fc.double({ min: 26.3, max: 26.5, noNaN: true }),
        lon: fc.double({ min: 112.7, max: 112.9, noNaN: true }),
        radiusM: fc.double({ min: 0, max: 5_000, noNaN: true }),
      }),
      { nil: null },
    ),
    vehicle: fc.constantFrom(...vehicles),
    freeSince: fc.constant(null),
    openOrders: fc.integer({ min: 0, max: 5 }),
  });
  const anyCandidates = fc.uniqueArray(anyCandidate, { selector: (one) => one.id });

  it('[DI3] the same facts give the same person in whatever order they come', () => {
    fc.assert(
      fc.property(anyCandidates, fc.subarray(['a', 'b', 'c']), (candidates, asked) => {
        expect(choose([...candidates].reverse(), asked)).toEqual(choose(candidates, asked));
      }),
    );
  });

  it('[DI3] whoever is chosen is on shift, responsible and was not asked; asking on ends with everyone asked once', () => {
    fc.assert(
      fc.property(anyCandidates, fc.integer({ min: 0, max: 3_600 }), (candidates, dueInS) => {
        const asked: string[] = [];
        for (;;) {
          const choice = choose(candidates, asked, dueInS);
          if (choice.inspectorId === null) break;
          for (const id of [choice.inspectorId, choice.alsoAsk?.inspectorId ?? []].flat()) {
            const chosen = candidates.find((one) => one.id === id);
            expect(chosen?.onShift).toBe(true);
            expect(
              chosen?.gridIds.includes('g1') ||
                chosen?.groupId === 'east' ||
                chosen?.coversGroupIds.includes('east'),
            ).toBe(true);
            expect(asked).not.toContain(id);
            asked.push(id);
          }
        }
        const responsible = candidates.filter(
          (one) =>
            one.onShift &&
            (one.gridIds.includes('g1') || one.groupId === 'east' || one.coversGroupIds.includes('east')),
        );
        expect(asked.sort()).toEqual(responsible.map((one) => one.id).sort());
      }),
    );
  });
});

describe('distanceM', () => {
  it('measures one degree of latitude as 111.2 km', () => {
    expect(distanceM({ lat: 26, lon: 112 }, { lat: 27, lon: 112 })).toBeCloseTo(111_195, -1);
  });
  it('is symmetric, zero on the spot and never negative', () => {
    const point = fc.record({
      lat: fc.double({ min: -90, max: 90, noNaN: true }),
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
    });
    fc.assert(
      fc.property(point, point, (a, b) => {
        expect(distanceM(a, b)).toBeGreaterThanOrEqual(0);
        expect(distanceM(a, b)).toBeCloseTo(distanceM(b, a), 3);
        expect(distanceM(a, a)).toBe(0);
      }),
    );
  });
});
