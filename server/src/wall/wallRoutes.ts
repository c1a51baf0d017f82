/** HTTP of the wall's layouts and playlists. */
import { WallName } from '@mingchu/shared/wallLayout';
import { LayoutBody, PlaylistBody, type WallPlan } from '@mingchu/shared/wallPlaylist';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { ProblemError } from '../platform/http/problem.ts';
import { setLayout, setPlaylist, takeBack, type WallDeps } from './arrangeWall.ts';
import { readWallPlan } from './readWallPlan.ts';

const tags = ['wall'];
const Params = Type.Object({ name: WallName });
const TakeBackQuery = Type.Object({ revision: Type.Integer({ minimum: 1 }) });

export function wallRoutes(app: HttpApp, deps: WallDeps): void {
  app.get(
    '/wall',
    { schema: { tags, summary: 'Layouts and playlists of the wall' }, preHandler: allow('wall.read') },
    (): Promise<WallPlan> => readWallPlan(deps.db),
  );
  app.put(
    '/wall/layouts/:name',
    {
      schema: { tags, summary: 'Sets a layout', params: Params, body: LayoutBody },
      preHandler: allow('wall.arrange'),
    },
    (request): Promise<WallPlan> => {
      requireSameName(request.params.name, request.body.layout.name);
      return setLayout(deps, request.session, request.body);
    },
  );
  app.put(
    '/wall/playlists/:name',
    {
      schema: { tags, summary: 'Sets a playlist', params: Params, body: PlaylistBody },
      preHandler: allow('wall.arrange'),
    },
    (request): Promise<WallPlan> => {
      requireSameName(request.params.name, request.body.playlist.name);
      return setPlaylist(deps, request.session, request.body);
    },
  );
  for (const kind of ['layout', 'playlist'] as const) {
    app.delete(
      `/wall/${kind}s/:name`,
      {
        schema: {
          tags,
          summary: `Removes a ${kind}, or brings back the one that was shipped`,
          params: Params,
          querystring: TakeBackQuery,
        },
        preHandler: allow('wall.arrange'),
      },
      (request): Promise<WallPlan> =>
        takeBack(deps, request.session, { kind, ...request.params, ...request.query }),
    );
  }
}

function requireSameName(inAddress: string, inBody: string): void {
  if (inAddress !== inBody)
    throw new ProblemError(422, 'other-name', `The address says ${inAddress}, the body ${inBody}.`);
}
