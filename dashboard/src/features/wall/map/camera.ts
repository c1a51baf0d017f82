/**
 * What of the world is on screen, and how it moves. Pointer, touch and wheel come through d3-zoom, which owns the aim;
 * what is shown follows the aim at once under a hand and within some frames after a turn of the wheel. An aim of the
 * map's own (home, a glide) is a transition that any touch interrupts. After a minute without a hand it goes home.
 */
import { select, type Selection } from 'd3-selection';
import 'd3-transition';
import { type D3ZoomEvent, zoom, type ZoomBehavior, zoomIdentity, type ZoomTransform } from 'd3-zoom';
import {
  type Bounds,
  fitView,
  leastSpan,
  type Margin,
  type Size,
  type View,
  viewTowards,
} from './model/mercator.ts';

/** Without a hand on it for this long the map shows the whole district again. */
export const homeAfterMs = 60_000;
/** Half of the way to the aim is gone in this time after a turn of the wheel. */
const halfWayMs = 45;
const keyStepMs = 180;
const homeMs = 900;
const keyZoom = 1.5;
/** Share of the view that an arrow key moves. */
const keyPan = 0.2;

export class Camera {
  /** What is shown now. */
  view: View = { k: 1, x: 0, y: 0 };
  /** A hand moves it, or it moves by itself. */
  moving = false;
  private readonly stage: Selection<HTMLElement, unknown, null, undefined>;
  private readonly zoom: ZoomBehavior<HTMLElement, unknown>;
  private readonly onMove: () => void;
  private aim: View = this.view;
  private easing = false;
  private size: Size = { width: 1, height: 1 };
  private margin: Margin = { top: 0, right: 0, bottom: 0, left: 0 };
  private bounds: Bounds | null = null;
  private away = false;
  private usedAtMs = -Infinity;

  constructor(element: HTMLElement, onMove: () => void) {
    this.onMove = onMove;
    this.stage = select(element);
    this.zoom = zoom<HTMLElement, unknown>()
      .extent(() => [
        [0, 0],
        [this.size.width, this.size.height],
      ])
      // Any wheel zooms: nothing scrolls on a wall. A second button is not for dragging; a finger has none.
      .filter((event: MouseEvent | TouchEvent) => !('button' in event) || event.button === 0)
      .clickDistance(4)
      .on('start', () => (this.moving = true))
      .on('zoom', (event: D3ZoomEvent<HTMLElement, unknown>) => this.follow(event))
      .on('end', () => (this.moving = false));
    this.stage.call(this.zoom).on('dblclick.zoom', null);
  }

  close(): void {
    this.stage.interrupt().on('.zoom', null);
  }

  /** True while the whole district is in view, as it is after `showWhole`. */
  get isWhole(): boolean {
    return !this.away;
  }

  get usedMs(): number {
    return this.usedAtMs;
  }

  /** The ground to show, and the room for it; the view stays where somebody has put it. */
  setGround(bounds: Bounds | null, size: Size, margin: Margin): void {
    const [before, grown] = [this.size, { ...size }];
    Object.assign(this, { bounds, size: grown, margin });
    const whole = this.whole();
    if (!whole) return;
    const { k, x, y } = whole;
    this.zoom.scaleExtent([k, Math.max(k, Math.min(size.width, size.height) / leastSpan)]);
    this.zoom.translateExtent([
      [-x / k, -y / k],
      [(size.width - x) / k, (size.height - y) / k],
    ]);
    if (!this.away) this.jump(whole);
    else {
      const dx = (size.width - before.width) / 2;
      const dy = (size.height - before.height) / 2;
      this.jump({ ...this.aim, x: this.aim.x + dx, y: this.aim.y + dy });
    }
  }

  showWhole(): void {
    const whole = this.whole();
    if (whole) this.glideTo(whole, homeMs);
    this.away = false;
  }

  /** Shows a piece of the world, at most `closest` times nearer than the whole district. */
  show(bounds: Bounds, closest: number, durationMs: number): void {
    const whole = this.whole();
    if (!whole) return;
    const view = fitView(bounds, this.size, this.margin);
    const k = Math.max(whole.k, Math.min(view.k, whole.k * closest));
    this.glideTo(aroundMiddle(bounds, k, this.size), durationMs);
    this.away = true;
  }

