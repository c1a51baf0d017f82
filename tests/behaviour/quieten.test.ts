/** Quietening many kitchens at once over HTTP, on rows of a real database: the preview, the act, and two people at it. */
import type { AdjustedSiteRule, QuietPreview, StandingAdjustment } from '@mingchu/shared/quietPreview';
import type { NoiseLine } from '@mingchu/shared/statistics';
import { listNoise } from '@mingchu/server/statistics/listNoise';
import type { Executor } from '@mingchu/server/platform/postgres/database';
import { fileURLToPath } from 'node:url';
import { loadRulebook } from '@mingchu/server/rules/loadRulebook';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase } from '../harness/testDatabase.ts';
import { createAsking, smallDistrict, startWebServer, type WebServer } from './webServer.ts';

const database = testDatabase();
let server: WebServer;
const { ask } = createAsking(() => server);
const hourMs = 3_600_000;
const firstAt = Date.now() - 40 * hourMs;
const ruleId = 'no-hat';
const sites = ['site-000', 'site-001', 'site-002'] as const;
const unsure = [0.72, 0.73, 0.72, 0.74];
const sure = [0.9, 0.9, 0.9, 0.9];

beforeAll(async () => {
  server = await startWebServer({ db: database.db });
  await ask('admin', 'PUT', '/registry', smallDistrict(4));
  for (const siteId of sites) {
    for (let n = 0; n < 5; n += 1) await addSeen(siteId, n, unsure, 'false-alarm');
    await addSeen(siteId, 5, sure, 'confirmed');
  }
  // One that is announced later with a higher confidence, and a kitchen of its own mind.
  await addSeen('site-002', 6, [0.72, 0.9, 0.9, 0.9], 'confirmed');
  await addSeen('site-003', 0, sure, null);
});
afterAll(() => server.close());

async function addSeen(siteId: string, n: number, confidences: number[], review: string | null) {
  const at = firstAt + n * 2 * hourMs;
  await database.db.execute(
    `insert into violation (id, site_id, device_id, rule_id, rule_version, zone, severity, state, latched,
                            condition_active, opened_at, onset_at, cleared_at, closed_at, reason, review)
     values ($1, $2, 'cam-1', $3, '1', 'prep', 'major', 'normal', true, false, $4, $4, $5, $5, 'seen-often-enough', $6)`,
    [`${siteId}-${n}`, siteId, ruleId, new Date(at), new Date(at + 150_000), review],
  );
  for (const [index, confidence] of confidences.entries())
    await database.db.execute(
      `insert into detection (time, site_id, device_id, id, type, confidence, zone, received_at)
       values ($1, $2, 'cam-1', $3, 'no-hat', $4, 'prep', $1)`,
      [new Date(at + index * 5_000), siteId, `${siteId}-${n}-${index}`, confidence],
    );
}

const noise = async (by: string) =>
  (await ask<{ items: NoiseLine[] }>('chief', 'GET', `/statistics/noise?by=${by}`)).body.items;
const preview = (what: string, username = 'duty') =>
  ask<QuietPreview & { code?: string }>(username, 'GET', `/statistics/noise/${what}`);
const byRule = `rules/${ruleId}/preview?param=minConfidence&proposed=0.75`;
const change = (siteId: string, part: object = {}) => ({
  siteId,
  ruleId,
  param: 'minConfidence',
  from: 0.7,
  to: 0.75,
  ...part,
});
const adjust = (changes: object[], username = 'chief', reason = '误报太多') =>
  ask<{ items: AdjustedSiteRule[]; code?: string }>(username, 'POST', '/site-rules/adjust', {
    changes,
    reason,
  });
const own = (siteId: string) => ask<{ params?: object }>('duty', 'GET', `/sites/${siteId}/rules/${ruleId}`);
const audited = () =>
  database.db.query(
    `select actor, subject_id as "siteId", reason, detail ->> 'to' as "to" from audit
     where act = 'adjust-site-rule' order by id`,
  );

