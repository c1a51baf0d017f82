/**
 * What each kind sounds like. Rhythm tells the priority, so that it is known before the pitch is: the manner of
 * IEC 60601-1-8 (alarms of medical equipment), because no standard for monitoring rooms has public numbers.
 *
 * Checked in public summaries: the burst of high priority is 3-2 and 3-2 pulses, that of medium 3, of low 1 or 2; a
 * pulse's fundamental is 150 to 1,000 Hz with at least four harmonics from 300 to 4,000 Hz, each within 15 dB of it.
 * From tables that are widely reproduced, and not checked against the paid text, hence a proposal: pulses of 75 to
 * 200 ms (high) and 125 to 250 ms (medium, low), 50 to 125 ms and 125 to 250 ms apart, a gap of two spaces and a pulse
 * between 3 and 2, 350 to 1,300 ms between the two halves, a rise of 10 to 40 % of the pulse, and 2.5 to 15 s between
 * bursts of high priority. Three patterns are Mingchu's own: the standard has no due times.
 */
import type { SoundKind } from '@mingchu/shared/sound';

export interface Pulse {
  /** From the beginning of the pattern. */
  atMs: number;
  lengthMs: number;
  /** Fundamental. */
  hz: number;
}

export interface Pattern {
  pulses: readonly Pulse[];
  /** Of full loudness, 0 to 1: what is more urgent is louder. */
  level: number;
  /** Sounds again after this long while its cause stands; null: once. Local time, ms. */
  repeatMs: number | null;
}

/** Parts of a pulse in which it swells and fades, so that it neither clicks nor startles. */
export const risePart = 0.2;
export const fallPart = 0.25;
/** Amplitudes of the fundamental and its harmonics: all within 15 dB, that is above 0.178 of the first. */
export const harmonics = [1, 0.6, 0.45, 0.35, 0.28] as const;

/** Pulses one after the other: `[hz, length ms, pause after it ms]`. */
function inTurn(notes: readonly (readonly [number, number, number])[]): Pulse[] {
  let atMs = 0;
  return notes.map(([hz, lengthMs, pauseMs]) => {
    const pulse = { atMs, lengthMs, hz };
    atMs += lengthMs + pauseMs;
    return pulse;
  });
}

const high = [
  [740, 150, 100],
  [740, 150, 100],
  [740, 150, 350],
  [740, 150, 100],
  [740, 150, 600],
] as const;

export const patterns = {
  critical: { pulses: inTurn([...high, ...high]), level: 0.9, repeatMs: 15_000 },
  /** Low and long: it does not call to a kitchen, it says that nothing can be heard from there. */
  'data-lost': {
    pulses: inTurn([
      [262, 600, 300],
      [262, 600, 0],
    ]),
    level: 0.8,
    repeatMs: 60_000,
  },
  /** Falls: it is over. */
  breach: {
    pulses: inTurn([
      [784, 350, 100],
      [587, 350, 100],
      [392, 500, 0],
    ]),
    level: 0.8,
    repeatMs: null,
  },
  /** Rises, twice: hurry. */
  'two-minutes': {
    pulses: inTurn([
      [523, 120, 80],
      [659, 120, 400],
      [523, 120, 80],
      [659, 120, 0],
    ]),
    level: 0.7,
    repeatMs: null,
  },
  major: {
    pulses: inTurn([
      [587, 200, 200],
      [587, 200, 200],
      [587, 200, 0],
    ]),
    level: 0.6,
    repeatMs: null,
  },
  minor: {
    pulses: inTurn([
      [440, 200, 200],
      [440, 200, 0],
    ]),
    level: 0.4,
    repeatMs: null,
  },
  info: { pulses: inTurn([[440, 200, 0]]), level: 0.35, repeatMs: null },
} as const satisfies Record<SoundKind, Pattern>;

/** How long a pattern lasts, ms. */
export function lengthOf(pattern: Pattern): number {
  const last = pattern.pulses.at(-1);
  return last ? last.atMs + last.lengthMs : 0;
}
