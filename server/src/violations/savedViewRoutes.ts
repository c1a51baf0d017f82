/** Filters of the work list that a person keeps: GET /me/views, PUT and DELETE /me/views/{name}. */
import { SavedViewBody } from '@mingchu/shared/http';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database } from '../platform/postgres/database.ts';

/** Most views a person keeps. */
const maxViews = 30;
const Params = Type.Object({ name: Type.String({ minLength: 1, maxLength: 60 }) });
const tags = ['violations'];

/** Registers the routes under the API's prefix. */
export function savedViewRoutes(app: HttpApp, { db }: { db: Database }): void {
  const preHandler = allow('saved-view.own');
  app.get('/me/views', { schema: { tags, summary: 'Own views, by name' }, preHandler }, async (request) => ({
    items: await db.query<{ name: string; query: string }>(
      'select name, query from saved_view where username = $1 order by name',
      [request.session.username],
    ),
    nextCursor: null,
  }));
  app.put(
    '/me/views/:name',
    { schema: { tags, summary: 'Keep a view', params: Params, body: SavedViewBody }, preHandler },
    async (request, reply) => {
      const { name } = request.params;
      const kept = await db.execute(
        `insert into saved_view (username, name, query)
         select $1, $2, $3
         where (select count(*) from saved_view where username = $1 and name <> $2) < $4
         on conflict (username, name) do update set query = excluded.query`,
        [request.session.username, name, request.body.query, maxViews],
      );
      if (kept === 0)
        throw new ProblemError(409, 'too-many-views', `At most ${maxViews} views: delete one first.`);
      return reply.code(204).send();
    },
  );
  app.delete(
    '/me/views/:name',
    { schema: { tags, summary: 'Drop a view', params: Params }, preHandler },
    async (request, reply) => {
      await db.execute('delete from saved_view where username = $1 and name = $2', [
        request.session.username,
        request.params.name,
      ]);
      return reply.code(204).send();
    },
  );
}
