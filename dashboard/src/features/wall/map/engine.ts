/**
 * The map's own loop, outside React: two canvases, each drawn again only for a reason. The lower one (land, base map,
 * calm kitchens) follows the view and the registry; the upper one (what is wrong, who comes, names) also every change,
 * people who walk, and the blink. A frame is asked for when something is to be drawn, and not otherwise.
 */
import { localNow, serverNow } from '../../../live/store.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { Camera, stillness } from './camera.ts';
import { type BaseInput, drawBase, type LandPaths, landPaths } from './draw/drawBase.ts';
import { drawScene } from './draw/drawScene.ts';
import { type Palette, readPalette } from './draw/palette.ts';
import { TextWidths } from './draw/textWidths.ts';
import type { MapTiles } from '@mingchu/shared/mapSettings';
import { TileLayer } from './draw/tiles.ts';
import { type MapFacts, type MapLive, factsOf } from './model/facts.ts';
import type { Box } from './model/labels.ts';
import { metresPerPx, type Point, type Size } from './model/mercator.ts';
import { namesOf, type NameTools } from './model/names.ts';
import { type District, type Scene, sceneOf } from './model/scene.ts';
import { finestLevel, levelOf } from './model/siteIndex.ts';
import { scaleBarOf } from './model/scaleBar.ts';
import { placeAt, standing, type Track, trackAfter } from './model/tracks.ts';
import { groundOf, type Pointed } from './model/pointing.ts';

export interface EngineParts {
  stage: HTMLElement;
  base: HTMLCanvasElement;
  overlay: HTMLCanvasElement;
  /** The list of links that lie over the marks, one a kitchen with something wrong. */
  links: HTMLElement;
  scaleBar: HTMLElement;
  words: Omit<NameTools, 'widthOf'> & { length: (metres: number) => string };
}

/** People walk on screen at this pace, and whatever blinks turns this often. */
const walkFrameMs = 66;
const tickMs = 500;
/** Without anything that counts seconds the texts are looked at this often. */
const calmTicks = 20;
const scaleBarPx = 130;
const prepareEveryMs = 120;

export class MapEngine {
  readonly camera: Camera;
  private readonly parts: EngineParts;
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly widths = new TextWidths();
  private readonly tracks = new Map<string, Track>();
  private readonly dirty = { base: true, overlay: true };
  private district: (District & { paths: LandPaths }) | null = null;
  private source: { live: MapLive; items: readonly WorkItem[] } | null = null;
  private tiles: TileLayer | null = null;
  private palette: Palette | null = null;
  private size: Size = { width: 0, height: 0 };
  private unit = 1;
  private ratio = 1;
  private choices: ReadonlyMap<string, number> = new Map();
  private pointed: Pointed | null = null;
  private scene: Scene | null = null;
  private frame = 0;
  private preparing: ReturnType<typeof setTimeout> | undefined;
  private frameAtMs = 0;
  private overlayAtMs = 0;
  private ticks = 0;
  private draws = { base: 0, overlay: 0 };

  constructor(parts: EngineParts) {
    this.parts = parts;
    this.camera = new Camera(parts.stage, () => this.redraw());
    this.timer = setInterval(() => this.tick(), tickMs);
  }

  close(): void {
    clearInterval(this.timer);
    clearTimeout(this.preparing);
    cancelAnimationFrame(this.frame);
    this.camera.close();
  }

  /** Everything is drawn anew: the theme, the language or the base map is another, or letters have come. */
  refresh(): void {
    this.palette = null;
    this.widths.clear();
    // Places that were chosen for names of other widths.
    this.choices = new Map();
    this.redraw();
  }

  setDistrict(district: District): void {
    this.district = { ...district, paths: landPaths(district.land) };
    this.placeCamera();
    this.redraw();
    this.prepareLevels(levelOf(this.camera.view.k, this.unit));
  }

