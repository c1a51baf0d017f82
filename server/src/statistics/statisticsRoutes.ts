/** HTTP of the statistics, for officers and the chief. Every table can be had as CSV, and the report on paper; both are recorded. */
import { PrintBody } from '@mingchu/shared/exports';
import type { Rulebook } from '@mingchu/shared/rulebook';
import { arrivalKeys, falseAlarmKeys } from '@mingchu/shared/statistics';
import { Type } from 'typebox';
import { noteExport } from '../platform/audit/noteExport.ts';
import { allow } from '../platform/auth/requireRole.ts';
import type { Clock } from '../platform/clock.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import type { Database } from '../platform/postgres/database.ts';
import { alarmRoutes } from './alarmRoutes.ts';
import { spanOf, spanText } from './askedSpan.ts';
import { arrivalColumns, falseAlarmColumns } from './model/tables.ts';
import { sendTable, tableQuery } from './sendTable.ts';
import { arrivalFigures, falseAlarmFigures } from './statisticsStore.ts';

export interface StatisticsDeps {
  db: Database;
  clock: Clock;
  rulebook: Rulebook;
}

/** Registers `/statistics/…` under the API's prefix. */
export function statisticsRoutes(app: HttpApp, deps: StatisticsDeps): void {
  const { db, clock } = deps;
  const preHandler = allow('statistics.read');
  const tags = ['statistics'];

  app.get(
    '/statistics/arrivals',
    {
      schema: {
        tags,
        summary: 'Rounds of orders that began in a span: on time, late, missed, and how long people took',
        querystring: Type.Object({
          ...tableQuery,
          by: Type.Optional(Type.Enum([...arrivalKeys])),
          /** Only those of one kitchen. */
          siteId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
        }),
      },
      preHandler,
    },
    async (request, reply) => {
      const { by = 'all', siteId = null } = request.query;
      const span = spanOf(request.query, clock.now());
      const items = await arrivalFigures(db, { by, span, now: clock.date(), siteId });
      const name = `arrivals-by-${by}` as const;
      return sendTable(deps, { request, reply, name, by, span, siteId, columns: arrivalColumns, items });
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
  alarmRoutes(app, deps);
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
