/**
 * Layouts of the wall as data: which panels hang where. The area under the header is a grid of `wallColumns` by
 * `wallRows` cells of equal size; a panel covers a rectangle of them, and no two panels share a cell.
 */
import { type Static, Type } from 'typebox';

export const wallColumns = 24;
export const wallRows = 12;

/** Every panel that can hang on a wall. */
export const panelKinds = [
  'cameras',
  'map',
  'queue',
  'on-time',
  'arrival-times',
  'by-hour',
  'by-type',
  'load',
  'intake',
  'devices',
  'kitchens-open',
  'inspectors',
] as const;
export type PanelKind = (typeof panelKinds)[number];

/** Most panels of one layout. */
export const maxPanels = 24;
/** Most layouts, and most playlists, that people may keep. */
export const maxKept = 50;

/** A name as it stands in an address: `?layout=duty`. */
export const WallName = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' });
const Title = Type.String({ minLength: 1, maxLength: 40 });
const Cell = (max: number) => Type.Integer({ minimum: 1, maximum: max });

export const WallPanel = Type.Object({
  kind: Type.Enum([...panelKinds]),
  /** First column and row that it covers, from 1. */
  column: Cell(wallColumns),
  row: Cell(wallRows),
  /** How many columns and rows it covers. */
  width: Cell(wallColumns),
  height: Cell(wallRows),
  /** Cameras only: how many pictures at once. */
  tiles: Type.Optional(Type.Integer({ minimum: 1, maximum: 16 })),
});
export type WallPanel = Static<typeof WallPanel>;

export const WallLayout = Type.Object({
  name: WallName,
  title: Title,
  theme: Type.Enum(['dark', 'light']),
  /**
   * Size of everything against that of a wall seen from 5 m: 0.5 shows twice as much in each direction to people who
   * sit near, or on a wall of many screens; 1.5 serves a deep hall.
   */
  scale: Type.Number({ minimum: 0.5, maximum: 1.5 }),
  panels: Type.Array(WallPanel, { minItems: 1, maxItems: maxPanels }),
});
export type WallLayout = Static<typeof WallLayout>;

/** Why a layout cannot hang, and the places in `panels` that it is about. */
export interface LayoutMistake {
  reason: 'beyond-the-edge' | 'panels-overlap' | 'tiles-without-cameras';
  panels: number[];
}

/** The first thing that is wrong with a layout, or null. */
export function layoutMistake(panels: readonly WallPanel[]): LayoutMistake | null {
  for (const [index, panel] of panels.entries()) {
    const { column, row, width, height } = panel;
    if (column + width - 1 > wallColumns || row + height - 1 > wallRows)
      return { reason: 'beyond-the-edge', panels: [index] };
    if (panel.tiles !== undefined && panel.kind !== 'cameras')
      return { reason: 'tiles-without-cameras', panels: [index] };
    const other = panels.findIndex((each, at) => at < index && overlap(each, panel));
    if (other >= 0) return { reason: 'panels-overlap', panels: [other, index] };
  }
  return null;
}

/** True when two panels share a cell. */
export function overlap(a: WallPanel, b: WallPanel): boolean {
  return (
    a.column < b.column + b.width &&
    b.column < a.column + a.width &&
    a.row < b.row + b.height &&
    b.row < a.row + a.height
  );
}
