/**
 * WHEP through this server: offers and answers (SDP), candidates, and the end. The video itself flows between the media
 * server and the browser; the addresses in the answer must be reachable from the screens.
 */
import { viewReasons } from '@mingchu/shared/http';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { ProblemError } from '../platform/http/problem.ts';
import { readReference, referTo } from './references.ts';
import { CameraParams, failedStatus, Reference, sourceOfKind, type StreamDeps } from './streamDeps.ts';

const maxSdpBytes = 64 * 1024;
const offerType = 'application/sdp';
const candidateType = 'application/trickle-ice-sdpfrag';
const path = '/cameras/:siteId/:deviceId/whep';
const tags = ['pictures'];
const Sdp = Type.String({ minLength: 1, maxLength: maxSdpBytes });
const OneStream = Type.Object({ ref: Reference });

/** In a scope of its own: nowhere else is a body understood that is not JSON. */
export function whepRoutes(app: HttpApp, deps: StreamDeps): void {
  app.register(async (scope) => {
    const options = { parseAs: 'string', bodyLimit: maxSdpBytes } as const;
    scope.addContentTypeParser([offerType, candidateType], options, (_request, body, done) =>
      done(null, body),
    );
    offerRoute(scope, deps);
    streamRoutes(scope, deps);
  });
}

function offerRoute(app: HttpApp, deps: StreamDeps): void {
  const { box, upstream, views } = deps;
  app.post(
    path,
    {
      schema: {
        tags,
        summary: 'Watch a camera by WebRTC: an SDP offer in, the answer out, Location names the stream',
        consumes: [offerType],
        params: CameraParams,
        querystring: Type.Object({ why: Type.Optional(Type.Enum([...viewReasons])) }),
        body: Sdp,
      },
      preHandler: allow('stream.watch'),
    },
    async (request, reply) => {
      const camera = request.params;
      const source = await sourceOfKind(deps, camera, 'whep');
      await views.note(request.session, {
        picture: `${camera.siteId}/${camera.deviceId}`,
        reason: request.query.why,
        detail: { kind: 'whep' },
      });
      const answer = await upstream.ask(source, source.url, {
        method: 'POST',
        headers: { 'content-type': offerType, accept: offerType },
        body: request.body,
      });
      const sdp = (await answer.bytes(maxSdpBytes)).toString('utf8');
      if (answer.status !== 200 && answer.status !== 201) throw failedStatus(answer.status);
      if (!sdp.startsWith('v=0'))
        throw new ProblemError(502, 'picture-source-no-sdp', 'The camera answers no SDP.');
      const location = answer.headers.get('location');
      if (location !== null) {
        const ref = referTo(box, { camera, source, base: answer.url, address: location });
        reply.header('Location', `whep?ref=${ref}`);
      }
      return reply.code(201).type(offerType).send(sdp);
    },
  );
}

function streamRoutes(app: HttpApp, deps: StreamDeps): void {
  const { box, upstream } = deps;
  const pass = async (
    camera: { siteId: string; deviceId: string },
    reference: string,
    ask: { method: 'PATCH' | 'DELETE'; headers?: Record<string, string>; body?: string },
  ) => {
    const source = await sourceOfKind(deps, camera, 'whep');
    const answer = await upstream.ask(source, readReference(box, { camera, source, reference }), ask);
    answer.close();
    if (answer.status > 299) throw failedStatus(answer.status);
  };
  app.patch(
    path,
    {
      schema: {
        tags,
        summary: 'More candidates for a stream',
        consumes: [candidateType],
        params: CameraParams,
        querystring: OneStream,
        body: Sdp,
      },
      preHandler: allow('stream.watch'),
    },
    async (request, reply) => {
      const headers = { 'content-type': candidateType };
      await pass(request.params, request.query.ref, { method: 'PATCH', headers, body: request.body });
      return reply.code(204).send();
    },
  );
  app.delete(
    path,
    {
      schema: { tags, summary: 'End a stream', params: CameraParams, querystring: OneStream },
      preHandler: allow('stream.watch'),
    },
    async (request, reply) => {
      await pass(request.params, request.query.ref, { method: 'DELETE' });
      return reply.code(204).send();
    },
  );
}
