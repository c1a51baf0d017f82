/** HTTP of dispatch: orders, the acts on them, and where inspectors are. */
import { type Dispatch, dispatchStates, type EstimatedArrival, orderEnded } from '@mingchu/shared/dispatch';
import { may } from '@mingchu/shared/permissions';
import {
  AcceptBody,
  ArriveBody,
  DeclineBody,
  DepartBody,
  type Page,
  PositionBody,
  ReassignBody,
  RecallBody,
  SubmitBody,
  VerifyBody,
} from '@mingchu/shared/http';
import { type Static, Type } from 'typebox';
import { allow, signedIn } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { cursorTime, decodeCursor, encodeCursor } from '../platform/http/pageCursor.ts';
import { ProblemError } from '../platform/http/problem.ts';
import { type ActRequest, actOnDispatch } from './actOnDispatch.ts';
import { arrivalRoutes } from './arrivalRoutes.ts';
import { estimatedArrivals } from './candidates.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { activeOrders, listOrders, type Offer } from './dispatchStore.ts';
import { doorCodeRoutes } from './doorCodeRoutes.ts';
import type { PersonAct } from './model/decideAct.ts';
import { dispatchView, type Order } from './model/order.ts';
import type { Executor } from '../platform/postgres/database.ts';
import { OrderParams, positionIn, proofsIn } from './orderHttp.ts';
import { photoRoutes } from './photoRoutes.ts';
import { recordRoutes } from './recordRoutes.ts';
import { positionReporter } from './reportPosition.ts';
import { seeOrder } from './seeOrder.ts';

const ListQuery = Type.Object({
  /** `active`: all that are not verified or recalled. */
  state: Type.Optional(
    Type.Union([...dispatchStates, 'active' as const].map((state) => Type.Literal(state))),
  ),
  inspectorId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
});
const defaultLimit = 50;
const activeStates = dispatchStates.filter((state) => !orderEnded[state]);

/** Orders that are not finished, for the live snapshot. */
export async function activeDispatches(db: Executor): Promise<Dispatch[]> {
  return (await activeOrders(db)).map(dispatchView);
}

export function dispatchRoutes(app: HttpApp, deps: DispatchDeps): void {
  readRoutes(app, deps);
  inspectorActRoutes(app, deps);
  officerActRoutes(app, deps);
  arrivalRoutes(app, deps);
  doorCodeRoutes(app, deps);
  photoRoutes(app, deps);
  recordRoutes(app, deps);
  const reportPosition = positionReporter(deps);
  app.post(
    '/inspectors/me/position',
    { schema: { body: PositionBody }, preHandler: allow('position.report') },
    async (request, reply) => {
      const { inspectorId } = request.session;
      if (inspectorId === null)
        throw new ProblemError(403, 'no-inspector', 'This account belongs to no inspector.');
      const { lat, lon, accuracyM = null } = request.body;
      await reportPosition({ inspectorId, lat, lon, accuracyM });
      return reply.code(204).send();
    },
  );
}

function readRoutes(app: HttpApp, deps: DispatchDeps): void {
  app.get('/dispatches', { schema: { querystring: ListQuery }, preHandler: signedIn }, async (request) => {
    const { session, query } = request;
    // An inspector sees his own orders, whatever he asks for.
    const inspectorId = may(session.role, 'order.read-all')
      ? (query.inspectorId ?? null)
      : (session.inspectorId ?? '');
    return listPage(deps, query, inspectorId);
  });
  app.get('/dispatches/:id', { schema: { params: OrderParams }, preHandler: signedIn }, async (request) => {
    const { order, offers } = await seeOrder(deps.db, request.params.id, request.session);
    return { ...dispatchView(order), offers: offers.map(offerView) };
  });
  app.get(
    '/sites/:id/arrivals',
    {
      schema: { params: OrderParams, summary: 'When each of those on shift could be there, if sent now' },
      preHandler: allow('arrival.foresee'),
    },
    async (request): Promise<{ items: EstimatedArrival[] }> => {
      const { id } = request.params;
      const site = deps.registry.sites.get(id);
      if (site === undefined) throw new ProblemError(404, 'no-such-site', `There is no site ${id}.`);
      return { items: await estimatedArrivals(deps, site) };
    },
  );
}

