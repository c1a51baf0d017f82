import type { SoundScreen } from '@mingchu/shared/sound';
import i18next from 'i18next';
import { useEffect } from 'react';
import { startDirector } from './director.ts';
import { openSpeaker } from './speaker.ts';
import { askDutyShifts, openSound, useSound } from './soundStore.ts';
import { onVoices, voiceName } from './voice.ts';

/** Lets a screen be heard while it is mounted. `officer`: who looks at it may mute it. */
export function useSoundOf(screen: SoundScreen, officer: boolean): void {
  const on = useSound((sound) => sound.on && sound.screen === screen);
  useEffect(() => {
    openSound(screen, { search: location.search, officer });
    if (officer) askDutyShifts();
    const stopDirector = startDirector();
    const noteVoice = (): void =>
      useSound.setState({ voiceName: voiceName(i18next.language === 'en' ? 'en' : 'zh-CN') });
    noteVoice();
    i18next.on('languageChanged', noteVoice);
    const stopVoices = onVoices(noteVoice);
    return () => {
      stopDirector();
      stopVoices();
      i18next.off('languageChanged', noteVoice);
    };
  }, [screen, officer]);
  useEffect(() => (on ? openSpeaker() : undefined), [on]);
}
