/** What a data directory says about the PostgreSQL process that serves it. */
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

export interface Postmaster {
  pid: number;
  port: number;
  /** `starting`, `ready`, `stopping`, … as PostgreSQL writes it. */
  status: string;
}

/** A pid file without a whole line is one that is being written, until it has been so for this long. */
const halfWrittenMs = 5_000;

/**
 * The living postmaster of this data directory, from its pid file. A file that names a process that is gone, a
 * zombie, or has become another program is removed, because PostgreSQL itself would refuse to start over it. A file
 * that is just being written is left alone: a server that loses it ends itself.
 */
export function livingPostmaster(clusterDir: string): Postmaster | undefined {
  const file = path.join(clusterDir, 'postmaster.pid');
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const pid = Math.abs(Number(lines[0]));
  if (lines.length === 1 && ageMs(file) < halfWrittenMs) return undefined;
  if (!isLivingPostgres(pid)) {
    rmSync(file, { force: true });
    return undefined;
  }
  return { pid, port: Number(lines[3]), status: (lines[7] ?? '').trim() };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Gone between two looks: the server has ended.
    return undefined;
  }
}

function ageMs(file: string): number {
  const now = performance.timeOrigin + performance.now();
  return existsSync(file) ? now - statSync(file).mtimeMs : 0;
}

/** False for a zombie too: PID 1 of a container may never collect an orphan. */
export function isLivingPostgres(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return /^\d+ \(postgres\) [^ZX]/.test(stat);
  } catch {
    // No /proc (macOS), or gone this instant.
    return !existsSync('/proc/self/stat');
  }
}
