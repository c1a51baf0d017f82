/** How long a camera is left alone between two snapshots, real ms. Pure. */

/** A camera that answers is asked this often. */
export const askEveryMs = 1_000;
const longestPauseMs = 30_000;

/** From the start of one request to the start of the next; `failures` in a row double it up to half a minute. */
export function pauseAfter(failures: number): number {
  return Math.min(longestPauseMs, askEveryMs * 2 ** Math.min(failures, 10));
}
