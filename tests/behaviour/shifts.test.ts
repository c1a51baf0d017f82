/** Shifts on a real database and a clock that the test moves: boundaries, cover, the plan over HTTP. */
import { keepShifts } from '@mingchu/server/shifts/keepShifts';
import { registryChannel } from '@mingchu/server/registry/registryCache';
import { upsertInspectors } from '@mingchu/server/registry/registryStore';
import { shiftRoutes } from '@mingchu/server/shifts/shiftRoutes';
import { currentGaps } from '@mingchu/server/shifts/shiftStore';
import { type ShiftKeeper, startShifts } from '@mingchu/server/shifts/startShifts';
import type { GridCoverage, MyShift, Rota, RotaBody, Swap } from '@mingchu/shared/shift';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addInspector, inspectorSession } from '../harness/dispatchWorld.ts';
import { accept, dispatchTimeline, minute } from './dispatchTimeline.ts';
import { openRoomApi, type RoomApi } from './roomApi.ts';

const timeline = dispatchTimeline();
const keepers: ShiftKeeper[] = [];
let room: RoomApi;

beforeEach(async () => {
  const { db, clock, world, recorded } = timeline();
  const { log } = recorded;
  await addInspector(world, { id: 'ann', northM: 100 });
  await addInspector(world, { id: 'bob', northM: 200 });
  room = await openRoomApi(
    { db, clock, log },
    { inspectors: ['ann', 'bob'], routes: (api) => shiftRoutes(api, world.deps) },
  );
});
afterEach(async () => {
  await Promise.all(keepers.splice(0).map((keeper) => keeper.stop()));
  await room.close();
});

const ask: RoomApi['ask'] = (...question) => room.ask(...question);

async function onShift(): Promise<string[]> {
  const rows = await timeline().db.query<{ id: string }>(
    'select id from inspector where on_shift order by id',
  );
  return rows.map((row) => row.id);
}

