/** HTTP of measured values. */
import { Id } from '@mingchu/shared/mqtt';
import { metrics } from '@mingchu/shared/vocabulary';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { Clock } from '../platform/clock.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { decodeCursor, encodeCursor } from '../platform/http/pageCursor.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database } from '../platform/postgres/database.ts';
import { type RawReading, rawReadings, type ReadingBucket, readingBuckets } from './readingStore.ts';

const dayMs = 86_400_000;
/** Longest span of one question; what is older than the retention answers empty anyway. */
const maxSpanMs = { raw: 7 * dayMs, '5m': 92 * dayMs, '1h': 366 * dayMs } as const;
const defaultSpanMs = dayMs;
const maxPageSize = 5_000;

const Raw = Type.Object({
  deviceId: Type.String(),
  time: Type.String(),
  receivedAt: Type.String(),
  value: Type.Number(),
  /** What the sensor said, where a calibration made another value of it. */
  raw: Type.Optional(Type.Number()),
});
const Bucket = Type.Object({
  deviceId: Type.String(),
  time: Type.String(),
  min: Type.Number(),
  max: Type.Number(),
  mean: Type.Number(),
  count: Type.Integer(),
});

/** `GET /sites/:id/readings`. */
export function readingRoutes(app: HttpApp, { db, clock }: { db: Database; clock: Clock }): void {
  app.get(
    '/sites/:id/readings',
    {
      schema: {
        tags: ['registry'],
        summary:
          'Readings of one metric: raw, or per 5 minutes or hour; the last 24 hours when no time is given',
        params: Type.Object({ id: Id }),
        querystring: Type.Object({
          metric: Type.Enum([...metrics]),
          deviceId: Type.Optional(Id),
          from: Type.Optional(Type.String({ format: 'date-time' })),
          to: Type.Optional(Type.String({ format: 'date-time' })),
          bucket: Type.Optional(Type.Enum(['5m', '1h'])),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: maxPageSize })),
          cursor: Type.Optional(Type.String({ maxLength: 400 })),
        }),
        response: {
          200: Type.Object({
            items: Type.Union([Type.Array(Raw), Type.Array(Bucket)]),
            nextCursor: Type.Union([Type.String(), Type.Null()]),
          }),
        },
      },
      preHandler: allow('reading.read'),
    },
    async (request) => {
      const { metric, deviceId, bucket, limit = maxPageSize, cursor } = request.query;
      const { from, to } = spanOf(request.query, clock.now());
      const [time, afterDevice] = cursor === undefined ? [] : decodeCursor(cursor, 2);
      const query = {
        siteId: request.params.id,
        deviceId: deviceId ?? null,
        metric,
        from,
        to,
        after:
          time === undefined || afterDevice === undefined
            ? null
            : { time: dateOf(time), deviceId: afterDevice },
        limit,
      };
      const items: RawReading[] | ReadingBucket[] = bucket
        ? await readingBuckets(db, bucket, query)
        : await rawReadings(db, query);
      const last = items.length === limit ? items.at(-1) : undefined;
      return { items, nextCursor: last ? encodeCursor([last.time, last.deviceId]) : null };
    },
  );
}

function spanOf(
  query: { from?: string; to?: string; bucket?: '5m' | '1h' },
  nowMs: number,
): { from: Date; to: Date } {
  const to = query.to === undefined ? new Date(nowMs + 1) : dateOf(query.to);
  const from = query.from === undefined ? new Date(to.getTime() - defaultSpanMs) : dateOf(query.from);
  const spanMs = to.getTime() - from.getTime();
  const longestMs = maxSpanMs[query.bucket ?? 'raw'];
  if (spanMs <= 0) throw new ProblemError(400, 'empty-time-span', '`from` must be before `to`.');
  if (spanMs > longestMs) {
    const detail = `At most ${longestMs / dayMs} days at once; ask with a bucket or for less.`;
    throw new ProblemError(400, 'time-span-too-long', detail);
  }
  return { from, to };
}

function dateOf(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new ProblemError(400, 'invalid-request', `${text} is not a time.`);
  return date;
}
