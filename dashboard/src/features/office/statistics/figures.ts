/** How figures read: a rate with what it is a rate of, minutes as people say them. */

/** `95%`; a dash while nothing is over. */
export function percentText(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((part / whole) * 100)}%`;
}

/** `41/43 · 95%`; a dash while nothing is over. */
export function rateText(part: number, whole: number): string {
  return whole === 0 ? '–' : `${part}/${whole} · ${percentText(part, whole)}`;
}

/** `6:20`, minutes and seconds; a dash for nothing. */
export function minutesText(ms: number | null): string {
  if (ms === null) return '–';
  const totalS = Math.round(ms / 1_000);
  return `${Math.floor(totalS / 60)}:${String(totalS % 60).padStart(2, '0')}`;
}

/** `7:40`, hours and minutes; a dash for nothing. */
export function hoursText(ms: number): string {
  return ms < 60_000 ? '–' : minutesText(ms / 60);
}

/** Fewer than this say little; they are drawn dim. */
export const smallNumber = 5;
