/** More time for an order: asked for by its holder or an officer, decided by a chief who did not ask. */
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { ProblemError } from '../platform/http/problem.ts';
import { overtaken } from './actOnDispatch.ts';
import { changeOrder } from './changeOrder.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import {
  askExtension,
  decideExtension,
  type ExtensionOutcome,
  type ExtensionRefusal,
} from './model/decideExtension.ts';
import type { OrderDecision } from './model/decision.ts';
import type { Order } from './model/order.ts';

interface ExtensionRequest {
  dispatchId: string;
  version: number | null;
  person: Session;
}

export function requestExtension(
  deps: DispatchDeps,
  request: ExtensionRequest & { minutes: number; reason: string },
): Promise<Dispatch> {
  const { person, minutes, reason } = request;
  return changeOrder(deps, { ...request, actor: person.username }, async (_tx, order, { now }) => {
    const holds = order.inspectorId !== null && order.inspectorId === person.inspectorId;
    if (!may(person.role, 'order.act-on-all') && !holds)
      throw new ProblemError(403, 'not-your-dispatch', 'Only who holds the order may ask for more time.');
    const asked = { minutes, reason, askedBy: person.username, now };
    return decisionOf(deps, order, askExtension(order, asked, deps.policy));
  });
}

export function answerExtension(
  deps: DispatchDeps,
  request: ExtensionRequest & { approved: boolean; comment: string },
): Promise<Dispatch> {
  const { person, approved, comment } = request;
  return changeOrder(deps, { ...request, actor: person.username }, async (_tx, order, context) => {
    const answer = { approved, by: person.username, comment, now: context.now };
    return decisionOf(deps, order, decideExtension(order, answer, context));
  });
}

const refusals = {
  'due-time-passed': [409, '时限已过，不能再申请延时'],
  'already-asked': [409, '已有待批的延时申请'],
  'nothing-asked': [409, '没有待批的延时申请'],
  'extended-too-often': [422, '延时次数已用完'],
  'extended-too-far': [422, '延时超过上限'],
  'same-person': [403, '申请人不能批准自己的申请'],
  'new-due-time-passed': [409, '延长后的时限也已过去'],
} as const satisfies Record<Exclude<ExtensionRefusal, 'clock-stopped'>, readonly [number, string]>;

function decisionOf(deps: DispatchDeps, order: Order, outcome: ExtensionOutcome): OrderDecision {
  if (outcome.decided) return outcome.decision;
  if (outcome.reason === 'clock-stopped') throw overtaken(deps, order);
  const [status, text] = refusals[outcome.reason];
  throw new ProblemError(status, outcome.reason, text);
}
