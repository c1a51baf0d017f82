/** What a screen says stands in the texts of both languages: nothing Chinese is written into a screen itself. */
import { describe, expect, it } from 'vitest';
import { zhDesk } from './zhDesk.ts';

const screens = import.meta.glob<string>(
  ['../{features,ui,live,http}/**/*.{ts,tsx}', '!../features/workshop/**', '!**/*.test.ts'],
  { query: '?raw', import: 'default', eager: true },
);
/** All that a screen may be made of. */
const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../{i18n,mock}/**', '!**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
/** Screens that do not wait for the texts of the desk. */
const withoutDesk = [
  '../features/wall/Wall.tsx',
  '../features/phone/Phone.tsx',
  '../features/login/Login.tsx',
];
/** The name of the product, and that of the language in itself. */
const named = /明厨|'中文'/g;
const chinese = /[\u3000-\u9fff\uff00-\uffef]/;

/** What remains of the code without comments; a `//` behind a colon is an address. */
function code(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|(?<!:)\/\/.*/g, '').replaceAll(named, '');
}

/** Paths of the files that these are made of, also of what they fetch later. */
function madeOf(begun: readonly string[]): string[] {
  const all = new Set(begun);
  // What is added to a set while it is walked through is walked through too.
  for (const path of all) {
    for (const [, part = ''] of (sources[path] ?? '').matchAll(/(?:from |import\()'(\.[^']+)'/g)) {
      const { pathname } = new URL(part, `file:///src/i18n/${path}`);
      const found = pathname.replace('/src/', '../');
      if (found in sources) all.add(found);
    }
  }
  return [...all];
}

describe('screens', () => {
  it('take their words from the texts', () => {
    expect(Object.keys(screens).length).toBeGreaterThan(200);
    const written = Object.entries(screens).flatMap(([path, text]) =>
      code(text)
        .split('\n')
        .filter((line) => chinese.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );
    expect(written).toEqual([]);
  });

  it('of the wall, the phone and the sign-in say nothing that only the desk has words for', () => {
    const paths = madeOf(withoutDesk);
    expect(paths).toEqual(expect.arrayContaining(['../ui/Ring.tsx', '../features/phone/acts/toldText.ts']));
    expect(paths.length).toBeGreaterThan(100);
    const said = paths.flatMap((path) => {
      const text = code(sources[path] ?? '');
      const named = [...text.matchAll(/'([\w.-]+)'/g)].map(([, key = '']) => key);
      // Of a name that is put together its beginning.
      const begun = [...text.matchAll(/\bt\(\s*`([\w.-]+\.)\$\{/g)].map(([, start = '']) => start);
      const isDesks = (key: string): boolean =>
        named.includes(key) || begun.some((start) => key.startsWith(start));
      return Object.keys(zhDesk)
        .filter(isDesks)
        .map((key) => `${path}: ${key}`);
    });
    expect(said).toEqual([]);
  });
});
