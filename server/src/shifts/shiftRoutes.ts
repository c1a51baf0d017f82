/** HTTP of shifts: who covers what, and the plan. */
import { may } from '@mingchu/shared/permissions';
import {
  type GridCoverage,
  type Holiday,
  HolidayBody,
  type Leave,
  LeaveBody,
  type MyShift,
  OverrideBody,
  type Rota,
  RotaBody,
  RotaChange,
  type Swap,
  SwapBody,
  swapActs,
} from '@mingchu/shared/shift';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { ProblemError } from '../platform/http/problem.ts';
import {
  addLeave,
  addRota,
  changeRota,
  overrideShift,
  putHoliday,
  removeHoliday,
  removeLeave,
  removeRota,
} from './changePlan.ts';
import { readGround, readPlan, type ShiftDeps } from './keepShifts.ts';
import { isOnLeave, localDateOf, plannedShifts, shiftView } from './model/shiftPlan.ts';
import { coverage } from './model/whoIsOnShift.ts';
import { allRotas, holidaysFrom, leavesAfter, swapsFrom } from './shiftStore.ts';
import { answerSwap, askSwap, mySwaps, type SwapDeps } from './swaps.ts';

const tags = ['shifts'];
const Params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
const DateParams = Type.Object({ date: Type.String({ format: 'date' }) });
const Span = Type.Object({
  from: Type.String({ format: 'date-time' }),
  to: Type.String({ format: 'date-time' }),
});
/** Longest time that one answer covers: a month of planning. */
const maxSpanMs = 35 * 86_400_000;
const weekMs = 7 * 86_400_000;

type List<Item> = { items: Item[]; nextCursor: null };

export function shiftRoutes(app: HttpApp, deps: SwapDeps): void {
  coverageRoutes(app, deps);
  rotaRoutes(app, deps);
  exceptionRoutes(app, deps);
  swapRoutes(app, deps);
}

function coverageRoutes(app: HttpApp, deps: ShiftDeps): void {
  const cover = async (from: Date, to: Date): Promise<List<GridCoverage>> => {
    // Leaves that were over at `from` say nothing about it.
    const plan = await readPlan(deps.db, from);
    const items = coverage(plan, await readGround(deps.db), from.getTime(), to.getTime());
    return { items, nextCursor: null };
  };
  app.get(
    '/shifts/now',
    {
      schema: { tags, summary: 'Who covers each grid in the next 24 hours' },
      preHandler: allow('shift.read'),
    },
    () => {
      const now = deps.clock.date();
      return cover(now, new Date(now.getTime() + 86_400_000));
    },
  );
  app.get(
    '/shifts/coverage',
    {
      schema: { tags, summary: 'Who covers each grid, in segments', querystring: Span },
      preHandler: allow('shift.read'),
    },
    (request) => {
      const from = new Date(request.query.from);
      const to = new Date(request.query.to);
      const spanMs = to.getTime() - from.getTime();
      if (!(spanMs > 0 && spanMs <= maxSpanMs))
        throw new ProblemError(400, 'bad-span', 'Ask for at most 35 days, from before to.');
      return cover(from, to);
    },
  );
  app.get(
    '/me/shift',
    { schema: { tags, summary: 'Own shift, now and next' }, preHandler: allow('shift.own') },
    (request) => myShift(deps, request.session.inspectorId ?? ''),
  );
}

async function myShift({ db, clock }: ShiftDeps, inspectorId: string): Promise<MyShift> {
  const now = clock.date();
  const nowMs = now.getTime();
  const plan = await readPlan(db, now);
  const shifts = plannedShifts(plan, nowMs, nowMs + weekMs);
  const his = shifts.filter((shift) => shift.inspectorId === inspectorId);
  const current = isOnLeave(plan, inspectorId, nowMs)
    ? undefined
    : his.find((shift) => shift.fromMs <= nowMs);
  const next = his.find((shift) => shift.fromMs > nowMs && !isOnLeave(plan, inspectorId, shift.fromMs));
  const beside = shifts.filter(
    (shift) =>
      current !== undefined &&
      shift.fromMs <= nowMs &&
      shift.inspectorId !== inspectorId &&
      !isOnLeave(plan, shift.inspectorId, nowMs) &&
      shift.gridIds.some((gridId) => current.gridIds.includes(gridId)),
  );
  const [state] = await db.query<{ onShift: boolean }>(
    'select on_shift as "onShift" from inspector where id = $1',
    [inspectorId],
  );
  return {
    onShift: state?.onShift ?? false,
    current: current === undefined ? null : shiftView(current),
    next: next === undefined ? null : shiftView(next),
    partners: await db.query<MyShift['partners'][number]>(
      'select id as "inspectorId", name from inspector where id = any($1) order by id',
      [beside.map((shift) => shift.inspectorId)],
    ),
  };
}

