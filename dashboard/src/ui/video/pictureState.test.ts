import { describe, expect, it } from 'vitest';
import { pictureState } from './pictureState.ts';

const stateAt = (nowS: number, times: { taken: number; shown: number; same: number } | null) =>
  pictureState(
    times && {
      takenAtMs: times.taken * 1_000,
      shownAtMs: times.shown * 1_000,
      sameSinceMs: times.same * 1_000,
    },
    { nowMs: nowS * 1_000, askedAtMs: 100_000, speed: 1 },
  ).kind;

describe('[PI10] the state of a picture', () => {
  it('is loading, then none, until there is one', () => {
    expect(stateAt(101, null)).toBe('loading');
    expect(stateAt(108, null)).toBe('none');
  });
  it('is live until nothing new has come for ten seconds, or it lags by more than thirty', () => {
    expect(stateAt(110, { taken: 100, shown: 100, same: 100 })).toBe('live');
    expect(stateAt(111, { taken: 100, shown: 100, same: 100 })).toBe('stale');
    expect(stateAt(130, { taken: 105, shown: 130, same: 130 })).toBe('live');
    expect(stateAt(140, { taken: 105, shown: 140, same: 140 })).toBe('stale');
  });
  it('has no age while nobody can say when it was taken, and is dated by what came last once nothing comes', () => {
    const times = { takenAtMs: null, shownAtMs: 100_000, sameSinceMs: 100_000 };
    const at = (nowMs: number) => pictureState(times, { nowMs, askedAtMs: 0, speed: 1 });
    expect(at(101_000)).toEqual({ kind: 'live', ageMs: null });
    expect(at(111_000)).toEqual({ kind: 'stale', ageMs: 11_000 });
  });
  it('has none either when it says that it was taken after it came', () => {
    const at = (takenAtMs: number) =>
      pictureState(
        { takenAtMs, shownAtMs: 100_000, sameSinceMs: 100_000 },
        { nowMs: 101_000, askedAtMs: 0, speed: 1 },
      );
    expect(at(100_900)).toEqual({ kind: 'live', ageMs: 100 });
    expect(at(105_000)).toEqual({ kind: 'live', ageMs: null });
  });
  it('is frozen when the same one has come for a minute; one that stays away is stale, not frozen', () => {
    expect(stateAt(259, { taken: 259, shown: 259, same: 200 })).toBe('live');
    expect(stateAt(260, { taken: 260, shown: 260, same: 200 })).toBe('frozen');
    expect(stateAt(275, { taken: 260, shown: 260, same: 200 })).toBe('stale');
  });
  it('[TL8] may take as long in real time where the clock of the district runs faster', () => {
    const speed = 20;
    const at = (realS: number, shownMs: number | null, sameSinceMs = shownMs ?? 0) =>
      pictureState(shownMs === null ? null : { takenAtMs: shownMs, shownAtMs: shownMs, sameSinceMs }, {
        nowMs: realS * 1_000 * speed,
        askedAtMs: 0,
        speed,
      });
    expect([7, 8].map((realS) => at(realS, null).kind)).toEqual(['loading', 'none']);
    // The age itself is told in time of the district.
    expect(at(9, 0)).toEqual({ kind: 'live', ageMs: 180_000 });
    expect(at(11, 0).kind).toBe('stale');
    expect([59, 60].map((realS) => at(realS, realS * 1_000 * speed, 0).kind)).toEqual(['live', 'frozen']);
  });
});
