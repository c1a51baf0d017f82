/** Which tiles of a base map a view needs, and where they are asked for. Pure. */
import type { Size, View } from './mercator.ts';

export interface TileAt {
  z: number;
  x: number;
  y: number;
}

/** Side of a tile, px of a wall of 1080 lines: larger walls draw tiles larger, so that their names stay legible. */
const tilePx = 256;
/** The finest level that map services commonly have. */
const finestZ = 18;

/** The tiles in sight, the middle of the view first. */
export function tilesInView(view: View, size: Size, unit: number): TileAt[] {
  const z = Math.max(0, Math.min(finestZ, Math.round(Math.log2(view.k / (tilePx * unit)))));
  const side = view.k / 2 ** z;
  const last = 2 ** z - 1;
  const within = (index: number): number => Math.max(0, Math.min(last, Math.floor(index)));
  const tiles: TileAt[] = [];
  for (let x = within(-view.x / side); x <= within((size.width - view.x) / side); x += 1) {
    for (let y = within(-view.y / side); y <= within((size.height - view.y) / side); y += 1) {
      tiles.push({ z, x, y });
    }
  }
  const [middleX, middleY] = [
    (size.width / 2 - view.x) / side - 0.5,
    (size.height / 2 - view.y) / side - 0.5,
  ];
  const distance = (tile: TileAt): number => Math.hypot(tile.x - middleX, tile.y - middleY);
  return tiles.sort((a, b) => distance(a) - distance(b));
}

/** The address of one tile. */
export function addressOf(template: string, { z, x, y }: TileAt): string {
  return template.replaceAll('{z}', String(z)).replaceAll('{x}', String(x)).replaceAll('{y}', String(y));
}
