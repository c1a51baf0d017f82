/** When a message that was not taken is tried again. Pure. */

/** After this many attempts a message is given up. Together about 8.5 minutes. */
export const maxAttempts = 9;
const firstDelayMs = 2_000;
const longestDelayMs = 300_000;

export type RetryDecision =
  | { again: true; at: Date; reason: 'backing-off' }
  | { again: false; reason: 'attempts-used-up' };

/** Doubles the wait with each attempt: 2 s, 4 s, 8 s, … */
export function decideRetry(attempts: number, now: Date): RetryDecision {
  if (attempts >= maxAttempts) return { again: false, reason: 'attempts-used-up' };
  const delayMs = Math.min(firstDelayMs * 2 ** (attempts - 1), longestDelayMs);
  return { again: true, at: new Date(now.getTime() + delayMs), reason: 'backing-off' };
}
