/** Plays every pattern and the voice, so that an officer knows at the start of his shift that he will hear them. */
import { soundKinds } from '@mingchu/shared/sound';
import i18next from 'i18next';
import { lengthOf, patterns } from './patterns.ts';
import { play } from './speaker.ts';
import { useSound } from './soundStore.ts';
import { hush, say } from './voice.ts';

const pauseMs = 900;
/** About how long the tones take, ms. */
export const testLengthMs = soundKinds.reduce((sum, kind) => sum + lengthOf(patterns[kind]) + pauseMs, 0);

/** Resolves true when everything was played; an alarm that comes meanwhile ends the test. */
export async function runTest(): Promise<boolean> {
  useSound.setState({ testing: true });
  const goesOn = (): boolean => useSound.getState().testing;
  for (const kind of soundKinds) {
    if (!goesOn()) return false;
    useSound.setState({ playing: kind });
    play(patterns[kind]);
    await new Promise((resolve) => setTimeout(resolve, lengthOf(patterns[kind]) + pauseMs));
  }
  if (!goesOn()) return false;
  useSound.setState({ playing: null });
  if (useSound.getState().voice)
    await say(i18next.t('sound.test.sentence'), i18next.language === 'en' ? 'en' : 'zh-CN');
  const whole = goesOn();
  endTest();
  return whole;
}

/** Stops it. */
export function endTest(): void {
  if (!useSound.getState().testing) return;
  useSound.setState({ testing: false, playing: null });
  hush();
}
