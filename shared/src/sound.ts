/**
 * What people do to the sound of a screen, and what is recorded of it. Silence is never acknowledgement: none of this
 * touches a violation.
 */
import { type Static, Type } from 'typebox';
import { localOffsetMs } from './openingHours.ts';

/** Longest mute, minutes. */
export const maxMuteMinutes = 15;

/** Everything that can be heard, most urgent first. */
export const soundKinds = [
  'critical',
  'data-lost',
  'breach',
  'two-minutes',
  'major',
  'minor',
  'info',
] as const;
export type SoundKind = (typeof soundKinds)[number];

/** The screens that can sound. */
export const soundScreens = ['wall', 'console'] as const;
export type SoundScreen = (typeof soundScreens)[number];

const Screen = Type.Enum([...soundScreens]);
/** `POST /sound/acts`. */
export const SoundAct = Type.Union([
  Type.Object({
    act: Type.Literal('mute'),
    screen: Screen,
    minutes: Type.Integer({ minimum: 1, maximum: maxMuteMinutes }),
  }),
  Type.Object({ act: Type.Literal('unmute'), screen: Screen }),
  /** Switches the sound of a screen on or off for good. */
  Type.Object({ act: Type.Literal('switch'), screen: Screen, on: Type.Boolean() }),
  /** What an officer heard of the test at the start of his shift. */
  Type.Object({
    act: Type.Literal('test'),
    screen: Screen,
    heard: Type.Boolean(),
    /** `none`: this screen has no voice for its language. */
    voice: Type.Enum(['tested', 'none', 'off']),
  }),
]);
export type SoundAct = Static<typeof SoundAct>;

/** When shifts of duty officers begin, `HH:MM` in the district, unless the station says otherwise: three of 8 hours. */
export const usualDutyShifts = ['00:00', '08:00', '16:00'] as const;

const dayMs = 86_400_000;

/** When the shift that runs began, ms since 1970. */
export function dutyShiftBegan(starts: readonly string[], nowMs: number): number {
  const midnight = Math.floor((nowMs + localOffsetMs) / dayMs) * dayMs - localOffsetMs;
  const began = starts.flatMap((start) => {
    const [hours = 0, minutes = 0] = start.split(':').map(Number);
    const today = midnight + (hours * 60 + minutes) * 60_000;
    return today <= nowMs ? [today] : [today - dayMs];
  });
  return Math.max(...began);
}

/** Answer of `GET /sound/duty-shifts`. */
export interface DutyShiftsAnswer {
  starts: readonly string[];
}

/** Answer of `POST /sound/acts`. */
export interface SoundActAnswer {
  /** When it was recorded. */
  at: string;
  /** Only after `mute`. */
  mutedUntil: string | null;
}
