import { describe, expect, it } from 'vitest';
import { arrange, neighbour } from './arrange.ts';

const boxes = {
  wide: { width: 1_800, height: 400 },
  screen: { width: 1_200, height: 700 },
  tall: { width: 540, height: 800 },
  strip: { width: 380, height: 1_000 },
};
const of = (tiles: number, box: keyof typeof boxes, enlarged = false) => {
  const { columns, rows, places } = arrange({ tiles, enlarged, ...boxes[box], captionHeight: 52 });
  return { columns, rows, large: places[0]?.width ?? 0, places };
};

describe('arrangement of tiles', () => {
  it('gives every tile its own cells, inside the grid, whatever number and box', () => {
    for (const box of Object.keys(boxes) as (keyof typeof boxes)[]) {
      for (let tiles = 1; tiles <= 16; tiles++) {
        for (const enlarged of [false, true]) {
          const { columns, rows, places } = of(tiles, box, enlarged);
          expect(places).toHaveLength(tiles);
          const taken = new Set<string>();
          for (const place of places) {
            for (let column = place.column; column < place.column + place.width; column++)
              for (let row = place.row; row < place.row + place.height; row++) {
                expect(column <= columns && row <= rows).toBe(true);
                expect(taken.has(`${column} ${row}`)).toBe(false);
                taken.add(`${column} ${row}`);
              }
          }
        }
      }
    }
  });

  it('follows the shape of the box', () => {
    expect(of(4, 'screen')).toMatchObject({ columns: 2, rows: 2 });
    expect(of(4, 'wide')).toMatchObject({ columns: 4, rows: 1 });
    expect(of(4, 'strip')).toMatchObject({ columns: 1, rows: 4 });
    expect(of(9, 'screen')).toMatchObject({ columns: 3, rows: 3 });
    expect(of(16, 'screen')).toMatchObject({ columns: 4, rows: 4 });
    expect(of(5, 'tall', true)).toMatchObject({ columns: 2, rows: 4, large: 2 });
    expect(of(5, 'screen', true)).toMatchObject({ columns: 4, rows: 2, large: 2 });
  });

  it('makes the first one large when something is wrong there', () => {
    for (const tiles of [4, 5, 9, 16]) expect(of(tiles, 'screen', true).large).toBeGreaterThan(1);
    expect(of(1, 'screen', true)).toMatchObject({ columns: 1, rows: 1 });
  });

  it('leads an arrow key to the tile beside', () => {
    const { places } = arrange({ tiles: 5, enlarged: true, ...boxes.screen, captionHeight: 52 });
    const [right, left, down, up] = [[1, 0] as const, [-1, 0] as const, [0, 1] as const, [0, -1] as const];
    expect(neighbour(places, 0, right)).toBe(1);
    expect(neighbour(places, 1, right)).toBe(2);
    expect(neighbour(places, 2, down)).toBe(4);
    expect(neighbour(places, 4, up)).toBe(2);
    expect(neighbour(places, 3, left)).toBe(0);
    expect(neighbour(places, 0, left)).toBe(0);
  });
});
