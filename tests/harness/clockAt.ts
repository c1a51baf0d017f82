/** A clock that shows what the test says, for what only reads the time: its timers never fall due. */
import type { Clock } from '@mingchu/server/platform/clock';

export function clockAt(now: () => number): Clock {
  return {
    now,
    date: () => new Date(now()),
    speed: 1,
    realMs: (virtualMs) => virtualMs,
    setTimer: () => () => {},
    setRepeating: () => () => {},
  };
}
