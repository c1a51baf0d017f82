/**
 * The theme of the page, as a class of `html` that stands before the first paint: chosen at the desk or on the phone, kept
 * in this browser, and the same in all its tabs.
 */
import { useSyncExternalStore } from 'react';
import { choiceAt, type ThemeChoice, themeAt } from './themeChoice.ts';

const storageKey = 'mingchu.theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>([showTheme]);

const here = (): string => location.pathname + location.search;

/** Shows the theme of this address, and keeps to what is chosen here, in another tab and on the computer. */
export function startTheme(): void {
  showTheme();
  system.addEventListener('change', showTheme);
  addEventListener('storage', tell);
}

/** Gives the page its theme, and what a phone draws around it the colour of its head. */
export function showTheme(): void {
  const page = document.documentElement;
  const theme = themeAt(here(), localStorage.getItem(storageKey), system.matches);
  page.classList.remove('dark', 'light');
  page.classList.add(theme);
  document
    .querySelector('meta[name=theme-color]')
    ?.setAttribute('content', getComputedStyle(page).getPropertyValue('--panel'));
}

/** What is chosen here, and how to choose. */
export function useThemeChoice(): [ThemeChoice, (choice: ThemeChoice) => void] {
  return [useSyncExternalStore(subscribe, () => choiceAt(here(), localStorage.getItem(storageKey))), choose];
}

function choose(choice: ThemeChoice): void {
  localStorage.setItem(storageKey, choice);
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
