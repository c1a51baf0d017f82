import { describe, expect, it } from 'vitest';
import { type Act, control, showsControls, standsForMs, untouched } from './officerControl.ts';

/** Plays acts, each at its second. */
function play(...acts: [atS: number, act: Act][]) {
  return acts.reduce(
    (state, [atS, act]) => control(state, act, { turn: Math.floor(atS / 8), nowMs: atS * 1_000 }),
    untouched,
  );
}

describe("the officer's control of the tiles", () => {
  it('[PI9] space pauses where it stands, and rolls on from there', () => {
    const paused = play([17, { act: 'toggle' }]);
    expect(paused.view).toEqual({ kind: 'paused', turn: 2 });
    const on = play([17, { act: 'toggle' }], [40, { act: 'toggle' }]);
    expect(on).toMatchObject({ view: { kind: 'rolling' }, ahead: -3 });
  });

  it('[PI9] nobody leaves a wall standing still: after two minutes it rolls on', () => {
    expect(play([0, { act: 'toggle' }], [119, { act: 'tick' }]).view.kind).toBe('paused');
    expect(play([0, { act: 'toggle' }], [120, { act: 'tick' }]).view.kind).toBe('rolling');
    expect(play([0, { act: 'toggle' }], [100, { act: 'touch' }], [150, { act: 'tick' }]).view.kind).toBe(
      'paused',
    );
    expect(standsForMs(play([0, { act: 'toggle' }]), 50_000)).toBe(70_000);
    const picked: Act = { act: 'pick', siteId: 'a', deviceId: 'cam' };
    expect(play([0, picked], [125, { act: 'tick' }]).view.kind).toBe('rolling');
  });

  it('[PI9] search, pick, and back one step at a time', () => {
    const typed = play([1, { act: 'search' }], [2, { act: 'type', text: '实验' }]);
    expect(typed.view).toMatchObject({ kind: 'searching', search: '实验' });
    const pick: Act = { act: 'pick', siteId: 'a', deviceId: 'cam' };
    const at = { turn: 0, nowMs: 3_000 };
    const picked = control(typed, pick, at);
    expect(picked.view).toMatchObject({ kind: 'picked', siteId: 'a' });
    const back = ['searching', 'paused', 'rolling'].reduce((state, kind) => {
      const next = control(state, { act: 'escape' }, at);
      expect(next.view.kind).toBe(kind);
      return next;
    }, picked);
    expect(showsControls(control(back, { act: 'escape' }, at), 3_000)).toBe(false);
  });

  it('[PI9] an arrow key holds the tiles; controls come with a touch and go again', () => {
    const chosen = play([9, { act: 'choose', index: 1 }]);
    expect(chosen).toMatchObject({ view: { kind: 'paused', turn: 1 }, chosen: 1 });
    expect(showsControls(untouched, 0)).toBe(false);
    expect(showsControls(chosen, 14_900)).toBe(true);
    expect(showsControls(chosen, 15_000)).toBe(false);
    expect(play([9, { act: 'next' }], [10, { act: 'next' }], [11, { act: 'previous' }]).ahead).toBe(1);
  });
});
