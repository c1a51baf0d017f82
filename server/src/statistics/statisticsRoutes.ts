/** HTTP of the statistics, for officers and the chief. Every table can be had as CSV, and the report on paper; both are recorded. */
import { PrintBody } from '@mingchu/shared/exports';
import { judgeLoad, staleAfterMs } from '@mingchu/shared/alarmLoad';
import type { Rulebook } from '@mingchu/shared/rulebook';
import { rulesInForce } from '@mingchu/shared/rulebook';
import { arrivalKeys, falseAlarmKeys } from '@mingchu/shared/statistics';
import { Type } from 'typebox';
import { noteExport } from '../platform/audit/noteExport.ts';
import { allow } from '../platform/auth/requireRole.ts';
import type { Clock } from '../platform/clock.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import type { Database } from '../platform/postgres/database.ts';
import { spanOf, spanQuery, spanText } from './askedSpan.ts';
import { proposeQuiet } from './model/noise.ts';
import { arrivalColumns, falseAlarmColumns } from './model/tables.ts';
import { sendTable, tableQuery } from './sendTable.ts';
import {
  announcedAlarms,
  arrivalFigures,
  falseAlarmFigures,
  noisySources,
  officersSeenSince,
  returnsOf,
  type Span,
  standingAlarms,
} from './statisticsStore.ts';

export interface StatisticsDeps {
  db: Database;
  clock: Clock;
  rulebook: Rulebook;
}

/** An officer who has not been heard of for longer is not counted as on duty. */
const officerSeenMs = 15 * 60_000;

/** Registers `/statistics/…` under the API's prefix. */
export function statisticsRoutes(app: HttpApp, deps: StatisticsDeps): void {
  const { db, clock, rulebook } = deps;
  const preHandler = allow('statistics.read');
  const tags = ['statistics'];

  app.get(
    '/statistics/arrivals',
    {
      schema: {
        tags,
        summary: 'Orders opened in a span: on time, late, missed, and how long people took',
        querystring: Type.Object({ ...tableQuery, by: Type.Optional(Type.Enum([...arrivalKeys])) }),
      },
      preHandler,
    },
    async (request, reply) => {
      const { by = 'all' } = request.query;
      const span = spanOf(request.query, clock.now());
      const items = await arrivalFigures(db, { by, span, now: clock.date() });
      const name = `arrivals-by-${by}` as const;
      return sendTable(deps, { request, reply, name, by, span, columns: arrivalColumns, items });
    },
  );
  app.get(
    '/statistics/false-alarms',
    {
      schema: {
        tags,
        summary: 'What became of the violations of each rule or device',
        querystring: Type.Object({ ...tableQuery, by: Type.Optional(Type.Enum([...falseAlarmKeys])) }),
      },
      preHandler,
    },
    async (request, reply) => {
      const { by = 'rule' } = request.query;
      const span = spanOf(request.query, clock.now());
      const items = await falseAlarmFigures(db, { by, span });
      const name = `false-alarms-by-${by}` as const;
      return sendTable(deps, { request, reply, name, by, span, columns: falseAlarmColumns, items });
    },
  );
  printRoute(app, deps);
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
    async (request) => {
      const span = untilNow(spanOf(request.query, clock.now()), clock.now());
      const officers = await officersSeenSince(db, new Date(clock.now() - officerSeenMs));
      const announced = await announcedAlarms(db, span);
      const standing = await standingAlarms(db, new Date(clock.now() - staleAfterMs));
      const { from, to } = { from: span.from.getTime(), to: span.to.getTime() };
      return { ...judgeLoad(announced, { from, to, officers }), officersSeen: officers, ...standing };
    },
  );
  app.get(
    '/statistics/noise',
    {
      schema: {
        tags,
        summary: 'The sources of most alarms, each with what would quieten it',
        querystring: Type.Object({
          ...spanQuery,
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
        }),
      },
      preHandler,
    },
    async (request) => {
      const span = spanOf(request.query, clock.now());
      const sources = await noisySources(db, { span, limit: request.query.limit ?? 20 });
      const rules = new Map(rulesInForce(rulebook, clock.now()).map((rule) => [rule.id, rule]));
      const items = [];
      for (const source of sources) {
        const rule = rules.get(source.ruleId);
        const returns =
          rule?.kind === 'threshold' ? await returnsOf(db, source, { metric: rule.params.metric, span }) : [];
        const { durationsS: _, ...facts } = source;
        items.push({ ...facts, proposals: proposeQuiet(source, rule, returns) });
      }
      return { items };
    },
  );
}

/** A browser prints what it shows: nothing goes out here, but it is said before. */
function printRoute(app: HttpApp, deps: StatisticsDeps): void {
  app.post(
    '/statistics/prints',
    {
      schema: {
        tags: ['statistics'],
        summary: 'Says who prints the report of a span, and for what',
        body: PrintBody,
      },
      preHandler: allow('export.take'),
    },
    async (request, reply) => {
      const { reason, ...asked } = request.body;
      const detail = spanText(spanOf(asked, deps.clock.now()));
      await noteExport(deps, request.session, { name: 'weekly-report', reason, detail });
      return reply.code(204).send();
    },
  );
}

/** A load is judged up to the present: hours that are still to come would dilute it. */
function untilNow({ from, to }: Span, nowMs: number): Span {
  return from.getTime() < nowMs && to.getTime() > nowMs ? { from, to: new Date(nowMs + 1) } : { from, to };
}
