/**
 * Layouts of the wall as data: which panels hang where. The area under the header is a grid of `wallColumns` by
 * `wallRows` cells of equal size; a panel covers a rectangle of them.
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
] as const;
export type PanelKind = (typeof panelKinds)[number];

/** Most panels of one layout. */
export const maxPanels = 24;

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
  /** As in the address, `?layout=duty`. */
  name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' }),
  title: Type.String({ minLength: 1, maxLength: 40 }),
  theme: Type.Enum(['dark', 'light']),
  panels: Type.Array(WallPanel, { minItems: 1, maxItems: maxPanels }),
});
export type WallLayout = Static<typeof WallLayout>;

/** The layout of a wall that asks for none. */
export const dutyLayout: WallLayout = {
  name: 'duty',
  title: '值班',
  theme: 'dark',
  panels: [
    { kind: 'cameras', column: 1, row: 1, width: 7, height: 9, tiles: 5 },
    { kind: 'map', column: 8, row: 1, width: 9, height: 9 },
    { kind: 'queue', column: 17, row: 1, width: 8, height: 9 },
    { kind: 'on-time', column: 1, row: 10, width: 3, height: 3 },
    { kind: 'arrival-times', column: 4, row: 10, width: 3, height: 3 },
    { kind: 'by-hour', column: 7, row: 10, width: 6, height: 3 },
    { kind: 'by-type', column: 13, row: 10, width: 5, height: 3 },
    { kind: 'load', column: 18, row: 10, width: 4, height: 3 },
    { kind: 'intake', column: 22, row: 10, width: 3, height: 3 },
  ],
};
