/** Rules about files: size, names, places. */
import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { absolute, files, sources, textOf } from './repository.ts';

const maxLines = 320;
/** A test tells one timeline after the other: it is read in parts. */
const maxTestLines = 460;
/** Longer files, each with its reason. */
const longFiles: Record<string, string> = {
  'server/schema.sql': 'generated from the migrations',
  'dashboard/src/features/console/console.css': 'one screen, one sheet',
};
const maxFileBytes = 500_000;
/** Bigger files, each with its reason. */
const bigFiles: Record<string, string> = {
  'dashboard/docs/wall.png': 'the picture in README.md',
};
const topFolders = ['.ci', 'dashboard', 'deploy', 'scripts', 'server', 'shared', 'simulators', 'tests'];

test('no source file is too long to read in one go', () => {
  const tooLong = sources
    .filter((path) => !longFiles[path])
    .map((path) => ({ path, lines: textOf(path).split('\n').length - 1 }))
    .filter(({ path, lines }) => lines > (/\.test\.tsx?$/.test(path) ? maxTestLines : maxLines));
  expect(tooLong).toEqual([]);
});

test('no file or folder is named after nothing', () => {
  const nameless =
    /(^|[/.-])(utils?|helpers?|misc|common|managers?)([/.-]|$)|(Utils?|Helpers?|Manager)\.tsx?$/;
  expect(files.filter((path) => nameless.test(path))).toEqual([]);
});

test('the top folders are those of the design', () => {
  const found = new Set(files.filter((path) => path.includes('/')).map((path) => path.split('/')[0]));
  expect([...found].filter((folder) => !topFolders.includes(folder ?? ''))).toEqual([]);
});

test('each top folder says what belongs there, in at most ten lines', () => {
  const missing = topFolders
    .filter((folder) => folder !== '.ci')
    .filter((folder) => {
      const readme = `${folder}/README.md`;
      return !files.includes(readme) || textOf(readme).trimEnd().split('\n').length > 10;
    });
  expect(missing).toEqual([]);
});

test('no file is so big that it does not belong into a repository', () => {
  const tooBig = files.filter((path) => !bigFiles[path] && statSync(absolute(path)).size > maxFileBytes);
  expect(tooBig).toEqual([]);
});

test('the lock file names no registry, so that everybody may use his own', () => {
  const hosts = [...textOf('package-lock.json').matchAll(/"resolved": "(\w+:\/\/[^"]+)"/g)].map(
    (match) => match[1],
  );
  expect(hosts).toEqual([]);
});
