/** zh-CN first, English by a switch that is remembered in this browser. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { zh } from './zh.ts';

export type Language = 'zh-CN' | 'en';
const storageKey = 'mingchu.language';

function remembered(): Language {
  return localStorage.getItem(storageKey) === 'en' ? 'en' : 'zh-CN';
}

/** Loads both languages; there is nothing to fetch. */
export async function startLanguage(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await i18next.use(initReactI18next).init({
    lng: remembered(),
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: zh }, en: { translation: en } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  });
}

/** Switches between the two and remembers it. */
export async function switchLanguage(): Promise<void> {
  const next: Language = i18next.language === 'en' ? 'zh-CN' : 'en';
  localStorage.setItem(storageKey, next);
  await i18next.changeLanguage(next);
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
