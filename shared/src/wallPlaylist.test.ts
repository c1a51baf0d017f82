import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedLayouts, shippedPlaylists } from './shippedWall.ts';
import { layoutMistake, overlap, type WallPanel, wallColumns, wallRows } from './wallLayout.ts';
import { chooseLayout, type HeldEvent, type WallEvent, type WallPlaylist } from './wallPlaylist.ts';

/** 2026-11-23, a Monday, local time. */
const monday = (clock: string): number => Date.parse(`2026-11-23T${clock}+08:00`);
const nothing: ReadonlySet<WallEvent> = new Set();

const playlist: WallPlaylist = {
  name: 'test',
  title: 'Test',
  entries: [
    { layout: 'duty', seconds: 60 },
    { layout: 'lunch', seconds: 30, from: '11:00', to: '13:00', days: [1, 2, 3, 4, 5] },
    { layout: 'night', seconds: 60, from: '22:00', to: '06:00', days: [1] },
  ],
  events: [
    { when: 'breach', layout: 'breach', holdS: 120 },
    { when: 'flood', layout: 'flood', holdS: 0 },
  ],
};

/** Layouts shown at each second from `fromMs`, with how long each stayed. */
function shownFrom(fromMs: number, seconds: number): { layout: string; seconds: number }[] {
  const shown: { layout: string; seconds: number }[] = [];
  for (let second = 0; second < seconds; second++) {
    const { layout } = chooseLayout(playlist, nothing, { nowMs: fromMs + second * 1_000, held: null });
    const last = shown.at(-1);
    if (last?.layout === layout) last.seconds++;
    else shown.push({ layout, seconds: 1 });
  }
  return shown;
}

describe('a playlist', () => {
  it('[WL4] lets the layouts of the hour take turns, each for its time', () => {
    const noon = shownFrom(monday('11:30:00'), 180);
    expect(new Set(noon.map(({ layout }) => layout))).toEqual(new Set(['duty', 'lunch']));
    const whole = noon.slice(1, -1);
    expect(whole.length).toBeGreaterThan(1);
    for (const { layout, seconds } of whole) expect(seconds).toBe(layout === 'duty' ? 60 : 30);
    expect(shownFrom(monday('15:00:00'), 120)).toEqual([{ layout: 'duty', seconds: 120 }]);
  });

  it('[WL4] counts hours past midnight to the day on which they begin', () => {
    const layouts = (fromMs: number) => new Set(shownFrom(fromMs, 120).map(({ layout }) => layout));
    expect(layouts(monday('23:00:00'))).toContain('night');
    expect(layouts(monday('23:00:00') + 4 * 3_600_000)).toContain('night');
    expect(layouts(monday('23:00:00') + 24 * 3_600_000)).not.toContain('night');
  });

  it('[WL5] shows what an event calls for at once, the first of them first, and holds it', () => {
    let held: HeldEvent | null = null;
    const at = (clock: string, facts: WallEvent[]) => {
      const chosen = chooseLayout(playlist, new Set(facts), { nowMs: monday(clock), held });
      held = chosen.held;
      return `${chosen.layout} ${chosen.reason}`;
    };
    expect(at('15:00:00', [])).toBe('duty in-turn');
    expect(at('15:00:01', ['flood', 'breach'])).toBe('breach event');
    expect(at('15:01:00', [])).toBe('breach event-held');
    expect(at('15:02:00', [])).toBe('breach event-held');
    expect(at('15:02:01', [])).toBe('duty in-turn');
  });

  it('[WL5] gives up what it holds for something greater only; what is lesser waits while it lasts', () => {
    let held: HeldEvent | null = null;
    const at = (clock: string, facts: WallEvent[]) => {
      const chosen = chooseLayout({ ...playlist, events: [...playlist.events, calm] }, new Set(facts), {
        nowMs: monday(clock),
        held,
      });
      held = chosen.held;
      return `${chosen.layout} ${chosen.reason}`;
    };
    const calm = { when: 'calm', layout: 'calm', holdS: 600 } as const;
    expect(at('15:00:00', ['calm'])).toBe('calm event');
    expect(at('15:00:01', ['breach'])).toBe('breach event');
    expect(at('15:00:02', ['flood'])).toBe('breach event-held');
    expect(at('15:02:01', ['flood'])).toBe('flood event');
    expect(at('15:02:02', ['calm'])).toBe('calm event');
  });

  it('[WL4] shows its first layout while none has its hour', () => {
    const lunchOnly = { entries: playlist.entries.slice(1, 2), events: [] };
    const chosen = chooseLayout(lunchOnly, nothing, { nowMs: monday('15:00:00'), held: null });
    expect(chosen).toMatchObject({ layout: 'lunch', reason: 'no-entry-now' });
  });
});

describe('a layout', () => {
  const panel = (column: number, row: number, width: number, height: number): WallPanel => ({
    kind: 'map',
    column,
    row,
    width,
    height,
  });

  it('[WL2] has no panel beyond the edge and none over another', () => {
    expect(layoutMistake([panel(1, 1, 24, 12)])).toBeNull();
    expect(layoutMistake([panel(2, 1, 24, 12)])).toEqual({ reason: 'beyond-the-edge', panels: [0] });
    expect(layoutMistake([panel(1, 1, 5, 5), panel(5, 5, 1, 1)])).toEqual({
      reason: 'panels-overlap',
      panels: [0, 1],
    });
    expect(layoutMistake([{ ...panel(1, 1, 1, 1), tiles: 4 }])?.reason).toBe('tiles-without-cameras');
  });

  it('[WL2] overlaps another exactly when they share a cell', () => {
    const any = fc
      .tuple(
        fc.integer({ min: 1, max: wallColumns }),
        fc.integer({ min: 1, max: wallRows }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
      )
      .map((place) => panel(...place));
    const cells = ({ column, row, width, height }: WallPanel): string[] =>
      Array.from(
        { length: width * height },
        (_none, at) => `${column + (at % width)} ${row + Math.floor(at / width)}`,
      );
    fc.assert(
      fc.property(any, any, (a, b) => {
        const taken = new Set(cells(a));
        expect(overlap(a, b)).toBe(cells(b).some((cell) => taken.has(cell)));
      }),
    );
  });

  it('[WL1] that is shipped can hang, and shipped playlists name shipped layouts', () => {
    for (const { panels } of shippedLayouts) expect(layoutMistake(panels)).toBeNull();
    const names = new Set(shippedLayouts.map(({ name }) => name));
    for (const { entries, events } of shippedPlaylists)
      for (const { layout } of [...entries, ...events]) expect(names).toContain(layout);
  });
});
