/** HTTP of what was done on an order: acts sent later, the timeline, checklists and reports. */
import type { ProofFacts } from '@mingchu/shared/arrival';
import { may } from '@mingchu/shared/permissions';
import { type QueuedActsAnswer, QueuedActsBody } from '@mingchu/shared/queuedAct';
import type { Checklist, ReportView } from '@mingchu/shared/report';
import { allow, signedIn } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { proofFacts } from './proofFacts.ts';
import { reportsOf, ruleOfViolation } from './keepReport.ts';
import { OrderParams } from './orderHttp.ts';
import { seeOrder } from './seeOrder.ts';
import { takeQueuedActs } from './takeQueuedActs.ts';
import { timelineOfOrder } from './timeline.ts';

/** Fifty acts, some with a drawn signature. */
const maxActsBytes = 4 * 1024 * 1024;
const tags = ['dispatches'];

export function recordRoutes(app: HttpApp, deps: DispatchDeps): void {
  app.post(
    '/acts',
    {
      schema: {
        tags,
        summary: 'Acts that a phone kept without a network, in their order',
        body: QueuedActsBody,
      },
      preHandler: allow('arrival.prove'),
      bodyLimit: maxActsBytes,
    },
    async (request): Promise<QueuedActsAnswer> => {
      const { username, sentAt, acts } = request.body;
      if (username !== request.session.username)
        throw new ProblemError(
          409,
          'acts-of-another',
          `These are acts of ${username}: they wait for his sign-in.`,
        );
      return takeQueuedActs(deps, { person: request.session, sentAt: new Date(sentAt), acts });
    },
  );
  recordOfOrderRoutes(app, deps);
  checklistRoutes(app, deps);
}

const own = { params: OrderParams };

function recordOfOrderRoutes(app: HttpApp, deps: DispatchDeps): void {
  app.get(
    '/dispatches/:id/timeline',
    { schema: { tags, summary: 'Every act and message', ...own }, preHandler: signedIn },
    async (request) => {
      const { order } = await seeOrder(deps.db, request.params.id, request.session);
      return { items: await timelineOfOrder(deps.db, order.id) };
    },
  );
  app.get(
    '/dispatches/:id/proofs',
    {
      schema: { tags, summary: 'What was given to prove the arrival, with its facts', ...own },
      preHandler: signedIn,
    },
    async (request): Promise<{ items: ProofFacts[] }> => {
      const { session, params } = request;
      const { order } = await seeOrder(deps.db, params.id, session);
      // One who had the order before him may have been anywhere: who is sent sees what he gave himself.
      const only = may(session.role, 'order.read-all') ? undefined : (session.inspectorId ?? '');
      return { items: await proofFacts(deps.db, deps, order, only) };
    },
  );
  app.get(
    '/dispatches/:id/reports',
    { schema: { tags, summary: 'What was reported, by round', ...own }, preHandler: signedIn },
    async (request): Promise<{ items: ReportView[] }> => {
      const { order } = await seeOrder(deps.db, request.params.id, request.session);
      return { items: await reportsOf(deps.db, order.id) };
    },
  );
}

function checklistRoutes(app: HttpApp, deps: DispatchDeps): void {
  app.get(
    '/dispatches/:id/checklist',
    { schema: { tags, summary: 'What to look at', ...own }, preHandler: signedIn },
    async (request): Promise<Checklist> => {
      const { order } = await seeOrder(deps.db, request.params.id, request.session);
      const checklist = deps.checklists.forRule(await ruleOfViolation(deps.db, order.violationId));
      if (checklist === undefined)
        throw new ProblemError(404, 'no-checklist', 'No checklist is for this rule.');
      return checklist;
    },
  );
  app.get(
    '/checklists',
    { schema: { tags, summary: 'All checklists' }, preHandler: signedIn },
    async (): Promise<{ items: readonly Checklist[] }> => ({ items: deps.checklists.all }),
  );
}
