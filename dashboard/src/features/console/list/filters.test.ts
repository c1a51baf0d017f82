import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Site } from '@mingchu/shared/registry';
import type { Violation } from '@mingchu/shared/violation';
import { describe, expect, it } from 'vitest';
import { emptyLiveState } from '../../../live/reducer.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { applyFilters, countByFilter, noFilters, readFilters, writeFilters } from './filters.ts';

const site = (id: string, more: Partial<Site>): Site => ({ id, ...more }) as Site;
const live = {
  ...emptyLiveState,
  grids: [
    { id: 'east', groupId: 'g1', name: '', outline: [] },
    { id: 'west', groupId: 'g2', name: '', outline: [] },
  ],
  sites: new Map([
    ['s1', site('s1', { gridId: 'east', kind: 'school', name: '实验小学食堂', address: '蔡伦路 3 号' })],
    ['s2', site('s2', { gridId: 'west', kind: 'restaurant', name: '川味轩', address: '西湖路 9 号' })],
  ]),
};
const item = (id: string, siteId: string, more: Partial<Violation>, order?: Partial<Dispatch>): WorkItem => ({
  id,
  siteId,
  severity: 'major',
  violation: { id, siteId, state: 'unack', ruleId: 'rodent', ...more } as Violation,
  dispatch: order ? ({ breachedAt: null, ...order } as Dispatch) : null,
});
const items = [
  item('a', 's1', {}, { state: 'en-route', arrivalClaim: { state: 'pending' } as never }),
  item('b', 's2', { state: 'shelved', ruleId: 'no-hat' }),
  item('c', 's2', { state: 'acked' }, { state: 'submitted' }),
];
const ids = (more: Partial<typeof noFilters>): string[] =>
  applyFilters(items, { ...noFilters, ...more }, live).map(({ id }) => id);

describe('filters of the work list', () => {
  it('[DE1] narrow by state, rule, kind, grid, group and words', () => {
    expect(ids({})).toEqual(['a', 'b', 'c']);
    expect(ids({ state: 'unack' })).toEqual(['a']);
    expect(ids({ state: 'claim' })).toEqual(['a']);
    expect(ids({ state: 'verify' })).toEqual(['c']);
    expect(ids({ rule: 'no-hat' })).toEqual(['b']);
    expect(ids({ kind: 'restaurant' })).toEqual(['b', 'c']);
    expect(ids({ grid: 'east' })).toEqual(['a']);
    expect(ids({ group: 'g2' })).toEqual(['b', 'c']);
    expect(ids({ q: '川味 西湖' })).toEqual(['b', 'c']);
    expect(ids({ q: '川味 蔡伦' })).toEqual([]);
  });

  it('count what each state would show', () => {
    expect(countByFilter(items)).toMatchObject({
      all: 3,
      unack: 1,
      open: 1,
      claim: 1,
      verify: 1,
      shelved: 1,
    });
  });

  it('[DE1] come back from the URL as they were written, and unknown words mean all', () => {
    const filters = { ...noFilters, state: 'breached', q: '川味', grid: 'west', id: 'v1' } as const;
    expect(readFilters(writeFilters(filters))).toEqual(filters);
    expect(writeFilters(noFilters)).toBe('');
    expect(readFilters('state=nonsense&severity=loud&kind=boat')).toEqual(noFilters);
  });
});
