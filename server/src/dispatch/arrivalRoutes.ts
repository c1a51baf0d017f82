/** HTTP of arrivals that need proof, of the officers who decide about them, and of more time. */
import {
  ConfirmArrivalBody,
  ExtensionBody,
  ExtensionDecisionBody,
  ProofsBody,
  type ProofView,
  RefuseArrivalBody,
} from '@mingchu/shared/arrival';
import type { Dispatch } from '@mingchu/shared/dispatch';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { performAct } from './actOnDispatch.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { answerExtension, requestExtension } from './extendDispatch.ts';
import { confirmArrival, refuseArrival } from './judgeArrival.ts';
import { OrderParams, proofsIn } from './orderHttp.ts';

const tags = ['dispatches'];

export function arrivalRoutes(app: HttpApp, deps: DispatchDeps): void {
  app.post(
    '/dispatches/:id/proofs',
    {
      schema: { tags, summary: 'Show that you are there', params: OrderParams, body: ProofsBody },
      preHandler: allow('arrival.prove'),
    },
    async (request): Promise<{ dispatch: Dispatch; proofs: ProofView[] }> => {
      const { version = null, position = null, ...shown } = request.body;
      const { dispatch, proofs, problem } = await deps.db.transaction((tx) =>
        performAct(tx, deps, {
          dispatchId: request.params.id,
          input: { act: 'arrive', detail: {} },
          version,
          position,
          person: request.session,
          proofs: proofsIn(shown),
          proofsOnly: true,
        }),
      );
      if (problem !== null) throw problem;
      return { dispatch, proofs };
    },
  );
  judgeRoutes(app, deps);
  extensionRoutes(app, deps);
}

function judgeRoutes(app: HttpApp, deps: DispatchDeps): void {
  app.post(
    '/dispatches/:id/arrival/confirm',
    {
      schema: {
        tags,
        summary: 'Hold a claimed arrival to be true',
        params: OrderParams,
        body: ConfirmArrivalBody,
      },
      preHandler: allow('arrival.judge'),
    },
    (request) => {
      const { version = null, comment = '' } = request.body;
      return confirmArrival(deps, {
        dispatchId: request.params.id,
        version,
        comment,
        person: request.session,
      });
    },
  );
  app.post(
    '/dispatches/:id/arrival/refuse',
    {
      schema: { tags, summary: 'Refuse a claimed arrival', params: OrderParams, body: RefuseArrivalBody },
      preHandler: allow('arrival.judge'),
    },
    (request) => {
      const { version = null, reason: comment } = request.body;
      return refuseArrival(deps, {
        dispatchId: request.params.id,
        version,
        comment,
        person: request.session,
      });
    },
  );
}

function extensionRoutes(app: HttpApp, deps: DispatchDeps): void {
  app.post(
    '/dispatches/:id/extension',
    {
      schema: { tags, summary: 'Ask for more time', params: OrderParams, body: ExtensionBody },
      preHandler: allow('extension.ask'),
    },
    (request) => {
      const { version = null, minutes, reason } = request.body;
      return requestExtension(deps, {
        dispatchId: request.params.id,
        version,
        minutes,
        reason,
        person: request.session,
      });
    },
  );
  for (const answer of ['approve', 'refuse'] as const) {
    app.post(
      `/dispatches/:id/extension/${answer}`,
      {
        schema: { tags, summary: 'Decide about more time', params: OrderParams, body: ExtensionDecisionBody },
        preHandler: allow('extension.decide'),
      },
      (request) => {
        // A path from a template says nothing of its parameters to the types.
        const { id } = request.params as { id: string };
        const { version = null, comment = '' } = request.body;
        const approved = answer === 'approve';
        return answerExtension(deps, { dispatchId: id, version, comment, approved, person: request.session });
      },
    );
  }
}
