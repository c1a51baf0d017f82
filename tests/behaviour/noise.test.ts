/** The list of noise over HTTP, on rows of a real database, and the act by which a proposal is taken for one kitchen. */
import type { NoiseLine, OfficerFigures } from '@mingchu/shared/statistics';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase } from '../harness/testDatabase.ts';
import { createAsking, smallDistrict, startWebServer, type WebServer } from './webServer.ts';

const database = testDatabase();
let server: WebServer;
const { ask } = createAsking(() => server);
const hourMs = 3_600_000;
/** The episodes, two hours apart, have all ended by now. */
const firstAt = Date.now() - 20 * hourMs;

beforeAll(async () => {
  server = await startWebServer({ db: database.db });
  await ask('admin', 'PUT', '/registry', smallDistrict(3));
  const unsure = [0.72, 0.78, 0.74, 0.76, 0.73, 0.71];
  const sure = [0.9, 0.9, 0.9, 0.9, 0.9, 0.9];
  for (let n = 0; n < 5; n += 1) await addSeen('site-000', n, { confidences: unsure, review: 'false-alarm' });
  await addSeen('site-000', 5, { confidences: sure, review: 'confirmed' });
  await addSeen('site-001', 0, { confidences: sure, review: null });
  await addSeen('site-001', 1, { confidences: sure, review: null });
  await addEpisode('smoke-1', { ruleId: 'smoking', siteId: 'site-001', at: firstAt, review: null });
});
afterAll(() => server.close());

async function addEpisode(
  id: string,
  { ruleId, siteId, at, review }: { ruleId: string; siteId: string; at: number; review: string | null },
) {
  await database.db.execute(
    `insert into violation (id, site_id, device_id, rule_id, rule_version, zone, severity, state, latched,
                            condition_active, opened_at, onset_at, cleared_at, closed_at, reason, review)
     values ($1, $2, 'cam-1', $3, '1', 'prep', 'major', 'normal', true, false, $4, $4, $5, $5, 'seen-often-enough', $6)`,
    [id, siteId, ruleId, new Date(at), new Date(at + 150_000), review],
  );
}

/** An episode with its detections, one every five seconds. */
async function addSeen(
  siteId: string,
  n: number,
  { confidences, review }: { confidences: number[]; review: string | null },
) {
  const at = firstAt + n * 2 * hourMs;
  await addEpisode(`${siteId}-${n}`, { ruleId: 'no-hat', siteId, at, review });
  for (const [index, confidence] of confidences.entries())
    await database.db.execute(
      `insert into detection (time, site_id, device_id, id, type, confidence, zone, received_at)
       values ($1, $2, 'cam-1', $3, 'no-hat', $4, 'prep', $1)`,
      [new Date(at + index * 5_000), siteId, `${siteId}-${n}-${index}`, confidence],
    );
}

const noise = async (by: string) =>
  (await ask<{ items: NoiseLine[] }>('chief', 'GET', `/statistics/noise?by=${by}`)).body.items;
const adjust = (siteId: string, ruleId: string, change: object, username = 'chief') =>
  ask(username, 'POST', `/sites/${siteId}/rules/${ruleId}/adjust`, { reason: '噪声', ...change });
const ownRule = async (siteId: string, ruleId: string) =>
  (await ask<Record<string, unknown>>('duty', 'GET', `/sites/${siteId}/rules/${ruleId}`)).body;

it('[ST8] proposes for a camera what its own detections say, until it is taken', async () => {
  const [line] = await noise('source');
  expect(line).toMatchObject({ ruleId: 'no-hat', siteId: 'site-000', episodes: 6, falseAlarms: 5 });
  const proposal = { param: 'minConfidence', now: 0.7, proposed: 0.75, avoided: 5, of: 6 };
  expect(line?.proposals).toMatchObject([proposal]);
  const taken = await adjust('site-000', 'no-hat', { param: 'minConfidence', from: 0.7, to: 0.75 });
  expect(taken.status).toBe(200);
  expect(await ownRule('site-000', 'no-hat')).toMatchObject({
    enabled: true,
    params: { minConfidence: 0.75 },
  });
  expect((await noise('source'))[0]?.proposals).toEqual([]);
});

