/** `GET /changes`: the change log over plain HTTP, for programs that do not speak Socket.IO. */
import type { Change } from '@mingchu/shared/live';
import { changeKinds } from '@mingchu/shared/live';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import { changesAfter, headSeq } from '../platform/changelog/changeLog.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database } from '../platform/postgres/database.ts';

const maxPageSize = 1_000;

const AnyChange = Type.Object({
  seq: Type.Integer(),
  at: Type.String(),
  kind: Type.Enum([...changeKinds]),
  /** The whole new fact: a violation, a dispatch, … */
  body: Type.Unknown(),
});

/** Registers the routes under the API's prefix. */
export function liveRoutes(app: HttpApp, { db }: { db: Database }): void {
  app.get(
    '/changes',
    {
      schema: {
        tags: ['live'],
        summary: 'Everything that changed after a sequence number, in order',
        querystring: Type.Object({
          after: Type.Integer({ minimum: 0 }),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: maxPageSize })),
        }),
        response: {
          200: Type.Object({
            items: Type.Array(AnyChange),
            /** The next `after`, when there is more. */
            nextCursor: Type.Union([Type.String(), Type.Null()]),
          }),
        },
      },
      // Inspectors see only what is theirs, over the live connection.
      preHandler: allow('change.read'),
    },
    async (request) => {
      const { after, limit = maxPageSize } = request.query;
      // The head first: what is appended between the two statements must not look forgotten.
      const head = await headSeq(db);
      const items: Change[] = await changesAfter(db, after, limit);
      const [first] = items;
      const forgotten = first ? first.seq > after + 1 : head > after;
      if (forgotten) {
        throw new ProblemError(
          410,
          'changes-forgotten',
          `Changes after ${after} are no longer kept; read afresh.`,
        );
      }
      const last = items.length === limit ? items.at(-1) : undefined;
      return { items, nextCursor: last ? String(last.seq) : null };
    },
  );
}
