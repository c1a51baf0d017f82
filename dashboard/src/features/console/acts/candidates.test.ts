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