it('[ST10] [ST32] what is proposed for a rule is shown kitchen by kitchen before anybody takes it', async () => {
  expect(await noise('rule')).toMatchObject([
    { ruleId, siteId: null, proposals: [{ ruleId, param: 'minConfidence', now: 0.7, proposed: 0.75 }] },
  ]);
  const { status, body } = await preview(byRule);
  expect(status).toBe(200);
  expect(body.left).toBe(0);
  const usual = { param: 'minConfidence', now: 0.7, proposed: 0.75, own: false, state: 'open', devices: 1 };
  expect(body.items).toEqual([
    {
      siteId: 'site-002',
      ruleId,
      ...usual,
      episodes: 7,
      of: 7,
      avoided: 5,
      confirmed: 0,
      later: 1,
      laterS: 5,
    },
    ...['site-000', 'site-001'].map((siteId) => ({
      siteId,
      ruleId,
      ...usual,
      episodes: 6,
      of: 6,
      avoided: 5,
      confirmed: 0,
      later: 0,
      laterS: null,
    })),
    {
      siteId: 'site-003',
      ruleId,
      ...usual,
      episodes: 1,
      of: 1,
      avoided: 0,
      confirmed: 0,
      later: 0,
      laterS: null,
    },
  ]);
  const stricter = await preview(`rules/${ruleId}/preview?param=minConfidence&proposed=0.95`);
  expect(stricter.body.items[0]).toMatchObject({ avoided: 7, confirmed: 2 });
});

it('[ST32] what is proposed for a device is that of its rules', async () => {
  const lines = await noise('device');
  const proposal = { ruleId, param: 'minConfidence', proposed: 0.75, avoided: 5 };
  expect(lines.find(({ siteId }) => siteId === 'site-000')?.proposals).toMatchObject([proposal]);
  const { body } = await preview('devices/site-000/cam-1/preview');
  expect(body.items).toMatchObject([{ siteId: 'site-000', ...proposal, of: 6, state: 'open' }]);
  expect((await preview('devices/site-003/cam-1/preview')).body).toEqual({ items: [], left: 0 });
});

it('[ST33] is taken for the kitchens that are chosen, in one act with one reason, each on record by itself', async () => {
  expect((await adjust([change('site-000')], 'duty')).status).toBe(403);
  const { body } = await adjust([change('site-001'), change('nowhere'), change('site-000')]);
  expect(body.items.map(({ siteId, outcome, value }) => [siteId, outcome, value])).toEqual([
    ['site-001', 'applied', 0.75],
    ['nowhere', 'site-not-found', 0.7],
    ['site-000', 'applied', 0.75],
  ]);
  expect((await own('site-000')).body).toMatchObject({ params: { minConfidence: 0.75 }, setBy: 'chief' });
  expect((await own('site-002')).status).toBe(404);
  const entry = { actor: 'chief', reason: '误报太多', to: '0.75' };
  expect(await audited()).toEqual([
    { ...entry, siteId: 'site-001' },
    { ...entry, siteId: 'site-000' },
  ]);
  const states = (await preview(byRule)).body.items.map(({ siteId, state, own: isOwn }) => [
    siteId,
    state,
    isOwn,
  ]);
  expect(states).toEqual([
    ['site-002', 'open', false],
    ['site-000', 'quiet-already', true],
    ['site-001', 'quiet-already', true],
    ['site-003', 'open', false],
  ]);
});

it('[ST33] of two people the later is told what the earlier did, and the rest of his is done', async () => {
  const { waiting } = await database.db.transaction(async (tx) => {
    await tx.execute(
      `update site_rule_override set params = '{"minConfidence": 0.8}', set_by = 'admin'
       where site_id = 'site-000' and rule_id = $1`,
      [ruleId],
    );
    const changes = ['site-000', 'site-001'].map((siteId) => change(siteId, { from: 0.75, to: 0.85 }));
    const started = adjust([...changes, change('site-002')]);
    await untilSomebodyWaits();
    // Wrapped: it ends only after this transaction.
    return { waiting: started };
  });
  const later = await waiting;
  expect(later.body.items).toMatchObject([
    { siteId: 'site-000', outcome: 'changed-meanwhile', value: 0.8, setBy: 'admin' },
    { siteId: 'site-001', outcome: 'applied', value: 0.85 },
    { siteId: 'site-002', outcome: 'applied', value: 0.75 },
  ]);
  expect((await own('site-000')).body).toMatchObject({ params: { minConfidence: 0.8 }, setBy: 'admin' });
});

