/**
 * The way of a newcomer: the commands of every page of `docs/devices`, run as they stand against a started server.
 * The device stands in the inbox, is bound as the page says, shows what it says on the page of its kitchen, and breaks
 * the rule that the page of its family names.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { families } from '@mingchu/server/ingest/families/catalog';
import type { HeardLine } from '@mingchu/shared/bindings';
import type { DeviceDiagnosis } from '@mingchu/shared/deviceDiagnosis';
import type { Page } from '@mingchu/shared/http';
import type { Violation } from '@mingchu/shared/violation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommands } from '../harness/mosquittoPub.ts';
import { freePort } from '../harness/ports.ts';
import { until } from '../harness/publishers.ts';
import { type RoleProcess, startRole } from '../harness/roleProcess.ts';
import { createDatabase } from '../harness/testDatabase.ts';
import { demoPassword, signIn, smallDistrict } from './webServer.ts';

const folder = new URL('../../server/docs/devices/', import.meta.url);
/** The kitchen that the commands name: the first of the demo. */
const siteId = 's0001';
const step =
  /^Bind `(?<address>[^`]+)` as `(?<kind>[^`]+)`\.[^`]*?the\s+rule `(?<rule>[^`]+)`:\n\n```sh\n(?<script>.*?)```/gms;

interface Step {
  address: string;
  kind: string;
  rule: string;
  script: string;
}
interface Walk {
  page: string;
  first: string;
  steps: Step[];
}

const walks = readdirSync(folder).flatMap((page): Walk[] => {
  const [, tryIt] = readFileSync(new URL(page, folder), 'utf8').split('\n## Try it\n');
  if (tryIt === undefined) return [];
  const first = /```sh\n(.*?)```/s.exec(tryIt)?.[1] ?? '';
  return [{ page, first, steps: [...tryIt.matchAll(step)].map(({ groups }) => groups as unknown as Step) }];
});

describe('[DF106] a newcomer who follows the pages of devices', () => {
  let server: RoleProcess;
  let mqttUrl: string;
  let cookie: string;
  const walked = new Set<string>();
  /** Families of which a value or finding stood on the page of the kitchen. */
  const shown = new Set<string>();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'mingchu-newcomer-'));

  const ask = async <Answer>(route: string, method = 'GET', body?: object): Promise<Answer> => {
    const response = await fetch(`${server.url}/api/v1${route}`, {
      method,
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  };
  const inbox = async () => (await ask<Page<HeardLine>>('/heard-devices?filter=new&limit=200')).items;

  /** What the page of the kitchen shows of a device: its newest values, each at the end of its chart, and findings. */
  const shownOf = async (deviceId: string) => {
    const { values, findings } = await ask<DeviceDiagnosis>(`/sites/${siteId}/devices/${deviceId}`);
    const charts = values.map(async ({ metric, value, time }) => {
      const query = `metric=${metric}&deviceId=${deviceId}`;
      const { items } = await ask<Page<{ value: number; time: string }>>(
        `/sites/${siteId}/readings?${query}`,
      );
      expect(items.find((one) => one.time === time)?.value, `${metric} of ${deviceId}`).toBe(value);
    });
    await Promise.all(charts);
    return values.length + findings.length;
  };

  beforeAll(async () => {
    const mqttPort = String(await freePort());
    mqttUrl = `mqtt://127.0.0.1:${mqttPort}`;
    server = await startRole({
      ROLES: 'ingest,worker,web',
      DATABASE_URL: await createDatabase(),
      DATA_DIR: dataDir,
      MQTT_PORT: mqttPort,
      DEMO: '1',
      DEMO_PASSWORD: demoPassword,
    });
    cookie = await signIn(server.url, 'admin');
    const district = smallDistrict(1);
    await ask('/registry', 'PUT', {
      ...district,
      sites: district.sites.map((site) => ({ ...site, id: siteId })),
      devices: [],
    });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it.each(walks)('$page', async ({ first, steps }) => {
    await runCommands(first, mqttUrl);
    for (const { address, kind, rule, script } of steps) {
      let line: HeardLine | undefined;
      await until(async () => (line = (await inbox()).find((one) => one.address === address)) !== undefined);
      if (!line) return;
      walked.add(line.family);
      const { family, mount, proposals } = line;
      const bound = await ask<{ id: string }>('/heard-devices/bind', 'POST', {
        family,
        mount,
        address,
        siteId,
        kind,
        name: line.name ?? address,
        zone: '',
        reportPeriodS: proposals.reportPeriodS,
      });
      expect(proposals.site?.siteId).toBe(siteId);
      const broken = async () =>
        (await ask<Page<Violation>>(`/violations?siteId=${siteId}&limit=200`)).items.some(
          ({ deviceId, ruleId }) => deviceId === bound.id && ruleId === rule,
        );
      expect(await broken()).toBe(false);
      const { devices } = await ask<{ devices: { id: string }[] }>(`/sites/${siteId}`);
      expect(devices.map(({ id }) => id)).toContain(bound.id);
      expect(await shownOf(bound.id)).toBe(0);
      await runCommands(script, mqttUrl);
      await until(broken, 20_000, `${rule} of ${address}`);
      // What was judged is stored, and so is shown.
      if ((await shownOf(bound.id)) > 0) shown.add(family);
    }
  });

  it('[DF101] those that others speak through are proposed as gateways', async () => {
    const heard = (await ask<Page<HeardLine>>('/heard-devices?filter=all&limit=200')).items;
    const named = new Set(heard.map(({ family, mount, gateway }) => `${family}/${mount}/${gateway}`));
    const gateways = heard.filter(({ family, mount, address }) => named.has(`${family}/${mount}/${address}`));
    expect(gateways.map(({ address }) => address).toSorted()).toEqual([
      '@instance',
      'nvr1',
      's0001/edge1',
      'tasmota_A1B2C3',
    ]);
    for (const { proposals } of gateways) expect(proposals.kind?.kind).toBe('gateway');
  });

  it('has walked with a device of every family, and seen what it says on the page of its kitchen', () => {
    const all = families.map(({ id }) => id).toSorted();
    expect([...walked].toSorted()).toEqual(all);
    expect([...shown].toSorted()).toEqual(all);
  });
});
