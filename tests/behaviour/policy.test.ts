/** The escalation policy over HTTP: read, preview, set, and in force in another process without a restart. */
import { fileURLToPath } from 'node:url';
import { loadPolicy } from '@mingchu/server/dispatch/loadPolicy';
import { openPolicyBook, type PolicyBook } from '@mingchu/server/dispatch/policyBook';
import { policyRoutes } from '@mingchu/server/dispatch/policyRoutes';
import { createQueue } from '@mingchu/server/platform/queue/bullQueue';
import type { JobQueue } from '@mingchu/server/platform/queue/queue';
import type { PolicyPreview, PolicyView } from '@mingchu/shared/policy';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addInspector, type DispatchWorld, openDispatchWorld } from '../harness/dispatchWorld.ts';
import { recordingLog } from '../harness/log.ts';
import { manualClock } from '../harness/manualClock.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { openRoomApi, type RoomApi } from './roomApi.ts';

const database = testDatabase();
const clock = manualClock();
const { log, lines } = recordingLog();
const shipped = loadPolicy(fileURLToPath(new URL('../../server/policy/escalation.yaml', import.meta.url)));
let queue: JobQueue;
let world: DispatchWorld;
let room: RoomApi;
/** That of the process which answers, and that of another. */
let book: PolicyBook;
let otherBook: PolicyBook;

beforeAll(async () => {
  const { db } = database;
  queue = await createQueue({ databaseUrl: database.url, shardCount: 4, clock, log });
  world = await openDispatchWorld({ db, clock, log, queue });
  await addInspector(world, { id: 'near', northM: 500 });
  await addInspector(world, { id: 'far', northM: 900 });
  book = await openPolicyBook({ db, clock, log, shipped });
  otherBook = await openPolicyBook({ db, clock, log, shipped });
  room = await openRoomApi({ db, clock, log }, { routes: (api) => policyRoutes(api, world.deps, book) });
});
afterAll(async () => {
  await room.close();
  await book.close();
  await otherBook.close();
  await queue.close();
  await world.close();
  expect(lines).toEqual([]);
});

const ask: RoomApi['ask'] = (...question) => room.ask(...question);

const quick = {
  ...shipped,
  severities: { ...shipped.severities, major: { ...shipped.severities.major, warnS: 300 } },
};

it('[EP1] the preview is the ladder itself: who would be told, and when, if nobody answered', async () => {
  const { body } = await ask<PolicyPreview>('duty', 'POST', '/policy/preview', {
    siteId: 's1',
    severity: 'major',
  });
  const told = body.steps.map(
    ({ afterS, step, to }) => `${afterS} ${step} ${to.map((each) => each.to).join('+')}`,
  );
  expect(told).toEqual([
    '0 offer near',
    '120 offer-lapsed near',
    '120 offer far',
    '240 offer-lapsed far',
    '240 nobody role:duty+leader',
    '240 offer near',
    '360 offer-lapsed near',
    '360 offer far',
    '360 nobody-in-time role:duty+leader',
    '420 warn far+role:duty',
    '480 offer-lapsed far',
    '480 offer near',
    '600 breach leader+role:chief+role:duty',
    '600 offer-lapsed near',
    '600 offer far',
    '720 offer-lapsed far',
    '900 escalate station+role:chief',
  ]);
  // 500 m × 1.33 at 5 m/s, after a minute.
  expect(body.steps[0]?.to).toEqual([{ to: 'near', name: '网格员 near', distanceM: 500, etaS: 193 }]);
  const draft = await ask<PolicyPreview>('duty', 'POST', '/policy/preview', {
    siteId: 's1',
    severity: 'major',
    policy: quick,
  });
  expect(draft.body.steps.find((each) => each.step === 'warn')?.afterS).toBe(300);
  expect(await database.db.query('select 1 from dispatch')).toEqual([]);
});

it('[EP1] [FE17] the preview shows what follows when nothing is known of whoever took it', async () => {
  const { body } = await ask<PolicyPreview>('duty', 'POST', '/policy/preview', {
    siteId: 's1',
    severity: 'major',
    suppose: 'holder-unheard',
  });
  const told = body.steps.map(
    ({ afterS, step, to }) => `${afterS} ${step} ${to.map((each) => each.to).join('+')}`,
  );
  expect(told).toEqual([
    '0 offer near',
    '120 whereabouts-unknown role:duty+leader',
    '420 warn near+role:duty',
    '600 breach leader+role:chief+role:duty',
    '900 escalate station+role:chief',
  ]);
});

it('[EP2] a chief sets a policy with a reason; every process follows it, the record keeps both', async () => {
  const before = await ask<PolicyView>('chief', 'GET', '/policy');
  expect(before.body).toMatchObject({ revision: 0, set: null });
  const set = { revision: 0, policy: quick, reason: '午高峰提前提醒' };
  const { status, body } = await ask<PolicyView>('chief', 'PUT', '/policy', set);
  expect(status).toBe(200);
  expect(body).toMatchObject({ revision: 1, set: { by: 'chief', reason: '午高峰提前提醒' } });
  await expect.poll(() => otherBook.current.severities.major.warnS).toBe(300);
  const [row] = await database.db.query<{ actor: string; detail: { before: unknown; after: unknown } }>(
    `select actor, detail from audit where act = 'set-policy'`,
  );
  expect(row).toMatchObject({ actor: 'chief', detail: { before: shipped, after: quick } });
});

it('[EP3] who builds on an older policy is told; a mistake is refused with its place; duty officers do not set it', async () => {
  const { revision } = book.view();
  const stale = { revision: revision + 5, policy: shipped, reason: 'x' };
  expect(await ask('admin', 'PUT', '/policy', stale)).toMatchObject({
    status: 409,
    body: { code: 'overtaken' },
  });
  const late = { ...shipped.severities.minor, warnS: 700 };
  const wrong = {
    revision,
    policy: { ...shipped, severities: { ...shipped.severities, minor: late } },
    reason: 'x',
  };
  expect(await ask('admin', 'PUT', '/policy', wrong)).toMatchObject({
    status: 422,
    body: { code: 'policy-mistake', detail: 'severities minor warnS must come before dueS' },
  });
  expect(await ask('duty', 'PUT', '/policy', { revision, policy: shipped, reason: 'x' })).toMatchObject({
    status: 403,
  });
});
