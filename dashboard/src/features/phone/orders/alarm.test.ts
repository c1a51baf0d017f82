import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ring, useSound } from './alarm.ts';

const shaken: unknown[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  // What runs the tests has nothing to shake.
  vi.stubGlobal('navigator', { vibrate: (pattern: unknown) => shaken.push(pattern) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** How often the phone shakes for orders within six seconds. */
function shakesFor(...orderIds: string[]): number {
  shaken.length = 0;
  const stop = ring(orderIds);
  vi.advanceTimersByTime(6_000);
  const count = shaken.length;
  stop();
  return count;
}

it('[PH2] muting holds for the order that was muted, not for the next, alone or beside it', () => {
  expect(shakesFor('first')).toBe(4);
  useSound.setState({ muted: ['first'] });
  expect(shakesFor('first')).toBe(0);
  expect(shakesFor('second')).toBe(4);
  expect(shakesFor('first', 'second')).toBe(4);
});
