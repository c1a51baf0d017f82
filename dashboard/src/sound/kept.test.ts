import { dutyShiftBegan, usualDutyShifts } from '@mingchu/shared/sound';
import { describe, expect, it } from 'vitest';
import { keptFrom, listenedNote, listenedUntil, type SoundTest, soundWord, testIsDue } from './kept.ts';

const nowMs = Date.parse('2026-11-24T08:00:00.000Z');
const who = { username: 'duty', nowMs, shiftStarts: usualDutyShifts };
const heard = { by: 'duty', atMs: nowMs, heard: true };

describe('the sound of a screen', () => {
  it('[SO7] is on at the desk and off on a wall, until somebody chooses', () => {
    const on = (stored: string | null, screen: 'wall' | 'console', search = ''): boolean =>
      keptFrom(stored, { screen, search }).on;
    expect([on(null, 'console'), on(null, 'wall')]).toEqual([true, false]);
    expect(on(null, 'wall', '?sound=on')).toBe(true);
    expect(on('{"on":true}', 'wall')).toBe(true);
    expect(on('{"on":true}', 'wall', '?layout=duty&sound=off')).toBe(false);
    expect(keptFrom(null, { screen: 'console', search: '', officer: false }).on).toBe(false);
    expect(on('not json', 'wall', '?sound=loud')).toBe(false);
  });

  it('[SO9] is tested by everybody on duty as his shift begins, or up to half an hour before', () => {
    const minute = 60_000;
    // 16:00 in the district.
    const began = Date.parse('2026-11-24T08:00:00.000Z');
    expect(dutyShiftBegan(who.shiftStarts, began - 1)).toBe(began - 480 * minute);
    expect(dutyShiftBegan(who.shiftStarts, began + 479 * minute)).toBe(began);
    expect(dutyShiftBegan(['07:30'], began)).toBe(began - 510 * minute);
    expect(dutyShiftBegan(['20:00'], began)).toBe(began - 20 * 60 * minute);
    const at = (minutes: number) => ({ ...heard, atMs: began + minutes * minute });
    const due = (test: SoundTest | null, minutes: number) =>
      testIsDue(test, { ...who, nowMs: began + minutes * minute });
    expect(due(null, 1)).toBe(true);
    expect([due(at(-31), -1), due(at(-31), 0)]).toEqual([false, true]);
    expect([due(at(-30), 479), due(at(5), 479), due(at(5), 480)]).toEqual([false, false, true]);
    expect(due({ ...at(1), by: 'chief' }, 2)).toBe(true);
    expect(due({ ...at(1), heard: false }, 2)).toBe(true);
  });

  it('[SO2] is taken up by the page after a reload, however wrong the clock of this machine is', () => {
    for (const wrongByMs of [0, 3_600_000, -3_600_000]) {
      const machineMs = nowMs + wrongByMs;
      const note = listenedNote({ serverMs: nowMs, machineMs });
      expect(listenedUntil(note, machineMs + 3_000)).toBe(nowMs);
      expect([listenedUntil(note, machineMs + 60_000), listenedUntil(note, machineMs - 1)]).toEqual([
        null,
        null,
      ]);
    }
    expect([listenedUntil(null, nowMs), listenedUntil('not a note', nowMs)]).toEqual([null, null]);
  });

  it('[SO8] says in one word what hinders it most', () => {
    const kept = {
      on: true,
      voice: true,
      mute: null,
      test: heard,
      audio: 'running',
      elsewhere: false,
    } as const;
    const mute = { fromMs: nowMs - 1_000, untilMs: nowMs + 1_000 };
    expect(soundWord(kept, who)).toBe('on');
    expect(soundWord({ ...kept, test: null }, who)).toBe('test-due');
    expect(soundWord({ ...kept, mute }, who)).toBe('muted');
    expect(soundWord({ ...kept, mute: { ...mute, untilMs: nowMs } }, who)).toBe('on');
    const later = { fromMs: nowMs + 3_600_000, untilMs: nowMs + 4_500_000 };
    expect(soundWord({ ...kept, mute: later }, who)).toBe('on');
    expect(soundWord({ ...kept, mute, audio: 'blocked' }, who)).toBe('blocked');
    expect(soundWord({ ...kept, elsewhere: true }, who)).toBe('elsewhere');
    expect(soundWord({ ...kept, audio: 'blocked', on: false }, who)).toBe('off');
  });
});
