/** HTTP of pictures: stored evidence by its hash, and the newest frame of a camera. */
import { viewReasons } from '@mingchu/shared/http';
import { Id } from '@mingchu/shared/mqtt';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { PictureViews } from '../platform/audit/pictureViews.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database } from '../platform/postgres/database.ts';
import { frameBySha256 } from '../registry/readingStore.ts';

/** The newest frame of each camera. */
export interface LatestFrames {
  latest(siteId: string, deviceId: string): { at: number; jpeg: Buffer } | undefined;
  /** Asks a camera that does not send by itself. */
  freshen(siteId: string, deviceId: string): Promise<void>;
}

/** Why it is looked at goes on the record. */
const ViewQuery = Type.Object({ why: Type.Optional(Type.Enum([...viewReasons])) });

/** `GET /frames/:sha256.jpg` and `GET /cameras/:siteId/:deviceId/frame.jpg`. */
export function pictureRoutes(
  app: HttpApp,
  { db, views, frames }: { db: Database; views: PictureViews; frames: LatestFrames },
): void {
  app.get(
    '/frames/:file',
    {
      schema: {
        tags: ['pictures'],
        summary: 'A stored picture, `{sha256}.jpg`',
        params: Type.Object({ file: Type.String({ pattern: '^[0-9a-f]{64}\\.jpg$' }) }),
        querystring: ViewQuery,
      },
      preHandler: allow('picture.read'),
    },
    async (request, reply) => {
      const sha256 = request.params.file.slice(0, 64);
      const jpeg = await frameBySha256(db, sha256);
      if (!jpeg) throw new ProblemError(404, 'frame-not-found', 'This picture is not kept (any more).');
      await views.note(request.session, { picture: sha256, reason: request.query.why });
      // Asked for at each look, so that each look is on record; what the browser has is not sent again.
      return sendJpeg(request, reply, { jpeg, tag: `"${sha256}"`, cacheControl: 'private, no-cache' });
    },
  );

  app.get(
    '/cameras/:siteId/:deviceId/frame.jpg',
    {
      schema: {
        tags: ['pictures'],
        summary: 'The newest frame of a camera; its time is in Last-Modified and X-Frame-At',
        params: Type.Object({ siteId: Id, deviceId: Id }),
        querystring: ViewQuery,
      },
      preHandler: allow('picture.read'),
    },
    async (request, reply) => {
      const { siteId, deviceId } = request.params;
      await frames.freshen(siteId, deviceId);
      const frame = frames.latest(siteId, deviceId);
      if (!frame) throw new ProblemError(404, 'no-frame', 'This camera has sent no picture yet.');
      await views.note(request.session, { picture: `${siteId}/${deviceId}`, reason: request.query.why });
      const at = new Date(frame.at);
      reply.header('Last-Modified', at.toUTCString()).header('X-Frame-At', at.toISOString());
      return sendJpeg(request, reply, {
        jpeg: frame.jpeg,
        tag: `"${frame.at.toString(36)}-${frame.jpeg.length.toString(36)}"`,
        cacheControl: 'private, no-cache',
      });
    },
  );
}

function sendJpeg(
  request: FastifyRequest,
  reply: FastifyReply,
  { jpeg, tag, cacheControl }: { jpeg: Buffer; tag: string; cacheControl: string },
): FastifyReply {
  reply.header('ETag', tag).header('Cache-Control', cacheControl);
  if (request.headers['if-none-match'] === tag) return reply.code(304).send();
  return reply.type('image/jpeg').send(jpeg);
}
