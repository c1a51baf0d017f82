/**
 * One act of a person on an order: accept, decline, depart, arrive, submit, verify, recall, reassign. One transaction:
 * lock, see who asks and whether he is in time, decide, write. Who repeats himself is answered with the order as it
 * stands; who comes too late is told what happened.
 */
import { type Dispatch, type DispatchAct, dispatchActRoles } from '@mingchu/shared/dispatch';
import type { Session } from '@mingchu/shared/http';
import { appendChanges, type NewChange } from '../platform/changelog/changeLog.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import { openChooser } from './chooser.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { findOrder, lockOrder, lockViolation, offersOf } from './dispatchStore.ts';
import { openDueTimesOf } from './dueTimeStore.ts';
import { updatePosition } from './inspectorStore.ts';
import { type Choice, distanceM } from './model/chooseInspector.ts';
import { actAlreadyStands, decideAct, overtakenTexts, type PersonAct } from './model/decideAct.ts';
import { dispatchView, type Order } from './model/order.ts';
import { writeDecisions } from './writeDecisions.ts';

export interface ActRequest {
  dispatchId: string;
  input: PersonAct;
  /** Guards against acting on an order that has moved on. */
  version: number | null;
  /** Where the person is, when the phone says so. */
  position: { lat: number; lon: number } | null;
  person: Session;
}

/** Answers the order after the act. Throws ProblemError 403, 404, 409 `overtaken` or 422. */
export async function actOnDispatch(deps: DispatchDeps, request: ActRequest): Promise<Dispatch> {
  return deps.db.transaction(async (tx) => {
    const before = await lockFor(tx, request);
    if (before === null) throw new ProblemError(404, 'no-such-dispatch', 'There is no such order.');
    const now = deps.clock.date();
    if (await standsAlready(tx, before, request)) return dispatchView(before);
    if (request.version !== null && request.version !== before.version) throw overtaken(before);
    requireInspector(deps, request.input);
    const decision = decideAct(before, withDistance(deps, before, request), {
      policy: deps.policy.severities[before.severity],
      now,
      openDueTimes: await openDueTimesOf(tx, [before.id]),
      chooseNext: await chooseNextFor(tx, deps, before, { act: request.input.act, now }),
    });
    if (decision === undefined) throw overtaken(before);
    const actor = request.person.username;
    const changes = await writeDecisions(tx, deps, { decided: [{ before, decision }], actor, now });
    changes.push(...(await consequences(tx, deps, before, { request, now })));
    await appendChanges(tx, now, changes);
    return dispatchView(decision.next);
  });
}

/** A finding also changes the violation: its row is locked first. */
async function lockFor(tx: Transaction, request: ActRequest): Promise<Order | null> {
  if (request.input.act === 'submit') {
    const order = await findOrder(tx, request.dispatchId);
    if (order === null) return null;
    await lockViolation(tx, order.violationId);
  }
  return lockOrder(tx, request.dispatchId);
}

/** True when the act is a repetition. Throws when the person may not act on this order, or no longer. */
async function standsAlready(tx: Transaction, order: Order, request: ActRequest): Promise<boolean> {
  const { person, input } = request;
  if (!mayAct(input.act, person.role)) {
    throw new ProblemError(403, 'role-not-allowed', `The role ${person.role} cannot ${input.act} an order.`);
  }
  const offered = (await offersOf(tx, [order.id])).filter(
    (offer) => offer.inspectorId === person.inspectorId,
  );
  const lastAnswer = offered.at(-1)?.answer ?? null;
  if (actAlreadyStands(order, input, { inspectorId: person.inspectorId, lastAnswer })) return true;
  if (person.role === 'inspector' && order.inspectorId !== person.inspectorId) {
    if (offered.length > 0) throw overtaken(order);
    throw new ProblemError(403, 'not-your-dispatch', 'This order was never offered to you.');
  }
  return false;
}

function mayAct(act: DispatchAct, role: Session['role']): boolean {
  const allowed: readonly string[] = dispatchActRoles[act];
  return allowed.includes(role);
}

function overtaken(order: Order): ProblemError {
  const holder = order.inspectorId === null ? '' : `（${order.inspectorId}）`;
  return new ProblemError(409, 'overtaken', `${overtakenTexts[order.state]}${holder}`);
}

function requireInspector(deps: DispatchDeps, input: PersonAct): void {
  if (input.act !== 'reassign' || deps.registry.inspectors.has(input.inspectorId)) return;
  throw new ProblemError(422, 'no-such-inspector', `There is no inspector ${input.inspectorId}.`);
}

async function chooseNextFor(
  tx: Transaction,
  deps: DispatchDeps,
  order: Order,
  { act, now }: { act: DispatchAct; now: Date },
): Promise<() => Choice> {
  if (act !== 'decline') {
    return () => {
      throw new Error(`${act} asks nobody`);
    };
  }
  const chooser = await openChooser(tx, deps.registry, [order.id]);
  return () => chooser(order, now);
}

/** The record says how far from the door the person was. */
function withDistance(deps: DispatchDeps, order: Order, request: ActRequest): PersonAct {
  const site = deps.registry.sites.get(order.siteId);
  if (request.position === null || site === undefined) return request.input;
  const detail = {
    ...request.input.detail,
    ...request.position,
    distanceM: Math.round(distanceM(site, request.position)),
  };
  return { ...request.input, detail };
}

async function consequences(
  tx: Transaction,
  deps: DispatchDeps,
  order: Order,
  { request, now }: { request: ActRequest; now: Date },
): Promise<NewChange[]> {
  const { input, person, position } = request;
  if (input.act === 'submit') {
    return deps.applyFinding(tx, {
      violationId: order.violationId,
      finding: input.finding,
      actor: person.username,
    });
  }
  if (position === null || person.inspectorId === null) return [];
  const body = await updatePosition(tx, { inspectorId: person.inspectorId, ...position, at: now });
  return body === null ? [] : [{ kind: 'inspector', body }];
}
