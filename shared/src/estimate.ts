/** What server and desk share of estimated arrivals: how old a position may be, and which of two comes first. Pure. */

/** A position older than this no longer says where someone is now, ms. */
export const positionFreshMs = 15 * 60_000;

/** When somebody could be there, ms since 1970; `rough` by where he is likely to be. */
export interface ComparedEstimate {
  atMs: number;
  rough: boolean;
}

/**
 * The earlier by minutes; within the same minute one whose position is known before one of whom it is guessed. Between
 * two guesses of the same minute there is nothing to choose. The unknown come last.
 */
export function compareEstimates(a: ComparedEstimate | null, b: ComparedEstimate | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const minute = ({ atMs }: ComparedEstimate): number => Math.floor(atMs / 60_000);
  const byMinute = minute(a) - minute(b) || Number(a.rough) - Number(b.rough);
  if (byMinute !== 0) return byMinute;
  return a.rough ? 0 : a.atMs - b.atMs;
}
