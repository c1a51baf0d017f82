/** The district keeps China Standard Time, which has no summer time. */
import type { Site } from '@mingchu/shared/registry';

const offsetMs = 8 * 3_600_000;
const dayMs = 86_400_000;

/** Minutes since local midnight. */
export function localMinutes(atMs: number): number {
  return Math.floor(((atMs + offsetMs) % dayMs) / 60_000);
}

/** `HH:MM:SS` and date as a camera burns them into its picture. */
export function localText(atMs: number): string {
  return new Date(atMs + offsetMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** True while the kitchen works; no opening hours means always. */
export function isOpen(site: Site, atMs: number): boolean {
  if (site.openingHours.length === 0) return true;
  const minutes = localMinutes(atMs);
  const day = new Date(atMs + offsetMs).getUTCDay() || 7;
  return site.openingHours.some(
    (hours) => hours.days.includes(day) && minutes >= minutesOf(hours.from) && minutes < minutesOf(hours.to),
  );
}

function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}
