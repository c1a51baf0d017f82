/**
 * The whole application as people run it: built, in one process with the embedded broker, database and queue, on free
 * ports and a data directory of its own. It can be stopped and started again on the same data.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../harness/ports.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const startLimitMs = 60_000;
const stopLimitMs = 10_000;

/** Password of every account in these tests. */
export const password = 'a-good-test-password';

export interface RunningApp {
  url: string;
  mqttUrl: string;
  /** Ends the process as Ctrl-C does. */
  stop(): Promise<void>;
  /** Starts it again on the same ports and data, and waits until it is ready. */
  start(): Promise<void>;
  /** Sends the process a signal and does not wait: SIGSTOP leaves its connections open and silent. */
  signal(name: NodeJS.Signals): void;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/** Starts the application, with more settings if given; throws with its output when it is not ready in time. */
export async function runApp(settings: Record<string, string> = {}): Promise<RunningApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mingchu-e2e-'));
  const [port, mqttPort] = [await freePort(), await freePort()];
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    PORT: String(port),
    MQTT_PORT: String(mqttPort),
    DATA_DIR: dataDir,
    // Makes the accounts; the demo's feed is another process.
    DEMO: '1',
    DEMO_PASSWORD: password,
    LOG_LEVEL: 'warn',
    ...settings,
  };
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  const start = async () => {
    let output = '';
    const next = spawn(process.execPath, ['server/dist/main.js'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = next;
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000);
    };
    next.stdout.on('data', keep);
    next.stderr.on('data', keep);
    const giveUpAt = performance.now() + startLimitMs;
    while (!(await isReady(url))) {
      if (next.exitCode !== null || performance.now() > giveUpAt) {
        next.kill('SIGKILL');
        throw new Error(`the application did not become ready:\n${output}`);
      }
      await delay(100);
    }
  };
  const stop = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const inTime = await Promise.race([ended.then(() => true), delay(stopLimitMs, false)]);
    if (inTime) return;
    child.kill('SIGKILL');
    throw new Error(`the application did not stop within ${stopLimitMs} ms`);
  };

  await start();
  return {
    url,
    mqttUrl: settings['MQTT_URL'] ?? `mqtt://127.0.0.1:${mqttPort}`,
    start,
    stop,
    signal: (name) => child?.kill(name),
    remove: async () => {
      await stop().finally(() => rmSync(dataDir, { recursive: true, force: true }));
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}
