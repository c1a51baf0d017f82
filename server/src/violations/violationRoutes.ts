/** Violations over HTTP: lists and timelines for everyone signed in, acts for officers. */
import {
  AckBody,
  type Page,
  ReviewBody,
  SendBody,
  ShelveBody,
  TransferBody,
  UnshelveBody,
} from '@mingchu/shared/http';
import { severities, type Violation, violationStates } from '@mingchu/shared/violation';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { cursorTime, decodeCursor, encodeCursor } from '../platform/http/pageCursor.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Executor } from '../platform/postgres/database.ts';
import {
  ackViolation,
  reviewViolation,
  sendForViolation,
  shelveViolation,
  transferViolation,
  unshelveViolation,
} from './actOnViolation.ts';
import { type Episode, toViolation } from './model/episode.ts';
import { listViolationRows, openViolationRows, timelineOf, violationById } from './violationStore.ts';
import type { ViolationDeps } from './writeViolations.ts';

const tags = ['violations'];
const Params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
const Query = Type.Object({
  state: Type.Optional(Type.Enum(['open', ...violationStates])),
  siteId: Type.Optional(Type.String({ maxLength: 64 })),
  deviceId: Type.Optional(Type.String({ maxLength: 64 })),
  severity: Type.Optional(Type.Enum([...severities])),
  ruleId: Type.Optional(Type.String({ maxLength: 64 })),
  gridId: Type.Optional(Type.String({ maxLength: 64 })),
  groupId: Type.Optional(Type.String({ maxLength: 64 })),
  /** Opened from, inclusive, to, exclusive. */
  from: Type.Optional(Type.String({ format: 'date-time' })),
  to: Type.Optional(Type.String({ format: 'date-time' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
});

/** All violations that are not closed, for the live snapshot. */
export async function openViolations(db: Executor): Promise<Violation[]> {
  return (await openViolationRows(db)).map(toViolation);
}

/** Registers the routes under the API's prefix. */
export function violationRoutes(app: HttpApp, deps: ViolationDeps): void {
  readRoutes(app, deps);
  actRoutes(app, deps);
}

function readRoutes(app: HttpApp, deps: ViolationDeps): void {
  app.get(
    '/violations',
    {
      schema: { tags, summary: 'Violations, newest first', querystring: Query },
      preHandler: allow('violation.read'),
    },
    async (request): Promise<Page<Violation>> => {
      const { state, siteId, deviceId, severity, ruleId, gridId, groupId, from, to } = request.query;
      const { cursor, limit = 100 } = request.query;
      const rows = await listViolationRows(deps.db, {
        ...(state !== undefined && { state }),
        ...(siteId !== undefined && { siteId }),
        ...(deviceId !== undefined && { deviceId }),
        ...(severity !== undefined && { severity }),
        ...(ruleId !== undefined && { ruleId }),
        ...(gridId !== undefined && { gridId }),
        ...(groupId !== undefined && { groupId }),
        ...(from !== undefined && { from: new Date(from) }),
        ...(to !== undefined && { to: new Date(to) }),
        ...(cursor !== undefined && { before: readCursor(cursor) }),
        limit: limit + 1,
      });
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map(toViolation),
        nextCursor: rows.length > limit && last ? writeCursor(last) : null,
      };
    },
  );
  app.get(
    '/violations/:id',
    { schema: { tags, summary: 'One violation', params: Params }, preHandler: allow('violation.read') },
    async (request): Promise<Violation> => toViolation(await existing(deps, request.params.id)),
  );
  app.get(
    '/violations/:id/timeline',
    {
      schema: { tags, summary: 'Every act on it and its order', params: Params },
      preHandler: allow('violation.read'),
    },
    async (request) => {
      const { id } = await existing(deps, request.params.id);
      return { items: await timelineOf(deps.db, id) };
    },
  );
}

function actRoutes(app: HttpApp, deps: ViolationDeps): void {
  app.post(
    '/violations/:id/ack',
    {
      schema: { tags, summary: 'Acknowledge', params: Params, body: AckBody },
      preHandler: allow('violation.ack'),
    },
    (request) => ackViolation(deps, { ...actOf(request), ...request.body }),
  );
  app.post(
    '/violations/:id/review',
    {
      schema: { tags, summary: 'Review the evidence', params: Params, body: ReviewBody },
      preHandler: allow('violation.review'),
    },
    (request) => reviewViolation(deps, { ...actOf(request), ...request.body }),
  );
  app.post(
    '/violations/:id/dispatch',
    {
      schema: { tags, summary: 'Send somebody by hand', params: Params, body: SendBody },
      preHandler: allow('violation.send'),
    },
    (request) => sendForViolation(deps, { ...actOf(request), ...request.body }),
  );
  app.post(
    '/violations/:id/shelve',
    {
      schema: { tags, summary: 'Put aside for a time', params: Params, body: ShelveBody },
      preHandler: allow('violation.shelve'),
    },
    (request) => shelveViolation(deps, { ...actOf(request), ...request.body }),
  );
  app.post(
    '/violations/:id/unshelve',
    {
      schema: { tags, summary: 'Take back from the shelf', params: Params, body: UnshelveBody },
      preHandler: allow('violation.shelve'),
    },
    (request) => {
      const { version, reason } = request.body;
      return unshelveViolation(deps, { ...actOf(request), version, comment: reason });
    },
  );
  app.post(
    '/violations/:id/transfer',
    {
      schema: { tags, summary: 'Hand over to two officers as a case', params: Params, body: TransferBody },
      preHandler: allow('violation.transfer'),
    },
    (request) => transferViolation(deps, { ...actOf(request), ...request.body }),
  );
}

function actOf(request: { params: { id: string }; session: { username: string } }) {
  return { violationId: request.params.id, actor: request.session.username };
}

async function existing(deps: ViolationDeps, id: string): Promise<Episode> {
  const episode = await violationById(deps.db, id);
  if (!episode) throw new ProblemError(404, 'no-such-violation', `There is no violation ${id}.`);
  return episode;
}

/** The cursor is the last violation of the page: its time and id. */
function writeCursor(episode: Episode): string {
  return encodeCursor([episode.openedAt.toISOString(), episode.id]);
}

function readCursor(cursor: string): { openedAt: Date; id: string } {
  const [time = '', id = ''] = decodeCursor(cursor, 2);
  return { openedAt: cursorTime(time), id };
}
