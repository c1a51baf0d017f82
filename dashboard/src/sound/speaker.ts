/**
 * The page's way to the loudspeaker. A browser keeps a page silent until somebody has touched it, unless it was started
 * with `--autoplay-policy=no-user-gesture-required`; until then the store says `blocked`. Of several pages of one
 * browser that want to sound, one does.
 */
import type { Pattern } from './patterns.ts';
import { useSound } from './soundStore.ts';
import { playPattern } from './tones.ts';

/** Ahead of time, so that the first pulse is whole, s. */
const leadS = 0.05;
const lockName = 'mingchu.sound';
const settleMs = 300;

interface Speaker {
  context: AudioContext;
  /** Aborts when the page no longer wants to sound. */
  closing: AbortController;
  asksForFloor: boolean;
}
let speaker: Speaker | undefined;

function noteState(): void {
  if (!speaker || speaker.context.state === 'closed') return;
  const running = speaker.context.state === 'running';
  useSound.setState({ audio: running ? 'running' : 'blocked' });
  if (running) askForFloor(speaker);
}

async function unlock(): Promise<void> {
  if (speaker && speaker.context.state !== 'running') await speaker.context.resume().catch(() => undefined);
  noteState();
}

/** Opens the way and keeps it open; answers how to close it. */
export function openSpeaker(): () => void {
  const context = new AudioContext();
  const closing = new AbortController();
  speaker = { context, closing, asksForFloor: false };
  context.addEventListener('statechange', noteState);
  // Asked at once: where the browser was started for it, nobody has to touch anything.
  void unlock();
  // A context that may run is `suspended` for a moment; only what stays so is blocked.
  const settle = setTimeout(noteState, settleMs);
  const onTouch = (): void => void unlock();
  const touches = ['pointerdown', 'keydown'] as const;
  for (const touch of touches) addEventListener(touch, onTouch);
  return () => {
    clearTimeout(settle);
    closing.abort();
    for (const touch of touches) removeEventListener(touch, onTouch);
    context.removeEventListener('statechange', noteState);
    void context.close();
    speaker = undefined;
    useSound.setState({ audio: 'unknown', elsewhere: false });
  };
}

/**
 * Waits until no other page of this browser sounds; one that is hidden gives way to one that is seen, because a browser
 * lets it look but rarely. Without locks (plain http) every page sounds for itself.
 */
function askForFloor(asking: Speaker): void {
  if (asking.asksForFloor || !('locks' in navigator)) return;
  asking.asksForFloor = true;
  const { signal } = asking.closing;
  const others = new BroadcastChannel(lockName);
  let giveWay: (() => void) | undefined;
  const ask = (): void => {
    useSound.setState({ elsewhere: true });
    navigator.locks
      .request(lockName, { signal }, () => {
        if (signal.aborted) return undefined;
        useSound.setState({ elsewhere: false });
        return new Promise<void>((resolve) => {
          giveWay = resolve;
        });
      })
      .catch(() => undefined); // Given up before it had its turn.
  };
  others.addEventListener('message', () => {
    if (!document.hidden || !giveWay) return;
    giveWay();
    giveWay = undefined;
    ask();
  });
  const askToGiveWay = (): void => {
    if (!document.hidden && useSound.getState().elsewhere) others.postMessage('seen');
  };
  document.addEventListener('visibilitychange', askToGiveWay, { signal });
  signal.addEventListener('abort', () => {
    giveWay?.();
    others.close();
  });
  ask();
  askToGiveWay();
}

/** Plays a pattern now; nothing where the browser forbids it. */
export function play(pattern: Pattern): void {
  const context = speaker?.context;
  if (context?.state === 'running') playPattern(context, pattern, context.currentTime + leadS);
}
