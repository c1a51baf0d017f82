/**
 * The sound of a new order. Browsers keep sound back until the page has been touched once; until then the phone
 * shakes where it can, and the screen says that it is silent.
 */
import { create } from 'zustand';

/** Two tones and a pause, over and over: heard in a street, told apart from a ring tone. */
const tones = [
  { hz: 880, fromS: 0, lengthS: 0.22 },
  { hz: 1_175, fromS: 0.26, lengthS: 0.22 },
  { hz: 880, fromS: 0.52, lengthS: 0.22 },
] as const;
const repeatMs = 1_800;
const shake = [350, 120, 350, 120, 350];
const loudness = 0.5;

interface Sound {
  /** The browser lets us be heard. */
  unlocked: boolean;
  /** Orders that are kept quiet; any other sounds again. */
  muted: readonly string[];
}

export const useSound = create<Sound>(() => ({ unlocked: false, muted: [] }));

let context: AudioContext | undefined;

/** Called by any touch: from then on the page may be heard. */
async function unlock(): Promise<void> {
  context ??= new AudioContext();
  if (context.state !== 'running') await context.resume();
  useSound.setState({ unlocked: context.state === 'running' });
}

/** Waits for the first touch, until the answer is called. */
export function unlockAtTouch(): () => void {
  const onTouch = (): void => void unlock().catch(() => undefined);
  addEventListener('pointerdown', onTouch);
  addEventListener('keydown', onTouch);
  return () => {
    removeEventListener('pointerdown', onTouch);
    removeEventListener('keydown', onTouch);
  };
}

/** True while all of these orders are kept quiet. */
export function allMuted(orderIds: readonly string[], muted: readonly string[]): boolean {
  return orderIds.every((id) => muted.includes(id));
}

/** Sounds and shakes for these orders until the answer is called, but while all of them are muted. */
export function ring(orderIds: readonly string[]): () => void {
  const once = (): void => {
    if (allMuted(orderIds, useSound.getState().muted)) return;
    // Browsers refuse to shake a page that was never touched, and some have nothing to shake.
    navigator.vibrate?.(shake);
    if (context?.state === 'running') playTones(context);
  };
  once();
  const timer = setInterval(once, repeatMs);
  return () => {
    clearInterval(timer);
    navigator.vibrate?.(0);
  };
}

function playTones(audio: AudioContext): void {
  for (const { hz, fromS, lengthS } of tones) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const startS = audio.currentTime + fromS;
    tone.type = 'square';
    tone.frequency.value = hz;
    volume.gain.setValueAtTime(0, startS);
    volume.gain.linearRampToValueAtTime(loudness, startS + 0.02);
    volume.gain.linearRampToValueAtTime(0, startS + lengthS);
    tone.connect(volume).connect(audio.destination);
    tone.start(startS);
    tone.stop(startS + lengthS);
  }
}
