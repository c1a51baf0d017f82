/** Whether a kitchen is open at a time, by its weekly hours and closed dates, local time. */
import type { Site } from './registry.ts';

/** The kitchens keep China Standard Time, which has no summer time. */
export const localOffsetMs = 8 * 3_600_000;

const minuteMs = 60_000;
const dayMinutes = 1440;

/** Hours of the local week; 1 is Monday. Those that end after midnight belong to the day on which they begin. */
export interface WeeklyHours {
  days: readonly number[];
  /** `hh:mm`; the same for both is a whole day. */
  from: string;
  to: string;
}

/** Whether a time lies within hours of the week. */
export function withinHours(hours: WeeklyHours, at: number): boolean {
  const { day, minute } = localMinuteOf(at);
  return hoursHold(hours, day, minute) || hoursHold(hours, day - 1, minute + dayMinutes);
}

/** No hours at all: always open. */
export function isOpen(site: Pick<Site, 'openingHours' | 'closedDates'>, at: number): boolean {
  if (site.openingHours.length === 0 && !site.closedDates?.length) return true;
  const { day, minute } = localMinuteOf(at);
  return opensOn(site, day, minute) || opensOn(site, day - 1, minute + dayMinutes);
}

/** Days since 1970 and minutes since midnight, local time. */
function localMinuteOf(at: number): { day: number; minute: number } {
  const localMinute = Math.floor((at + localOffsetMs) / minuteMs);
  const day = Math.floor(localMinute / dayMinutes);
  return { day, minute: localMinute - day * dayMinutes };
}

/** True when hours that begin on `day` hold `minute` minutes after its midnight (up to 2880). */
function opensOn(site: Pick<Site, 'openingHours' | 'closedDates'>, day: number, minute: number): boolean {
  if (site.closedDates?.length) {
    const date = new Date(day * dayMinutes * minuteMs).toISOString().slice(0, 10);
    if (site.closedDates.includes(date)) return false;
  }
  if (site.openingHours.length === 0) return minute < dayMinutes;
  return site.openingHours.some((hours) => hoursHold(hours, day, minute));
}

/** True when hours that begin on `day` hold `minute` minutes after its midnight (up to 2880). */
function hoursHold(hours: WeeklyHours, day: number, minute: number): boolean {
  // 1970-01-01 was a Thursday: day 0 is weekday 4 of 1 (Monday) to 7.
  const weekday = ((((day + 3) % 7) + 7) % 7) + 1;
  if (!hours.days.includes(weekday)) return false;
  const from = minuteOf(hours.from);
  const to = minuteOf(hours.to);
  return minute >= from && minute < (to > from ? to : to + dayMinutes);
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

/** The same, remembered per minute: asked for every sample of a site. */
export function openingMemo(site: Pick<Site, 'openingHours' | 'closedDates'>): (at: number) => boolean {
  if (site.openingHours.length === 0 && !site.closedDates?.length) return () => true;
  let minute = Number.NaN;
  let open = true;
  return (at) => {
    const asked = Math.floor(at / minuteMs);
    if (asked !== minute) {
      minute = asked;
      open = isOpen(site, at);
    }
    return open;
  };
}
