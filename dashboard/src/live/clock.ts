/**
 * Server time on this screen. Every countdown uses it, so a wrong clock on a phone cannot shorten ten minutes.
 * Between heartbeats it runs on at the pace of the last two (a rehearsal may run at 60×).
 */
export interface ServerClock {
  /** Server time of the last heartbeat, ms since 1970. */
  serverMs: number;
  /** Monotonic local time of it, ms. */
  localMs: number;
  /** Server ms per local ms. */
  pace: number;
}

/** Pace within this of real time is real time: network delay must not make the clock waver. */
const paceTolerance = 0.2;
/** Two heartbeats closer than this tell nothing about the pace. */
const minPaceSpanMs = 900;

/** Takes in one heartbeat. Never lets time run backwards by less than a second: rings would jump. */
export function clockAfterBeat(clock: ServerClock | null, serverMs: number, localMs: number): ServerClock {
  if (clock === null) return { serverMs, localMs, pace: 1 };
  const spanMs = localMs - clock.localMs;
  if (spanMs < minPaceSpanMs) return { ...clock, pace: clock.pace };
  const measured = (serverMs - clock.serverMs) / spanMs;
  const pace = measured < 0 || Math.abs(measured - 1) <= paceTolerance ? 1 : measured;
  return { serverMs, localMs, pace };
}

/** Server time at a monotonic local time, ms since 1970. */
export function serverTimeAt(clock: ServerClock | null, localMs: number, fallbackMs: number): number {
  return clock === null ? fallbackMs : clock.serverMs + (localMs - clock.localMs) * clock.pace;
}
