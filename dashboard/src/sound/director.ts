/**
 * Looks twice a second, lets the model decide, and performs: tones first, then the voice, which drops what is no longer
 * true when its turn comes.
 */
import type { SoundKind } from '@mingchu/shared/sound';
import i18next from 'i18next';
import { isNotLive, localNow, serverNow, useLiveStore } from '../live/store.ts';
import { workList } from '../live/useWallItems.ts';
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
  let memory = freshMemory;
  let speaking: SoundKind | null = null;

  const causesNow = (): Cause[] => {
    const { live, lastLiveAtMs } = useLiveStore.getState();
    return causesOf(workList(live), { serverMs: serverNow(), live: !isNotLive(lastLiveAtMs, localNow()) });
  };
  const look = (): void => {
    if (useLiveStore.getState().live.seq === null) return;
    const sound = useSound.getState();
    const facts: SoundFacts = {
      causes: causesNow(),
      audio: audioOf(sound),
      mute: sound.mute,
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
  return () => {
    clearInterval(timer);
    hush();
  };
}

function audioOf({ on, audio, elsewhere }: SoundStore): SoundFacts['audio'] {
  if (!on) return 'off';
  if (elsewhere) return 'elsewhere';
  return audio === 'running' ? 'sounding' : 'blocked';
}
