import { expect, it } from 'vitest';
import { whereToOpen } from './whereToOpen.ts';

const origin = 'https://kitchen.example';
const where = (target: string, ...open: string[]) =>
  whereToOpen(target, { origin, open: open.map((path) => new URL(path, origin).href) });

it('[PH11] an inspector is led to his order on the phone, in the page that is open', () => {
  expect(where('/m?order=1')).toEqual({ how: 'open', url: `${origin}/m?order=1` });
  expect(where('/m?order=1', '/wall', '/m?order=2')).toEqual({ how: 'tell', url: `${origin}/m?order=2` });
});

it('[PH11] an officer is led to the case at his desk, not to the phone', () => {
  expect(where('/console?id=7', '/m')).toEqual({ how: 'open', url: `${origin}/console?id=7` });
  expect(where('/console?id=7', '/console?id=8')).toEqual({ how: 'open', url: `${origin}/console?id=7` });
  expect(where('/console?id=7', '/console?id=7')).toEqual({ how: 'focus', url: `${origin}/console?id=7` });
});

it('a message leads nobody out of the house', () => {
  expect(where('https://elsewhere.example/a')).toEqual({ how: 'open', url: `${origin}/m` });
});
