import { dutyLayout } from '@mingchu/shared/shippedWall';
import {
  layoutMistake,
  panelKinds,
  type WallLayout,
  wallColumns,
  wallRows,
} from '@mingchu/shared/wallLayout';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begin, editLayout, redo, step, undo } from './layoutEdit.ts';

const edits = fc.oneof(
  fc.record({
    type: fc.constantFrom('move' as const, 'size' as const),
    index: fc.nat(8),
    columns: fc.integer({ min: -30, max: 30 }),
    rows: fc.integer({ min: -30, max: 30 }),
  }),
  fc.record({ type: fc.constant('add' as const), kind: fc.constantFrom(...panelKinds) }),
  fc.record({ type: fc.constant('remove' as const), index: fc.nat(8) }),
);

describe('the editor of layouts', () => {
  it('[WL8] never lets a panel leave the wall, whatever is done', () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 30 }), (list) => {
        const end = list.reduce<WallLayout>(editLayout, dutyLayout);
        for (const panel of end.panels) {
          expect(panel.width).toBeGreaterThan(0);
          expect(panel.height).toBeGreaterThan(0);
          expect(panel.column + panel.width - 1).toBeLessThanOrEqual(wallColumns);
          expect(panel.row + panel.height - 1).toBeLessThanOrEqual(wallRows);
        }
      }),
    );
  });

  it('[WL8] puts a new panel where nothing is, smaller where room is scarce, and nowhere on a full wall', () => {
    const empty = { ...dutyLayout, panels: [] };
    const three = (['map', 'cameras', 'queue'] as const).reduce<WallLayout>(
      (layout, kind) => editLayout(layout, { type: 'add', kind }),
      empty,
    );
    expect(three.panels).toHaveLength(3);
    expect(layoutMistake(three.panels)).toBeNull();
    expect(editLayout(dutyLayout, { type: 'add', kind: 'map' })).toBe(dutyLayout);
  });

  it('[WL8] takes edits back and does them again', () => {
    const moved = editLayout(dutyLayout, { type: 'move', index: 0, columns: 1, rows: 0 });
    const draft = step(step(begin(dutyLayout), moved), editLayout(moved, { type: 'remove', index: 1 }));
    expect(undo(draft).now).toBe(moved);
    expect(undo(undo(undo(draft))).now).toBe(dutyLayout);
    expect(redo(undo(draft)).now).toEqual(draft.now);
    expect(step(undo(draft), dutyLayout).future).toEqual([]);
  });
});
