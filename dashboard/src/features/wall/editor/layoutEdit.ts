/** What an editor does to a layout. Pure: a layout and an edit go in, the next layout comes out. */
import {
  maxPanels,
  overlap,
  type PanelKind,
  type WallLayout,
  type WallPanel,
  wallColumns,
  wallRows,
} from '@mingchu/shared/wallLayout';

export type LayoutEdit =
  | { type: 'move'; index: number; columns: number; rows: number }
  | { type: 'size'; index: number; columns: number; rows: number }
  | { type: 'tiles'; index: number; tiles: number }
  | { type: 'add'; kind: PanelKind }
  | { type: 'remove'; index: number }
  | { type: 'set'; part: Partial<Pick<WallLayout, 'title' | 'theme' | 'scale'>> };

/** Size that a panel comes with, columns by rows, and the least that it is shrunk to for want of room. */
const comesWith: Partial<Record<PanelKind, readonly [number, number]>> = {
  cameras: [8, 6],
  map: [8, 8],
  queue: [8, 9],
};
const usualSize = [4, 3] as const;
const leastSize = [2, 2] as const;
const usualTiles = 4;

/** The layout after an edit; the same object when the edit changes nothing. */
export function editLayout(layout: WallLayout, edit: LayoutEdit): WallLayout {
  switch (edit.type) {
    case 'set':
      return { ...layout, ...edit.part };
    case 'add': {
      const place = layout.panels.length < maxPanels ? freePlace(layout.panels, edit.kind) : null;
      return place === null ? layout : { ...layout, panels: [...layout.panels, place] };
    }
    case 'remove':
      return { ...layout, panels: layout.panels.filter((_panel, index) => index !== edit.index) };
    default:
      return {
        ...layout,
        panels: layout.panels.map((panel, index) => (index === edit.index ? editPanel(panel, edit) : panel)),
      };
  }
}

function editPanel(
  panel: WallPanel,
  edit: Extract<LayoutEdit, { type: 'move' | 'size' | 'tiles' }>,
): WallPanel {
  switch (edit.type) {
    case 'move':
      return {
        ...panel,
        column: clamp(panel.column + edit.columns, 1, wallColumns - panel.width + 1),
        row: clamp(panel.row + edit.rows, 1, wallRows - panel.height + 1),
      };
    case 'size':
      return {
        ...panel,
        width: clamp(panel.width + edit.columns, 1, wallColumns - panel.column + 1),
        height: clamp(panel.height + edit.rows, 1, wallRows - panel.row + 1),
      };
    case 'tiles':
      return { ...panel, tiles: clamp(edit.tiles, 1, 16) };
  }
}

/** The first free place for a panel, as large as it comes or as there is room for; null when there is none. */
export function freePlace(panels: readonly WallPanel[], kind: PanelKind): WallPanel | null {
  const [fullWidth, fullHeight] = comesWith[kind] ?? usualSize;
  for (let shrink = 0; shrink <= Math.max(fullWidth, fullHeight); shrink++) {
    const width = Math.max(leastSize[0], fullWidth - shrink);
    const height = Math.max(leastSize[1], fullHeight - shrink);
    for (let row = 1; row + height - 1 <= wallRows; row++) {
      for (let column = 1; column + width - 1 <= wallColumns; column++) {
        const place: WallPanel = { kind, column, row, width, height };
        if (panels.some((panel) => overlap(panel, place))) continue;
        return kind === 'cameras' ? { ...place, tiles: usualTiles } : place;
      }
    }
  }
  return null;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** A draft with its past, for taking edits back. */
export interface Draft<Item> {
  now: Item;
  past: readonly Item[];
  future: readonly Item[];
}

/** Steps that can be taken back. */
const maxPast = 100;

export function begin<Item>(now: Item): Draft<Item> {
  return { now, past: [], future: [] };
}
export function step<Item>(draft: Draft<Item>, next: Item): Draft<Item> {
  if (next === draft.now) return draft;
  return { now: next, past: [...draft.past, draft.now].slice(-maxPast), future: [] };
}
export function undo<Item>(draft: Draft<Item>): Draft<Item> {
  const before = draft.past.at(-1);
  if (before === undefined) return draft;
  return { now: before, past: draft.past.slice(0, -1), future: [draft.now, ...draft.future] };
}
export function redo<Item>(draft: Draft<Item>): Draft<Item> {
  const [next, ...future] = draft.future;
  if (next === undefined) return draft;
  return { now: next, past: [...draft.past, draft.now], future };
}
