/** What screens tell of themselves when they were not true: to the log, and counted for `/metrics`. */
import { comparedKinds } from '@mingchu/shared/stateSum';
import { type Static, Type } from 'typebox';
import { signedIn } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import type { Logger } from '../platform/log.ts';

const Ms = Type.Integer({ minimum: 0, maximum: 30 * 86_400_000 });
/** Why a screen speaks: it differed from the database, its script was stuck (and still is), or its computer slept. */
const ScreenReport = Type.Union([
  Type.Object({
    kind: Type.Literal('state-differs'),
    seq: Type.Integer({ minimum: 0 }),
    facts: Type.Array(Type.Enum([...comparedKinds]), { minItems: 1, maxItems: comparedKinds.length }),
  }),
  Type.Object({ kind: Type.Enum(['still-stuck', 'was-stuck', 'slept']), forMs: Ms }),
]);
type ScreenReport = Static<typeof ScreenReport>;

export interface ScreenReports {
  take(report: ScreenReport, username: string): void;
  counts(): Record<ScreenReport['kind'], number>;
}

export function createScreenReports(log: Logger): ScreenReports {
  const counts = { 'state-differs': 0, 'still-stuck': 0, 'was-stuck': 0, slept: 0 };
  return {
    take: (report, username) => {
      counts[report.kind] += 1;
      log.warn({ ...report, username }, 'a screen was not true');
    },
    counts: () => ({ ...counts }),
  };
}

/** Registers the route under the API's prefix. */
export function screenReportRoutes(app: HttpApp, reports: ScreenReports): void {
  app.post(
    '/screen-reports',
    {
      schema: {
        tags: ['live'],
        summary: 'A screen tells that it was not true: differed, was stuck, or slept',
        body: ScreenReport,
      },
      preHandler: signedIn,
    },
    async (request, reply) => {
      reports.take(request.body, request.session.username);
      return reply.code(204).send();
    },
  );
}
