/** A Redis server for tests: the machine's `redis-server`, in a directory of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, waitForPort } from './ports.ts';

export interface TestRedis {
  url: string;
  /** `SIGKILL`, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port with what it had on disk. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  const dir = mkdtempSync(path.join(tmpdir(), 'mingchu-redis-'));
  let server: ChildProcess;
  const start = async () => {
    const settings = ['--appendonly', 'yes', '--maxmemory-policy', 'noeviction', '--save', ''];
    server = spawn('redis-server', ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, ...settings], {
      stdio: 'ignore',
    });
    await waitForPort(port, server);
  };
  const end = async (signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await gone;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill: () => end('SIGKILL'),
    restart: start,
    stop: async () => {
      await end('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