  /** Sorts the clusters of each level while nobody waits for them: the first turn of a wheel must not. */
  private prepareLevels(level: number): void {
    const { district } = this;
    if (!district || level > finestLevel) return;
    this.preparing = setTimeout(() => {
      if (this.district !== district) return;
      district.index.levelAt(level);
      this.prepareLevels(level + 1);
    }, prepareEveryMs);
  }

  setFacts(live: MapLive, items: readonly WorkItem[]): void {
    this.source = { live, items };
    const nowMs = localNow();
    for (const id of this.tracks.keys()) if (!live.inspectors.has(id)) this.tracks.delete(id);
    for (const person of live.inspectors.values()) {
      const known = this.tracks.get(person.inspectorId);
      const next = known && !stillness() ? trackAfter(known, person, nowMs) : standing(person, nowMs);
      this.tracks.set(person.inspectorId, next);
    }
    this.redrawOverlay();
  }

  setTiles(tiles: MapTiles | null): void {
    this.tiles = tiles ? new TileLayer(tiles, () => this.redrawBase()) : null;
    this.redraw();
  }

  resize(size: Size): void {
    const root = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    Object.assign(this, { size, unit: root / 16, ratio: devicePixelRatio });
    for (const canvas of [this.parts.base, this.parts.overlay]) {
      canvas.width = Math.round(size.width * this.ratio);
      canvas.height = Math.round(size.height * this.ratio);
      // Pixel upon pixel: a canvas that the page stretches by a fraction is blurred.
      canvas.style.width = `${canvas.width / this.ratio}px`;
      canvas.style.height = `${canvas.height / this.ratio}px`;
    }
    this.placeCamera();
    this.redraw();
  }

  /** What is wrong and who comes, as of now. */
  facts(): MapFacts | null {
    return this.source ? factsOf(this.source.live, this.source.items, serverNow()) : null;
  }

  /** What the pointer is on: its name is shown. */
  point(pointed: Pointed | null): void {
    if (pointed?.key === this.pointed?.key) return;
    this.pointed = pointed;
    this.redrawOverlay();
  }

  /** What is drawn, for the pointer to find something in it. */
  drawn(): { scene: Scene; district: District; unit: number } | null {
    return this.scene && this.district
      ? { scene: this.scene, district: this.district, unit: this.unit }
      : null;
  }

  /** Where an inspector is drawn now, in the world; null when nobody told. */
  placeOf(inspectorId: string): Point | null {
    const track = this.tracks.get(inspectorId);
    if (!track || !this.district) return null;
    const { lon, lat } = placeAt(track, localNow());
    return this.district.toWorld(lon, lat);
  }

  /** Brings a kitchen with something wrong into sight, when it is not. */
  reveal(siteId: string): void {
    const world = this.district?.index.places.get(siteId);
    const mark = this.scene?.marks.find(({ id }) => id === siteId);
    if (world && mark?.inView === false) this.camera.showAt(world, this.camera.view.k);
  }

  private redrawOverlay(): void {
    this.dirty.overlay = true;
    this.ask();
  }

  private redrawBase(): void {
    this.dirty.base = true;
    this.ask();
  }

  private redraw(): void {
    this.dirty.base = true;
    this.redrawOverlay();
  }

  private placeCamera(): void {
    const { district, size, unit } = this;
    if (!district || size.width === 0) return;
    const side = 20 * unit;
    this.camera.setGround(groundOf(district), size, {
      top: side,
      right: side,
      bottom: 44 * unit,
      left: side,
    });
  }

  private ask(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame((nowMs) => this.draw(nowMs));
  }

  private tick(): void {
    this.ticks += 1;
    const counting = this.scene?.marks.some((mark) => mark.blinks || mark.overdueMs !== null) === true;
    if (counting || this.ticks % calmTicks === 0) this.redrawOverlay();
  }

