import { describe, expect, it } from 'vitest';
import { keptFrom, soundWord, testIsDue } from './kept.ts';

const nowMs = Date.parse('2026-11-24T08:00:00.000Z');
const who = { username: 'duty', nowMs };
const heard = { by: 'duty', atMs: nowMs - 3_600_000, heard: true };

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

  it('[SO9] is tested by everybody on duty once in 12 hours', () => {
    expect(testIsDue(null, who)).toBe(true);
    expect(testIsDue(heard, who)).toBe(false);
    expect(testIsDue({ ...heard, by: 'chief' }, who)).toBe(true);
    expect(testIsDue({ ...heard, heard: false }, who)).toBe(true);
    expect(testIsDue({ ...heard, atMs: nowMs - 12 * 3_600_000 }, who)).toBe(true);
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
    expect(soundWord({ ...kept, mute, audio: 'blocked' }, who)).toBe('blocked');
    expect(soundWord({ ...kept, elsewhere: true }, who)).toBe('elsewhere');
    expect(soundWord({ ...kept, audio: 'blocked', on: false }, who)).toBe('off');
  });
});
