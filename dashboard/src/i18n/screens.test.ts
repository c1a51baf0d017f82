/** What a screen says stands in the texts of both languages: nothing Chinese is written into a screen itself. */
import { describe, expect, it } from 'vitest';

const screens = import.meta.glob<string>(
  ['../{features,ui,live,http}/**/*.{ts,tsx}', '!../features/workshop/**', '!**/*.test.ts'],
  { query: '?raw', import: 'default', eager: true },
);
/** The name of the product, and that of the language in itself. */
const named = /明厨|'中文'/g;
const chinese = /[\u3000-\u9fff\uff00-\uffef]/;

/** What remains of the code without comments; a `//` behind a colon is an address. */
function code(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|(?<!:)\/\/.*/g, '').replaceAll(named, '');
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
});
