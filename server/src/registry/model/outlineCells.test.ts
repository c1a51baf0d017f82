import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cellOfOutline, outlineOfCell } from './outlineCells.ts';

const square = [
  [116.3, 39.9],
  [116.4, 39.9],
  [116.4, 40],
  [116.3, 40],
];
const ring = '116.3 39.9, 116.4 39.9, 116.4 40, 116.3 40, 116.3 39.9';

it('[RG14] an outline is read as map programs write it', () => {
  const closed = [...square, [116.3, 39.9]];
  for (const cell of [
    `POLYGON ((${ring}))`,
    `Polygon((${ring.replaceAll(', ', ',')}))`,
    `MULTIPOLYGON (((${ring})))`,
    'POLYGON ((116.3 39.9, 116.4 39.9, 116.4 40, 116.3 40))',
    JSON.stringify({ type: 'Polygon', coordinates: [closed] }),
    JSON.stringify({ type: 'MultiPolygon', coordinates: [[closed.map((point) => [...point, 52.1])]] }),
  ])
    expect(outlineOfCell(cell), cell).toEqual(square);
  expect(outlineOfCell('')).toEqual([]);
});

it('[RG14] what is no single ring is none', () => {
  for (const cell of [
    'POINT (116.3 39.9)',
    `POLYGON ((${ring}), (116.32 39.92, 116.33 39.92, 116.33 39.93))`,
    `MULTIPOLYGON (((${ring})), ((${ring})))`,
    'POLYGON ((116.3 39.9, 116.4 39.9, 116.3 39.9))',
    'POLYGON ((116.3 39.9, 116.4, 116.4 40))',
    'POLYGON ((a b, c d, e f))',
    '{"type":"Polygon","coordinates":[]}',
    '{"type":"Polygon","coordinates":[[["116.3","39.9"],[116.4,39.9],[116.4,40]]]}',
    '{"type":"Point","coordinates":[116.3,39.9]}',
    '{',
    'always',
  ])
    expect(outlineOfCell(cell), cell).toBeUndefined();
});

it('[RG14] what goes out comes back, its ring closed or not', () => {
  const degree = fc.integer({ min: -90_000_000, max: 90_000_000 }).map((micro) => micro / 1_000_000);
  const corners = fc.uniqueArray(fc.tuple(degree, degree), {
    minLength: 3,
    maxLength: 20,
    selector: String,
  });
  fc.assert(
    fc.property(corners, fc.boolean(), (outline, isClosed) => {
      const [first = [0, 0]] = outline;
      const kept: [number, number][] = isClosed ? [...outline, first] : outline;
      const cell = cellOfOutline(kept);
      expect(outlineOfCell(cell)).toEqual(outline);
      expect(cellOfOutline(outlineOfCell(cell) ?? [])).toBe(cell);
    }),
  );
});
