/**
 * How old each kind of thing on a screen may be and still be drawn as it is now, ms. Past it the thing is hatched, or
 * hollow, and dated. One table, so that a limit is found where it is asked for. Where the clock of the district runs
 * faster than real time, `atRealPace` are counted in real time.
 */
const ageLimitsMs = {
  /** A camera picture on a kitchen's page; cameras send at least every 5 s. */
  siteCamera: 15_000,
  /** The newest message of any device; a district of any size has several a second. */
  intake: 30_000,
  /** Up to when the rules have judged what came in; they look for silence every 5 s, and a heartbeat tells it every 5 s. */
  judged: 30_000,
  /** Today's numbers, pushed every 5 s. */
  stats: 15_000,
  /** A measured value that a violation was opened with: it says what was, soon no longer what is. */
  measured: 120_000,
  /** When a device that is not online was last heard. */
  silentDevice: 600_000,
} as const satisfies Record<string, number>;

export type AgedKind = keyof typeof ageLimitsMs;

/**
 * What Mingchu itself sends or does at a pace, and pictures, which no camera and no line can send faster: that takes as
 * long at whatever speed the clock of the district runs.
 */
const atRealPace: ReadonlySet<AgedKind> = new Set<AgedKind>(['siteCamera', 'intake', 'judged', 'stats']);

/** Whether something of this age, ms by the server's clock, is too old; `speed` is server ms per real ms. */
export function isPastLimit(kind: AgedKind, ageMs: number, speed: number): boolean {
  return (atRealPace.has(kind) ? ageMs / speed : ageMs) > ageLimitsMs[kind];
}
