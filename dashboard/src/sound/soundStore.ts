/** The sound of this screen: what was chosen for it (remembered in this browser), and how it stands. */
import {
  type DutyShiftsAnswer,
  type SoundAct,
  type SoundActAnswer,
  type SoundKind,
  type SoundScreen,
  usualDutyShifts,
} from '@mingchu/shared/sound';
import { create } from 'zustand';
import { request } from '../http/request.ts';
import { serverNow } from '../live/store.ts';
import { type Kept, keptFrom, type SoundTest } from './kept.ts';
import type { SoundReason } from './soundModel.ts';

export interface SoundStore extends Kept {
  screen: SoundScreen;
  /** The browser lets this page be heard; `unknown` until it was asked. */
  audio: 'unknown' | 'blocked' | 'running';
  /** Another page of this browser is the one that sounds. */
  elsewhere: boolean;
  /** Name of the voice for the language of the screen; null where none is installed. */
  voiceName: string | null;
  /** What is heard now. */
  playing: SoundKind | null;
  testing: boolean;
  /** When shifts of duty officers begin, `HH:MM`: what the station says, once it has. */
  shiftStarts: readonly string[];
  /** Why there is sound, or silence. */
  reason: SoundReason;
}

export const useSound = create<SoundStore>(() => ({
  ...keptFrom(null, { screen: 'wall', search: '' }),
  screen: 'wall',
  audio: 'unknown',
  elsewhere: false,
  voiceName: null,
  playing: null,
  testing: false,
  shiftStarts: usualDutyShifts,
  reason: 'switched-off',
}));

const keyOf = (screen: SoundScreen) => `mingchu.sound.${screen}`;

/** Takes up what this browser remembers for a screen; `?sound=on|off` chooses anew. */
export function openSound(screen: SoundScreen, who: { search: string; officer: boolean }): void {
  const kept = keptFrom(localStorage.getItem(keyOf(screen)), { screen, ...who });
  useSound.setState({ ...kept, screen });
  if (new URLSearchParams(who.search).has('sound')) keep();
}

/** Asks when shifts begin; without an answer the usual ones count. */
export function askDutyShifts(): void {
  request<DutyShiftsAnswer>('GET', '/sound/duty-shifts').then(
    ({ starts }) => useSound.setState({ shiftStarts: starts }),
    () => undefined,
  );
}

function keep(): void {
  const { screen, on, voice, mute, test } = useSound.getState();
  localStorage.setItem(keyOf(screen), JSON.stringify({ on, voice, mute, test } satisfies Kept));
}

type Act = SoundAct extends infer Each
  ? Each extends { screen: unknown }
    ? Omit<Each, 'screen'>
    : never
  : never;

/** Sends an act to be recorded; it holds once it is. Throws `RequestError`. */
async function record(act: Act): Promise<SoundActAnswer> {
  const { screen } = useSound.getState();
  return request<SoundActAnswer>('POST', '/sound/acts', { ...act, screen });
}

/** Silence for some minutes: what stands is held back, nothing is acknowledged. Throws `RequestError`. */
export async function muteFor(minutes: number): Promise<void> {
  const { at, mutedUntil } = await record({ act: 'mute', minutes });
  if (mutedUntil === null) return;
  useSound.setState({ mute: { fromMs: Date.parse(at), untilMs: Date.parse(mutedUntil) } });
  keep();
}

/** Ends the silence before its time. Throws `RequestError`. */
export async function endMute(): Promise<void> {
  await record({ act: 'unmute' });
  useSound.setState({ mute: null });
  keep();
}

/** Switches the sound of this screen for good. Throws `RequestError`. */
export async function switchSound(on: boolean): Promise<void> {
  await record({ act: 'switch', on });
  useSound.setState({ on, mute: null });
  keep();
}

/** The voice after the tones: a matter of taste, and not recorded. */
export function switchVoice(voice: boolean): void {
  useSound.setState({ voice });
  keep();
}

/** Records what was heard of the test. Throws `RequestError`. */
export async function confirmTest(by: string, heard: boolean): Promise<void> {
  const { voice, voiceName } = useSound.getState();
  await record({ act: 'test', heard, voice: voice ? (voiceName === null ? 'none' : 'tested') : 'off' });
  const test: SoundTest = { by, atMs: serverNow(), heard };
  useSound.setState({ test });
  keep();
}
