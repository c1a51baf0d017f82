/** When a message that was not taken is tried again. Pure. */

/** After this many attempts a message is given up. Together about 8.5 minutes. */
export const maxAttempts = 9;
const firstDelayMs = 2_000;
const longestDelayMs = 300_000;
/** Older than this, what a message says about the ladder is no longer true: it is given up. */
export const longestWaitMs = 15 * 60_000;

export type RetryDecision =
  | { again: true; at: Date; reason: 'backing-off' | 'asked-to-wait' }
  | { again: false; reason: 'attempts-used-up' | 'refused-for-good' | 'waited-too-long' };

/** Doubles the wait with each attempt: 2 s, 4 s, 8 s, … */
export function decideRetry(attempts: number, now: Date): RetryDecision {
  if (attempts >= maxAttempts) return { again: false, reason: 'attempts-used-up' };
  const delayMs = Math.min(firstDelayMs * 2 ** (attempts - 1), longestDelayMs);
  return { again: true, at: new Date(now.getTime() + delayMs), reason: 'backing-off' };
}

/** The same when the other side said something about it: `never`, or how long to wait (virtual ms). */
export function decideAfterRefusal(
  message: { attempts: number; createdAt: Date },
  again: 'backing-off' | 'never' | number,
  now: Date,
): RetryDecision {
  if (again === 'never') return { again: false, reason: 'refused-for-good' };
  if (again === 'backing-off') return decideRetry(message.attempts, now);
  const at = new Date(now.getTime() + again);
  if (message.attempts >= maxAttempts) return { again: false, reason: 'attempts-used-up' };
  if (at.getTime() - message.createdAt.getTime() > longestWaitMs)
    return { again: false, reason: 'waited-too-long' };
  return { again: true, at, reason: 'asked-to-wait' };
}
