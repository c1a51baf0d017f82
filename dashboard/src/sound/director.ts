/**
 * Looks twice a second, lets the model decide, and performs: tones first, then the voice, which drops what is no longer
 * true when its turn comes. Timers of a hidden page run once a minute at worst; it looks at what comes over the line too.
 */
import type { SoundKind } from '@mingchu/shared/sound';
import i18next from 'i18next';
import { isNotLive, localNow, serverNow, useLiveStore } from '../live/store.ts';
import { workList } from '../live/useWallItems.ts';
import { listenedNote, listenedUntil } from './kept.ts';
import { lengthOf, patterns } from './patterns.ts';
import {
  type Cause,
  causesOf,
  freshMemory,
  nextSound,
  type Play,
  type SoundFacts,
  stillTrue,
} from './soundModel.ts';
import { play as playTones } from './speaker.ts';
import { type SoundStore, useSound } from './soundStore.ts';
import { spokenFacts } from './spokenFacts.ts';
import { sentence } from './sentence.ts';
import { hush, say } from './voice.ts';

const lookEveryMs = 500;

/** Begins to look; answers how to end it. */
export function startDirector(): () => void {
  let memory = { ...freshMemory, listenedUntilMs: takeListened() };
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let speaking: SoundKind | null = null;

  const causesNow = (): Cause[] => {
    const { live, lastLiveAtMs } = useLiveStore.getState();
    return causesOf(workList(live), { serverMs: serverNow(), live: !isNotLive(lastLiveAtMs, localNow()) });
  };
  const look = (): void => {
    if (useLiveStore.getState().live.seq === null) return;
    lookedAtMs = localNow();
    const sound = useSound.getState();
    const facts: SoundFacts = {
      causes: causesNow(),
      audio: audioOf(sound),
      mute: sound.mute,
      voice: sound.voice,
      speaking,
      testing: sound.testing,
    };
    const { next, play, reason } = nextSound(memory, facts, { serverMs: serverNow(), localMs: localNow() });
    memory = next;
    if (sound.reason !== reason) useSound.setState({ reason });
    if (play) void perform(play);
  };
  const perform = async (play: Play): Promise<void> => {
    if (speaking) hush();
    useSound.setState({ playing: play.kind, testing: false });
    playTones(patterns[play.kind]);
    await new Promise((resolve) => setTimeout(resolve, lengthOf(patterns[play.kind])));
    if (useSound.getState().playing === play.kind) useSound.setState({ playing: null });
    // It may have been switched off while the tones went on.
    if (!play.speak || !useSound.getState().voice) return;
    const causes = stillTrue(play, causesNow());
    if (causes.length === 0) return;
    speaking = play.kind;
    const language = i18next.language === 'en' ? 'en' : 'zh-CN';
    const { live } = useLiveStore.getState();
    await say(sentence(spokenFacts(causes, live, serverNow()), language), language);
    if (speaking === play.kind) speaking = null;
  };

  const timer = setInterval(look, lookEveryMs);
  const stopHearing = useLiveStore.subscribe(() => {
    if (localNow() - lookedAtMs >= lookEveryMs) look();
  });
  addEventListener('pagehide', noteListened);
  return () => {
    clearInterval(timer);
    stopHearing();
    removeEventListener('pagehide', noteListened);
    hush();
  };
}

const listenedKey = 'mingchu.listenedUntil';

function noteListened(): void {
  if (useLiveStore.getState().live.seq === null) return;
  sessionStorage.setItem(listenedKey, listenedNote({ serverMs: serverNow(), machineMs: Date.now() }));
}

/** Until when the page before this one of the same tab listened; null when it is long ago. */
function takeListened(): number | null {
  const note = sessionStorage.getItem(listenedKey);
  sessionStorage.removeItem(listenedKey);
  return listenedUntil(note, Date.now());
}

function audioOf({ on, audio, elsewhere }: SoundStore): SoundFacts['audio'] {
  if (!on) return 'off';
  if (elsewhere) return 'elsewhere';
  return audio === 'running' ? 'sounding' : 'blocked';
}
