/** How many readings a second, over the last 10 s of the clock. */
import type { Clock } from '../platform/clock.ts';

const windowMs = 10_000;
/** One entry per 100 ms keeps the list at a hundred. */
const entryMs = 100;

export function createRate(clock: Clock): { add: (count: number) => void; perS: () => number } {
  let entries: { at: number; count: number }[] = [];
  const recent = () => {
    const from = clock.now() - windowMs;
    entries = entries.filter((entry) => entry.at > from);
    return entries;
  };
  return {
    add: (count) => {
      const now = clock.now();
      const last = entries.at(-1);
      if (last && now - last.at < entryMs) last.count += count;
      else recent().push({ at: now, count });
    },
    perS: () => recent().reduce((sum, entry) => sum + entry.count, 0) / (windowMs / 1000),
  };
}
