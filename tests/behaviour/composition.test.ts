/**
 * The composition of docker-compose.yml without containers: one process a role, two workers and two web nodes, on
 * Redis, Mosquitto and a PostgreSQL server; and what happens when some of them are killed.
 */
import { existsSync } from 'node:fs';
import type { DoorCodeView } from '@mingchu/shared/arrival';
import type { Dispatch } from '@mingchu/shared/dispatch';
import { topicOf } from '@mingchu/shared/mqtt';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasMosquitto, startMosquitto, type TestMosquitto } from '../harness/mosquitto.ts';
import { startRedis, type TestRedis } from '../harness/redis.ts';
import { type RoleProcess, runToEnd, startRole } from '../harness/roleProcess.ts';
import { createDatabase } from '../harness/testDatabase.ts';
import { openScreen } from './liveScreen.ts';
import { demoPassword, signIn, smallDistrict } from './webServer.ts';

const hasRedis =
  ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].some((file) => existsSync(file)) &&
  !process.env['MINGCHU_SKIP']?.includes('redis');
/** Two processes at once are as many as the machine has cores. */
const stopLimitMs = 5_000;
const seenWithin = { timeout: 15_000, interval: 50 };

describe.skipIf(!hasMosquitto || !hasRedis)('separate processes on servers', () => {
  let redis: TestRedis;
  let mosquitto: TestMosquitto;
  let settings: Record<string, string>;
  const processes: RoleProcess[] = [];
  const start = async (role: string, more: Record<string, string> = {}) => {
    const started = await startRole({ ...settings, ROLES: role, ...more });
    processes.push(started);
    return started;
  };

  beforeAll(async () => {
    redis = await startRedis();
    mosquitto = await startMosquitto();
    settings = { DATABASE_URL: await createDatabase(), REDIS_URL: redis.url, MQTT_URL: mosquitto.url };
  });
  afterAll(async () => {
    for (const one of processes) await one.kill();
    await mosquitto.stop();
    await redis.stop();
  });

  it('[CO1] a message on the broker becomes an order on every screen, whoever is killed on the way', async () => {
    expect(await runToEnd(settings, 'migrate')).toMatchObject({ code: 0 });
    const web = { DEMO: '1', DEMO_PASSWORD: demoPassword };
    const [web1, web2] = [await start('web', web), await start('web', web)];
    const [worker1] = [await start('worker'), await start('worker'), await start('ingest')];

    await put(web1, '/registry', smallDistrict(2));
    const screen1 = openScreen({ address: web1.url, cookie: await signIn(web1.url, 'duty') });
    const screen2 = openScreen({ address: web2.url, cookie: await signIn(web2.url, 'duty') });
    const camera = await mqtt.connectAsync(mosquitto.url, { clientId: 'camera' });
    await showRat(camera, 'site-000');
    for (const screen of [screen1, screen2]) {
      const order = await vi.waitUntil(() => [...screen.facts.dispatches.values()][0], seenWithin);
      expect([...screen.facts.violations.values()]).toMatchObject([
        { siteId: 'site-000', ruleId: 'rodent-seen' },
      ]);
      expect(order).toMatchObject({ siteId: 'site-000', state: 'offered' });
    }

    await Promise.all([worker1?.kill(), web1.kill()]);
    screen1.close();
    const offered = [...screen2.facts.dispatches.values()][0] as Dispatch;
    const inspector = await signIn(web2.url, offered.inspectorId ?? '');
    const door = await fetch(`${web2.url}/api/v1/sites/site-000/door-code`, {
      headers: { cookie: await signIn(web2.url, 'duty') },
    });
    const { code } = (await door.json()) as DoorCodeView;
    const proofs = { lat: 26.42, lon: 112.85, accuracyM: 8, doorCode: { code } };
    for (const act of ['accept', 'arrive']) {
      const response = await fetch(`${web2.url}/api/v1/dispatches/${offered.id}/${act}`, {
        method: 'POST',
        headers: { cookie: inspector, 'content-type': 'application/json' },
        body: JSON.stringify(act === 'arrive' ? proofs : {}),
      });
      expect(response.status, act).toBe(200);
    }
    await showRat(camera, 'site-001');
    await vi.waitUntil(
      () => [...screen2.facts.violations.values()].some((violation) => violation.siteId === 'site-001'),
      seenWithin,
    );
    await vi.waitUntil(() => screen2.facts.dispatches.get(offered.id)?.state === 'arrived', seenWithin);
    screen2.close();
    await camera.endAsync();
  });

  it('[CO2] every role ends by itself within 5 s of being asked', async () => {
    for (const one of processes) {
      const { code, tookMs } = await one.stop();
      // Null: killed before.
      expect([0, null]).toContain(code);
      expect(tookMs).toBeLessThan(stopLimitMs);
    }
  });
});

async function put(web: RoleProcess, path: string, body: object): Promise<void> {
  const response = await fetch(`${web.url}/api/v1${path}`, {
    method: 'PUT',
    headers: { cookie: await signIn(web.url, 'admin'), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`PUT ${path}: ${response.status} ${await response.text()}`);
}

/** Four clear sightings, the last of them now. */
async function showRat(camera: mqtt.MqttClient, siteId: string): Promise<void> {
  for (let n = 3; n >= 0; n--) {
    const detection = {
      id: `${siteId}-rat-${n}`,
      ts: new Date(Date.now() - n * 1000).toISOString(),
      type: 'rodent',
      confidence: 0.95,
      zone: 'prep',
    };
    await camera.publishAsync(topicOf(siteId, 'cam-1', 'detection'), JSON.stringify(detection), { qos: 1 });
  }
}
