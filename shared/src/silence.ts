/** When a device is called silent: the rule and the screens agree. */

/** No device is called silent before this, ms. */
const minSilenceMs = 30_000;

/** Of the registered period: a longer pause shows that the device has another. */
export const pausesUntilSilent = 3;

/** How long it may say nothing, ms: so many of its report periods. */
export function silentAfterMs(periods: number, periodMs: number): number {
  return Math.max(periods * periodMs, minSilenceMs);
}
