/** Swaps that inspectors ask for, on a real database and a clock that the test moves. */
import { keepShifts } from '@mingchu/server/shifts/keepShifts';
import { routeMessages } from '@mingchu/server/notify/routeMessages';
import { shiftRoutes } from '@mingchu/server/shifts/shiftRoutes';
import type { MySwaps, Rota, RotaBody, Swap } from '@mingchu/shared/shift';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addInspector } from '../harness/dispatchWorld.ts';
import { dispatchTimeline, minute } from './dispatchTimeline.ts';
import { openRoomApi, type RoomApi } from './roomApi.ts';

const noRules = { rules: [], changeTimes: [] };
const timeline = dispatchTimeline();
let room: RoomApi;
let rota: Rota;

/** Ann works an hour that begins in ten; bob and eve are of her group and free. */
beforeEach(async () => {
  const { db, clock, world, recorded } = timeline();
  const inspectors = ['ann', 'bob', 'eve'];
  for (const id of inspectors) await addInspector(world, { id, northM: 100 });
  room = await openRoomApi(
    { db, clock, log: recorded.log },
    { inspectors, routes: (api) => shiftRoutes(api, world.deps) },
  );
  const made = await room.ask<Rota>('chief', 'POST', '/rotas', hour('ann'));
  expect(made.status).toBe(201);
  rota = made.body;
});
afterEach(() => room.close());

/** Local date and time of the moment `minutes` after now. */
function local(minutes: number): { date: string; time: string } {
  const text = new Date(timeline().clock.now() + (minutes + 480) * minute).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}

function hour(inspectorId: string): RotaBody {
  return {
    name: '短班',
    groupId: 'east',
    gridIds: [],
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    from: local(600).time,
    to: local(660).time,
    inspectorIds: [inspectorId],
    effectiveFrom: local(600).date,
    effectiveTo: local(600).date,
  };
}

const asks = (giverId: string, takerId: string) =>
  room.ask<Swap>(giverId, 'POST', '/shifts/swaps', { date: local(600).date, giverId, takerId, reason: '' });
const says = (person: string, { id }: Swap, act: string) =>
  room.ask<Swap>(person, 'POST', `/shifts/swaps/${id}/${act}`);
const mine = async (person: string) => (await room.ask<MySwaps>(person, 'GET', '/me/swaps')).body;

async function told(): Promise<string[]> {
  const rows = await timeline().db.query<{ recipient_id: string; step: string }>(
    `select recipient_id, step from message where channel = 'in-app' order by created_at, step, recipient_id`,
  );
  return rows.map(({ recipient_id, step }) => `${step} → ${recipient_id}`);
}

async function onShiftAt(minutes: number): Promise<string[]> {
  const { db, clock, recorded } = timeline();
  await clock.advance(minutes * minute);
  await keepShifts({ db, clock, log: recorded.log });
  const rows = await db.query<{ id: string }>(
    'select id from inspector where on_shift and by_plan order by id',
  );
  return rows.map(({ id }) => id);
}

it('[SF13] [SF14] asked on the phone, taken by the colleague, approved by a leader: then it is the plan', async () => {
  expect((await mine('ann')).shifts).toMatchObject([
    { date: rota.effectiveFrom, takers: [{ inspectorId: 'bob' }, { inspectorId: 'eve' }] },
  ]);
  const swap = await asks('ann', 'bob');
  expect(swap).toMatchObject({ status: 201, body: { state: 'asked' } });
  expect(await asks('ann', 'eve')).toMatchObject({ status: 409, body: { code: 'swap-open' } });
  expect(await mine('bob')).toMatchObject({ swaps: [{ state: 'asked', giverName: '网格员 ann' }] });
  expect(await mine('eve')).toMatchObject({ swaps: [] });
  // A leader cannot speak for the colleague, nor the colleague for the leader.
  expect(await says('chief', swap.body, 'approve')).toMatchObject({
    status: 409,
    body: { code: 'overtaken' },
  });
  for (const person of ['ann', 'eve', 'chief'])
    expect(await says(person, swap.body, 'agree')).toMatchObject({ status: 403 });
  expect(await says('bob', swap.body, 'agree')).toMatchObject({ status: 200, body: { state: 'taken' } });
  expect(await says('bob', swap.body, 'approve')).toMatchObject({ status: 403 });
  expect(await says('duty', swap.body, 'approve')).toMatchObject({ status: 403 });
  const both = await Promise.all(['chief', 'admin'].map((person) => says(person, swap.body, 'approve')));
  expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 409]));
  expect(await says('ann', swap.body, 'withdraw')).toMatchObject({
    status: 409,
    body: { code: 'overtaken' },
  });
  expect(await onShiftAt(601)).toEqual(['bob']);
  const record = await timeline().db.query<{ actor: string; act: string }>(
    `select actor, act from audit where act like '%swap%' order by id`,
  );
  const approver = both[0]?.status === 200 ? 'chief' : 'admin';
  expect(record.map(({ actor, act }) => `${actor} ${act}`)).toEqual([
    'ann ask-swap',
    'bob swap-taken',
    `${approver} swap-agreed`,
  ]);
});

