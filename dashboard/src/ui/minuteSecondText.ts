/** `m:ss`; minutes are not cut at an hour. */
export function minuteSecondText(ms: number): string {
  const s = Math.floor(ms / 1_000);
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
}
