/**
 * The cluster on disk: where it lies, who owns it, its password, and its making. Whatever LANG says it is UTF-8.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
} from 'node:fs';
import { rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Logger } from '../log.ts';
import {
  findBinaries,
  type PostgresBinaries,
  rootFallbackDir,
  type ServerUser,
  serverUser,
} from './postgresBinaries.ts';

export interface ClusterOptions {
  /** The cluster lives in `postgres/` below it, its password in `postgres.password`, its log in `postgres.log`. */
  dataDir: string;
  log: Logger;
  /** Further `name=value` settings of the server. */
  settings?: Record<string, string>;
}

/** A cluster on disk, and what is needed to run its server. */
export interface Cluster {
  binaries: PostgresBinaries;
  user: ServerUser | undefined;
  dir: string;
  logFile: string;
  password: string;
  settings: Record<string, string>;
  log: Logger;
}

/** The cluster of this data directory, made when there is none. Throws for one of another major version. */
export function openCluster({ dataDir, log, settings = {} }: ClusterOptions): Cluster {
  const user = serverUser();
  const binaries = findBinaries(user);
  mkdirSync(dataDir, { recursive: true });
  const base = realpathSync(dataDir);
  const dir = clusterDir(base, user);
  const passwordFile = path.join(base, 'postgres.password');
  const cluster = { binaries, user, dir, logFile: path.join(base, 'postgres.log'), settings, log };
  const versionFile = path.join(dir, 'PG_VERSION');
  if (existsSync(versionFile)) {
    const major = readFileSync(versionFile, 'utf8').trim();
    if (major !== binaries.major) {
      throw new Error(
        `DATA_DIR ${base} holds a PostgreSQL ${major} cluster and this Mingchu brings ${binaries.major}: ` +
          'export it with the old version, or choose another DATA_DIR',
      );
    }
    return { ...cluster, password: readFileSync(passwordFile, 'utf8').trim() };
  }
  const password = randomBytes(24).toString('base64url');
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  const opened = { ...cluster, password };
  initialise(opened);
  return opened;
}

/**
 * `postgres/` below the data directory. When the server's user cannot enter it (root's clone below a directory
 * that only root may enter), a link of that name to a new directory that it can.
 */
function clusterDir(base: string, user: ServerUser | undefined): string {
  const dir = path.join(base, 'postgres');
  if (existsSync(dir)) return realpathSync(dir);
  // A link whose target is gone is stale.
  rmSync(dir, { force: true });
  // A new directory is ours to open for passing through; one that holds other things stays as its owner made it.
  if (user && readdirSync(base).length === 0) chmodSync(base, statSync(base).mode | 0o011);
  const reachable = !user || canEnter(base, user);
  const real = reachable ? dir : path.join(rootFallbackDir, `cluster-${randomBytes(6).toString('hex')}`);
  mkdirSync(path.dirname(real), { recursive: true, mode: 0o755 });
  mkdirSync(real, { mode: 0o700 });
  if (user) chownSync(real, user.uid, user.gid);
  if (!reachable) symlinkSync(real, dir);
  return real;
}

function canEnter(dir: string, user: ServerUser): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], { ...user, cwd: '/', stdio: 'ignore' }).status === 0
  );
}

function initialise({ binaries, user, dir, password, log }: Cluster): void {
  const startedAt = performance.now();
  const passwordFile = path.join(tmpdir(), `mingchu-${randomBytes(8).toString('hex')}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  // Whatever LANG says: UTF-8, and the builtin locale, whose order no library upgrade changes.
  const flags = [
    '--username=mingchu',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
  ];
  const locale = ['--locale=C', '--builtin-locale=C.UTF-8', '--no-instructions', `--pwfile=${passwordFile}`];
  const args = [`--pgdata=${dir}`, ...flags, ...locale];
  const result = spawnSync(binaries.initdb, args, { ...user, cwd: '/', env: serverEnv() });
  rmSync(passwordFile);
  if (result.status !== 0) {
    // Half a cluster would look like a whole one next time.
    rmSync(dir, { recursive: true, force: true });
    throw new Error(`initdb failed: ${result.error?.message ?? result.stderr.toString().trim()}`);
  }
  log.info({ dir, ms: Math.round(performance.now() - startedAt) }, 'made a PostgreSQL cluster');
}

/** Nothing of our own environment reaches the server. */
export function serverEnv(): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}