it('[ST10] sums up by rule and by device, and says which rule made most of it', async () => {
  expect(await noise('rule')).toMatchObject([
    { ruleId: 'no-hat', siteId: null, deviceId: null, episodes: 8, falseAlarms: 5, sources: 2 },
  ]);
  const [first, second] = await noise('device');
  expect(first).toMatchObject({ ruleId: null, siteId: 'site-000', deviceId: 'cam-1', episodes: 6 });
  expect(second).toMatchObject({ siteId: 'site-001', episodes: 3, sources: 2, mainRuleId: 'no-hat' });
  expect(second?.proposals).toEqual([]);
});

it('[ST9] one parameter is adjusted and nothing else: what is off stays off, what is its own stays', async () => {
  const own = { enabled: false, params: { count: 4, withinS: 90 }, reason: '装修' };
  await ask('chief', 'PUT', '/sites/site-001/rules/no-hat', own);
  expect((await adjust('site-001', 'no-hat', { param: 'minConfidence', from: 0.7, to: 0.8 })).status).toBe(
    200,
  );
  expect(await ownRule('site-001', 'no-hat')).toMatchObject({
    enabled: false,
    params: { count: 4, withinS: 90, minConfidence: 0.8 },
    setBy: 'chief',
  });
  const [line] = (await noise('source')).filter(({ siteId }) => siteId === 'site-001');
  expect(line).toMatchObject({ switchedOff: true, proposals: [] });
  const audit = await database.db.query(
    `select actor, reason, detail from audit where act = 'adjust-site-rule' and subject_id = 'site-001'`,
  );
  const detail = { ruleId: 'no-hat', param: 'minConfidence', from: 0.7, to: 0.8 };
  expect(audit).toEqual([{ actor: 'chief', reason: '噪声', detail }]);
});

it('[ST9] refuses what somebody else has changed meanwhile, and who may not', async () => {
  const stale = await adjust('site-001', 'no-hat', { param: 'count', from: 3, to: 5 });
  expect([stale.status, stale.body.code]).toEqual([409, 'site-rule-changed']);
  expect(await ownRule('site-001', 'no-hat')).toMatchObject({ params: { count: 4 } });
  expect((await adjust('site-001', 'no-hat', { param: 'count', from: 4, to: 5 }, 'duty')).status).toBe(403);
  expect((await adjust('site-001', 'no-hat', { param: 'type', from: 4, to: 5 })).status).toBe(400);
  expect((await adjust('nowhere', 'no-hat', { param: 'count', from: 4, to: 5 })).body.code).toBe(
    'site-not-found',
  );
  expect((await adjust('site-001', 'no-such', { param: 'count', from: 4, to: 5 })).body.code).toBe(
    'rule-not-found',
  );
});

it('[ST11] counts what each officer did, from the audit trail', async () => {
  const act = (actor: string, name: string, afterMin: number, subject = 'violation') =>
    database.db.execute(
      `insert into audit (at, subject, subject_id, violation_id, actor, act, reason)
       values ($1, $2, 'site-001-0', 'site-001-0', $3, $4, 'test')`,
      [new Date(firstAt + afterMin * 60_000), subject, actor, name],
    );
  await act('duty', 'ack', 2);
  // One act, on the violation and its order.
  await act('duty', 'review', 3);
  await act('duty', 'recall', 3, 'dispatch');
  await act('duty', 'unshelve', 40);
  await act('duty', 'offer', 60, 'dispatch');
  await act('chief', 'ack', 6);
  await act('system', 'open', 0);
  await act('inspector01', 'accept', 1, 'dispatch');
  await act('duty', 'ack', -8 * 24 * 60);
  const { body } = await ask<{ items: OfficerFigures[] }>('chief', 'GET', '/statistics/officers');
  expect(body.items).toMatchObject([
    { username: 'duty', acts: 4, acks: 1, reviews: 1, dispatches: 1, medianAckMs: 120_000, mostActs10Min: 2 },
    {
      username: 'chief',
      acts: 1,
      acks: 1,
      reviews: 0,
      medianAckMs: 360_000,
      mostActs10Min: 1,
      judgement: null,
    },
  ]);
});
