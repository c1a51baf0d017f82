/** Every way by which a table or the report leaves the house: with a reason, by who may, and always on record. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase } from '../harness/testDatabase.ts';
import { createAsking, smallDistrict, startWebServer, type WebServer } from './webServer.ts';

const database = testDatabase();
let server: WebServer;
const { ask, cookieOf } = createAsking(() => server);

beforeAll(async () => {
  server = await startWebServer({ db: database.db, families: [] });
  await ask('admin', 'PUT', '/registry', smallDistrict(1));
});
afterAll(() => server.close());

const span = { from: '2026-01-05T00:00:00.000Z', to: '2026-01-12T00:00:00.000Z' };
const spanQuery = `from=${span.from}&to=${span.to}`;
const ways = [
  {
    name: 'arrivals-by-group',
    path: `/statistics/arrivals?by=group&format=csv&${spanQuery}`,
    detail: { ...span, rows: 0 },
  },
  {
    name: 'false-alarms-by-rule',
    path: `/statistics/false-alarms?by=rule&format=csv&${spanQuery}`,
    detail: { ...span, rows: 0 },
  },
  {
    name: 'device-bindings',
    path: '/device-bindings/export?format=csv',
    detail: { format: 'csv', rows: 0 },
  },
  {
    name: 'device-bindings',
    path: '/device-bindings/export?format=yaml',
    detail: { format: 'yaml', rows: 0 },
  },
  { name: 'calibrations', path: '/calibrations/export?', detail: { rows: 0 } },
  { name: 'weekly-report', path: '/statistics/prints', body: span, detail: span },
];

async function take(username: string, way: (typeof ways)[number], reason?: string) {
  const init = { headers: { cookie: await cookieOf(username), 'content-type': 'application/json' } };
  const base = `${server.address}/api/v1${way.path}`;
  if (way.body) {
    const body = JSON.stringify({ ...way.body, ...(reason !== undefined && { reason }) });
    return fetch(base, { ...init, method: 'POST', body });
  }
  return fetch(reason === undefined ? base : `${base}&reason=${encodeURIComponent(reason)}`, init);
}
const recorded = () =>
  database.db.query<{ subject_id: string; actor: string; reason: string; detail: object }>(
    `select subject_id, actor, reason, detail from audit where subject = 'export' order by id`,
  );
const refusals = () =>
  database.db.query<{ actor: string; reason: string; what: string }>(
    `select actor, reason, detail ->> 'what' as what from audit where act = 'refused' order by id`,
  );

it('[XP1] nothing leaves without a reason, and nothing is recorded then', async () => {
  for (const way of ways) {
    for (const reason of [undefined, ' ']) {
      const answer = await take('chief', way, reason);
      const { code } = (await answer.json()) as { code: string };
      expect([way.path, answer.status, code]).toEqual([way.path, 400, 'export-needs-reason']);
    }
  }
  expect(await recorded()).toEqual([]);
});

it('[XP1] what leaves stands in the audit trail with person, reason and what it was', async () => {
  for (const way of ways) expect((await take('chief', way, ' 局务会 ')).ok, way.path).toBe(true);
  const expected = ways.map(({ name, detail }) => ({
    subject_id: name,
    actor: 'chief',
    reason: '局务会',
    detail,
  }));
  expect(await recorded()).toEqual(expected);
});

it('[XP1] who may not take it is refused, and that is recorded', async () => {
  const before = (await recorded()).length;
  for (const way of ways) expect((await take('duty', way, '好奇')).status, way.path).toBe(403);
  const refused = await refusals();
  expect(refused.map(({ what }) => what)).toEqual(
    ways.map(({ path, body }) => `${body ? 'POST' : 'GET'} /api/v1${path.split('?')[0]}`),
  );
  expect(new Set(refused.map(({ actor, reason }) => `${actor} ${reason}`))).toEqual(
    new Set(['duty role-not-allowed']),
  );
  expect(await recorded()).toHaveLength(before);
});
