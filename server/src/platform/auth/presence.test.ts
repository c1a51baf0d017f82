import { expect, it } from 'vitest';
import { createClock } from '../clock.ts';
import { silenceMsBy } from './presence.ts';

it('[ST13] silence lasts 15 minutes, and where the clock runs fast a minute of the people before the screens', () => {
  expect(silenceMsBy(createClock())).toBe(15 * 60_000);
  expect(silenceMsBy(createClock({ speed: 60 }))).toBe(60 * 60_000);
});
