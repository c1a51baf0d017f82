/** The states in which the screens of people are judged: console, office and phone on days of the in-browser mock. */
import type { Picture } from './pictures.ts';
import { type PeopleState, screens } from './peopleStates.ts';

const phoneSize = '390x844';
export const sizes: Record<string, { width: number; height: number }> = {
  '1920x1080': { width: 1920, height: 1080 },
  '1366x768': { width: 1366, height: 768 },
  [phoneSize]: { width: 390, height: 844 },
};

interface Choice {
  screen: string;
  day: string;
  size: string;
  theme: string;
  language: string;
}

interface PeopleLook extends Choice {
  name: string;
  state: PeopleState;
}

/** The states of the screen that there are on that day and at that size. */
export function peopleLooks(choice: Choice): PeopleLook[] {
  const fits = { phone: [phoneSize], login: Object.keys(sizes) }[choice.screen];
  if (fits ? !fits.includes(choice.size) : choice.size === phoneSize) return [];
  return Object.entries(screens[choice.screen] ?? {})
    .filter(([, { days: on = ['full'] }]) => on.some((day) => day === choice.day))
    .map(([name, state]) => ({ ...choice, name, state }));
}

/** What is played to see it. */
export function peoplePicture({ screen, name, day, size, theme, language, state }: PeopleLook): Picture {
  const { path, ...more } = state;
  const at = sizes[size];
  return {
    scene: {
      name: [screen, name, day, size, theme, language].join('-'),
      path: `${path}${path.includes('?') ? '&' : '?'}mock=1&case=${day}`,
      locale: language,
      theme,
      playS: more.playS ?? 1,
      ...(at && { size: at }),
      ...(language === 'en' && { language }),
      ...(more.who !== undefined && { who: more.who }),
      ...(more.steps && { steps: more.steps }),
    },
    heading: `${screen} · ${name} · ${day}`,
    caption: `${size} · ${theme} · ${language}`,
    // Of the desk what its window shows, unless it is asked for: the rest is a list.
    whole: more.whole ?? screen !== 'console',
  };
}
