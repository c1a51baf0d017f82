/**
 * One act of a person on an order: accept, decline, depart, arrive, submit, verify, recall, reassign. One transaction:
 * lock, see who asks and whether he is in time, decide, write. Who repeats himself is answered with the order as it
 * stands; who comes too late is told what happened.
 */
import type { ProofsBody, ProofView } from '@mingchu/shared/arrival';
import { type Dispatch, type DispatchAct, orderEnded } from '@mingchu/shared/dispatch';
import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import type { Report } from '@mingchu/shared/report';
import { appendChanges, type NewChange } from '../platform/changelog/changeLog.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import { openChooser } from './chooser.ts';
import { claimArrival } from './claimArrival.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { findOrder, lockOrder, lockViolation, type Offer, offersOf } from './dispatchStore.ts';
import { openDueTimesOf } from './dueTimeStore.ts';
import type { DeviceTiming } from './gatherProofs.ts';
import { updatePosition } from './inspectorStore.ts';
import type { Choice } from './model/chooseInspector.ts';
import { distanceM } from '@mingchu/shared/distance';
import type { Estimate } from './model/estimateArrival.ts';
import { actAlreadyStands, decideAct, overtakenTexts, type PersonAct } from './model/decideAct.ts';
import { concerns, dispatchView, type Order } from './model/order.ts';
import { estimateFor } from './forecastArrival.ts';
import { keepReport, reporterOf } from './keepReport.ts';
import { writeDecisions } from './writeDecisions.ts';

export interface ActRequest {
  dispatchId: string;
  input: PersonAct;
  /** Guards against acting on an order that has moved on. */
  version: number | null;
  /** Where the person is, when the phone says so. */
  position: { lat: number; lon: number; accuracyM?: number; mock?: boolean } | null;
  person: Session;
  /** Door code and photo that show an arrival. */
  proofs?: Pick<ProofsBody, 'doorCode' | 'photoSha256'>;
  /** With the act `arrive`: proofs are given, without the statement to be there. */
  proofsOnly?: boolean;
  /** Of an act that the phone kept while it had no network. */
  timing?: DeviceTiming;
  /** With the act `submit`: the whole report. */
  report?: Report;
}

export interface ActOutcome {
  dispatch: Dispatch;
  /** The act stood before. */
  stood: boolean;
  /** What each new proof of arrival is worth. */
  proofs: ProofView[];
  /** Why it did not do what the person wants, though something was kept; thrown after the commit. */
  problem: ProblemError | null;
}

/** Answers the order after the act. Throws ProblemError 403, 404, 409 `overtaken` or 422. */
export async function actOnDispatch(deps: DispatchDeps, request: ActRequest): Promise<Dispatch> {
  const { dispatch, problem } = await deps.db.transaction((tx) => performAct(tx, deps, request));
  if (problem !== null) throw problem;
  return dispatch;
}

/** The same within the caller's transaction, of which it must be the last: it appends the changes. */
export async function performAct(
  tx: Transaction,
  deps: DispatchDeps,
  request: ActRequest,
): Promise<ActOutcome> {
  const before = await lockFor(tx, request);
  if (before === null) throw new ProblemError(404, 'no-such-dispatch', 'There is no such order.');
  const now = deps.clock.date();
  const nothing = { proofs: [], problem: null };
  const offered = (await offersOf(tx, [before.id])).filter(
    (offer) => offer.inspectorId === request.person.inspectorId,
  );
  if (request.input.act === 'verify') await requireSecondPerson(tx, before, request.person);
  if (standsAlready(deps, before, { request, offered }))
    return { dispatch: dispatchView(before), stood: true, ...nothing };
  if (request.version !== null && request.version !== before.version) throw overtaken(deps, before);
  requireInspector(deps, request.input);
  const input = withDetail(deps, before, request);
  const context = {
    policy: deps.policy.severities[before.severity],
    now,
    inspectorId: request.person.inspectorId,
    heldOffer: offered.findLast((offer) => offer.answer === 'accepted')?.offerNumber ?? null,
    estimate: await estimateAfter(tx, deps, before, { request, now }),
    openDueTimes: await openDueTimesOf(tx, [before.id]),
    chooseNext: await chooseNextFor(tx, deps, before, { act: request.input.act, now }),
  };
  const { decision, ...outcome } =
    input.act === 'arrive'
      ? await claimArrival(tx, deps, before, { request: { ...request, input }, context })
      : { decision: decideAct(before, input, context), ...nothing };
  if (decision === undefined) throw overtaken(deps, before);
  if (request.report !== undefined)
    await keepReport(tx, deps, before, { ...request, report: request.report });
  const actor = request.person.username;
  const changes = await writeDecisions(tx, deps, { decided: [{ before, decision }], actor, now });
  changes.push(...(await consequences(tx, deps, before, { request, now })));
  appendChanges(tx, now, changes);
  return { dispatch: dispatchView(decision.next), stood: false, ...outcome };
}

