/**
 * What today is compared with: the orders of the last 30 days and a usual day of its kind. It is read at the first
 * question of each hour of the clock, so also at start and at local midnight; who asks meanwhile waits for the same
 * reading. A day that is over has all its violations (they are dated by when we received them), so each is read once
 * and kept; only orders may still end after midnight.
 */
import { comparedDays, type PastDays, type UsualDay, usualWeeks } from '@mingchu/shared/todayNumbers';
import type { Executor } from '../platform/postgres/database.ts';
import { dateAt, dayMs, dayStart, hourMs } from './model/localDay.ts';
import { type DayHours, drawUsualDay, type UsualHours, usualDayAt } from './model/usualDay.ts';
import { arrivalsOf, firstOrderAt, holidaysSince, ruleHours } from './numbersStore.ts';

export interface Comparison {
  /** As of `now`. */
  at(now: number): Promise<{ past: PastDays; usual: UsualDay }>;
}

interface Reading {
  past: PastDays;
  usual: UsualHours;
}

const usualDays = usualWeeks * 7;

/** `db` must not be an open transaction: what is read is kept for others. */
export function createComparison(db: Executor): Comparison {
  const days = new Map<number, DayHours>();
  let current: { hour: number; reading: Promise<Reading> } | undefined;
  return {
    at: async (now) => {
      // China's offset is in whole hours, so its midnight begins an hour of this count.
      const hour = Math.floor(now / hourMs);
      const today = dayStart(now);
      if (current?.hour !== hour) {
        const asked = { hour, reading: readAll(db, days, today) };
        current = asked;
        asked.reading.catch(() => {
          if (current === asked) current = undefined;
        });
      }
      const { past, usual } = await current.reading;
      return { past, usual: usualDayAt(usual, { today, now }) };
    },
  };
}

async function readAll(db: Executor, days: Map<number, DayHours>, today: number): Promise<Reading> {
  const oldest = today - usualDays * dayMs;
  for (const start of days.keys()) if (start < oldest) days.delete(start);
  // What was told in the last second before midnight may have been committed after it.
  days.delete(today - dayMs);
  for (let start = oldest; start < today; start += dayMs) {
    if (days.has(start)) continue;
    const rules = await ruleHours(db, { from: new Date(start), to: new Date(start + dayMs) });
    days.set(start, { start, rules });
  }
  const holidays = await holidaysSince(db, dateAt(oldest));
  return { past: await pastDays(db, today), usual: drawUsualDay([...days.values()], today, holidays) };
}

async function pastDays(db: Executor, today: number): Promise<PastDays> {
  const first = await firstOrderAt(db);
  const age = first === null ? 0 : Math.round((today - dayStart(first.getTime())) / dayMs);
  const {
    breached: _breached,
    missed: _missed,
    ...times
  } = await arrivalsOf(db, {
    from: new Date(today - comparedDays * dayMs),
    to: new Date(today),
  });
  return { days: Math.max(0, Math.min(age, comparedDays)), ...times };
}
