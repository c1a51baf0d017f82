import type { Violation } from '@mingchu/shared/violation';
import { describe, expect, it } from 'vitest';
import { arrangeFlood, causesAmong } from '../../../live/flood.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { floodRows, groupAround, plainRows, rowHeights, rowsInView, rowTops } from './rows.ts';

const item = (id: string, severity: WorkItem['severity'], siteId = id): WorkItem => ({
  id,
  siteId,
  severity,
  violation: null,
  dispatch: null,
});

describe('rows of the list', () => {
  it('[DE7] draws only what the viewport touches, at any place of a long list', () => {
    const tops = rowTops(
      plainRows(Array.from({ length: 5_000 }, (_none, index) => item(`${index}`, 'major'))),
    );
    const { item: height } = rowHeights;
    expect(tops.at(-1)).toBe(5_000 * height);
    expect(rowsInView(tops, { scrollTop: 0, height: 800, beyond: 0 })).toEqual([0, 10]);
    const [first, end] = rowsInView(tops, { scrollTop: 2_500 * height, height: 800, beyond: 200 });
    expect(first).toBeLessThanOrEqual(2_498);
    expect(end).toBeGreaterThanOrEqual(2_510);
    expect(end - first).toBeLessThan(20);
    expect(rowsInView(tops, { scrollTop: 1e9, height: 800, beyond: 0 })[1]).toBe(5_000);
  });

  it('shows of a group its first cause, and the others once it is opened', () => {
    const items = ['a', 'b', 'c'].map((id) => item(id, 'critical'));
    const site = ['d', 'e'].map((id) => item(id, 'major', 'school'));
    const low = ['f', 'g'].map((id) => item(id, 'info'));
    const kinds = (open: string[]): string[] =>
      floodRows([...items, ...site, ...low], new Set(open)).map((row) =>
        row.kind === 'item' ? row.role : row.kind,
      );
    const closed = ['title', 'pinned', 'pinned', 'pinned', 'title', 'group', 'first-cause', 'fold'];
    expect(kinds([])).toEqual(closed);
    expect(kinds(['site school'])).toEqual([...closed.slice(0, 7), 'follows', 'fold']);
    expect(kinds(['folded'])).toEqual([...closed, 'plain', 'plain']);
  });

  it('[DE3] knows the group around an item, and nothing around one that stands alone', () => {
    const alone = ['a', 'b', 'c', 'x'].map((id) => item(id, 'critical'));
    const site = ['d', 'e'].map((id) => item(id, 'major', 'school'));
    const rows = floodRows([...alone, ...site, item('f', 'info')], new Set(['site school', 'folded']));
    expect(groupAround(rows, 'e')).toEqual({ key: 'site school', first: 'd' });
    expect(groupAround(rows, 'd')).toEqual({ key: 'site school', first: 'd' });
    expect(groupAround(rows, 'f')).toEqual({ key: 'folded', first: null });
    for (const id of ['a', 'x', 'elsewhere']) expect(groupAround(rows, id)).toBeNull();
  });

  it('[QU7] open by what any group of the wall leads to, also one of what is folded away', () => {
    const of = (ruleId: string, severity: WorkItem['severity']): WorkItem[] =>
      ['a', 'b', 'c'].map((siteId) => ({
        ...item(`${ruleId} ${siteId}`, severity, siteId),
        violation: { ruleId } as Violation,
      }));
    const pinned = ['p', 'q', 'r'].map((id) => item(id, 'critical'));
    const items = [...pinned, ...of('fridge-warm', 'major'), ...of('no-hat', 'minor')];
    const { groups, folded } = arrangeFlood(items);
    const onWall = [...groups, ...causesAmong(folded)];
    expect(onWall.map(({ id }) => id)).toEqual(['fridge-warm', 'no-hat']);
    for (const group of onWall) {
      const shown = floodRows(items, new Set([group.heldBy])).map(({ key }) => key);
      expect(shown).toEqual(expect.arrayContaining([group.heldBy, ...group.items.map(({ id }) => id)]));
    }
  });
});
