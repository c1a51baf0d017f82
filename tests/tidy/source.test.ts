/** Rules about what source may say. */
import { expect, test } from 'vitest';
import { files, sources, textOf } from './repository.ts';

const server = sources.filter((path) => path.startsWith('server/src/') && path.endsWith('.ts'));

test('the server takes the time from its clock alone', () => {
  const guilty = server
    .filter((path) => path !== 'server/src/platform/clock.ts' && !path.endsWith('.test.ts'))
    .flatMap((path) => linesWith(path, /\bDate\.now\(|\bnew Date\(\)/));
  expect(guilty).toEqual([]);
});

test('no statement asks the database for the time', () => {
  const askers = /\b(now\(\)(?!\s*[:{])|current_timestamp|current_date|clock_timestamp\(|localtimestamp)/i;
  // EMQX asks on its own, without a clock of ours.
  const ours = server.filter((path) => path !== 'server/src/credentials/emqxFiles.ts');
  const guilty = [...ours, ...files.filter((path) => /^server\/migrations\/.*\.sql$/.test(path))].flatMap(
    (path) => linesWith(path, askers).filter((line) => isSql(line)),
  );
  expect(guilty).toEqual([]);
});

test('`any` and switched-off checks stay out', () => {
  const guilty = sources
    .filter((path) => /\.tsx?$/.test(path) && path !== 'tests/tidy/source.test.ts')
    .flatMap((path) =>
      linesWith(path, /\bas any\b|: any\b|@ts-(ignore|nocheck)|biome-ignore|oxlint-disable/),
    );
  expect(guilty).toEqual([]);
});

test('every test can run: none is skipped or alone without a condition', () => {
  const guilty = sources
    .filter((path) => /\.test\.tsx?$/.test(path))
    .flatMap((path) => linesWith(path, /\b(it|test|describe)\.(only|skip|todo)\(/));
  expect(guilty).toEqual([]);
});

/** `path:line text` of each line that matches, without comments. */
function linesWith(path: string, pattern: RegExp): string[] {
  return textOf(path)
    .split('\n')
    .map((text, index) => ({ text: text.trim(), number: index + 1 }))
    .filter(({ text }) => !/^(\/\/|\*|\/\*|--)/.test(text) && pattern.test(text))
    .map(({ text, number }) => `${path}:${number} ${text}`);
}

/** A clock's own `now()` is code: `clock.now()`, `const now = …`. */
function isSql(line: string): boolean {
  return !/\.now\(\)/.test(line) && !/\bperformance\b/.test(line) && !/=>|const |function /.test(line);
}
