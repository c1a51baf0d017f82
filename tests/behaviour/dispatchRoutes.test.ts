/** Orders and messages over HTTP: who may see and do what, pages, problems, positions. */
import { dispatchRoutes } from '@mingchu/server/dispatch/dispatchRoutes';
import { messageRoutes } from '@mingchu/server/notify/messageRoutes';
import { changesAfter } from '@mingchu/server/platform/changelog/changeLog';
import { createQueue } from '@mingchu/server/platform/queue/bullQueue';
import type { JobQueue } from '@mingchu/server/platform/queue/queue';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addInspector, type DispatchWorld, openDispatchWorld } from '../harness/dispatchWorld.ts';
import { recordingLog } from '../harness/log.ts';
import { manualClock } from '../harness/manualClock.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { openRoomApi, type RoomApi } from './roomApi.ts';

const database = testDatabase();
const clock = manualClock();
const { log, lines } = recordingLog();
let queue: JobQueue;
let world: DispatchWorld;
let room: RoomApi;

beforeAll(async () => {
  const { db } = database;
  queue = await createQueue({ databaseUrl: database.url, shardCount: 4, clock, log });
  world = await openDispatchWorld({ db, clock, log, queue });
  await addInspector(world, { id: 'near', northM: 10 });
  await addInspector(world, { id: 'far', northM: 900 });
  await addInspector(world, { id: 'other', gridIds: ['g2'] });
  room = await openRoomApi(
    { db, clock, log },
    {
      inspectors: ['near', 'far', 'other'],
      routes: (api) => {
        dispatchRoutes(api, world.deps);
        messageRoutes(api, world.deps);
      },
    },
  );
});
afterAll(async () => {
  await room.close();
  await queue.close();
  await world.close();
  expect(lines).toEqual([]);
});

const ask: RoomApi['ask'] = (...question) => room.ask(...question);

it('[DI9] [DI10] an order goes from offer to verification by its holder, and nobody else', async () => {
  const [id = ''] = await world.openOrders();
  expect((await ask(null, 'GET', '/dispatches')).status).toBe(401);
  expect((await ask('other', 'POST', `/dispatches/${id}/accept`, {})).body).toMatchObject({
    status: 403,
    code: 'not-your-dispatch',
  });
  expect((await ask('other', 'GET', `/dispatches/${id}`)).status).toBe(403);
  expect((await ask('duty', 'POST', `/dispatches/${id}/accept`, {})).body).toMatchObject({
    status: 403,
    code: 'role-not-allowed',
  });
  expect((await ask('near', 'POST', `/dispatches/${id}/submit`, { finding: 'nonsense' })).status).toBe(400);
  expect(
    (await ask('near', 'POST', `/dispatches/${id}/submit`, { finding: 'corrected' })).body,
  ).toMatchObject({
    status: 409,
    code: 'overtaken',
    detail: '订单正在等待接单（网格员 near）',
    happened: { state: 'offered', inspectorId: 'near', inspectorName: '网格员 near' },
  });
  const steps: [string, string, object, string][] = [
    ['near', 'accept', { version: 2 }, 'accepted'],
    ['near', 'accept', { version: 2 }, 'accepted'],
    ['near', 'depart', { lat: 26.43, lon: 112.85 }, 'en-route'],
    ['near', 'arrive', { lat: 26.42, lon: 112.85 }, 'arrived'],
    ['near', 'submit', { finding: 'corrected', comment: '已戴帽' }, 'submitted'],
    ['duty', 'verify', {}, 'verified'],
  ];
  for (const [who, act, body, state] of steps) {
    await clock.advance(1_000);
    const answer = await ask(who, 'POST', `/dispatches/${id}/${act}`, body);
    expect(answer.body).toMatchObject({ state });
    expect(answer.status).toBe(200);
  }
  const whole = await ask('near', 'GET', `/dispatches/${id}`);
  expect(whole.body.offers).toMatchObject([{ inspectorId: 'near', answer: 'accepted', offerNumber: 1 }]);
  const [arrival] = await database.db.query<{ actor: string; detail: object }>(
    `select actor, detail from audit where subject_id = $1 and act = 'arrive'`,
    [id],
  );
  expect(arrival).toMatchObject({ actor: 'near', detail: { distanceM: 0, inspectorId: 'near' } });
  expect((await ask('duty', 'POST', `/dispatches/${id}/recall`, { reason: '误报' })).body.detail).toBe(
    '订单已核验结束（网格员 near）',
  );
});

it('[DI10] an account of an inspector who is nobody of the registry sees no order, nor one that nobody has', async () => {
  const { db } = database;
  const [id = ''] = await world.openOrders();
  await db.execute(`update dispatch set inspector_id = null, state = 'declined' where id = $1`, [id]);
  await db.execute(
    `insert into account (username, display_name, role, password_hash, created_at)
     select 'unbound', 'unbound', role, password_hash, created_at from account where username = 'near'`,
  );
  const refused = { status: 403, code: 'not-your-dispatch' };
  for (const part of ['', '/timeline', '/photos', '/proofs', '/reports', '/checklist'])
    expect((await ask('unbound', 'GET', `/dispatches/${id}${part}`)).body).toMatchObject(refused);
  for (const [act, body] of [
    ['accept', {}],
    ['extension', { minutes: 5, reason: 'traffic' }],
  ] as const)
    expect((await ask('unbound', 'POST', `/dispatches/${id}/${act}`, body)).body).toMatchObject(refused);
  expect((await ask('unbound', 'GET', '/dispatches')).body.items).toEqual([]);
  await db.execute(`delete from session where username = 'unbound'`);
  await db.execute(`delete from account where username = 'unbound'`);
});