it('[ST33] each change is taken back by the one in the other direction, and the kitchen follows the rulebook again', async () => {
  const back = await adjust([change('site-002', { from: 0.75, to: 0.7 })], 'chief', '撤回');
  expect(back.body.items).toMatchObject([{ outcome: 'applied', value: 0.7 }]);
  expect((await own('site-002')).status).toBe(404);
  expect((await audited()).at(-1)).toMatchObject({ siteId: 'site-002', reason: '撤回', to: '0.7' });
  await ask('chief', 'PUT', `/sites/site-003/rules/${ruleId}`, {
    enabled: false,
    params: {},
    reason: '装修',
  });
  expect((await preview(byRule)).body.items.at(-1)).toMatchObject({
    siteId: 'site-003',
    state: 'switched-off',
  });
  await adjust([change('site-003')]);
  expect((await own('site-003')).body).toMatchObject({ enabled: false, params: { minConfidence: 0.75 } });
});

it('[ST38] what stands is listed with who applied it and when, until it is taken back or set by hand', async () => {
  const standing = async (username = 'chief') => {
    const { status, body } = await ask<{ items: StandingAdjustment[] }>(
      username,
      'GET',
      '/site-rules/adjusted',
    );
    return { status, items: body.items };
  };
  expect((await standing('duty')).status).toBe(403);
  // site-000 was set by hand since, site-002 was taken back.
  const { items } = await standing();
  expect(items).toMatchObject([
    {
      siteId: 'site-003',
      ruleId,
      param: 'minConfidence',
      from: 0.7,
      to: 0.75,
      by: 'chief',
      reason: '误报太多',
    },
    { siteId: 'site-001', from: 0.75, to: 0.85 },
  ]);
  expect(items.every(({ at }) => Date.parse(at) <= Date.now())).toBe(true);
  await adjust([change('site-001', { from: 0.85, to: 0.75 })], 'admin', '撤回');
  expect((await standing()).items).toMatchObject([
    { siteId: 'site-003' },
    { siteId: 'site-001', from: 0.7, to: 0.75, by: 'chief' },
  ]);
  await adjust([change('site-001', { from: 0.75, to: 0.85 })]);
});

it('[ST34] what must not wait is never made quieter, and a mistake changes nothing at all', async () => {
  const before = await audited();
  const gas = { ruleId: 'gas-high', param: 'forS', from: 0, to: 60 };
  const refused: [object[], number, string][] = [
    [[change('site-001', { from: 0.85, to: 0.9 }), change('site-001', gas)], 409, 'rule-must-not-wait'],
    [[change('site-001', { ruleId: 'no-such' })], 404, 'rule-not-found'],
    [
      [change('site-001', { from: 0.85 }), change('site-000', { param: 'forS' })],
      400,
      'parameter-not-of-rule',
    ],
    [
      [change('site-001', { from: 0.85 }), change('site-001', { param: 'count', from: 3, to: 4 })],
      400,
      'rule-twice',
    ],
  ];
  for (const [changes, status, code] of refused) {
    const answer = await adjust(changes);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  }
  const single = await ask<{ code?: string }>('chief', 'POST', `/sites/site-001/rules/${gas.ruleId}/adjust`, {
    param: 'forS',
    from: 0,
    to: 60,
    reason: 'x',
  });
  expect([single.status, single.body.code]).toEqual([409, 'rule-must-not-wait']);
  const shown = await preview(`rules/${gas.ruleId}/preview?param=forS&proposed=60`);
  expect([shown.status, shown.body.code]).toEqual([409, 'rule-must-not-wait']);
  expect(await audited()).toEqual(before);
});

it('[ST35] asks the database as often for one line as for all', async () => {
  let asked = 0;
  const counting: Executor = {
    query: (text, values) => {
      asked += 1;
      return database.db.query(text, values);
    },
    execute: (text, values) => database.db.execute(text, values),
  };
  const rulebook = loadRulebook(fileURLToPath(new URL('../../server/rulebook', import.meta.url)));
  const rules = new Map(rulebook.rules.map((rule) => [rule.id, rule]));
  const span = { from: new Date(firstAt - hourMs), to: new Date() };
  for (const by of ['source', 'rule', 'device'] as const) {
    const counts: number[] = [];
    for (const limit of [1, 500]) {
      asked = 0;
      await listNoise(counting, { by, span, limit, rules });
      counts.push(asked);
    }
    expect(counts[1], by).toBe(counts[0]);
    expect(counts[1], by).toBeLessThanOrEqual(4);
  }
});

/** A statement of another session waits for a lock. */
async function untilSomebodyWaits(): Promise<void> {
  const waiting = `select 1 from pg_locks where not granted and relation = 'site_rule_override'::regclass`;
  while ((await database.db.query(waiting)).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
}
