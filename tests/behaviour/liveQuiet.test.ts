/** What screens are told of what makes no sound when it stops: seen by a process that only serves them, in real time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasMosquitto, startMosquitto, type TestMosquitto } from '../harness/mosquitto.ts';
import { until } from '../harness/publishers.ts';
import { type RoleProcess, startRole } from '../harness/roleProcess.ts';
import { createDatabase } from '../harness/testDatabase.ts';
import { askBeat, openScreen } from './liveScreen.ts';
import { demoPassword, signIn } from './webServer.ts';

describe.skipIf(!hasMosquitto)('without a sound', () => {
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

  it('[LV17] a broker that stands still is told within 20 s, since its last word, until it goes on', async () => {
    const told = async () => {
      const { brokerLostSince } = await askBeat(screen);
      return brokerLostSince === null ? null : Date.parse(brokerLostSince);
    };
    expect(await told()).toBe(null);
    mosquitto.freeze();
    const frozenAt = Date.now();
    await until(async () => (await told()) !== null, 20_000);
    const since = (await told()) ?? 0;
    expect(since).toBeLessThan(frozenAt + 500);
    expect(since).toBeGreaterThan(frozenAt - 11_000);
    mosquitto.thaw();
    await until(async () => (await told()) === null, 15_000);
  });

  it('[LV18] an ingester that is killed is told within 20 s, since it was last seen, until there is another', async () => {
    const told = async () => {
      const { brokerLostSince, intakeGoneSince } = await askBeat(screen);
      expect(brokerLostSince).toBe(null);
      return intakeGoneSince === null ? null : Date.parse(intakeGoneSince);
    };
    const goneSeconds = async () => {
      const text = await (await fetch(`${web.url}/metrics`)).text();
      return Number(/^mingchu_intake_gone_seconds (\S+)$/m.exec(text)?.[1]);
    };
    expect(await told()).toBe(null);
    expect(await goneSeconds()).toBe(0);
    await ingest.kill();
    const killedAt = Date.now();
    await until(async () => (await told()) !== null, 20_000);
    const since = (await told()) ?? 0;
    expect(since).toBeLessThan(killedAt + 100);
    expect(since).toBeGreaterThan(killedAt - 4_000);
    expect(Math.abs((await goneSeconds()) - (Date.now() - since) / 1_000)).toBeLessThan(2);
    expect((await fetch(`${web.url}/readyz`)).status).toBe(200);
    ingest = await startRole({ ...settings, ROLES: 'ingest' });
    await until(async () => (await told()) === null, 10_000);
    expect(await goneSeconds()).toBe(0);
  });
});
