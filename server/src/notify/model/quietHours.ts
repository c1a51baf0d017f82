/** When a person does not want to be woken. Pure. */
import { localOffsetMs } from '@mingchu/shared/openingHours';

export interface QuietHours {
  /** Local time, HH:MM; `to` before `from` means the next day; both alike mean the whole day. */
  from: string;
  to: string;
}

const minuteMs = 60_000;
const dayMinutes = 1440;

export function isQuiet(hours: QuietHours | null, now: Date): boolean {
  if (hours === null) return false;
  const minute = Math.floor((now.getTime() + localOffsetMs) / minuteMs) % dayMinutes;
  const from = minuteOf(hours.from);
  const to = minuteOf(hours.to);
  if (from < to) return minute >= from && minute < to;
  return minute >= from || minute < to;
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
