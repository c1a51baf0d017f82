import { createHash } from 'node:crypto';
import { openRegistryCache } from '@mingchu/server/registry/openRegistryCache';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quietLog } from '../harness/log.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { demoPassword, signIn, smallDistrict, startWebServer, type WebServer } from './webServer.ts';

const jsonHeaders = { 'content-type': 'application/json' };

describe('HTTP', () => {
  const database = testDatabase();
  let server: WebServer;
  let admin: string;
  let duty: string;
  beforeAll(async () => {
    server = await startWebServer({ db: database.db });
    admin = await signIn(server.address, 'admin');
    duty = await signIn(server.address, 'duty');
    const response = await put('/registry', smallDistrict(5));
    expect(await response.json()).toEqual({
      groups: 1,
      grids: 1,
      sites: 5,
      devices: 10,
      inspectors: 2,
      accounts: 2,
    });
  });
  afterAll(() => server.close());

  const get = (path: string, headers: Record<string, string> = { cookie: duty }) =>
    fetch(`${server.address}${path}`, { headers });
  const put = (path: string, body: unknown, cookie = admin) =>
    fetch(`${server.address}/api/v1${path}`, {
      method: 'PUT',
      headers: { ...jsonHeaders, cookie },
      body: JSON.stringify(body),
    });

  it('[HT1] every failure is a problem document with a code', async () => {
    const missing = await get('/api/v1/nothing-here');
    expect(missing.status).toBe(404);
    expect(missing.headers.get('content-type')).toContain('application/problem+json');
    expect(await missing.json()).toMatchObject({ type: 'about:blank', status: 404, code: 'not-found' });
  });

  it('[HT2] a body that breaks its schema is answered with the names of the fields', async () => {
    const response = await fetch(`${server.address}/api/v1/session`, {
      method: 'POST',
      headers: jsonHeaders,
      body: JSON.stringify({ username: 'x'.repeat(65) }),
    });
    expect(response.status).toBe(400);
    const problem = (await response.json()) as { code: string; errors: { field: string }[] };
    expect(problem.code).toBe('invalid-request');
    expect(problem.errors.map((error) => error.field).sort()).toEqual(['body/password', 'body/username']);
  });

  it('[HT3] text and forms, which a foreign page may post, are not understood', async () => {
    const response = await fetch(`${server.address}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ username: 'duty', password: demoPassword }),
    });
    expect(response.status).toBe(415);
  });

  it('[HT4] health, readiness and metrics answer without a session and are never limited', async () => {
    for (let round = 0; round < 30; round++) expect((await get('/healthz', {})).status).toBe(200);
    expect(await (await get('/readyz', {})).json()).toEqual({ status: 'ready' });
    expect(await (await get('/metrics', {})).text()).toContain('mingchu_up 1');
  });

  it('[HT5] without a built dashboard a page says what to run; addresses of pages are not lost', async () => {
    for (const path of ['/', '/wall', '/m/orders']) {
      const response = await get(path, { accept: 'text/html' });
      expect(response.status).toBe(503);
      expect(await response.text()).toContain('npm run build -w dashboard');
    }
    expect((await get('/favicon.ico', { accept: 'text/html' })).status).toBe(404);
    expect((await get('/wall', { accept: 'application/json' })).status).toBe(404);
  });

  it('[HT6] headers allow nothing from elsewhere and do not force https', async () => {
    const { headers } = await get('/healthz');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it('[HT7] the API describes itself', async () => {
    const document = (await (await get('/api/docs/json')).json()) as { paths: Record<string, object> };
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/api/v1/session',
        '/api/v1/registry',
        '/api/v1/sites/{id}/readings',
        '/api/v1/changes',
      ]),
    );
    expect((await get('/api/docs')).status).toBe(200);
  });

  it('[RG1] sites come in pages that together are all, each once', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page = (await (await get(`/api/v1/sites?limit=2${query}`)).json()) as {
        items: { id: string }[];
        nextCursor: string | null;
      };
      seen.push(...page.items.map((site) => site.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(['site-000', 'site-001', 'site-002', 'site-003', 'site-004']);
    expect((await get('/api/v1/sites?cursor=zzz')).status).toBe(400);
    expect((await get('/api/v1/sites?limit=1001')).status).toBe(400);
  });

  it('[RG1] a site comes with its devices, grid and group', async () => {
    expect(await (await get('/api/v1/sites/site-001')).json()).toMatchObject({
      id: 'site-001',
      devices: [{ id: 'cam-1' }, { id: 'fridge-1' }],
      grid: { id: 'grid-1' },
      group: { id: 'group-1' },
    });
    expect((await get('/api/v1/sites/nowhere')).status).toBe(404);
  });

  it('[RG2] an import is all or nothing', async () => {
    const district = smallDistrict(1);
    const [site] = district.sites;
    const response = await put('/registry', {
      groups: [{ id: 'group-9', name: '九组' }],
      sites: [{ ...site, id: 'site-x', gridId: 'no-such-grid' }],
    });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'unknown-reference' });
    expect(await database.db.query("select 1 from supervision_group where id = 'group-9'")).toEqual([]);
  });

  it('[RG3] an import gives inspectors an account once and leaves passwords and positions alone', async () => {
    await database.db.execute(
      "update inspector set lat = 1, lon = 2, position_at = $1 where id = 'inspector01'",
      [new Date()],
    );
    const again = await put('/registry', { ...smallDistrict(5), inspectorPassword: 'something-else' });
    expect(await again.json()).toMatchObject({ accounts: 0 });
    await signIn(server.address, 'inspector01', demoPassword);
    const rows = await database.db.query("select lat, lon from inspector where id = 'inspector01'");
    expect(rows).toEqual([{ lat: 1, lon: 2 }]);
  });

  it('[RG4] every role hears of an import and reads it', async () => {
    const cache = await openRegistryCache({ db: database.db, log: quietLog });
    try {
      const renewed = new Promise<void>((resolve) => {
        const stop = cache.onRenewed(() => {
          if (!cache.sites.has('site-new')) return;
          stop();
          resolve();
        });
      });
      const [site] = smallDistrict(1).sites;
      await put('/registry', { sites: [{ ...site, id: 'site-new' }] });
      await renewed;
      expect(cache.sites.get('site-new')?.gridId).toBe('grid-1');
    } finally {
      await cache.close();
      await database.db.execute("delete from site where id = 'site-new'");
    }
  });

  it('[RG4] who answers knows by then what was written: a device may speak at once', async () => {
    const [site] = smallDistrict(1).sites;
    await put('/registry', { sites: [{ ...site, id: 'site-next' }] });
    expect(server.registry.sites.has('site-next')).toBe(true);
    const body = { enabled: true, params: { limit: 6 }, reason: '老旧冷柜' };
    await put('/sites/site-next/rules/fridge-warm', body);
    expect(server.registry.overrides.get('site-next/fridge-warm')?.params).toEqual({ limit: 6 });
    await database.db.execute("delete from site_rule_override where site_id = 'site-next'");
    await database.db.execute("delete from site where id = 'site-next'");
  });

  it('[RG5] a rule of its own needs a rule that exists, a reason and an administrator', async () => {
    const path = '/sites/site-002/rules/fridge-warm';
    const body = { enabled: true, params: { limit: 6 }, reason: '老旧冷柜' };
    expect((await put(path, body, duty)).status).toBe(403);
    expect((await put(path, { ...body, reason: '' })).status).toBe(400);
    expect((await put('/sites/site-002/rules/no-such', body)).status).toBe(404);
    expect((await put('/sites/nowhere/rules/fridge-warm', body)).status).toBe(404);
    expect((await put(path, body)).status).toBe(200);
    expect(await (await get(`/api/v1${path}`)).json()).toMatchObject({
      ...body,
      ruleId: 'fridge-warm',
      setBy: 'admin',
    });
    const audit = await database.db.query(
      "select actor, reason from audit where act = 'set-site-rule' and subject_id = 'site-002'",
    );
    expect(audit).toEqual([{ actor: 'admin', reason: '老旧冷柜' }]);
  });

  it('[RG6] readings come raw or in buckets, bounded in span and in pages', async () => {
    const start = Date.UTC(2026, 10, 24, 2);
    const times = Array.from({ length: 30 }, (_, minute) => new Date(start + minute * 60_000));
    await database.db.execute(
      `insert into reading (time, site_id, device_id, metric, value, received_at)
       select time, 'site-000', 'fridge-1', 'temperatureC', value, time
       from unnest($1::timestamptz[], $2::float8[]) as item(time, value)`,
      [times, times.map((_, minute) => minute)],
    );
    const ask = async (query: string) =>
      (await (await get(`/api/v1/sites/site-000/readings?metric=temperatureC&${query}`)).json()) as {
        items: Record<string, unknown>[];
        nextCursor: string | null;
      };
    const span = 'from=2026-11-24T02:00:00Z&to=2026-11-24T02:30:00Z';
    const first = await ask(`${span}&limit=20`);
    expect(first.items).toHaveLength(20);
    expect(first.items[0]).toEqual({
      deviceId: 'fridge-1',
      time: '2026-11-24T02:00:00.000Z',
      receivedAt: '2026-11-24T02:00:00.000Z',
      value: 0,
    });
    const rest = await ask(`${span}&limit=20&cursor=${first.nextCursor}`);
    expect(rest.items.map((item) => item['value'])).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
    expect(rest.nextCursor).toBeNull();
    const buckets = await ask(`${span}&bucket=5m`);
    expect(buckets.items).toHaveLength(6);
    expect(buckets.items[1]).toEqual({
      deviceId: 'fridge-1',
      time: '2026-11-24T02:05:00.000Z',
      min: 5,
      max: 9,
      mean: 7,
      count: 5,
    });
    expect((await ask(`${span}&bucket=1h&deviceId=cam-1`)).items).toEqual([]);
    expect(await ask('from=2026-01-01T00:00:00Z&to=2026-11-24T00:00:00Z')).toMatchObject({
      code: 'time-span-too-long',
    });
    expect(await ask('from=yesterday')).toMatchObject({ code: 'invalid-request' });
  });

  it('[RG7] pictures are asked for each time, and not sent again when they are the same', async () => {
    const jpeg = Buffer.from([0xff, 0xd8, 1, 2, 3, 0xff, 0xd9]);
    const sha256 = createHash('sha256').update(jpeg).digest('hex');
    await database.db.execute(
      "insert into frame (sha256, site_id, device_id, taken_at, jpeg) values ($1, 'site-000', 'cam-1', $2, $3)",
      [sha256, new Date(), jpeg],
    );
    const stored = await get(`/api/v1/frames/${sha256}.jpg`);
    expect(stored.headers.get('content-type')).toBe('image/jpeg');
    expect(stored.headers.get('cache-control')).toBe('private, no-cache');
    expect(
      (await get(`/api/v1/frames/${sha256}.jpg`, { cookie: duty, 'if-none-match': `"${sha256}"` })).status,
    ).toBe(304);
    expect(Buffer.from(await stored.arrayBuffer())).toEqual(jpeg);
    expect((await get(`/api/v1/frames/${sha256}.jpg`, {})).status).toBe(401);

    const path = '/api/v1/cameras/site-000/cam-1/frame.jpg';
    const none = await get(path);
    expect(none.status).toBe(404);
    expect(await none.json()).toMatchObject({ code: 'no-frame' });
    server.cameras.keep({ siteId: 'site-000', deviceId: 'cam-1', at: Date.UTC(2026, 10, 24), jpeg });
    const newest = await get(path);
    expect(newest.headers.get('x-frame-at')).toBe('2026-11-24T00:00:00.000Z');
    const tag = newest.headers.get('etag') ?? '';
    expect((await get(path, { cookie: duty, 'if-none-match': tag })).status).toBe(304);
  });

  it('[AU14] who looks at which picture, and why, is on record once within ten minutes; superiors read it', async () => {
    const sha256 = 'a'.repeat(64);
    await database.db.execute(
      "insert into frame (sha256, site_id, device_id, taken_at, jpeg) values ($1, 'site-000', 'cam-1', $2, $3)",
      [sha256, new Date(), Buffer.from([0xff, 0xd8, 9, 0xff, 0xd9])],
    );
    const picture = `/api/v1/frames/${sha256}.jpg`;
    for (const query of ['?why=review', '?why=review', '', '?why=monitoring'])
      expect((await get(picture + query)).status).toBe(200);
    expect((await get(`${picture}?why=curiosity`)).status).toBe(400);
    const chief = await signIn(server.address, 'chief');
    const list = async (query: string) =>
      (await (await get(`/api/v1/audit?${query}`, { cookie: chief })).json()) as {
        items: { actor: string; reason: string; subjectId: string }[];
        nextCursor: string | null;
      };
    const { items } = await list(`subject=picture&subjectId=${sha256}`);
    expect(items.map(({ actor, reason }) => `${actor} ${reason}`)).toEqual([
      'duty monitoring',
      'duty case',
      'duty review',
    ]);
    const first = await list(`subject=picture&subjectId=${sha256}&limit=2`);
    const rest = await list(
      `subject=picture&subjectId=${sha256}&limit=2&cursor=${encodeURIComponent(first.nextCursor ?? '')}`,
    );
    expect([...first.items, ...rest.items]).toEqual(items);
    expect(rest.nextCursor).toBeNull();
    expect((await get('/api/v1/audit')).status).toBe(403);
  });

  it('[DE14] the audit trail of one kitchen is all that is about it, and nothing of another', async () => {
    await database.db.execute(
      `insert into audit (at, subject, subject_id, violation_id, actor, act, reason, detail)
       select now(), subject, subject_id, violation_id, 'kitchen-test', 'act', 'reason', detail::jsonb
       from (values ('registry', 'site-001', null, '{}'), ('registry', 'site-001/cam-1', null, '{}'),
         ('registry', 'site-001', null, '{"table":"grids"}'), ('registry', 'site-0011/cam-1', null, '{}'),
         ('credential', 'site-001~1', null, '{}'), ('credential', 'site-002~1', null, '{}'),
         ('picture', 'site-001/cam-1', null, '{}'), ('picture', repeat('e', 64), null, '{}'),
         ('picture', repeat('d', 64), null, '{}'), ('session', 'site-001', null, '{}'),
         ('message', 'm-1', 'v-001', '{}'), ('dispatch', 'd-2', 'v-002', '{}')
       ) as entry (subject, subject_id, violation_id, detail)`,
    );
    await database.db.execute(
      `insert into frame (sha256, site_id, device_id, taken_at, jpeg)
       values (repeat('e', 64), 'site-001', 'cam-1', now(), ''), (repeat('d', 64), 'site-002', 'cam-1', now(), '')`,
    );
    await database.db.execute(
      `insert into violation (id, site_id, device_id, rule_id, rule_version, severity, state, latched,
         condition_active, opened_at, onset_at, reason)
       select 'v-' || place, 'site-' || place, 'cam-1', 'no-hat', 'v1', 'major', 'unack', true, true, now(), now(), 'held'
       from unnest(array['001', '002']) as place`,
    );
    const chief = await signIn(server.address, 'chief');
    const audit = async (query: string) =>
      (await (await get(`/api/v1/audit?actor=kitchen-test&${query}`, { cookie: chief })).json()) as {
        items: { subject: string; subjectId: string }[];
        nextCursor: string | null;
      };
    const { items } = await audit('siteId=site-001');
    expect(items.map(({ subject, subjectId }) => `${subject} ${subjectId.slice(0, 16)}`)).toEqual([
      'message m-1',
      'picture eeeeeeeeeeeeeeee',
      'picture site-001/cam-1',
      'credential site-001~1',
      'registry site-001/cam-1',
      'registry site-001',
    ]);
    const first = await audit('siteId=site-001&limit=4');
    const rest = await audit(`siteId=site-001&cursor=${encodeURIComponent(first.nextCursor ?? '')}`);
    expect([...first.items, ...rest.items]).toEqual(items);
    expect((await audit('siteId=site-001&subject=picture')).items).toHaveLength(2);
    expect((await audit('siteId=nowhere')).items).toEqual([]);
    expect((await get('/api/v1/audit?siteId=', { cookie: chief })).status).toBe(400);
  });
});
