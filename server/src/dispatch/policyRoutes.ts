/** HTTP of the escalation policy: what is in force, a new one, and what it would do. */
import { PolicyBody, type PolicyPreview, PolicyPreviewBody, type PolicyView } from '@mingchu/shared/policy';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { ProblemError } from '../platform/http/problem.ts';
import { candidatesOnShift } from './candidates.ts';
import { placeOf } from './chooser.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { previewLadder } from './model/previewLadder.ts';
import { demandSound, type PolicyBook } from './policyBook.ts';

const tags = ['policy'];

export function policyRoutes(app: HttpApp, deps: DispatchDeps, book: PolicyBook): void {
  app.get(
    '/policy',
    { schema: { tags, summary: 'The escalation policy in force' }, preHandler: allow('policy.read') },
    (): PolicyView => book.view(),
  );
  app.put(
    '/policy',
    {
      schema: { tags, summary: 'Puts a new policy in force, for orders from now on', body: PolicyBody },
      preHandler: allow('policy.set'),
    },
    (request): Promise<PolicyView> => book.set(request.body, request.session),
  );
  app.post(
    '/policy/preview',
    {
      schema: {
        tags,
        summary: 'Who would be told, and when, if nobody answered or nobody knew where the holder is',
        body: PolicyPreviewBody,
      },
      preHandler: allow('policy.read'),
    },
    async (request): Promise<PolicyPreview> => {
      const { siteId, severity, policy = book.current, suppose = 'nobody-answers' } = request.body;
      const site = deps.registry.sites.get(siteId);
      const place = placeOf(deps.registry, siteId);
      if (site === undefined || place === null)
        throw new ProblemError(404, 'no-such-site', `There is no site ${siteId}.`);
      demandSound(policy);
      const candidates = await candidatesOnShift(deps.db, deps.registry);
      const about = { siteId, severity, place, now: deps.clock.date(), suppose };
      const steps = previewLadder(policy, about, candidates);
      return {
        site: { id: site.id, name: site.name },
        severity,
        steps: steps.map((step) => ({
          ...step,
          to: step.to.map((each) => {
            const name = deps.registry.inspectors.get(each.to)?.name;
            return name === undefined ? each : { ...each, name };
          }),
        })),
      };
    },
  );
}
