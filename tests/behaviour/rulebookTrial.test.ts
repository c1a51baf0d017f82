/** A changed rulebook tried over HTTP on rows of a real database. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createAuth } from '@mingchu/server/platform/auth/auth';
import { ensureDemoAccounts } from '@mingchu/server/platform/auth/firstAccounts';
import { sessionRoutes } from '@mingchu/server/platform/auth/sessionRoutes';
import { createHttpServer, type HttpApp } from '@mingchu/server/platform/http/httpServer';
import { openRegistryCache } from '@mingchu/server/registry/openRegistryCache';
import { importRegistry } from '@mingchu/server/registry/importRegistry';
import type { RegistryCache } from '@mingchu/server/registry/registryCache';
import { loadRulebook } from '@mingchu/server/rules/loadRulebook';
import { rulebookRoutes } from '@mingchu/server/rules/rulebookRoutes';
import type { RulebookTrialAnswer } from '@mingchu/shared/rulebookTrial';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordingLog } from '../harness/log.ts';
import { manualClock } from '../harness/manualClock.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { demoPassword as password, signIn, smallDistrict } from './webServer.ts';

const rulebook = loadRulebook(fileURLToPath(new URL('../../server/rulebook', import.meta.url)));
const command = fileURLToPath(new URL('../../scripts/whatif.mjs', import.meta.url));
const minute = 60_000;

describe('trying a rulebook', () => {
  const database = testDatabase();
  const clock = manualClock();
  const { log } = recordingLog();
  let app: HttpApp;
  let address: string;
  let registry: RegistryCache;
  const cookies = new Map<string, string>();

  beforeAll(async () => {
    const { db } = database;
    await ensureDemoAccounts(db, { password, now: clock.date() });
    const { inspectorPassword: _, ...body } = smallDistrict(2);
    const hashPassword = () => Promise.reject(new Error('no account is made here'));
    await importRegistry(db, { body, actor: 'test', now: clock.date(), hashPassword });
    await keepHistory();
    registry = await openRegistryCache({ db, log });
    app = await createHttpServer({
      log,
      db,
      clock,
      auth: createAuth({ db, clock }),
      dashboardDir: path.join(tmpdir(), 'none'),
      metrics: { contentType: 'text/plain', metrics: async () => '' },
    });
    await app.register(
      async (api) => {
        sessionRoutes(api, { db, clock });
        rulebookRoutes(api, { db, clock, rulebook, registry });
      },
      { prefix: '/api/v1' },
    );
    address = await app.listen({ port: 0, host: '127.0.0.1' });
    for (const name of ['duty', 'chief']) cookies.set(name, await signIn(address, name));
  });
  afterAll(async () => {
    await app.close();
    await registry.close();
  });

  /** Six hours of a cabinet at 4 °C each minute, which stood at 9 °C for 20 minutes and later for 40. */
  async function keepHistory(): Promise<void> {
    const start = clock.now() - 6 * 60 * minute;
    const minutes = Array.from({ length: 6 * 60 }, (_, index) => index);
    const isWarm = (index: number) => (index >= 60 && index < 80) || (index >= 180 && index < 220);
    await database.db.execute(
      `insert into reading (time, site_id, device_id, metric, value, received_at)
       select at, 'site-000', 'fridge-1', 'temperatureC', value, at + interval '200 milliseconds'
       from unnest($1::timestamptz[], $2::float8[]) as item(at, value)`,
      [
        minutes.map((index) => new Date(start + index * minute).toISOString()),
        minutes.map((index) => (isWarm(index) ? 9 : 4)),
      ],
    );
  }

  /** Ten hours ago the same cabinet stood at 9 °C for 40 minutes, as it told later, from its memory. */
  async function keepMemories(): Promise<void> {
    await database.db.execute(
      `insert into reading (time, site_id, device_id, metric, value, received_at, kept)
       select $1::timestamptz + n * interval '1 minute', 'site-000', 'fridge-1', 'temperatureC', 9,
              $1::timestamptz + n * interval '1 minute', true
       from generate_series(0, 39) as n`,
      [new Date(clock.now() - 10 * 60 * minute)],
    );
  }

  const call = (method: 'GET' | 'POST', route: string, { as = 'chief', body = {} } = {}) =>
    fetch(`${address}/api/v1${route}`, {
      method,
      headers: { 'content-type': 'application/json', cookie: cookies.get(as) ?? '' },
      ...(method === 'POST' && { body: JSON.stringify(body) }),
    });
  const ruleText = async (id: string): Promise<string> => {
    const { items } = (await (await call('GET', '/rulebook')).json()) as {
      items: { id: string; yaml: string }[];
    };
    return items.find((rule) => rule.id === id)?.yaml ?? '';
  };
  const tried = async (yaml: string, days = 1): Promise<RulebookTrialAnswer> => {
    const answer = await call('POST', '/rulebook/trial', { body: { yaml, days } });
    expect(answer.status).toBe(200);
    return (await answer.json()) as RulebookTrialAnswer;
  };
  const countsOf = ({ counts }: RulebookTrialAnswer) => counts['fridge-over-8c-30min'];

  it('[WI1] raises nothing anew, and misses nothing, while a rule says what it says today', async () => {
    const answer = await tried(await ruleText('fridge-over-8c-30min'));
    expect(countsOf(answer)).toEqual({ raised: 0, missed: 0, earlier: 0, later: 0, same: 1 });
    expect(answer).toMatchObject({
      differences: [],
      unlisted: 0,
      sitesDone: 2,
      sitesTotal: 2,
      observations: 360,
      nextAfterSite: null,
      limits: [],
    });
  });

  it('[WI8] leaves out what devices and broker had kept, as it was left out then', async () => {
    await keepMemories();
    const answer = await tried(await ruleText('fridge-over-8c-30min'));
    expect(countsOf(answer)).toMatchObject({ raised: 0, same: 1 });
    expect(answer.observations).toBe(360);
    await database.db.execute('update reading set kept = null where kept');
    expect(countsOf(await tried(await ruleText('fridge-over-8c-30min')))).toMatchObject({ same: 2 });
    await database.db.execute('delete from reading where time < $1', [
      new Date(clock.now() - 8 * 60 * minute),
    ]);
  });

  it('[WI9] judges what a device that was cut off brought hours later, at the moment at which it came', async () => {
    // Forty warm minutes of the day before, received seven hours ago in one go.
    await database.db.execute(
      `insert into reading (time, site_id, device_id, metric, value, received_at)
       select $1::timestamptz + n * interval '1 minute', 'site-000', 'fridge-1', 'temperatureC', 9, $2
       from generate_series(0, 39) as n`,
      [new Date(clock.now() - 26 * 60 * minute), new Date(clock.now() - 7 * 60 * minute)],
    );
    const text = await ruleText('fridge-over-8c-30min');
    for (const days of [1, 2]) {
      const answer = await tried(text, days);
      expect(answer.observations).toBe(400);
      expect(countsOf(answer)).toMatchObject({ raised: 0, missed: 0, same: 2 });
    }
    await database.db.execute('delete from reading where time < $1', [
      new Date(clock.now() - 8 * 60 * minute),
    ]);
  });

  it('[WI1] tells what a shorter time would have raised, and by how much earlier', async () => {
    const yaml = (await ruleText('fridge-over-8c-30min')).replace('forS: 1800', 'forS: 900');
    const answer = await tried(yaml);
    expect(countsOf(answer)).toEqual({ raised: 1, missed: 0, earlier: 1, later: 0, same: 0 });
    const at = (minutes: number) => new Date(clock.now() - (360 - minutes) * minute + 200).toISOString();
    expect(answer.differences).toMatchObject([
      { kind: 'raised', siteId: 'site-000', deviceId: 'fridge-1', flaggedAt: at(75), shiftMs: 0 },
      { kind: 'earlier', flaggedAt: at(195), shiftMs: -15 * minute },
    ]);
  });

  it('[WI1] tells what a higher limit would have missed, writes nothing, and leaves a record', async () => {
    const yaml = (await ruleText('fridge-over-8c-30min')).replace('limit: 8', 'limit: 10');
    expect(countsOf(await tried(yaml))).toMatchObject({ missed: 1, same: 0 });
    expect(await database.db.query('select id from violation')).toEqual([]);
    const [line] = await database.db.query<{ actor: string }>(
      `select actor from audit where subject = 'rulebook' and subject_id = 'fridge-over-8c-30min'`,
    );
    expect(line?.actor).toBe('chief');
  });

  it('[WI2] the command prints what differs, and each rule that was not tried with its reason', async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'mingchu-whatif-'));
    const file = path.join(dir, 'rules.yaml');
    const shorter = (await ruleText('fridge-over-8c-30min')).replace('forS: 1800', 'forS: 900');
    const others = await Promise.all(['device-offline', 'clock-skew', 'device-silent'].map(ruleText));
    writeFileSync(file, shorter + others.map((yaml) => yaml.replace(/^rules:\n/, '')).join(''));
    const args = [command, '--rules', file, '--days', '1', '--server', address, '--password', password];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    rmSync(dir, { recursive: true });
    expect(stdout).toMatch(/raised {2}fridge-over-8c-30min {2}site-000\/fridge-1/);
    expect(stdout).toMatch(/earlier by 900 s {2}fridge-over-8c-30min/);
    expect(stdout).toContain('device-offline was not tried: when devices came and went is not kept');
    expect(stdout).toContain(
      'clock-skew was not tried: of what intake finds wrong only daily counts are kept',
    );
    expect(stdout).toContain('device-silent was tried on values and findings alone');
  });

  it('[WI2] [WI13] names what history cannot tell, and refuses a rule that breaks the schema with its line', async () => {
    for (const [id, reason] of [
      ['device-offline', 'presence-not-kept'],
      ['device-flapping', 'presence-not-kept'],
      ['clock-skew', 'findings-not-kept'],
      ['device-silent', 'only-values-kept'],
    ] as const) {
      const answer = await tried(await ruleText(id));
      expect(answer.limits).toEqual([{ ruleId: id, reason }]);
      expect(id in answer.counts || reason === 'only-values-kept').toBe(reason === 'only-values-kept');
    }
    const yaml = (await ruleText('fridge-over-8c-30min')).replace('limit: 8', 'limit: warm');
    const refused = await call('POST', '/rulebook/trial', { body: { yaml, days: 1 } });
    expect(refused.status).toBe(422);
    const { detail, mistake } = await refused.json();
    expect(detail).toMatch(/^rules\.yaml:\d+: rule fridge-over-8c-30min: params\.limit/);
    const line = yaml.split('\n').findIndex((each) => each.includes('warm')) + 1;
    const wrong = { fault: 'not-a-number', ruleId: 'fridge-over-8c-30min', key: 'params.limit' };
    expect(mistake).toMatchObject({ ...wrong, line });
    expect((await call('GET', '/rulebook', { as: 'duty' })).status).toBe(403);
  });
});
