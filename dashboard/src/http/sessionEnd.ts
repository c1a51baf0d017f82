/** The end that every session has, however much it is used: what a screen says of it before. */

/** It is told from this long before on, ms: a weekend does not hide it. */
export const toldBeforeMs = 3 * 86_400_000;
/** From here on it is told so that nobody overlooks it, ms. */
export const lastDayMs = 86_400_000;

export type SessionEnd = { stage: 'soon' | 'last-day'; endsAtMs: number; leftMs: number };

/** What is to be said at this server time of a session that ends at `endsAtMs`; null while that is far, or past. Pure. */
export function sessionEndAt(endsAtMs: number, nowMs: number): SessionEnd | null {
  const leftMs = endsAtMs - nowMs;
  if (leftMs <= 0 || leftMs > toldBeforeMs) return null;
  return { stage: leftMs > lastDayMs ? 'soon' : 'last-day', endsAtMs, leftMs };
}
