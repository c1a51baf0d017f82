/**
 * What the officer does with the tiles: pause, look further, search, pick. Pure. States: `rolling` by the clock →
 * `paused` at a turn → `searching` → `picked`, one kitchen alone; Escape goes back one step. Two minutes without a touch
 * lead back to `rolling` from anywhere, so that nobody leaves a wall standing still.
 */

/** Controls go away this long after the last key or movement, ms. */
export const controlsForMs = 6_000;
/** Rotation goes on by itself after this long without either, ms. */
export const rollAgainAfterMs = 120_000;

export type View =
  | { kind: 'rolling' }
  | { kind: 'paused'; turn: number }
  | { kind: 'searching'; turn: number; search: string }
  | { kind: 'picked'; turn: number; search: string | null; siteId: string; deviceId: string };

export interface Control {
  view: View;
  /** How many turns the officer has looked ahead of the clock, or behind it. */
  ahead: number;
  /** Index of the tile that the arrow keys stand on; null before the first. */
  chosen: number | null;
  /** When a key or the pointer was last used, ms; null: not since the page was opened. */
  touchedAtMs: number | null;
}

export const untouched: Control = { view: { kind: 'rolling' }, ahead: 0, chosen: null, touchedAtMs: null };

export type Act =
  | { act: 'touch' | 'toggle' | 'search' | 'escape' | 'next' | 'previous' | 'tick' }
  | { act: 'type'; text: string }
  | { act: 'choose'; index: number }
  | { act: 'pick'; siteId: string; deviceId: string };

/** `turn` is what the clock says now; `nowMs` is any steady clock. */
export function control(
  before: Control,
  act: Act,
  { turn, nowMs }: { turn: number; nowMs: number },
): Control {
  if (act.act === 'tick') return isLeft(before, nowMs) ? { ...before, ...atRest(before, turn) } : before;
  const touched = { ...before, touchedAtMs: nowMs };
  const { view } = before;
  const shown = view.kind === 'rolling' ? turn + before.ahead : view.turn;
  switch (act.act) {
    case 'touch':
      return touched;
    case 'toggle':
      if (view.kind === 'rolling') return { ...touched, view: { kind: 'paused', turn: shown } };
      return { ...touched, ...atRest(before, turn) };
    case 'next':
    case 'previous': {
      const step = act.act === 'next' ? 1 : -1;
      if (view.kind === 'rolling') return { ...touched, ahead: before.ahead + step, chosen: null };
      if (view.kind !== 'paused') return touched;
      return { ...touched, view: { kind: 'paused', turn: view.turn + step }, chosen: null };
    }
    case 'search':
      return { ...touched, view: { kind: 'searching', turn: shown, search: '' }, chosen: null };
    case 'type':
      if (view.kind !== 'searching') return touched;
      return { ...touched, view: { ...view, search: act.text }, chosen: null };
    case 'choose':
      return {
        ...touched,
        // The tiles must not turn away under the finger.
        view: view.kind === 'rolling' ? { kind: 'paused', turn: shown } : view,
        chosen: act.index,
      };
    case 'pick': {
      const { siteId, deviceId } = act;
      const search = view.kind === 'searching' || view.kind === 'picked' ? view.search : null;
      return { ...touched, view: { kind: 'picked', turn: shown, search, siteId, deviceId }, chosen: null };
    }
    case 'escape':
      return { ...touched, ...oneStepBack(before, turn) };
  }
}

function oneStepBack(before: Control, turn: number): Partial<Control> {
  const { view } = before;
  switch (view.kind) {
    case 'rolling':
      return { touchedAtMs: null, chosen: null };
    case 'paused':
      return before.chosen === null ? atRest(before, turn) : { chosen: null };
    case 'searching':
      return { view: { kind: 'paused', turn: view.turn }, chosen: null };
    case 'picked':
      return view.search === null
        ? { view: { kind: 'paused', turn: view.turn }, chosen: null }
        : { view: { kind: 'searching', turn: view.turn, search: view.search }, chosen: null };
  }
}

/** Rolls on from what was shown last. */
function atRest({ view, ahead }: Control, turn: number): Pick<Control, 'view' | 'ahead' | 'chosen'> {
  return {
    view: { kind: 'rolling' },
    ahead: view.kind === 'rolling' ? ahead : view.turn - turn,
    chosen: null,
  };
}

function isLeft({ view, touchedAtMs }: Control, nowMs: number): boolean {
  return view.kind !== 'rolling' && nowMs - (touchedAtMs ?? 0) >= rollAgainAfterMs;
}

/** True while the controls are to be seen. */
export function showsControls({ view, touchedAtMs }: Control, nowMs: number): boolean {
  if (view.kind === 'searching') return true;
  return touchedAtMs !== null && nowMs - touchedAtMs < controlsForMs;
}

/** How long a wall that stands still goes on standing, ms; null while it rolls. */
export function standsForMs({ view, touchedAtMs }: Control, nowMs: number): number | null {
  if (view.kind === 'rolling') return null;
  return Math.max(0, (touchedAtMs ?? 0) + rollAgainAfterMs - nowMs);
}
