/** One process of the application from source, with the roles and servers that it is told: as on a machine of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const fromSource = ['--conditions=source', '--import', 'tsx', join(root, 'server/src/main.ts')];
const readyLimitMs = 60_000;

export interface RoleProcess {
  /** HTTP address; every role answers /readyz there. */
  url: string;
  /** `SIGKILL`, as a crash would. */
  kill(): Promise<void>;
  /** `SIGTERM`, as Docker says it; answers the exit code and how long the end took. */
  stop(): Promise<{ code: number | null; tookMs: number }>;
}

export interface RunResult {
  code: number | null;
  stderr: string;
  tookMs: number;
}

/** Settings of this test's shell must not reach the process. */
function cleanEnvironment(settings: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, ...settings };
}

/** Starts it and waits until it is ready; throws with what it said when it is not. */
export async function startRole(settings: Record<string, string>): Promise<RoleProcess> {
  const child = spawn(process.execPath, fromSource, {
    cwd: root,
    env: cleanEnvironment({ PORT: '0', LOG_LEVEL: 'warn', ...settings }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-10_000);
    });
  }
  const ready = once(child, 'message').then(([message]) => message as { url: string });
  const ended = once(child, 'exit').then(() => null);
  const first = await Promise.race([ready, ended, sleep(readyLimitMs, null, { ref: false })]);
  if (first === null) {
    child.kill('SIGKILL');
    throw new Error(`a process with ROLES=${settings['ROLES']} did not become ready:\n${said}`);
  }
  return { url: first.url, kill: () => kill(child), stop: () => stop(child) };
}

/** Runs the application's command to its end, e.g. `migrate`, or a start that must fail. */
export async function runToEnd(settings: Record<string, string>, ...args: string[]): Promise<RunResult> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...fromSource, ...args], {
    cwd: root,
    env: cleanEnvironment({ PORT: '0', MQTT_PORT: '0', ...settings }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr, tookMs: performance.now() - startedAt };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function stop(child: ChildProcess): Promise<{ code: number | null; tookMs: number }> {
  if (child.exitCode !== null || child.signalCode !== null) return { code: child.exitCode, tookMs: 0 };
  const startedAt = performance.now();
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = (await gone) as [number | null];
  return { code, tookMs: performance.now() - startedAt };
}
