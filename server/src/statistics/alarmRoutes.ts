/** HTTP of what the alarms ask of their officers, and of who makes most of them. */
import { rulesInForce } from '@mingchu/shared/rulebook';
import { noiseKeys } from '@mingchu/shared/statistics';
import { Type } from 'typebox';
import { silenceMsBy } from '../platform/auth/presence.ts';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { spanOf, spanQuery } from './askedSpan.ts';
import { listNoise } from './listNoise.ts';
import { readLoad, readOfficers } from './readLoad.ts';
import type { StatisticsDeps } from './statisticsRoutes.ts';
import type { Span } from './statisticsStore.ts';

export function alarmRoutes(app: HttpApp, { db, clock, rulebook }: StatisticsDeps): void {
  const preHandler = allow('statistics.read');
  const tags = ['statistics'];
  const asked = (query: Parameters<typeof spanOf>[0]) => ({
    span: untilNow(spanOf(query, clock.now()), clock.now()),
    now: clock.date(),
    silentSince: new Date(clock.now() - silenceMsBy(clock)),
  });

  app.get(
    '/statistics/load',
    {
      schema: {
        tags,
        summary: 'What the alarms ask of an officer (ISA-18.2, EEMUA 191)',
        querystring: Type.Object(spanQuery),
      },
      preHandler,
    },
    async (request) => readLoad(db, asked(request.query)),
  );
  app.get(
    '/statistics/officers',
    {
      schema: {
        tags,
        summary: 'What each officer was given, and what he did to violations and orders',
        querystring: Type.Object(spanQuery),
      },
      preHandler,
    },
    async (request) => ({ items: await readOfficers(db, asked(request.query)) }),
  );
  app.get(
    '/statistics/noise',
    {
      schema: {
        tags,
        summary:
          'Who makes most alarms, by rule and device, by rule or by device, with what would quieten it',
        querystring: Type.Object({
          ...spanQuery,
          by: Type.Optional(Type.Enum([...noiseKeys])),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
        }),
      },
      preHandler,
    },
    async (request) => {
      const { by = 'source', limit = 20 } = request.query;
      const span = spanOf(request.query, clock.now());
      const rules = new Map(rulesInForce(rulebook, clock.now()).map((rule) => [rule.id, rule]));
      return { items: await listNoise(db, { by, span, limit, rules }) };
    },
  );
}

/** A load is judged up to the present: hours that are still to come would dilute it. */
function untilNow({ from, to }: Span, nowMs: number): Span {
  return from.getTime() < nowMs && to.getTime() > nowMs ? { from, to: new Date(nowMs + 1) } : { from, to };
}
