/** Where the tiles of a panel stand: as many pixels of picture as its box can show. Pure. */

/** A rectangle of cells, from 1. */
export interface Place {
  column: number;
  row: number;
  width: number;
  height: number;
}

export interface Arrangement {
  columns: number;
  rows: number;
  /** One a tile; the first is the largest. */
  places: Place[];
}

export interface ArrangeOptions {
  tiles: number;
  /** The first tile should be larger than the others, unless that leaves too little of all. */
  enlarged: boolean;
  /** Of the box that they fill, px. */
  width: number;
  height: number;
  /** What the words of one tile take of its height, px. */
  captionHeight: number;
}

/** Shape of most cameras' pictures. */
const pictureRatio = 16 / 9;
/** Sides of a large tile, in cells of the others. */
const largeSides = [2, 3];
/** What an arrangement's pixels count: tiles of one size are liked better when all is well, a large one when not. */
const weights = { calm: { uniform: 1, large: 0.67 }, enlarged: { uniform: 0.55, large: 1 } } as const;
/** An empty cell looks like a camera that is missing. */
const weightOfGaps = 0.6;

/** The candidate that covers most of the box with pictures, with a liking for calm and for no gaps; a box without a size yet is taken for a wide one. */
export function arrange(options: ArrangeOptions): Arrangement {
  const { tiles, enlarged } = options;
  const candidates = uniform(tiles);
  if (tiles > 2) for (const side of largeSides) candidates.push(...withLarge(tiles, side));
  const weight = weights[enlarged ? 'enlarged' : 'calm'];
  let best: { arrangement: Arrangement; worth: number } | undefined;
  for (const arrangement of candidates) {
    const { columns, rows, places } = arrangement;
    const cells = places.reduce((sum, place) => sum + place.width * place.height, 0);
    const worth =
      pictureArea(arrangement, options) *
      weight[(places[0]?.width ?? 1) > 1 ? 'large' : 'uniform'] *
      (cells < columns * rows ? weightOfGaps : 1);
    if (!best || worth > best.worth * 1.001) best = { arrangement, worth };
  }
  return best?.arrangement ?? { columns: 1, rows: 1, places: [] };
}

function uniform(tiles: number): Arrangement[] {
  return Array.from({ length: tiles }, (_none, index) => {
    const columns = index + 1;
    const rows = Math.ceil(tiles / columns);
    return { columns, rows, places: freeCells(columns, rows, 0).slice(0, tiles) };
  });
}

/** The large tile stands at the top left; the others fill what is left, row by row. */
function withLarge(tiles: number, side: number): Arrangement[] {
  const arrangements: Arrangement[] = [];
  for (let columns = side; columns <= side + tiles; columns++) {
    const rows = Math.max(side, Math.ceil((side * side + tiles - 1) / columns));
    const large = { column: 1, row: 1, width: side, height: side };
    const places = [large, ...freeCells(columns, rows, side)].slice(0, tiles);
    if (places.length === tiles) arrangements.push({ columns, rows, places });
  }
  return arrangements;
}

/** Single cells outside a square of `taken` at the top left. */
function freeCells(columns: number, rows: number, taken: number): Place[] {
  const cells: Place[] = [];
  for (let row = 1; row <= rows; row++) {
    for (let column = 1; column <= columns; column++) {
      if (row > taken || column > taken) cells.push({ column, row, width: 1, height: 1 });
    }
  }
  return cells;
}

function pictureArea({ columns, rows, places }: Arrangement, options: ArrangeOptions): number {
  const [boxWidth, boxHeight] =
    options.width > 0 && options.height > 0 ? [options.width, options.height] : [1_600, 900];
  return places.reduce((sum, place) => {
    const width = (boxWidth * place.width) / columns;
    const height = Math.max(1, (boxHeight * place.height) / rows - options.captionHeight);
    const shown = Math.min(width, height * pictureRatio);
    return sum + (shown * shown) / pictureRatio;
  }, 0);
}

/** The tile that an arrow key leads to from `index`; the same where there is none. */
export function neighbour(
  places: readonly Place[],
  index: number,
  [across, down]: readonly [across: number, down: number],
): number {
  const from = places[index];
  if (!from) return 0;
  const middle = (place: Place): [number, number] => [
    place.column + place.width / 2,
    place.row + place.height / 2,
  ];
  const [x, y] = middle(from);
  let best = { index, distance: Infinity };
  places.forEach((place, at) => {
    const [dx, dy] = [middle(place)[0] - x, middle(place)[1] - y];
    const along = dx * across + dy * down;
    // What lies to the side counts double: a key leads ahead first.
    const distance = along + 2 * Math.abs(dx * down) + 2 * Math.abs(dy * across);
    if (at !== index && along > 0 && distance < best.distance) best = { index: at, distance };
  });
  return best.index;
}
