/**
 * Server time on this screen. Every countdown uses it, so a wrong clock on a phone cannot shorten ten minutes. A
 * heartbeat that answers a question is right to half the way there and back; one that comes by itself may have waited
 * in a stuck page or a full line, so it can only prove that the server's clock was already there: it may push this
 * clock forward, never back, and what it is behind is its age.
 */
export interface ServerClock {
  /** Server time at `localMs`, ms since 1970. */
  serverMs: number;
  /** Monotonic local time, ms. */
  localMs: number;
  /** Server ms per local ms: above 1 in rehearsals. */
  speed: number;
  /** How much it may be off, real ms. */
  errorMs: number;
}

/** One heartbeat as it arrived. */
export interface ArrivedBeat {
  serverMs: number;
  speed: number;
  /** Monotonic local time of the question that it answers; absent when it came by itself. */
  askedMs?: number | undefined;
  /** Monotonic local time of its arrival. */
  nowMs: number;
}

/** Until a question is answered nothing is known of the way, ms. */
const unknownErrorMs = 5_000;
/** Two quartz clocks part by less than this, ms per ms. */
const driftPerMs = 0.0005;
/** A step back by less than this would make rings jump for nothing, server ms. */
const leastStepBackMs = 1_000;
/** An ordinary way through the network and a busy page, ms: not an age. */
const ordinaryWayMs = 500;

/** The clock after a heartbeat, and how long ago at most the beat was sent, real ms. */
export function clockAfterBeat(
  clock: ServerClock | null,
  beat: ArrivedBeat,
): { clock: ServerClock; ageMs: number } {
  const { serverMs, speed, askedMs, nowMs } = beat;
  if (askedMs === undefined) return clockAfterPlainBeat(clock, beat);
  const wayMs = Math.max(0, nowMs - askedMs);
  const asked = {
    serverMs: serverMs + (wayMs / 2) * speed,
    localMs: nowMs,
    speed,
    errorMs: wayMs / 2,
  };
  if (clock === null) return { clock: asked, ageMs: wayMs };
  const knownErrorMs = clock.errorMs + (nowMs - clock.localMs) * driftPerMs;
  const stepMs = asked.serverMs - serverTimeAt(clock, nowMs, 0);
  const apart = Math.abs(stepMs) / speed > asked.errorMs + knownErrorMs;
  if (!apart && asked.errorMs > knownErrorMs) return { clock: atSpeed(clock, speed, nowMs), ageMs: wayMs };
  const slipped = stepMs < 0 && stepMs > -leastStepBackMs;
  return { clock: slipped ? { ...asked, serverMs: asked.serverMs - stepMs } : asked, ageMs: wayMs };
}

function clockAfterPlainBeat(
  clock: ServerClock | null,
  { serverMs, speed, nowMs }: ArrivedBeat,
): { clock: ServerClock; ageMs: number } {
  if (clock === null)
    return { clock: { serverMs, localMs: nowMs, speed, errorMs: unknownErrorMs }, ageMs: 0 };
  const behindMs = serverTimeAt(clock, nowMs, 0) - serverMs;
  if (behindMs < 0) return { clock: { ...clock, serverMs, localMs: nowMs, speed }, ageMs: 0 };
  const ageMs = behindMs / speed;
  return { clock: atSpeed(clock, speed, nowMs), ageMs: ageMs > ordinaryWayMs ? ageMs : 0 };
}

function atSpeed(clock: ServerClock, speed: number, nowMs: number): ServerClock {
  if (clock.speed === speed) return clock;
  return { ...clock, serverMs: serverTimeAt(clock, nowMs, 0), localMs: nowMs, speed };
}

/** Server time at a monotonic local time, ms since 1970. */
export function serverTimeAt(clock: ServerClock | null, localMs: number, fallbackMs: number): number {
  return clock === null ? fallbackMs : clock.serverMs + (localMs - clock.localMs) * clock.speed;
}

/** A machine's clock that is off by more than this is told, ms. */
const wrongClockMs = 5_000;

/** How far this machine's clock is ahead of the server's, ms; null while it is right, or cannot be judged. */
export function wrongByMs(
  clock: ServerClock | null,
  at: { machineMs: number; localMs: number; rehearsal: boolean },
): number | null {
  if (clock === null || at.rehearsal) return null;
  const aheadMs = at.machineMs - serverTimeAt(clock, at.localMs, 0);
  return Math.abs(aheadMs) > wrongClockMs + clock.errorMs ? aheadMs : null;
}
