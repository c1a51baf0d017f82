/** The states in which the look of the wall is judged: days of the in-browser mock, and when they are looked at. */
import type { Scene } from './playScene.ts';

interface WallScene {
  /** Day of the mock, its `?case=`. */
  day: string;
  playS?: number;
  /** Time of the scene; noon of a school day if absent. */
  at?: string;
}

export const wallScenes = {
  'quiet-night': { day: 'calm', at: '2026-11-24T02:20:00+08:00' },
  'lunch-rush': { day: 'full' },
  'one-breach': { day: 'breach' },
  flood: { day: 'flood' },
  'half-offline': { day: 'half' },
  'server-gone': { day: 'gone', playS: 16 },
  'first-start': { day: 'empty' },
} satisfies Record<string, WallScene>;

export type WallSceneName = keyof typeof wallScenes;

/** Screens that a wall hangs on. */
export const wallSizes = {
  '1366x768': { width: 1366, height: 768 },
  '1920x1080': { width: 1920, height: 1080 },
  '3840x2160': { width: 3840, height: 2160 },
} as const;

export interface WallLook {
  scene: WallSceneName;
  size?: keyof typeof wallSizes;
  theme?: 'dark' | 'light';
  language?: 'zh-CN' | 'en';
  /** A layout by its name; the usual one if absent. */
  layout?: string | undefined;
}

/** What is played to see the wall so; what is absent is as on the usual wall. */
export function wallSceneOf({ scene, size, theme, language, layout }: WallLook): Scene {
  const { day, playS, at }: WallScene = wallScenes[scene];
  const query = new URLSearchParams({
    mock: '1',
    case: day,
    ...(theme && { theme }),
    ...(layout && { layout }),
  });
  const given = [scene, layout, size, theme, language].filter((each) => each !== undefined);
  return {
    name: given.join('-'),
    path: `/wall?${query}`,
    ...(language === 'en' && { language }),
    ...(size && { size: wallSizes[size] }),
    ...(playS !== undefined && { playS }),
    ...(at !== undefined && { at }),
  };
}