/** A finding also changes the violation, and only an open one is worth another round: its row is locked first. */
async function lockFor(tx: Transaction, request: ActRequest): Promise<Order | null> {
  const { act } = request.input;
  if (act !== 'submit' && act !== 'reassign') return lockOrder(tx, request.dispatchId);
  const found = await findOrder(tx, request.dispatchId);
  if (found === null) return null;
  const open = await lockViolation(tx, found.violationId);
  const order = await lockOrder(tx, request.dispatchId);
  if (act === 'reassign' && order !== null && orderEnded[order.state] && !open)
    throw new ProblemError(409, 'violation-closed', 'The violation is closed.');
  return order;
}

/** True when the act is a repetition. `offered`: what was offered to the person. Throws when he may not act on it. */
function standsAlready(
  deps: DispatchDeps,
  order: Order,
  { request, offered }: { request: ActRequest; offered: readonly Offer[] },
): boolean {
  const { person, input } = request;
  if (!may(person.role, `order.${input.act}`)) {
    throw new ProblemError(403, 'role-not-allowed', `The role ${person.role} cannot ${input.act} an order.`);
  }
  const lastAnswer = offered.at(-1)?.answer ?? null;
  const stands = actAlreadyStands(order, input, { inspectorId: person.inspectorId, lastAnswer });
  // Proofs may follow an arrival that counts already.
  if (stands && request.proofsOnly !== true) return true;
  if (!may(person.role, 'order.act-on-all') && !concerns(order, person.inspectorId)) {
    if (offered.length > 0) throw overtaken(deps, order);
    throw new ProblemError(403, 'not-your-dispatch', 'This order was never offered to you.');
  }
  return false;
}

/** Who reported does not close: four eyes. By his account, too, which may have another role since. */
async function requireSecondPerson(
  tx: Transaction,
  order: Order,
  { username, inspectorId }: Session,
): Promise<void> {
  const his = order.inspectorId !== null && [username, inspectorId].includes(order.inspectorId);
  if (!his && (await reporterOf(tx, order.id)) !== username) return;
  throw new ProblemError(403, 'second-person-needed', 'Somebody else has to verify what you reported.');
}

/** What happened instead, and who has the order. */
export function overtaken({ registry }: Pick<DispatchDeps, 'registry'>, order: Order): ProblemError {
  const { state, inspectorId } = order;
  const inspectorName =
    inspectorId === null ? null : (registry.inspectors.get(inspectorId)?.name ?? inspectorId);
  const holder = inspectorName === null ? '' : `（${inspectorName}）`;
  return new ProblemError(409, 'overtaken', `${overtakenTexts[state]}${holder}`, {
    happened: { state, inspectorId, inspectorName },
  });
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
  const chooser = await openChooser(tx, deps, [order.id]);
  return () => chooser(order, now);
}

/** When the one who goes from here on is expected, for acts that change who or where he is. */
async function estimateAfter(
  tx: Transaction,
  deps: DispatchDeps,
  order: Order,
  { request, now }: { request: ActRequest; now: Date },
): Promise<Estimate | null> {
  const { input, person, position } = request;
  const goes = input.act === 'reassign' ? input.inspectorId : person.inspectorId;
  if (goes === null || !['accept', 'depart', 'reassign'].includes(input.act)) return null;
  // A position from a dead spot is where he was.
  const at = position === null || position.mock || request.timing !== undefined ? null : position;
  return estimateFor(tx, deps, order, { inspectorId: goes, onTheWay: input.act === 'depart', at, now });
}

/** The record says how far from the door the person was, and the phone's own time when it sent later. */
function withDetail(deps: DispatchDeps, order: Order, request: ActRequest): PersonAct {
  const { input, position, timing } = request;
  const site = deps.registry.sites.get(order.siteId);
  const where =
    position === null || site === undefined
      ? {}
      : { ...position, distanceM: Math.round(distanceM(site, position)) };
  const when =
    timing === undefined
      ? {}
      : {
          deviceTime: timing.deviceTime.toISOString(),
          receivedAt: deps.clock.date().toISOString(),
          clockOffsetMs: timing.clockOffsetMs,
        };
  return { ...input, detail: { ...input.detail, ...where, ...when } };
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
      reclassifiedAs: request.report?.outcome === 'reclassified' ? (request.report.ruleId ?? null) : null,
    });
  }
  // A position from a dead spot is old, and a made-up one is none: they belong to their proof only.
  if (position === null || position.mock || person.inspectorId === null || request.timing !== undefined)
    return [];
  const { lat, lon, accuracyM = null } = position;
  const body = await updatePosition(tx, { inspectorId: person.inspectorId, lat, lon, accuracyM, at: now });
  return body === null ? [] : [{ kind: 'inspector', body }];
}
