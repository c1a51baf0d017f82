/** Rules that keep SPEC.md and README.md true. */
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { files, textOf } from './repository.ts';

const spec = files.includes('server/SPEC.md') ? textOf('server/SPEC.md') : '';
const ruleIds = [...spec.matchAll(/^\W*\[([A-Z]{2,3}\d+)\]/gm)].map((match) => match[1] ?? '');
const quotedIds = new Map<string, string[]>();
for (const path of files.filter((name) => /\.test\.tsx?$/.test(name))) {
  for (const [, id = ''] of textOf(path).matchAll(/\[([A-Z]{2,3}\d+)\]/g)) {
    quotedIds.set(id, [...(quotedIds.get(id) ?? []), path]);
  }
}

describe('SPEC.md', () => {
  test('has rules, each with an id of its own', () => {
    expect(ruleIds.length).toBeGreaterThan(30);
    expect(ruleIds.filter((id, index) => ruleIds.indexOf(id) !== index)).toEqual([]);
  });

  test('every rule is quoted by a test', () => {
    expect(ruleIds.filter((id) => !quotedIds.has(id))).toEqual([]);
  });

  test('every quoted id is a rule', () => {
    const unknown = [...quotedIds]
      .filter(([id]) => !ruleIds.includes(id))
      .map(([id, where]) => `${id} in ${where[0]}`);
    expect(unknown).toEqual([]);
  });
});

describe('README.md', () => {
  const readme = textOf('README.md');

  test('explains every variable that the configuration reads', () => {
    const config = textOf('server/src/config.ts');
    const variables = [...config.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map((match) => match[1] ?? '');
    expect(variables).toContain('DATABASE_URL');
    expect(variables.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  test('names only commands that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/\bnpm run ([a-z]+)(?! -w)\b/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    const run = Object.values(scripts).map((line) => line.split(' ')[1] ?? '');
    expect(run.filter((script) => !files.includes(script))).toEqual([]);
  });
});

describe('documents', () => {
  const documents = files.filter((path) => path.endsWith('.md'));

  test('each decision is headed by the number of its file, and no two share one', () => {
    const decisions = documents.filter((path) => path.startsWith('server/docs/decisions/'));
    const numbers = decisions.map((path) => basename(path).slice(0, 4));
    expect(numbers.length).toBeGreaterThan(30);
    expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
    expect(decisions.filter((path, index) => !textOf(path).startsWith(`# ${numbers[index]} `))).toEqual([]);
    const named = files
      .filter((path) => /\.(tsx?|md|css|sql|ya?ml)$/.test(path))
      .flatMap((path) =>
        [...textOf(path).matchAll(/\bADR (\d{4})\b/g)].map(([, number = '']) => ({ path, number })),
      );
    expect(named.filter(({ number }) => !numbers.includes(number))).toEqual([]);
  });

  test('every link from one to a file leads somewhere', () => {
    const links = documents.flatMap((path) =>
      [...textOf(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g)].map(
        ([, target = '']) => ({
          path,
          target: join(dirname(path), target).replace(/\/$/, ''),
        }),
      ),
    );
    expect(links.length).toBeGreaterThan(20);
    const dead = links.filter(
      ({ target }) => !files.some((each) => each === target || each.startsWith(`${target}/`)),
    );
    expect(dead).toEqual([]);
  });
});
