import type { Dispatch } from '@mingchu/shared/dispatch';
import type { InspectorPosition } from '@mingchu/shared/live';
import { describe, expect, it } from 'vitest';
import { candidatesFor } from './candidates.ts';

const site = { lat: 26.42, lon: 112.86 };
const nowMs = Date.parse('2026-11-24T08:05:00.000Z');
const person = (inspectorId: string, more: Partial<InspectorPosition> = {}): InspectorPosition => ({
  inspectorId,
  name: inspectorId,
  groupId: 'g1',
  onShift: true,
  ...site,
  at: '2026-11-24T08:00:00.000Z',
  ...more,
});
const order = (id: string, inspectorId: string, state: Dispatch['state'] = 'accepted'): Dispatch =>
  ({ id, inspectorId, state }) as Dispatch;

describe('candidates', () => {
  it('[FE7] knows no age of a position that was never told', () => {
    const [known, never] = candidatesFor({ id: 'o1', inspectorId: null }, site, {
      inspectors: [person('known'), person('never', { at: null, lat: 26.43 })],
      dispatches: [],
      groupId: 'g1',
      nowMs,
    });
    expect(known?.positionAgeMs).toBe(300_000);
    expect(never?.positionAgeMs).toBeNull();
  });

  it('[FE12] puts who would be there first before the others, the exact before the rough of the same minute', () => {
    const at = (seconds: number): string => new Date(nowMs + seconds * 1_000).toISOString();
    const arrival = (inspectorId: string, seconds: number | null, rough = false) => ({
      inspectorId,
      etaAt: seconds === null ? null : at(seconds),
      etaEarliestAt: rough ? at(0) : null,
    });
    const candidates = candidatesFor({ id: 'o1', inspectorId: null }, site, {
      inspectors: ['unknown', 'rough', 'exact', 'soonest'].map((id) => person(id)),
      dispatches: [],
      groupId: 'g1',
      nowMs,
      arrivals: [
        arrival('unknown', null),
        arrival('rough', 310, true),
        arrival('exact', 350),
        arrival('soonest', 200, true),
      ],
    });
    expect(candidates.map(({ inspectorId }) => inspectorId)).toEqual([
      'soonest',
      'exact',
      'rough',
      'unknown',
    ]);
    expect(candidates.map(({ eta }) => eta?.rough ?? null)).toEqual([true, false, true, null]);
  });

  it('[FE12] puts who comes too late behind who does not, and of these the first to come, however busy', () => {
    const minute = (n: number): string => new Date(nowMs + n * 60_000).toISOString();
    const minutes = { 'free in 31': 31, 'busy in 19': 19, 'busy in 8': 8, 'free in 9': 9 };
    const known = {
      inspectors: Object.keys(minutes).map((id) => person(id)),
      dispatches: [order('o2', 'busy in 19'), order('o3', 'busy in 8')],
      groupId: 'g1',
      nowMs,
      arrivals: Object.entries(minutes).map(([inspectorId, n]) => ({
        inspectorId,
        etaAt: minute(n),
        etaEarliestAt: null,
      })),
    };
    const within = (dueAt: string): string[] =>
      candidatesFor({ id: 'o1', inspectorId: null, dueAt }, site, known).map(
        ({ inspectorId }) => inspectorId,
      );
    expect(within(minute(10))).toEqual(['free in 9', 'busy in 8', 'busy in 19', 'free in 31']);
    expect(within(minute(-2))).toEqual(['busy in 8', 'free in 9', 'busy in 19', 'free in 31']);
  });

  it('puts who is free, of the group and near before the others, and leaves out the holder', () => {
    const candidates = candidatesFor({ id: 'o1', inspectorId: 'holder' }, site, {
      inspectors: [
        person('off', { onShift: false }),
        person('busy'),
        person('far', { lat: 26.44 }),
        person('holder'),
        person('stranger', { groupId: 'g2' }),
        person('near', { lat: 26.421 }),
      ],
      dispatches: [order('o1', 'holder'), order('o2', 'busy'), order('o3', 'near', 'submitted')],
      groupId: 'g1',
      nowMs,
    });
    expect(candidates.map(({ inspectorId }) => inspectorId)).toEqual([
      'near',
      'far',
      'stranger',
      'busy',
      'off',
    ]);
    expect(candidates[3]?.openOrders).toBe(1);
    expect(candidates[0]?.positionAgeMs).toBe(300_000);
    expect(Math.round(candidates[0]?.distanceM ?? 0)).toBe(111);
  });
});