  /** Zooms to a scale around a place of the world. */
  showAt(place: { x: number; y: number }, k: number): void {
    this.glideTo({ k, x: this.size.width / 2 - place.x * k, y: this.size.height / 2 - place.y * k }, homeMs);
    this.away = true;
  }

  /** A hand was here: the map waits before it moves by itself. */
  use(nowMs: number): void {
    this.usedAtMs = nowMs;
  }

  /** The keys of the map; false for any other. */
  press(key: string): boolean {
    const [stepX, stepY] = [
      (this.size.width * keyPan) / this.view.k,
      (this.size.height * keyPan) / this.view.k,
    ];
    const moves: Record<string, () => void> = {
      '+': () => this.zoomBy(keyZoom),
      '=': () => this.zoomBy(keyZoom),
      '-': () => this.zoomBy(1 / keyZoom),
      _: () => this.zoomBy(1 / keyZoom),
      '0': () => this.showWhole(),
      ArrowLeft: () => this.panBy(stepX, 0),
      ArrowRight: () => this.panBy(-stepX, 0),
      ArrowUp: () => this.panBy(0, stepY),
      ArrowDown: () => this.panBy(0, -stepY),
    };
    const move = moves[key];
    move?.();
    return move !== undefined;
  }

  zoomBy(factor: number): void {
    this.away = true;
    if (stillness()) this.stage.call(this.zoom.scaleBy, factor);
    else this.stage.transition().duration(keyStepMs).call(this.zoom.scaleBy, factor);
  }

  private panBy(dx: number, dy: number): void {
    this.away = true;
    if (stillness()) this.stage.call(this.zoom.translateBy, dx, dy);
    else this.stage.transition().duration(keyStepMs).call(this.zoom.translateBy, dx, dy);
  }

  /** True while it still follows a turn of the wheel. */
  get isEasing(): boolean {
    return this.easing;
  }

  /** One frame; true when the view has moved. */
  step(sinceMs: number): boolean {
    if (!this.easing) return false;
    const share = 1 - 0.5 ** (sinceMs / halfWayMs);
    this.view = viewTowards(this.view, this.aim, share);
    if (isNear(this.view, this.aim)) {
      this.view = this.aim;
      this.easing = false;
    }
    return true;
  }

  private follow({ transform, sourceEvent }: D3ZoomEvent<HTMLElement, unknown>): void {
    this.aim = viewOf(transform);
    const byHand = sourceEvent !== null && sourceEvent !== undefined;
    if (byHand) this.away = true;
    this.easing = byHand && (sourceEvent as Event).type === 'wheel' && !stillness();
    if (!this.easing) this.view = this.aim;
    this.onMove();
  }

  private glideTo(view: View, durationMs: number): void {
    const transform = zoomIdentity.translate(view.x, view.y).scale(view.k);
    this.stage.interrupt();
    if (stillness() || durationMs === 0) this.stage.call(this.zoom.transform, transform);
    else this.stage.transition().duration(durationMs).call(this.zoom.transform, transform);
  }

  private jump(view: View): void {
    this.glideTo(view, 0);
  }

  private whole(): View | null {
    return this.bounds ? fitView(this.bounds, this.size, this.margin) : null;
  }
}

/** Some people are made sick by moving pictures: for them every move is a jump. */
export function stillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function viewOf({ k, x, y }: ZoomTransform): View {
  return { k, x, y };
}

function aroundMiddle(bounds: Bounds, k: number, size: Size): View {
  return {
    k,
    x: size.width / 2 - ((bounds.west + bounds.east) / 2) * k,
    y: size.height / 2 - ((bounds.north + bounds.south) / 2) * k,
  };
}

/** Nearer than a fifth of a px anywhere on screen. */
function isNear(a: View, b: View): boolean {
  return Math.abs(Math.log(a.k / b.k)) < 2e-4;
}