/** Local time of the moment `minutes` after the test began, `hh:mm`. */
function localTime(minutes: number): string {
  const shanghai = {
    timeZone: 'Asia/Shanghai',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const;
  return new Intl.DateTimeFormat('en-GB', shanghai).format(
    timeline().clock.date().getTime() + minutes * minute,
  );
}

function localDate(): string {
  return new Date(timeline().clock.now() + 8 * 60 * minute).toISOString().slice(0, 10);
}

function rota(name: string, inspectorIds: string[], [from, to]: [number, number]): RotaBody {
  return {
    name,
    groupId: 'east',
    gridIds: [],
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    from: localTime(from),
    to: localTime(to),
    inspectorIds,
    effectiveFrom: '2020-01-01',
    effectiveTo: null,
  };
}

async function startKeepers(count: number): Promise<void> {
  const { db, clock, recorded } = timeline();
  for (let n = 0; n < count; n += 1)
    keepers.push(await startShifts({ db, clock, log: recorded.log, registryChannel }));
  await clock.settled(count);
}

it('[SF4] two keepers: each coming and going is written at its boundary, once', async () => {
  const { db, clock, recorded } = timeline();
  await ask('chief', 'POST', '/rotas', rota('白班', ['ann'], [-60, 60]));
  await ask('chief', 'POST', '/rotas', rota('夜班', ['bob'], [60, -60]));
  await startKeepers(2);
  expect(await onShift()).toEqual(['ann']);
  await clock.advanceTo(60 * minute - 1);
  expect(await onShift()).toEqual(['ann']);
  await clock.advanceTo(60 * minute);
  expect(await onShift()).toEqual(['bob']);
  const acts = await db.query<{ act: string; id: string }>(
    `select act, subject_id as id from audit where act like 'shift-%' order by id`,
  );
  // Bob went when his rota came; then both at the boundary.
  expect(acts.map(({ act, id }) => `${act} ${id}`).sort()).toEqual([
    'shift-begins bob',
    'shift-ends ann',
    'shift-ends bob',
  ]);
  const changes = await db.query(`select 1 from change where kind = 'inspector'`);
  expect(changes).toHaveLength(3);
  expect(recorded.lines).toEqual([]);
});

it('[SF4] a boundary that nobody kept is made up for by whoever comes next', async () => {
  const { db, clock, recorded } = timeline();
  await ask('chief', 'POST', '/rotas', rota('白班', ['ann', 'bob'], [-60, 60]));
  expect(await onShift()).toEqual(['ann', 'bob']);
  await clock.advanceTo(90 * minute);
  expect(await onShift()).toEqual(['ann', 'bob']);
  await keepShifts({ db, clock, log: recorded.log });
  await keepShifts({ db, clock, log: recorded.log });
  expect(await onShift()).toEqual([]);
  expect(await db.query(`select 1 from audit where act = 'shift-ends'`)).toHaveLength(2);
});

it('[SF1] [SF4] whom no rota names any more is as the registry says, and an import meanwhile waits for that', async () => {
  const { db, clock } = timeline();
  const imported = (onShift: boolean) =>
    db.transaction((tx) =>
      upsertInspectors(
        tx,
        [
          { id: 'ann', name: '安', groupId: 'east', gridIds: ['g1'], onShift, lat: 26.42, lon: 112.85 },
          { id: 'bob', name: '柏', groupId: 'east', gridIds: ['g1'], onShift, lat: 26.42, lon: 112.85 },
        ],
        clock.date(),
      ),
    );
  const { body: saved } = await ask<Rota>('chief', 'POST', '/rotas', rota('夜班', ['ann'], [60, 600]));
  expect(await onShift()).toEqual(['bob']);
  await imported(true);
  expect(await onShift()).toEqual(['bob']);
  await imported(false);
  expect(await onShift()).toEqual([]);
  await imported(true);
  expect((await ask('chief', 'DELETE', `/rotas/${saved.id}`)).status).toBe(204);
  expect(await onShift()).toEqual(['ann', 'bob']);
});

it('[SF4] an import wakes the keeper', async () => {
  const { db } = timeline();
  await ask('chief', 'POST', '/rotas', rota('白班', ['ann'], [-60, 60]));
  await startKeepers(1);
  await db.execute(`update inspector set on_shift = false where id = 'ann'`);
  await db.execute('select pg_notify($1, $2)', [registryChannel, '']);
  await expect.poll(onShift).toEqual(['ann', 'bob']);
});

it('[SF5] who holds an order keeps it when his shift ends; who is off is not asked', async () => {
  const { clock, startWatch, openOne, order, act } = timeline();
  await ask('chief', 'POST', '/rotas', rota('白班', ['ann'], [-60, 1]));
  await ask('chief', 'POST', '/rotas', rota('夜班', ['bob'], [1, 600]));
  await startKeepers(1);
  await startWatch();
  const held = await openOne();
  const silent = await openOne();
  await act(held, accept, inspectorSession('ann'));
  await clock.advanceTo(minute);
  expect(await onShift()).toEqual(['bob']);
  expect(await order(held)).toMatchObject({ state: 'accepted', inspectorId: 'ann' });
  expect(await order(silent)).toMatchObject({ state: 'offered', inspectorId: 'ann' });
  await clock.advanceTo(2 * minute);
  expect(await order(silent)).toMatchObject({ state: 'offered', inspectorId: 'bob' });
  expect(await order(await openOne())).toMatchObject({ inspectorId: 'bob' });
});

it('[SF6] a grid that loses its cover is told hours before, and taken back when somebody covers it', async () => {
  const { db, clock } = timeline();
  await ask('chief', 'POST', '/rotas', rota('白班', ['ann', 'bob'], [-60, 13 * 60]));
  await startKeepers(1);
  expect(await currentGaps(db)).toEqual([]);
  await clock.advanceTo(60 * minute);
  await clock.advanceTo(61 * minute);
  expect(await currentGaps(db)).toMatchObject([{ gridId: 'g1', state: 'uncovered-soon' }]);
  await ask('chief', 'POST', '/rotas', rota('夜班', ['bob'], [12 * 60 - 61, 24 * 60 - 62]));
  expect(await currentGaps(db)).toEqual([]);
  const told = await db.query<{ gaps: number }>(
    `select jsonb_array_length(body -> 'gaps') as gaps from change where kind = 'coverage' order by seq`,
  );
  expect(told.map((row) => row.gaps)).toEqual([1, 0]);
});

it('[SF2] [SF3] leave, a swap that a leader enters, and by hand: each at once, with its reason on record', async () => {
  const { db, clock } = timeline();
  await ask('chief', 'POST', '/rotas', rota('白班', ['ann'], [-60, 600]));
  await ask('chief', 'POST', '/rotas', rota('晚班', ['bob'], [600, 660]));
  expect(await onShift()).toEqual(['ann']);
  const swap = { date: localDate(), giverId: 'ann', takerId: 'bob', reason: '孩子发烧' };
  expect(await ask<Swap>('chief', 'POST', '/shifts/swaps', swap)).toMatchObject({
    status: 201,
    body: { state: 'agreed' },
  });
  expect(await onShift()).toEqual(['bob']);
  const leave = {
    inspectorId: 'bob',
    from: clock.date(),
    to: new Date(clock.now() + 30 * minute),
    reason: '就医',
  };
  expect(await ask('chief', 'POST', '/shifts/leave', leave)).toMatchObject({ status: 201 });
  expect(await onShift()).toEqual([]);
  await ask('duty', 'POST', '/inspectors/ann/shift', { onShift: true, reason: '临时顶班' });
  expect(await onShift()).toEqual(['ann']);
  const reasons = await db.query<{ reason: string }>(
    `select reason from audit where subject = 'shift' and actor <> 'system' and reason <> 'by-leader' order by id`,
  );
  expect(reasons.map((row) => row.reason)).toEqual(['孩子发烧', '就医', '临时顶班']);
});

it('[SF11] a shift is given to one: a superior who gives it to somebody else takes it from the one before', async () => {
  const { db, world } = timeline();
  await addInspector(world, { id: 'cat', onShift: false });
  await ask('chief', 'POST', '/rotas', rota('白班', ['ann'], [-60, 600]));
  const giveTo = (takerId: string) =>
    ask('chief', 'POST', '/shifts/swaps', { date: localDate(), giverId: 'ann', takerId, reason: '孩子发烧' });
  const agreed = () => db.query(`select taker_id from shift_swap where state = 'agreed'`);
  expect(await giveTo('bob')).toMatchObject({ status: 201 });
  expect(await onShift()).toContain('bob');
  expect(await giveTo('cat')).toMatchObject({ status: 201 });
  expect(await agreed()).toEqual([{ taker_id: 'cat' }]);
  expect(await onShift()).toContain('cat');
  const [entry] = await db.query(
    `select detail->'replaces' as replaces from audit where act = 'ask-swap' order by id desc`,
  );
  expect(entry).toEqual({ replaces: ['bob'] });
  await Promise.all(['bob', 'cat', 'bob'].map(giveTo));
  expect(await agreed()).toHaveLength(1);
});

it('[SF8] two leaders at one rota: the later is told; inspectors and duty officers do not plan', async () => {
  const made = await ask<Rota>('chief', 'POST', '/rotas', rota('白班', ['ann'], [-60, 60]));
  const { id, ...body } = made.body;
  expect(await ask('admin', 'PUT', `/rotas/${id}`, { ...body, name: '早班' })).toMatchObject({
    status: 200,
    body: { version: 2 },
  });
  expect(await ask('chief', 'PUT', `/rotas/${id}`, { ...body, name: '晚班' })).toMatchObject({
    status: 409,
    body: { code: 'overtaken' },
  });
  for (const person of ['duty', 'ann'])
    expect(await ask(person, 'POST', '/rotas', rota('x', ['ann'], [0, 60]))).toMatchObject({ status: 403 });
  expect(await ask('chief', 'POST', '/rotas', rota('x', ['nobody'], [0, 60]))).toMatchObject({
    status: 422,
    body: { code: 'no-such-inspector' },
  });
  expect(
    await ask('bob', 'POST', '/shifts/swaps', {
      date: localDate(),
      giverId: 'ann',
      takerId: 'bob',
      reason: 'x',
    }),
  ).toMatchObject({ status: 403, body: { code: 'not-your-shift' } });
});

it('[SF1] [SF7] the phone shows its shift and partners, the office who covers what until when', async () => {
  await ask('chief', 'POST', '/rotas', rota('白班', ['ann', 'bob'], [-60, 60]));
  await ask('chief', 'POST', '/rotas', rota('夜班', ['ann'], [120, 240]));
  const { body } = await ask<MyShift>('ann', 'GET', '/me/shift');
  expect(body).toMatchObject({
    onShift: true,
    current: { rotaName: '白班', gridIds: ['g1', 'g2'] },
    next: { rotaName: '夜班' },
    partners: [{ inspectorId: 'bob', name: '网格员 bob' }],
  });
  const now = await ask<{ items: GridCoverage[] }>('duty', 'GET', '/shifts/now');
  expect(now.body.items).toHaveLength(1);
  expect(now.body.items[0]?.segments.map((segment) => segment.inspectorIds)).toEqual([
    ['ann', 'bob'],
    [],
    ['ann'],
    [],
    ['ann', 'bob'],
  ]);
});
