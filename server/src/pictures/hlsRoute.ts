/** HLS through this server: playlists with our addresses in them, segments as they come. */
import { viewReasons } from '@mingchu/shared/http';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { ProblemError } from '../platform/http/problem.ts';
import { exchangeAddresses, isPlaylist } from './model/playlist.ts';
import { readReference, referTo } from './references.ts';
import { CameraParams, failedStatus, Reference, sourceOfKind, type StreamDeps } from './streamDeps.ts';
import type { Answer } from './upstream.ts';

const maxPlaylistBytes = 1024 * 1024;
/** Ten seconds at 25 Mbit/s. */
const maxSegmentBytes = 32 * 1024 * 1024;

const Numeral = Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' }));
/** What a player may add to a playlist's address (Low-Latency HLS, RFC 8216bis 6.2.5). */
const Directives = Type.Object({
  _HLS_msn: Numeral,
  _HLS_part: Numeral,
  _HLS_skip: Type.Optional(Type.Enum(['YES', 'v2'])),
});
const directives = Object.keys(Directives.properties) as (keyof typeof Directives.properties)[];

/** `GET /cameras/:siteId/:deviceId/hls`, and the same with `?ref=` for what its playlists name. */
export function hlsRoute(app: HttpApp, deps: StreamDeps): void {
  const { box, upstream, views } = deps;
  app.get(
    '/cameras/:siteId/:deviceId/hls',
    {
      schema: {
        tags: ['pictures'],
        summary: 'The HLS playlist of a camera; with `ref`, a playlist or segment that it names',
        params: CameraParams,
        querystring: Type.Object({
          ref: Type.Optional(Reference),
          why: Type.Optional(Type.Enum([...viewReasons])),
          ...Directives.properties,
        }),
      },
      preHandler: allow('stream.watch'),
    },
    async (request, reply) => {
      const camera = request.params;
      const { ref: reference, why: reason } = request.query;
      const source = await sourceOfKind(deps, camera, 'hls');
      const url =
        reference === undefined ? new URL(source.url) : readReference(box, { camera, source, reference });
      await views.note(request.session, {
        picture: `${camera.siteId}/${camera.deviceId}`,
        reason,
        detail: { kind: 'hls' },
      });
      for (const name of directives) {
        const value = request.query[name];
        if (value !== undefined) url.searchParams.set(name, value);
      }
      const range = /^bytes=\d+-\d*$/.exec(request.headers.range ?? '')?.[0];
      const answer = await upstream.ask(source, url, { headers: range === undefined ? {} : { range } });
      if (answer.status !== 200 && answer.status !== 206) {
        answer.close();
        throw failedStatus(answer.status);
      }
      if (reference === undefined || looksLikePlaylist(answer))
        return sendPlaylist(reply, answer, (address) =>
          referTo(box, { camera, source, base: answer.url, address }),
        );
      return sendSegment(reply, answer);
    },
  );
}

function looksLikePlaylist({ url, headers }: Answer): boolean {
  return /\.m3u8?$/i.test(url.pathname) || /mpegurl/i.test(headers.get('content-type') ?? '');
}

async function sendPlaylist(
  reply: FastifyReply,
  answer: Answer,
  refer: (address: string) => string,
): Promise<FastifyReply> {
  const text = (await answer.bytes(maxPlaylistBytes)).toString('utf8');
  if (!isPlaylist(text))
    throw new ProblemError(502, 'picture-source-no-playlist', 'The camera sends no playlist.');
  const ours = exchangeAddresses(text, (address) => `hls?ref=${refer(address)}`);
  return reply.type('application/vnd.apple.mpegurl').header('Cache-Control', 'no-store').send(ours);
}

/** Whatever the source calls it, a browser is told that it is bytes. */
function sendSegment(reply: FastifyReply, answer: Answer): FastifyReply {
  const range = answer.headers.get('content-range');
  if (answer.status === 206 && range !== null) reply.code(206).header('Content-Range', range);
  return reply
    .type('application/octet-stream')
    .header('Cache-Control', 'private, no-store')
    .send(answer.stream(maxSegmentBytes));
}
