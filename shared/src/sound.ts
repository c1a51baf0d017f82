/**
 * What people do to the sound of a screen, and what is recorded of it. Silence is never acknowledgement: none of this
 * touches a violation.
 */
import { type Static, Type } from 'typebox';

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

/** Answer of `POST /sound/acts`. */
export interface SoundActAnswer {
  /** When it was recorded. */
  at: string;
  /** Only after `mute`. */
  mutedUntil: string | null;
}
