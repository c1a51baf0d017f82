/** Which theme holds where, by what was chosen in this browser. */
import type { Theme } from './colourPairs.ts';

export const themeChoices = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

/** A phone is read in the sun until its owner says otherwise; a desk is as its computer. `address`: path and query. */
export function choiceAt(address: string, kept: string | null): ThemeChoice {
  const chosen = themeChoices.find((each) => each === kept);
  return chosen ?? (/^\/(m|login\?next=%2Fm)\b/.test(address) ? 'light' : 'system');
}

/** A page on a wall is dark: what hangs there has the theme of its layout, on itself. */
export function themeAt(address: string, kept: string | null, systemIsDark: boolean): Theme {
  if (address.startsWith('/wall')) return 'dark';
  const choice = choiceAt(address, kept);
  return choice === 'system' ? (systemIsDark ? 'dark' : 'light') : choice;
}
