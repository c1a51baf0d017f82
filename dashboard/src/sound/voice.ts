/**
 * The voice of the screen, by the browser's speech synthesis. Only voices that speak on this machine are used: names of
 * kitchens and people must not be sent to somebody else's server to be read aloud.
 */
import type { Language } from '../i18n/language.ts';

type Voice = Pick<SpeechSynthesisVoice, 'lang' | 'localService' | 'name'>;

/** A voice that does not end is given up, ms: some browsers forget to say so. */
const longestMs = 20_000;

/** The voice for a language, or undefined where none is installed. */
export function voiceFor<Each extends Voice>(voices: readonly Each[], language: Language): Each | undefined {
  const wanted = language === 'en' ? /^en([-_]|$)/i : /^(zh|cmn)([-_]|$)/i;
  const mainland = language === 'en' ? /^en[-_](GB|US)/i : /CN|Hans/i;
  const fitting = voices.filter((voice) => voice.localService && wanted.test(voice.lang));
  return fitting.find(({ lang }) => mainland.test(lang)) ?? fitting[0];
}

function installed(): SpeechSynthesisVoice[] {
  return 'speechSynthesis' in globalThis ? speechSynthesis.getVoices() : [];
}

/** Name of the voice for a language; null where none is installed. */
export function voiceName(language: Language): string | null {
  return voiceFor(installed(), language)?.name ?? null;
}

/** Calls back when voices have come or gone; answers how to stop that. */
export function onVoices(listener: () => void): () => void {
  if (!('speechSynthesis' in globalThis)) return () => undefined;
  speechSynthesis.addEventListener('voiceschanged', listener);
  return () => speechSynthesis.removeEventListener('voiceschanged', listener);
}

export type Spoken = 'spoken' | 'no-voice' | 'interrupted' | 'failed';

/** Says a text to its end. */
export function say(text: string, language: Language): Promise<Spoken> {
  const voice = voiceFor(installed(), language);
  if (!voice) return Promise.resolve('no-voice');
  return new Promise((resolve) => {
    const words = new SpeechSynthesisUtterance(text);
    const timer = setTimeout(() => {
      speechSynthesis.cancel();
      resolve('failed');
    }, longestMs);
    const end = (how: Spoken) => {
      clearTimeout(timer);
      resolve(how);
    };
    words.voice = voice;
    words.lang = voice.lang;
    words.onend = () => end('spoken');
    words.onerror = ({ error }) =>
      end(error === 'interrupted' || error === 'canceled' ? 'interrupted' : 'failed');
    speechSynthesis.speak(words);
  });
}

/** Falls silent at once. */
export function hush(): void {
  if ('speechSynthesis' in globalThis) speechSynthesis.cancel();
}
