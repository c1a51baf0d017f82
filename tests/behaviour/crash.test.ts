/** Everything is killed at minute 9 of an order, process and embedded database; what the next start makes of it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Page } from '@mingchu/shared/http';
import { topicOf } from '@mingchu/shared/mqtt';
import mqtt from 'mqtt';
import { afterEach, expect, it, vi } from 'vitest';
import { freePort } from '../harness/ports.ts';
import { type RoleProcess, startRole } from '../harness/roleProcess.ts';
import { demoPassword, signIn, smallDistrict } from './webServer.ts';

const minute = 60_000;
const speed = 60;
const storyStart = Date.parse('2026-11-24T02:00:00Z');
const dataDir = mkdtempSync(path.join(tmpdir(), 'mingchu-crash-'));
let running: RoleProcess | undefined;

afterEach(async () => {
  await running?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(mqttPort: number, at: number): Promise<RoleProcess> {
  running = await startRole({
    DATA_DIR: dataDir,
    MQTT_PORT: String(mqttPort),
    DEMO: '1',
    DEMO_PASSWORD: demoPassword,
    CLOCK_SPEED: String(speed),
    CLOCK_START: new Date(at).toISOString(),
  });
  return running;
}

async function onlyOrder(url: string): Promise<Dispatch | undefined> {
  const headers = { cookie: await signIn(url, 'duty') };
  const { items } = (await (await fetch(`${url}/api/v1/dispatches`, { headers })).json()) as Page<Dispatch>;
  return items[0];
}

it('[CO4] killed at minute 9 together with its database, it records the breach at the next start, once, with its true lateness', async () => {
  const mqttPort = await freePort();
  const before = await start(mqttPort, storyStart);
  const { url } = before;
  const response = await fetch(`${url}/api/v1/registry`, {
    method: 'PUT',
    headers: { cookie: await signIn(url, 'admin'), 'content-type': 'application/json' },
    body: JSON.stringify(smallDistrict(1)),
  });
  expect(response.status).toBe(200);
  const camera = await mqtt.connectAsync(`mqtt://127.0.0.1:${mqttPort}`, { protocolVersion: 4 });
  const seenAt = performance.now();
  // A clock that is not believed: what counts is when it was received.
  for (const n of [1, 2, 3, 4]) {
    const detection = {
      id: `rat-${n}`,
      ts: storyStart + n,
      type: 'fire-smoke',
      confidence: 0.9,
      zone: 'prep',
    };
    await camera.publishAsync(topicOf('site-000', 'cam-1', 'detection'), JSON.stringify(detection), {
      qos: 1,
    });
  }
  await camera.endAsync();
  const order = await vi.waitUntil(() => onlyOrder(url), { timeout: 20_000 });
  const dueAt = Date.parse(order.dueAt);

  // From what the camera said on: who signs in to see the order may take a minute or two of it.
  await new Promise((resolve) => setTimeout(resolve, (9 * minute) / speed - (performance.now() - seenAt)));
  const database = Number(readFileSync(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  await before.kill();
  process.kill(database, 'SIGKILL');

  // Three minutes over the due time everything is started again.
  const startedAt = performance.now();
  const after = await start(mqttPort, dueAt + 3 * minute);
  const startMs = performance.now() - startedAt;
  const breached = await vi.waitUntil(
    async () => {
      const found = await onlyOrder(after.url);
      return found?.breachedAt ? found : undefined;
    },
    { timeout: 20_000, interval: 50 },
  );
  expect(breached.breachedAt).toBe(order.dueAt);
  expect(breached.latenessMs).toBeGreaterThanOrEqual(3 * minute);
  // Within 5 s of the return, of which the start itself takes the most, and all of it on a busy machine: a real second
  // is a minute here.
  expect(breached.latenessMs).toBeLessThan(3 * minute + Math.max(5_000, startMs + 1_000) * speed);
  const staff = { cookie: await signIn(after.url, 'chief') };
  const { items } = (await (
    await fetch(`${after.url}/api/v1/violations/${order.violationId}/timeline`, { headers: staff })
  ).json()) as {
    items: { act: string }[];
  };
  expect(items.filter(({ act }) => act === 'breach')).toHaveLength(1);
});
