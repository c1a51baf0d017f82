/** Rules that keep SPEC.md and README.md true. */
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

  test('every link to a file leads somewhere', () => {
    const targets = [...readme.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(
      (match) => match[1] ?? '',
    );
    expect(targets.length).toBeGreaterThan(5);
    const dead = targets.filter(
      (target) => !files.some((path) => path === target || path.startsWith(target.replace(/\/?$/, '/'))),
    );
    expect(dead).toEqual([]);
  });

  test('names only commands that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/\bnpm run ([a-z]+)(?! -w)\b/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    const run = Object.values(scripts).map((line) => line.split(' ')[1] ?? '');
    expect(run.filter((script) => !files.includes(script))).toEqual([]);
  });
});