  private draw(nowMs: number): void {
    this.frame = 0;
    const sinceMs = Math.min(100, nowMs - this.frameAtMs);
    this.frameAtMs = nowMs;
    if (this.camera.step(sinceMs)) this.redraw();
    const walkDue = this.scene?.walking === true && nowMs - this.overlayAtMs >= walkFrameMs;
    this.palette ??= readPalette(this.parts.stage);
    if (this.district && this.size.width > 0) {
      if (this.dirty.base) this.drawBase(this.district, this.palette);
      if (this.dirty.overlay || walkDue) this.drawOverlay(this.district, this.palette, nowMs);
    }
    this.dirty.base = false;
    this.dirty.overlay = false;
    const { dataset } = this.parts.stage;
    dataset['baseDraws'] = String(this.draws.base);
    dataset['overlayDraws'] = String(this.draws.overlay);
    if (this.camera.isEasing) this.redraw();
    else if (this.scene?.walking) this.ask();
  }

  private drawBase(district: District & { paths: LandPaths }, palette: Palette): void {
    const context = this.parts.base.getContext('2d', { alpha: false });
    if (!context) return;
    this.draws.base += 1;
    const { size, ratio, unit, tiles } = this;
    const input: BaseInput = {
      view: this.camera.view,
      size,
      ratio,
      unit,
      palette,
      land: district.paths,
      index: district.index,
      tiles,
    };
    drawBase(context, input);
    const { scaleBar, words } = this.parts;
    const { metres, widthPx } = scaleBarOf(metresPerPx(this.camera.view, size), scaleBarPx * unit);
    scaleBar.style.width = `${widthPx}px`;
    const text = words.length(metres);
    if (scaleBar.textContent !== text) scaleBar.textContent = text;
  }

  private drawOverlay(district: District, palette: Palette, nowMs: number): void {
    const context = this.parts.overlay.getContext('2d');
    const facts = this.facts();
    if (!context || !facts) return;
    this.draws.overlay += 1;
    this.overlayAtMs = nowMs;
    const { size, unit, ratio } = this;
    const edge = 30 * unit;
    const input = {
      district,
      facts,
      tracks: this.tracks,
      view: this.camera.view,
      size,
      room: { left: edge, top: edge, right: size.width - edge, bottom: size.height - edge },
      covered: this.covered(),
      unit,
      localMs: localNow(),
      serverMs: serverNow(),
    };
    const scene = sceneOf(input);
    const tools = { ...this.parts.words, widthOf: this.widths.in(context, palette.font) };
    const names = namesOf({ ...input, scene, tools, before: this.choices }, this.pointed);
    this.choices = new Map(names.map(({ key, choice }) => [key, choice]));
    this.scene = scene;
    const faint = this.ticks % 2 === 1 && !stillness();
    drawScene(context, { scene, names }, { palette, size, ratio, unit, faint, onTiles: this.tiles !== null });
    this.layLinks(scene);
  }

  /** The scale bar; and, once somebody has moved the map, its controls. */
  private covered(): Box[] {
    const { size, unit } = this;
    const bar = {
      left: 0,
      top: size.height - 40 * unit,
      right: (scaleBarPx + 30) * unit,
      bottom: size.height,
    };
    const controls = { left: size.width - 310 * unit, top: 0, right: size.width, bottom: 60 * unit };
    return this.camera.isWhole ? [bar] : [bar, controls];
  }

  /** Each link lies over its mark, so that pointer, Tab and Enter find it where it is seen. */
  private layLinks(scene: Scene): void {
    const places = new Map(scene.marks.map((mark) => [mark.id, mark]));
    for (const link of this.parts.links.querySelectorAll<HTMLElement>('[data-site-id]')) {
      const mark = places.get(link.dataset['siteId'] ?? '');
      link.hidden = mark === undefined;
      if (mark) link.style.transform = `translate(${mark.x}px, ${mark.y}px) translate(-50%, -50%)`;
    }
  }
}
