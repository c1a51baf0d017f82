/** The lower canvas: land, base map, borders, and every calm kitchen. Drawn again only when the view or the registry changes. */
import type { SiteKind } from '@mingchu/shared/vocabulary';
import type { Land, Pieces } from '../model/areas.ts';
import { metresPerPx, onScreen, type Point, type Size, type View } from '../model/mercator.ts';
import { levelOf, type SiteIndex, type SiteMark } from '../model/siteIndex.ts';
import type { Palette } from './palette.ts';
import { kindPaths } from './shapes.ts';
import type { TileLayer } from './tiles.ts';

/** The land as paths around a corner of its own: the numbers of the whole world are too fine for a canvas. */
export interface LandPaths {
  corner: Point;
  /** There are no grids. */
  empty: boolean;
  /** One path per tone. */
  tones: readonly Path2D[];
  gridBorders: Path2D;
  groupBorders: Path2D;
  outline: Path2D;
}

/** World to the paths' own units, so that a district is some hundred units wide. */
const unitsPerWorld = 1e6;

/** Lays the paths once for a district. */
export function landPaths(land: Land): LandPaths {
  const corner = { x: land.bounds?.west ?? 0, y: land.bounds?.north ?? 0 };
  const at = ({ x, y }: Point): [number, number] => [
    (x - corner.x) * unitsPerWorld,
    (y - corner.y) * unitsPerWorld,
  ];
  const tones = [0, 1, 2, 3].map(() => new Path2D());
  for (const { ring, tone } of land.grids) {
    const path = tones[tone];
    ring.forEach((point, index) => (index === 0 ? path?.moveTo(...at(point)) : path?.lineTo(...at(point))));
    path?.closePath();
  }
  const lines = (pieces: Pieces): Path2D => {
    const path = new Path2D();
    for (const [from, to] of pieces) {
      path.moveTo(...at(from));
      path.lineTo(...at(to));
    }
    return path;
  };
  return {
    corner,
    empty: land.grids.length === 0,
    tones,
    gridBorders: lines(land.gridBorders),
    groupBorders: lines(land.groupBorders),
    outline: lines(land.outline),
  };
}

export interface BaseInput {
  view: View;
  size: Size;
  /** Device pixels per px of CSS, and px of CSS for one px of a wall of 1080 lines. */
  ratio: number;
  unit: number;
  palette: Palette;
  land: LandPaths;
  index: SiteIndex;
  tiles: TileLayer | null;
}

/** Draws the lower canvas. */
export function drawBase(context: CanvasRenderingContext2D, input: BaseInput): void {
  const { view, size, ratio, unit, palette, land, tiles } = input;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, size.width + 1, size.height + 1);
  if (land.empty && !tiles) drawKilometres(context, input);
  const scale = view.k / unitsPerWorld;
  const corner = onScreen(land.corner, view);
  const ontoLand = (): void =>
    context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * corner.x, ratio * corner.y);
  ontoLand();
  land.tones.forEach((path, tone) => {
    context.fillStyle = palette.land[tone] ?? palette.ground;
    context.fill(path);
  });
  if (tiles) {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    tiles.draw(context, { view, size, unit, filter: palette.tileFilters[tiles.tone] });
    ontoLand();
  }
  context.lineJoin = 'round';
  context.lineCap = 'round';
  const stroke = (path: Path2D, color: string, width: number): void => {
    context.strokeStyle = color;
    context.lineWidth = (width * unit) / scale;
    context.stroke(path);
  };
  stroke(land.gridBorders, palette.gridBorder, 1);
  stroke(land.groupBorders, palette.groupBorder, 2.4);
  stroke(land.outline, palette.outline, 2.4);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawCalmSites(context, input);
}

/** Quiet lines every round number of metres, so that ground without grids still says how far things lie apart. */
function drawKilometres(context: CanvasRenderingContext2D, { view, size, unit, palette }: BaseInput): void {
  const perPx = metresPerPx(view, size);
  const leastPx = 90 * unit;
  const power = 10 ** Math.floor(Math.log10(leastPx * perPx));
  const step = ([1, 2, 5].find((each) => (each * power) / perPx >= leastPx) ?? 10) * (power / perPx);
  context.strokeStyle = palette.gridBorder;
  context.lineWidth = unit;
  context.beginPath();
  for (let x = view.x % step; x < size.width; x += step) {
    context.moveTo(x, 0);
    context.lineTo(x, size.height);
  }
  for (let y = view.y % step; y < size.height; y += step) {
    context.moveTo(0, y);
    context.lineTo(size.width, y);
  }
  context.stroke();
}

/** Half the width of a calm mark, px of a wall of 1080 lines: it grows a little as the map comes nearer. */
export function calmRadius(markCount: number): number {
  return Math.max(3.2, Math.min(7, 90 / Math.sqrt(Math.max(1, markCount))));
}

function drawCalmSites(context: CanvasRenderingContext2D, input: BaseInput): void {
  const { view, size, unit, ratio, palette, index } = input;
  const { marks } = index.levelAt(levelOf(view.k, unit));
  const visible = marks.filter((mark) => {
    const [x, y] = [mark.x * view.k + view.x, mark.y * view.k + view.y];
    return x > -10 && y > -10 && x < size.width + 10 && y < size.height + 10;
  });
  const sprites = spritesOf({ radius: calmRadius(visible.length) * unit, ratio, unit, color: palette.mark });
  for (const mark of visible) drawSprite(context, mark, { view, sprite: sprites[mark.kind] });
}

interface Sprite {
  picture: OffscreenCanvas;
  /** Width and height on screen, px of CSS. */
  side: number;
}
type Sprites = Record<SiteKind, Sprite>;

function drawSprite(
  context: CanvasRenderingContext2D,
  mark: SiteMark,
  { view, sprite }: { view: View; sprite: Sprite },
): void {
  const { picture, side } = sprite;
  const [x, y] = [mark.x * view.k + view.x, mark.y * view.k + view.y];
  context.drawImage(picture, x - side / 2, y - side / 2, side, side);
}

interface SpriteLook {
  radius: number;
  ratio: number;
  unit: number;
  color: string;
}
let kept: { key: string; sprites: Sprites } | null = null;

/** Each kind drawn once and stamped: a stamp costs a tenth of a path. */
function spritesOf(look: SpriteLook): Sprites {
  const radius = Math.round(look.radius * 4) / 4;
  const key = JSON.stringify({ ...look, radius });
  if (kept?.key === key) return kept.sprites;
  const sprites = {
    school: spriteOf('school', { ...look, radius }),
    kindergarten: spriteOf('kindergarten', { ...look, radius }),
    restaurant: spriteOf('restaurant', { ...look, radius }),
    'central-kitchen': spriteOf('central-kitchen', { ...look, radius }),
  };
  kept = { key, sprites };
  return sprites;
}

function spriteOf(kind: SiteKind, { radius, ratio, unit, color }: SpriteLook): Sprite {
  const stroke = 1.4 * unit;
  const pixels = Math.ceil((radius * 2.4 + stroke * 2) * ratio);
  const picture = new OffscreenCanvas(pixels, pixels);
  const context = picture.getContext('2d');
  if (context) {
    context.translate(pixels / 2, pixels / 2);
    context.scale(radius * ratio, radius * ratio);
    context.lineWidth = stroke / radius;
    context.strokeStyle = color;
    context.stroke(new Path2D(kindPaths[kind]));
  }
  return { picture, side: pixels / ratio };
}
