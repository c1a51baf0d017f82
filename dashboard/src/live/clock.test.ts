import { describe, expect, it } from 'vitest';
import { clockAfterBeat, type ServerClock, serverTimeAt, wrongByMs } from './clock.ts';
import { isNotLive } from './store.ts';

const plain = (clock: ServerClock | null, serverMs: number, nowMs: number, speed = 1) =>
  clockAfterBeat(clock, { serverMs, nowMs, speed });
const answer = (clock: ServerClock | null, serverMs: number, askedMs: number, nowMs: number) =>
  clockAfterBeat(clock, { serverMs, askedMs, nowMs, speed: 1 });

describe('server clock', () => {
  it('keeps the offset of the server whatever the clock of this machine says', () => {
    const { clock } = plain(null, 1_000_000, 500);
    expect(serverTimeAt(clock, 3_500, 42)).toBe(1_003_000);
    expect(serverTimeAt(null, 3_500, 42)).toBe(42);
  });

  it('counts the way of an answer half, and a rehearsal at its speed', () => {
    const { clock } = answer(null, 1_000_000, 100, 300);
    expect(serverTimeAt(clock, 300, 0)).toBe(1_000_100);
    expect(clock.errorMs).toBe(100);
    const fast = plain(null, 0, 0, 60).clock;
    expect(serverTimeAt(fast, 6_000, 0)).toBe(360_000);
  });

  it('tells the age of a beat that has waited, and is not set back by it', () => {
    const { clock } = answer(null, 1_000_000, 0, 20);
    const late = plain(clock, 1_005_000, 11_010);
    expect(late.ageMs).toBe(6_000);
    expect(serverTimeAt(late.clock, 11_010, 0)).toBe(1_011_000);
    // An ordinary way is no age.
    expect(plain(clock, 1_005_000, 5_100).ageMs).toBe(0);
  });

  it('is pushed forward by a beat from ahead, and set by a certain answer, also back', () => {
    const { clock } = answer(null, 1_000_000, 0, 20);
    expect(serverTimeAt(plain(clock, 1_009_000, 5_000).clock, 5_000, 0)).toBe(1_009_000);
    const back = answer(clock, 900_000, 5_000, 5_020).clock;
    expect(serverTimeAt(back, 5_020, 0)).toBe(900_010);
    // A worse answer that says the same changes nothing; a small step back is left out.
    expect(answer(clock, 1_004_900, 4_000, 5_000).clock).toEqual(clock);
    expect(serverTimeAt(answer(clock, 1_004_700, 5_000, 5_010).clock, 5_010, 0)).toBe(1_005_000);
  });

  it('[TL7] says how wrong the clock of this machine is, beyond 5 s and what it cannot know itself', () => {
    const { clock } = answer(null, 1_000_000, 0, 20);
    const by = (machineMs: number, rehearsal = false) =>
      wrongByMs(clock, { machineMs, localMs: 20, rehearsal });
    expect(by(1_000_010 + 192_000)).toBe(192_000);
    expect(by(1_000_010 - 192_000)).toBe(-192_000);
    expect([by(1_000_010 + 5_005), by(1_000_010 - 4_000), by(0, true)]).toEqual([null, null, null]);
    const unsure = plain(null, 1_000_000, 20).clock;
    expect(wrongByMs(unsure, { machineMs: 1_009_000, localMs: 20, rehearsal: false })).toBeNull();
  });
});

describe('not live', () => {
  it('begins after seven seconds of silence', () => {
    expect([isNotLive(0, 7_000), isNotLive(0, 7_001)]).toEqual([false, true]);
  });
});
