import { describe, expect, it } from 'vitest';
import { deviceFigures, type DeviceState } from './deviceFigures.ts';
import { onTimeOf, usualBars } from './figures.ts';

describe('numbers on the wall', () => {
  it('[NU5] a rate is told from ten orders on, and cut', () => {
    expect(onTimeOf({ ordersDue: 0, arrivedOnTime: 0 })).toEqual({ kind: 'none' });
    expect(onTimeOf({ ordersDue: 9, arrivedOnTime: 9 })).toEqual({ kind: 'few', onTime: 9, due: 9 });
    expect(onTimeOf({ ordersDue: 10, arrivedOnTime: 9 })).toMatchObject({ kind: 'rate', percent: 90 });
    expect(onTimeOf({ ordersDue: 10_000, arrivedOnTime: 9_999 })).toMatchObject({ percent: 99.9 });
  });

  it('[NU6] an hour far above a usual one is marked, and hours to come have no bar', () => {
    const bars = (count: number, band: [number, number], hour = 0) => {
      const usual = { low: band[0], median: band[0], high: band[1] };
      return usualBars(
        {
          violationsByHour: [count, 0],
          usual: { kind: 'day-off', days: 8, byHour: [usual, usual], byRuleSoFar: {} },
        },
        hour,
      );
    };
    expect(bars(10, [2, 6])[0]?.unusual).toBe(false);
    expect(bars(12, [2, 6])[0]?.unusual).toBe(false);
    expect(bars(13, [2, 6])[0]?.unusual).toBe(true);
    expect(bars(3, [1, 1])[0]?.unusual).toBe(false);
    expect(bars(4, [1, 1])[0]?.unusual).toBe(true);
    expect(bars(4, [1, 1]).map(({ count }) => count)).toEqual([4, null]);
  });

  it('[NU7] silence is named by kitchen, or by grid from three kitchens on', () => {
    const kitchens = ['a', 'b', 'c', 'd'];
    const figuresOf = (states: Record<string, DeviceState>) =>
      deviceFigures(new Map(Object.entries(states)), {
        devices: new Map(kitchens.map((siteId) => [`${siteId}/1`, { siteId }])),
        sites: new Map(
          kitchens.map((id) => [id, { id, name: `厨房${id}`, gridId: id === 'd' ? 'g2' : 'g1' }]),
        ),
        grids: [
          { id: 'g1', name: '一号网格' },
          { id: 'g2', name: '二号网格' },
        ],
      } as unknown as Parameters<typeof deviceFigures>[1]);
    const two = figuresOf({ 'a/1': 'silent', 'b/1': 'silent', 'c/1': 'skewed', 'd/1': 'online' });
    expect(two).toMatchObject({ total: 4, counts: { silent: 2, skewed: 1, gaps: 0, online: 1 } });
    expect(two.worst.map(({ name }) => name)).toEqual(['厨房a', '厨房b']);
    const all = figuresOf({ 'a/1': 'silent', 'b/1': 'silent', 'c/1': 'silent', 'd/1': 'silent' });
    expect(all.worst).toEqual([
      { id: 'g1', name: '一号网格', silent: 3 },
      { id: 'd', name: '厨房d', silent: 1 },
    ]);
  });
});
