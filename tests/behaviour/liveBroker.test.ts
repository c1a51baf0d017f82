/** What screens are told when the broker is gone: by a process that only serves them, of another that takes in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasMosquitto, startMosquitto, type TestMosquitto } from '../harness/mosquitto.ts';
import { until } from '../harness/publishers.ts';
import { type RoleProcess, startRole } from '../harness/roleProcess.ts';
import { createDatabase } from '../harness/testDatabase.ts';
import { askBeat, openScreen } from './liveScreen.ts';
import { demoPassword, signIn } from './webServer.ts';

const toldWithinMs = 15_000;

describe.skipIf(!hasMosquitto)('without a broker', () => {
  let mosquitto: TestMosquitto;
  let settings: Record<string, string>;
  let web: RoleProcess;
  let ingest: RoleProcess;
  let screen: ReturnType<typeof openScreen>;

  beforeAll(async () => {
    mosquitto = await startMosquitto();
    settings = { DATABASE_URL: await createDatabase(), MQTT_URL: mosquitto.url };
    web = await startRole({ ...settings, ROLES: 'web', DEMO: '1', DEMO_PASSWORD: demoPassword });
    ingest = await startRole({ ...settings, ROLES: 'ingest' });
    screen = openScreen({ address: web.url, cookie: await signIn(web.url, 'duty') });
    await screen.nextSnapshot();
  });
  afterAll(async () => {
    screen?.close();
    await Promise.all([web?.kill(), ingest?.kill()]);
    await mosquitto?.stop();
  });

  const told = async (): Promise<number | null> => {
    const { brokerLostSince } = await askBeat(screen);
    return brokerLostSince === null ? null : Date.parse(brokerLostSince);
  };
  const startAgain = async () => {
    mosquitto = await startMosquitto({ port: Number(new URL(settings['MQTT_URL'] ?? '').port) });
  };
  const ready = async ({ url }: RoleProcess) => {
    const response = await fetch(`${url}/readyz`);
    return { status: response.status, said: await response.text() };
  };
  const lostSeconds = async () => {
    const text = await (await fetch(`${ingest.url}/metrics`)).text();
    return Number(/^mingchu_broker_lost_seconds (\S+)$/m.exec(text)?.[1]);
  };

  it('[LV15] a connection that is back soon is not told', async () => {
    expect(await told()).toBe(null);
    await mosquitto.stop();
    await startAgain();
    for (const endAt = Date.now() + 5_000; Date.now() < endAt; ) expect(await told()).toBe(null);
  });

  it('[LV15] one that is not is told with its time, until it is there again; readiness and figures say the same', async () => {
    const stoppedAt = Date.now();
    await mosquitto.stop();
    await until(async () => (await told()) !== null, toldWithinMs);
    const since = (await told()) ?? 0;
    expect(Math.abs(since - stoppedAt)).toBeLessThan(1_000);
    expect(await lostSeconds()).toBeGreaterThan(2.5);
    const at = new Date(since).toISOString();
    expect(await ready(ingest)).toEqual({
      status: 503,
      said: JSON.stringify({ status: 'not-ready', reasons: [`broker: no connection since ${at}`] }),
    });
    expect((await ready(web)).status).toBe(200);
    await startAgain();
    await until(async () => (await told()) === null, toldWithinMs);
    expect(await lostSeconds()).toBe(0);
    expect((await ready(ingest)).status).toBe(200);
  });

  it('[LV15] stays told while whoever lost it is gone, until somebody takes in again', async () => {
    await mosquitto.stop();
    await until(async () => (await told()) !== null, toldWithinMs);
    const since = await told();
    await ingest.kill();
    // Longer than an answer of the database serves.
    for (const endAt = Date.now() + 2_500; Date.now() < endAt; ) expect(await told()).toBe(since);
    await startAgain();
    ingest = await startRole({ ...settings, ROLES: 'ingest' });
    await until(async () => (await told()) === null, toldWithinMs);
  });
});
