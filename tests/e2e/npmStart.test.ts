/** `npm start` as a service manager ends it: by a signal to npm alone. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { freePort } from '../harness/ports.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

it('[CO2] ends with all its processes when npm is asked to end', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'mingchu-e2e-'));
  const [port, mqttPort] = [await freePort(), await freePort()];
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, PORT: String(port), MQTT_PORT: String(mqttPort), DATA_DIR: dataDir, DEMO: '0' },
    stdio: 'ignore',
  });
  const isUp = () =>
    fetch(`http://127.0.0.1:${port}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  try {
    await expect.poll(isUp, { timeout: 60_000, interval: 200 }).toBe(true);
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(true);
    npm.kill('SIGTERM');
    await expect.poll(isUp, { interval: 100 }).toBe(false);
    // The database of this data directory goes last.
    await expect.poll(() => existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
  } finally {
    npm.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  }
});
