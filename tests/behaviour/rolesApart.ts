/** A process that only serves screens, another that takes in, and a broker of their own between devices and the two. */
import { afterAll, beforeAll } from 'vitest';
import { startMosquitto, type TestMosquitto } from '../harness/mosquitto.ts';
import { type RoleProcess, startRole } from '../harness/roleProcess.ts';
import { createDatabase } from '../harness/testDatabase.ts';
import { type LiveScreen, openScreen } from './liveScreen.ts';
import { demoPassword, signIn } from './webServer.ts';

/** A test that ends one of them puts what it started in its place. */
export interface RolesApart {
  mosquitto: TestMosquitto;
  web: RoleProcess;
  ingest: RoleProcess;
  /** Of a duty officer, at `web`. */
  screen: LiveScreen;
  startIngest(): Promise<RoleProcess>;
}

/** Call in a `describe`: they are there inside its tests and hooks only. */
export function rolesApart(): RolesApart {
  let settings: Record<string, string>;
  const apart = { startIngest: () => startRole({ ...settings, ROLES: 'ingest' }) } as RolesApart;
  beforeAll(async () => {
    apart.mosquitto = await startMosquitto();
    settings = { DATABASE_URL: await createDatabase(), MQTT_URL: apart.mosquitto.url };
    apart.web = await startRole({ ...settings, ROLES: 'web', DEMO: '1', DEMO_PASSWORD: demoPassword });
    apart.ingest = await apart.startIngest();
    apart.screen = openScreen({ address: apart.web.url, cookie: await signIn(apart.web.url, 'duty') });
    await apart.screen.nextSnapshot();
  });
  afterAll(async () => {
    apart.screen?.close();
    await Promise.all([apart.web?.kill(), apart.ingest?.kill()]);
    await apart.mosquitto?.stop();
  });
  return apart;
}

/** What `/metrics` of this process says of a figure without labels; NaN without it. */
export async function figureOf({ url }: RoleProcess, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}
