/** HTTP of what the alarms ask of their officers, and of who makes most of them. */
import { rulesInForce } from '@mingchu/shared/rulebook';
import { maxNoiseLines, noiseKeys, quietParams } from '@mingchu/shared/statistics';
import { mayBeQuieter } from '@mingchu/shared/quietPreview';
import { Id } from '@mingchu/shared/mqtt';
import { Type } from 'typebox';
import { silenceMsBy } from '../platform/auth/presence.ts';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { ProblemError } from '../platform/http/problem.ts';
import { spanOf, spanQuery } from './askedSpan.ts';
import { listNoise } from './listNoise.ts';
import { previewForDevice, previewForRule } from './previewQuiet.ts';
import { readLoad, readOfficers } from './readLoad.ts';
import type { StatisticsDeps } from './statisticsRoutes.ts';
import type { Span } from './statisticsStore.ts';

const tags = ['statistics'];

export function alarmRoutes(app: HttpApp, deps: StatisticsDeps): void {
  const { db, clock } = deps;
  const preHandler = allow('statistics.read');
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
  noiseRoutes(app, deps);
}

/** A load is judged up to the present: hours that are still to come would dilute it. */
function untilNow({ from, to }: Span, nowMs: number): Span {
  return from.getTime() < nowMs && to.getTime() > nowMs ? { from, to: new Date(nowMs + 1) } : { from, to };
}

function noiseRoutes(app: HttpApp, { db, clock, rulebook }: StatisticsDeps): void {
  const preHandler = allow('statistics.read');
  const inForce = () => new Map(rulesInForce(rulebook, clock.now()).map((rule) => [rule.id, rule]));

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
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: maxNoiseLines })),
        }),
      },
      preHandler,
    },
    async (request) => {
      const { by = 'source', limit = 20 } = request.query;
      const span = spanOf(request.query, clock.now());
      return { items: await listNoise(db, { by, span, limit, rules: inForce() }) };
    },
  );
  app.get(
    '/statistics/noise/rules/:ruleId/preview',
    {
      schema: {
        tags,
        summary: 'What a parameter of a rule would have done to the alarms of each kitchen',
        params: Type.Object({ ruleId: Type.String({ minLength: 1, maxLength: 64 }) }),
        querystring: Type.Object({
          ...spanQuery,
          param: Type.Enum([...quietParams]),
          proposed: Type.Number({ minimum: 0, maximum: 604_800 }),
        }),
      },
      preHandler,
    },
    (request) => {
      const { ruleId } = request.params;
      const { param, proposed } = request.query;
      const rules = inForce();
      const rule = rules.get(ruleId);
      if (!rule) throw new ProblemError(404, 'rule-not-found', `There is no rule ${ruleId} in force.`);
      if (!mayBeQuieter(rule))
        throw new ProblemError(409, 'rule-must-not-wait', `${ruleId} is critical, or cannot be put aside.`);
      const span = spanOf(request.query, clock.now());
      return previewForRule(db, { ruleId, param, proposed }, { span, rules });
    },
  );
  app.get(
    '/statistics/noise/devices/:siteId/:deviceId/preview',
    {
      schema: {
        tags,
        summary: 'What is proposed for the rules of a device would have done to the alarms of its kitchen',
        params: Type.Object({ siteId: Id, deviceId: Id }),
        querystring: Type.Object(spanQuery),
      },
      preHandler,
    },
    (request) => {
      const span = spanOf(request.query, clock.now());
      return previewForDevice(db, request.params, { span, rules: inForce() });
    },
  );
}