it('[DI10] lists come in pages, newest first, and an inspector gets his own', async () => {
  await world.openOrders(5);
  const seen: string[] = [];
  let cursor = '';
  do {
    const page = await ask(
      'duty',
      'GET',
      `/dispatches?state=offered&limit=2${cursor && `&cursor=${cursor}`}`,
    );
    seen.push(...page.body.items.map((item: { id: string }) => item.id));
    cursor = page.body.nextCursor ?? '';
  } while (cursor !== '');
  expect(new Set(seen).size).toBe(5);
  expect(seen).toHaveLength(5);
  const his = await ask('near', 'GET', '/dispatches?state=active&inspectorId=far');
  expect(his.body.items.length).toBeGreaterThan(0);
  for (const item of his.body.items) expect(item.inspectorId).toBe('near');
  expect((await ask('duty', 'GET', '/dispatches?cursor=x')).body.code).toBe('bad-cursor');
});

it('[DI10] positions are kept at every report and told every 2 s', async () => {
  const { db } = database;
  const told = async () =>
    (await changesAfter(db, 0, 10_000)).filter(
      (change) => change.kind === 'inspector' && change.body.inspectorId === 'far',
    ).length;
  for (const northM of [0, 1, 2, 3, 4]) {
    expect(
      (await ask('far', 'POST', '/inspectors/me/position', { lat: 26.4 + northM / 1000, lon: 112.8 })).status,
    ).toBe(204);
    await clock.advance(700);
  }
  expect(await told()).toBe(2);
  const [row] = await db.query<{ lat: number }>(`select lat from inspector where id = 'far'`);
  expect(row?.lat).toBe(26.404);
  expect((await ask('duty', 'POST', '/inspectors/me/position', { lat: 0, lon: 0 })).status).toBe(403);
});

it('[AU15] acts that a phone kept for eleven hours are taken on the token that it has', async () => {
  const cookie = await room.signIn('near');
  await clock.advance(11 * 3_600_000);
  const sentAt = clock.date().toISOString();
  const act = { id: 'kept-0001', dispatchId: 'd-gone', act: 'accept', deviceTime: sentAt };
  const batch = { username: 'near', sentAt, acts: [act] };
  const send = async (as: string) => {
    const url = '/api/v1/acts';
    const answer = await room.app.inject({ method: 'POST', url, headers: { cookie: as }, payload: batch });
    return { answer, next: String(answer.headers['set-cookie'] ?? '').split(';')[0] ?? '' };
  };
  // The answer, with the new cookie in it, is lost in the dead spot: the phone comes again with what it has.
  const lost = await send(cookie);
  expect(lost.answer.statusCode).toBe(200);
  expect(lost.next).toMatch(/^mingchu_session=/);
  await clock.advance(30 * 60_000);
  const second = await send(cookie);
  expect(second.answer.json().items).toEqual(lost.answer.json().items);
  expect((await send(second.next)).answer.statusCode).toBe(200);
  await room.signIn('near');
});

it('[AU18] an act that is refused for whose it is, or for what has happened, stands in the record', async () => {
  const [id = ''] = await world.openOrders();
  await ask('other', 'POST', `/dispatches/${id}/accept`, {});
  await ask('other', 'GET', `/dispatches/${id}`);
  const { inspectorId } = (await ask('duty', 'GET', `/dispatches/${id}`)).body;
  await ask(inspectorId, 'POST', `/dispatches/${id}/submit`, { finding: 'corrected' });
  await ask(inspectorId, 'POST', `/dispatches/${id}/submit`, { finding: 'nonsense' });
  const rows = await database.db.query(
    `select actor, reason, detail ->> 'what' as what from audit
     where act = 'refused' and detail -> 'params' ->> 'id' = $1 order by id`,
    [id],
  );
  expect(rows).toEqual([
    { actor: 'other', reason: 'not-your-dispatch', what: 'POST /api/v1/dispatches/:id/accept' },
    { actor: 'other', reason: 'not-your-dispatch', what: 'GET /api/v1/dispatches/:id' },
    { actor: inspectorId, reason: 'overtaken', what: 'POST /api/v1/dispatches/:id/submit' },
  ]);
});

it('[NO5] a person reads his messages and gives the receipt once; others cannot', async () => {
  const inbox = (await ask('near', 'GET', '/messages?mine')).body;
  const [newest] = inbox.items;
  expect(newest).toMatchObject({ recipientId: 'near', step: 'offer', readAt: null });
  expect((await ask('far', 'POST', `/messages/${newest.id}/read`, {})).body.code).toBe('not-your-message');
  const first = await ask('near', 'POST', `/messages/${newest.id}/read`, {});
  expect(first.body.readAt).toBe(clock.date().toISOString());
  await clock.advance(60_000);
  expect((await ask('near', 'POST', `/messages/${newest.id}/read`, {})).body.readAt).toBe(first.body.readAt);
  expect((await ask('near', 'POST', '/messages/nothing/read', {})).status).toBe(404);
});

it('[FE12] staff read when each of those on shift could be at a kitchen, inspectors do not', async () => {
  const { status, body } = await ask('duty', 'GET', '/sites/s1/arrivals');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    items: [{ inspectorId: 'far' }, { inspectorId: 'near', etaEarliestAt: null }, { inspectorId: 'other' }],
  });
  expect((await ask('duty', 'GET', '/sites/nowhere/arrivals')).status).toBe(404);
  expect((await ask('near', 'GET', '/sites/s1/arrivals')).status).toBe(403);
});
