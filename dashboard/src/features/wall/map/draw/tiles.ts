/** Raster tiles of a base map, asked for when they come into sight, kept while there is room, and made dark or light as the theme is. */
import type { MapTiles, TileTone } from '@mingchu/shared/mapSettings';
import type { Size, View } from '../model/mercator.ts';
import { addressOf, type TileAt, tilesInView } from '../model/tileGrid.ts';

interface Tile {
  image: HTMLImageElement;
  state: 'asked' | 'here' | 'failed';
  /** The picture as the theme wants it, made once. */
  dimmed: { filter: string; picture: OffscreenCanvas } | null;
  usedAt: number;
  askedAtMs: number;
}

/** Most tiles that are kept: some screens full. */
const mostTiles = 400;
/** A server that failed is asked again after this long. */
const retryMs = 30_000;
/** How many levels up a coarser tile may stand in for one that is not here. */
const substitutes = 5;

export class TileLayer {
  private readonly tiles = new Map<string, Tile>();
  private readonly templates: readonly string[];
  readonly tone: TileTone;
  private readonly onArrival: () => void;
  private draws = 0;

  /** `onArrival` is told when a tile came that may be in sight. */
  constructor({ templates, tone }: Pick<MapTiles, 'templates' | 'tone'>, onArrival: () => void) {
    this.templates = templates;
    this.tone = tone;
    this.onArrival = onArrival;
  }

  /** Draws what is here, asks for what is not, and lets a coarser tile stand in meanwhile. */
  draw(
    context: CanvasRenderingContext2D,
    { view, size, unit, filter }: { view: View; size: Size; unit: number; filter: string },
  ): void {
    this.draws += 1;
    for (const template of this.templates) {
      for (const at of tilesInView(view, size, unit)) this.drawOne(context, { template, at, view, filter });
    }
    this.forgetOldest();
  }

  private drawOne(
    context: CanvasRenderingContext2D,
    { template, at, view, filter }: { template: string; at: TileAt; view: View; filter: string },
  ): void {
    const side = view.k / 2 ** at.z;
    // Whole pixels, or seams show between neighbours.
    const [left, top] = [Math.round(at.x * side + view.x), Math.round(at.y * side + view.y)];
    const [right, bottom] = [Math.round((at.x + 1) * side + view.x), Math.round((at.y + 1) * side + view.y)];
    this.ask(template, at);
    for (let up = 0; up <= Math.min(substitutes, at.z); up += 1) {
      const parts = 2 ** up;
      const coarse = { z: at.z - up, x: Math.floor(at.x / parts), y: Math.floor(at.y / parts) };
      const picture = this.pictureOf(template, coarse, filter);
      if (!picture) continue;
      const part = picture.width / parts;
      const [fromX, fromY] = [(at.x % parts) * part, (at.y % parts) * part];
      context.drawImage(picture, fromX, fromY, part, part, left, top, right - left, bottom - top);
      return;
    }
  }

  private ask(template: string, at: TileAt): void {
    const address = addressOf(template, at);
    const known = this.tiles.get(address);
    const nowMs = performance.now();
    if (known && !(known.state === 'failed' && nowMs - known.askedAtMs > retryMs)) return;
    const image = new Image();
    const tile: Tile = { image, state: 'asked', dimmed: null, usedAt: this.draws, askedAtMs: nowMs };
    // Map services give their keys to sites by name, and see no name otherwise.
    image.referrerPolicy = 'origin';
    image.onload = () => {
      tile.state = 'here';
      this.onArrival();
    };
    image.onerror = () => {
      tile.state = 'failed';
    };
    image.src = address;
    this.tiles.set(address, tile);
  }

  private pictureOf(template: string, at: TileAt, filter: string): OffscreenCanvas | null {
    const tile = this.tiles.get(addressOf(template, at));
    if (!tile || tile.state !== 'here') return null;
    tile.usedAt = this.draws;
    if (tile.dimmed?.filter !== filter) tile.dimmed = { filter, picture: dimmedPicture(tile.image, filter) };
    return tile.dimmed.picture;
  }

  private forgetOldest(): void {
    if (this.tiles.size <= mostTiles) return;
    const byUse = [...this.tiles].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    for (const [address] of byUse.slice(0, this.tiles.size - mostTiles)) this.tiles.delete(address);
  }
}

function dimmedPicture(image: HTMLImageElement, filter: string): OffscreenCanvas {
  const picture = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const context = picture.getContext('2d');
  if (context) {
    context.filter = filter === '' ? 'none' : filter;
    context.drawImage(image, 0, 0);
  }
  return picture;
}
