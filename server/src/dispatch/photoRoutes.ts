/** HTTP of pictures that inspectors take on an order: JPEG bytes in, JPEG bytes out. */
import { createHash } from 'node:crypto';
import { photoPurposes, type PhotoView } from '@mingchu/shared/arrival';
import { Type } from 'typebox';
import { allow, signedIn } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { ProblemError } from '../platform/http/problem.ts';
import { createPictureViews } from '../platform/audit/pictureViews.ts';
import { appendAudit } from '../platform/audit/audit.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { cleanJpeg } from './jpegPhoto.ts';
import { OrderParams } from './orderHttp.ts';
import { countPhotos, insertPhoto, photoJpeg, photosOf } from './photoStore.ts';
import { seeOrder } from './seeOrder.ts';

const PhotoQuery = Type.Object({
  purpose: Type.Enum([...photoPurposes]),
  /** The phone's own time of taking it. */
  deviceTime: Type.Optional(Type.String({ format: 'date-time' })),
});
const maxPhotoBytes = 2 * 1024 * 1024;
const maxPhotosPerOrder = 40;
const tags = ['dispatches'];

export function photoRoutes(app: HttpApp, deps: DispatchDeps): void {
  const views = createPictureViews(deps);
  void app.register(async (scope: HttpApp) => {
    // Only here: every other route understands JSON alone.
    scope.addContentTypeParser(
      'image/jpeg',
      { parseAs: 'buffer', bodyLimit: maxPhotoBytes },
      (_request, body, done) => done(null, body),
    );
    uploadRoute(scope, deps);
  });
  app.get(
    '/dispatches/:id/photos',
    { schema: { tags, summary: 'Its pictures', params: OrderParams }, preHandler: signedIn },
    async (request): Promise<{ items: PhotoView[] }> => {
      const { order } = await seeOrder(deps.db, request.params.id, request.session);
      return { items: await photosOf(deps.db, order.id) };
    },
  );
  app.get(
    '/dispatches/:id/photos/:file',
    {
      schema: {
        tags,
        summary: 'One picture, `{sha256}.jpg`',
        params: Type.Object({
          ...OrderParams.properties,
          file: Type.String({ pattern: '^[0-9a-f]{64}\\.jpg$' }),
        }),
      },
      preHandler: signedIn,
    },
    async (request, reply) => {
      const { order } = await seeOrder(deps.db, request.params.id, request.session);
      const jpeg = await photoJpeg(deps.db, order.id, request.params.file.slice(0, 64));
      if (jpeg === null) throw new ProblemError(404, 'no-such-photo', 'The order has no such photo.');
      await views.note(request.session, {
        picture: request.params.file.slice(0, 64),
        detail: { dispatchId: order.id },
      });
      reply.header('Cache-Control', 'private, no-store');
      return reply.type('image/jpeg').send(jpeg);
    },
  );
}

function uploadRoute(app: HttpApp, deps: DispatchDeps): void {
  app.post(
    '/dispatches/:id/photos',
    {
      schema: {
        tags,
        summary: 'A picture as JPEG, at most 2 MiB',
        consumes: ['image/jpeg'],
        params: OrderParams,
        querystring: PhotoQuery,
      },
      preHandler: allow('arrival.prove'),
    },
    async (request, reply): Promise<PhotoView> => {
      const { session, query } = request;
      const { order } = await seeOrder(deps.db, request.params.id, session);
      const photo = Buffer.isBuffer(request.body) ? cleanJpeg(request.body) : null;
      if (photo === null) throw new ProblemError(422, 'not-a-jpeg', 'This is no JPEG picture.');
      const { jpeg, exif, width, height } = photo;
      const sha256 = createHash('sha256').update(jpeg).digest('hex');
      const now = deps.clock.date();
      const { purpose } = query;
      const deviceTime = query.deviceTime === undefined ? null : new Date(query.deviceTime);
      const row = { dispatchId: order.id, sha256, purpose, receivedAt: now, deviceTime, exif, jpeg };
      await deps.db.transaction(async (tx) => {
        if ((await countPhotos(tx, order.id)) >= maxPhotosPerOrder)
          throw new ProblemError(409, 'too-many-photos', `An order has at most ${maxPhotosPerOrder} photos.`);
        if (!(await insertPhoto(tx, { ...row, inspectorId: session.inspectorId ?? '' }))) return;
        await appendAudit(tx, now, [
          {
            subject: 'dispatch',
            subjectId: order.id,
            violationId: order.violationId,
            actor: session.username,
            act: 'add-photo',
            reason: purpose,
            detail: { sha256, width, height, bytes: jpeg.length, deviceTime: query.deviceTime ?? null },
          },
        ]);
      });
      void reply.code(201);
      return {
        sha256,
        purpose,
        receivedAt: now.toISOString(),
        deviceTime: deviceTime?.toISOString() ?? null,
      };
    },
  );
}