async function listPage(
  deps: DispatchDeps,
  query: Static<typeof ListQuery>,
  inspectorId: string | null,
): Promise<Page<Dispatch>> {
  const limit = query.limit ?? defaultLimit;
  const states = query.state === undefined ? null : query.state === 'active' ? activeStates : [query.state];
  const before = query.cursor === undefined ? null : readCursor(query.cursor);
  const orders = await listOrders(deps.db, { states, inspectorId, before, limit: limit + 1 });
  const items = orders.slice(0, limit);
  const last = orders.length > limit ? items.at(-1) : undefined;
  return { items: items.map(dispatchView), nextCursor: last === undefined ? null : writeCursor(last) };
}

function inspectorActRoutes(app: HttpApp, deps: DispatchDeps): void {
  const route = { params: OrderParams };
  // Roles are checked in the use case, by the shared table; here only that someone is signed in.
  const preHandler = signedIn;
  app.post('/dispatches/:id/accept', { schema: { ...route, body: AcceptBody }, preHandler }, (request) =>
    act(deps, request, { act: 'accept', detail: {} }),
  );
  app.post('/dispatches/:id/decline', { schema: { ...route, body: DeclineBody }, preHandler }, (request) =>
    act(deps, request, {
      act: 'decline',
      reason: request.body.reason,
      detail: { comment: request.body.reason },
    }),
  );
  app.post('/dispatches/:id/depart', { schema: { ...route, body: DepartBody }, preHandler }, (request) =>
    act(deps, request, { act: 'depart', detail: {} }),
  );
  app.post('/dispatches/:id/arrive', { schema: { ...route, body: ArriveBody }, preHandler }, (request) =>
    act(deps, request, { act: 'arrive', detail: {} }),
  );
  app.post('/dispatches/:id/submit', { schema: { ...route, body: SubmitBody }, preHandler }, (request) =>
    act(deps, request, {
      act: 'submit',
      finding: request.body.finding,
      detail: withComment(request.body.comment),
    }),
  );
}

function officerActRoutes(app: HttpApp, deps: DispatchDeps): void {
  const route = { params: OrderParams };
  const preHandler = signedIn;
  app.post('/dispatches/:id/verify', { schema: { ...route, body: VerifyBody }, preHandler }, (request) =>
    act(deps, request, { act: 'verify', detail: withComment(request.body.comment) }),
  );
  app.post('/dispatches/:id/recall', { schema: { ...route, body: RecallBody }, preHandler }, (request) =>
    act(deps, request, {
      act: 'recall',
      reason: 'recalled-by-officer',
      detail: { comment: request.body.reason },
    }),
  );
  app.post(
    '/dispatches/:id/reassign',
    { schema: { ...route, body: ReassignBody }, preHandler },
    (request) => {
      const { inspectorId, reason } = request.body;
      return act(deps, request, { act: 'reassign', inspectorId, reason, detail: {} });
    },
  );
}

interface ActHttpRequest {
  params: Static<typeof OrderParams>;
  body: Static<typeof ArriveBody> & Pick<Static<typeof SubmitBody>, 'report'>;
  session: ActRequest['person'];
}

function act(
  deps: DispatchDeps,
  request: Omit<ActHttpRequest, 'body'> & { body: Partial<ActHttpRequest['body']> },
  input: PersonAct,
): Promise<Dispatch> {
  const { version = null, report, ...said } = request.body;
  return actOnDispatch(deps, {
    dispatchId: request.params.id,
    input,
    version,
    position: positionIn(said),
    person: request.session,
    proofs: proofsIn(said),
    ...(report && { report }),
  });
}

function withComment(comment: string | undefined): Record<string, unknown> {
  return comment === undefined ? {} : { comment };
}

function offerView(offer: Offer): Record<string, unknown> {
  const { dispatchId: _known, ...facts } = offer;
  return facts;
}

/** The cursor is the last order of the page: its time and id. */
function writeCursor(order: Order): string {
  return encodeCursor([order.openedAt.toISOString(), order.id]);
}

function readCursor(cursor: string): { openedAt: Date; id: string } {
  const [time = '', id = ''] = decodeCursor(cursor, 2);
  return { openedAt: cursorTime(time), id };
}