function rotaRoutes(app: HttpApp, deps: ShiftDeps): void {
  app.get(
    '/rotas',
    { schema: { tags, summary: 'Week patterns' }, preHandler: allow('shift.read') },
    async (): Promise<List<Rota>> => ({ items: await allRotas(deps.db), nextCursor: null }),
  );
  app.post(
    '/rotas',
    { schema: { tags, summary: 'A new week pattern', body: RotaBody }, preHandler: allow('shift.manage') },
    async (request, reply) => {
      void reply.code(201);
      return addRota(deps, request.session, request.body);
    },
  );
  app.put(
    '/rotas/:id',
    {
      schema: { tags, summary: 'Replace it; 409 when it has changed', params: Params, body: RotaChange },
      preHandler: allow('shift.manage'),
    },
    (request) => changeRota(deps, request.session, { ...request.body, id: request.params.id }),
  );
  app.delete(
    '/rotas/:id',
    { schema: { tags, summary: 'Drop it', params: Params }, preHandler: allow('shift.manage') },
    async (request, reply) => {
      await removeRota(deps, request.session, request.params.id);
      return reply.code(204).send();
    },
  );
}

function exceptionRoutes(app: HttpApp, deps: ShiftDeps): void {
  app.get(
    '/shifts/leave',
    { schema: { tags, summary: 'Leave now and to come' }, preHandler: allow('shift.read') },
    async (): Promise<List<Leave>> => ({
      items: await leavesAfter(deps.db, deps.clock.date()),
      nextCursor: null,
    }),
  );
  app.post(
    '/shifts/leave',
    { schema: { tags, summary: 'Somebody is away', body: LeaveBody }, preHandler: allow('shift.manage') },
    async (request, reply) => {
      void reply.code(201);
      return addLeave(deps, request.session, request.body);
    },
  );
  app.delete(
    '/shifts/leave/:id',
    { schema: { tags, summary: 'He comes after all', params: Params }, preHandler: allow('shift.manage') },
    async (request, reply) => {
      await removeLeave(deps, request.session, request.params.id);
      return reply.code(204).send();
    },
  );
  app.get(
    '/shifts/holidays',
    { schema: { tags, summary: 'Dates with another pattern, from today' }, preHandler: allow('shift.read') },
    async (): Promise<List<Holiday>> => ({
      items: await holidaysFrom(deps.db, localDateOf(deps.clock.now())),
      nextCursor: null,
    }),
  );
  app.put(
    '/shifts/holidays/:date',
    {
      schema: { tags, summary: 'This date follows another pattern', params: DateParams, body: HolidayBody },
      preHandler: allow('shift.manage'),
    },
    async (request, reply) => {
      await putHoliday(deps, request.session, { ...request.body, date: request.params.date });
      return reply.code(204).send();
    },
  );
  app.delete(
    '/shifts/holidays/:date',
    {
      schema: { tags, summary: 'A day like any other', params: DateParams },
      preHandler: allow('shift.manage'),
    },
    async (request, reply) => {
      await removeHoliday(deps, request.session, request.params.date);
      return reply.code(204).send();
    },
  );
  app.post(
    '/inspectors/:id/shift',
    {
      schema: { tags, summary: 'On or off shift by hand', params: Params, body: OverrideBody },
      preHandler: allow('shift.override'),
    },
    async (request, reply) => {
      const { id } = request.params;
      const { role, inspectorId } = request.session;
      if (!may(role, 'shift.override-all') && inspectorId !== id)
        throw new ProblemError(403, 'not-your-shift', 'You can only change your own shift.');
      await overrideShift(deps, request.session, { ...request.body, inspectorId: id });
      return reply.code(204).send();
    },
  );
}

function swapRoutes(app: HttpApp, deps: SwapDeps): void {
  app.get(
    '/shifts/swaps',
    { schema: { tags, summary: 'Swaps from yesterday on' }, preHandler: allow('shift.manage') },
    async (): Promise<List<Swap>> => ({
      items: await swapsFrom(deps.db, localDateOf(deps.clock.now() - 86_400_000)),
      nextCursor: null,
    }),
  );
  app.get(
    '/me/swaps',
    {
      schema: { tags, summary: 'What he may give away and to whom, and the swaps that concern him' },
      preHandler: allow('shift.own'),
    },
    (request) => mySwaps(deps, request.session.inspectorId ?? ''),
  );
  app.post(
    '/shifts/swaps',
    {
      schema: { tags, summary: 'Somebody else takes a shift', body: SwapBody },
      preHandler: allow('shift.swap'),
    },
    async (request, reply) => {
      void reply.code(201);
      return askSwap(deps, request.session, request.body);
    },
  );
  for (const act of swapActs) {
    app.post(
      `/shifts/swaps/:id/${act}`,
      {
        schema: { tags, summary: `${act}: as the state of the swap allows`, params: Params },
        preHandler: allow('shift.swap'),
      },
      (request) => answerSwap(deps, request.session, { id: request.params.id, act }),
    );
  }
}