it('[SF16] each step is told to who must act next and to whom it concerns, once, and wakes nobody', async () => {
  const { clock } = timeline();
  const { body: first } = await asks('ann', 'bob');
  await clock.advance(minute);
  await says('bob', first, 'agree');
  await clock.advance(minute);
  await says('chief', first, 'refuse');
  expect(await told()).toEqual([
    'swap-asked → bob',
    'swap-taken → ann',
    'swap-taken → leader:east',
    'swap-refused → ann',
    'swap-refused → bob',
    'swap-refused → leader:east',
  ]);
});

it('[SF16] who has quiet hours is not woken; who has none is sent it, in his language', async () => {
  const { db, clock } = timeline();
  await db.execute(
    `insert into notification_choice (username, language, channel_order, mobile, quiet_from, quiet_to, changed_at)
     values ('bob', 'zh-CN', '{}', '13800000001', '00:00', '00:00', $1),
            ('ann', 'en', '{}', '13800000002', null, null, $1)`,
    [clock.date()],
  );
  const { body: swap } = await asks('ann', 'bob');
  await says('bob', swap, 'agree');
  const sms = { id: 'sms', kind: 'sms', audience: [] } as const;
  await routeMessages({ db, clock, publicUrl: null, rulebook: noRules, usable: () => [sms] });
  expect(
    await db.query(`select step, route_reason as why from message where recipient_id = 'bob' order by id`),
  ).toEqual([{ step: 'swap-asked', why: 'quiet-hours' }]);
  const [sent] = await db.query<{ username: string; text: string }>(
    `select username, text from message where channel = 'sms'`,
  );
  expect(sent?.username).toBe('ann');
  expect(sent?.text).toMatch(/^\[Swap to approve\] 网格员 bob would take .+ from 网格员 ann/);
});

it('[SF14] declined and withdrawn it comes to nothing, and may be asked again', async () => {
  const { body: declined } = await asks('ann', 'bob');
  expect(await says('bob', declined, 'refuse')).toMatchObject({ status: 200, body: { state: 'refused' } });
  const { body: again } = await asks('ann', 'eve');
  expect(await says('bob', again, 'withdraw')).toMatchObject({ status: 403 });
  expect(await says('ann', again, 'withdraw')).toMatchObject({ status: 200, body: { state: 'withdrawn' } });
  expect(await says('eve', again, 'agree')).toMatchObject({ status: 409, body: { code: 'overtaken' } });
  expect(await asks('ann', 'bob')).toMatchObject({ status: 201 });
});

it('[SF15] what changed between is looked at again at each step, and said', async () => {
  const { body: swap } = await asks('ann', 'bob');
  const { id, version: _version, ...body } = rota;
  const later = { ...body, to: local(670).time };
  await room.ask('chief', 'PUT', `/rotas/${id}`, { ...later, version: 1 });
  expect(await says('bob', swap, 'agree')).toMatchObject({ status: 409, body: { code: 'plan-changed' } });
  await room.ask('chief', 'PUT', `/rotas/${id}`, { ...body, version: 2 });
  expect(await says('bob', swap, 'agree')).toMatchObject({ status: 200 });
  const away = { inspectorId: 'bob', from: timeline().clock.date(), reason: '就医' };
  const to = new Date(timeline().clock.now() + 1_000 * minute);
  await room.ask('chief', 'POST', '/shifts/leave', { ...away, to });
  expect(await says('chief', swap, 'approve')).toMatchObject({
    status: 409,
    body: { code: 'taker-on-leave' },
  });
  expect(await asks('bob', 'ann')).toMatchObject({ status: 409, body: { code: 'no-such-shift' } });
});

it('[SF15] two requests to one colleague for the same hours: the first that is approved counts', async () => {
  await room.ask('chief', 'POST', '/rotas', hour('eve'));
  const both = [await asks('ann', 'bob'), await asks('eve', 'bob')];
  for (const { body } of both) expect(await says('bob', body, 'agree')).toMatchObject({ status: 200 });
  const approved = await Promise.all(both.map(({ body }) => says('chief', body, 'approve')));
  expect(new Set(approved.map(({ status }) => status))).toEqual(new Set([200, 409]));
  expect(approved.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'taker-on-shift' });
});

it('[SF17] a request whose shift has begun lapses, once, on record', async () => {
  const { db } = timeline();
  const { body: swap } = await asks('ann', 'bob');
  await says('bob', swap, 'agree');
  expect(await onShiftAt(599)).toEqual([]);
  expect(await mine('ann')).toMatchObject({ swaps: [{ state: 'taken' }] });
  expect(await onShiftAt(1)).toEqual(['ann']);
  expect(await onShiftAt(1)).toEqual(['ann']);
  expect(await says('chief', swap, 'approve')).toMatchObject({ status: 409, body: { code: 'overtaken' } });
  expect(await mine('bob')).toMatchObject({ swaps: [{ state: 'lapsed' }] });
  expect(
    await db.query(`select actor, act, reason from audit where act like 'swap-lapsed' order by id`),
  ).toEqual([{ actor: 'system', act: 'swap-lapsed', reason: 'shift-begun' }]);
});
