/** The repository as the tidy tests see it: every file that is or could be committed. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Paths from the top folder of everything that is committed or would be, without what .gitignore names. */
export const files: string[] = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
)
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)));

/** Files that people write by hand in a programming language. */
export const sources: string[] = files.filter((path) => /\.(ts|tsx|mjs|cjs|js|css|sql)$/.test(path));

/** UTF-8 text of a file, by its path from the top folder. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Absolute path of a file. */
export function absolute(path: string): string {
  return join(root, path);
}
