/** zh-CN first, English by a switch that is remembered in this browser; its texts are fetched when they are needed. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { zh } from './zh.ts';

export type Language = 'zh-CN' | 'en';
const storageKey = 'mingchu.language';

function remembered(): Language {
  return localStorage.getItem(storageKey) === 'en' ? 'en' : 'zh-CN';
}

/** Begins in the remembered language. Chinese comes with the page; without the English texts it begins in Chinese. */
export async function startLanguage(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await startTexts();
  if (remembered() === 'en') await speak('en').catch(() => undefined);
}

/** Lays out the texts, in Chinese. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: zh } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  });
}

/** Brings the Chinese texts that only the desk has: a phone counts what it loads. To be waited for before it is drawn. */
export async function bringDeskTexts(): Promise<void> {
  const { zhDesk } = await import('./zhDesk.ts');
  i18next.addResourceBundle('zh-CN', 'translation', zhDesk);
}

/** Lays out the texts of the desk besides. */
export async function startDeskTexts(): Promise<void> {
  await startTexts();
  await bringDeskTexts();
}

/** Switches between the two and remembers it. Rejects while the texts cannot be fetched: then nothing changes. */
export async function switchLanguage(): Promise<void> {
  const next: Language = i18next.language === 'en' ? 'zh-CN' : 'en';
  await speak(next);
  localStorage.setItem(storageKey, next);
}

/** Changes the language. English is a file of its own: most screens never need it, and a phone counts what it loads. */
export async function speak(language: Language): Promise<void> {
  if (language === 'en' && !i18next.hasResourceBundle('en', 'translation')) {
    const { en } = await import('./en.ts');
    i18next.addResourceBundle('en', 'translation', en);
  }
  await i18next.changeLanguage(language);
}

/** Text of a rule or site word in the language of the screen. */
export function inLanguage(text: { zh: string; en: string }): string {
  return i18next.language === 'en' ? text.en : text.zh;
}

/** Several names in one line, set apart as the language of the screen does. */
export function listText(names: readonly (string | null)[]): string {
  return names.join(i18next.language === 'en' ? ', ' : '、');
}

/** Text under `prefix.word`, or the word itself: named reasons may be newer than this page. */
export function wordFor(prefix: string, word: string): string {
  return i18next.t(`${prefix}.${word}`, { defaultValue: word });
}
