/** What an act of a person does to an order, or why it cannot. Pure. */
import {
  clockRuns,
  type DispatchAct,
  type DispatchState,
  type SubmitFinding,
} from '@mingchu/shared/dispatch';
import type { LadderPolicy } from '@mingchu/shared/policy';
import { awaitArrival } from './awaitArrival.ts';
import { type BreachWithdrawal, recordBreach, withdrawBreach } from './breach.ts';
import type { Choice } from './chooseInspector.ts';
import {
  answerOffer,
  dropOpenQuestions,
  foresee,
  namedHolder,
  offerNext,
  offerTo,
  type OrderDecision,
  startRound,
  undecided,
  withdrawOneOffer,
} from './decision.ts';
import type { Estimate } from './estimateArrival.ts';
import type { DueTime } from './ladder.ts';
import { type Move, moveOrder, targetState } from './moveOrder.ts';
import type { Order } from './order.ts';

export type PersonAct =
  | { act: 'accept' | 'depart' | 'arrive' | 'verify'; detail: Record<string, unknown> }
  | { act: 'decline' | 'recall'; reason: string; detail: Record<string, unknown> }
  | { act: 'submit'; finding: SubmitFinding; detail: Record<string, unknown> }
  | { act: 'reassign'; inspectorId: string; reason: string; detail: Record<string, unknown> };

export interface ActContext {
  policy: LadderPolicy;
  now: Date;
  /** Due times of this order that are still open. */
  openDueTimes: readonly DueTime[];
  /** The inspector who acts; null for an officer. */
  inspectorId: string | null;
  /** The offer by which he holds the order, of two made at once his own; null when he holds none. */
  heldOffer: number | null;
  /** When whoever is to go from here on is expected there; null when that is not known. */
  estimate: Estimate | null;
  /** Asked only when an inspector declines. */
  chooseNext: () => Choice;
  /** Since when the proofs show him there; without it an arrival counts from now. */
  arrival?: ProvenArrival;
}

/** An arrival that counts from the time of its proofs, and why a breach recorded since was none. */
export interface ProvenArrival {
  at: Date;
  withdrawBecause: BreachWithdrawal;
}

/** Undefined when the table does not allow the act in this state. */
export function decideAct(order: Order, input: PersonAct, context: ActContext): OrderDecision | undefined {
  const decision = undecided(order);
  stopClock(decision, input.act, context);
  if (input.act === 'reassign') return reassign(decision, input, context);
  if (input.act === 'decline' && order.state === 'offered') return declineOffer(decision, input, context);
  const moved = moveOrder(decision.next, moveFor(input, context), context.now);
  if (moved === undefined) return undefined;
  // Who accepts may not be the first of those asked; who declines holds it no more.
  const holder = moved.inspectorId ?? order.inspectorId;
  decision.next = moved;
  decision.acts.push({
    act: input.act,
    reason: moved.reason,
    detail: { inspectorId: holder, ...input.detail, ...arrivalDetail(input.act, context) },
  });
  switch (input.act) {
    case 'accept':
      answerOffers(decision, order, context);
      closeOpen(decision, context, { outcome: 'accepted', only: 'offer-expires' });
      foresee(decision, context.estimate);
      awaitArrival(decision, { ...context, offerNumber: offerOf(order, context) });
      break;
    case 'decline':
      closeOpen(decision, context, { outcome: 'declined', only: 'expected' });
      closeOpen(decision, context, { outcome: 'declined', only: 'unheard' });
      answerOffer(decision, 'declined', {
        now: context.now,
        offerNumber: context.heldOffer ?? order.offerCount,
        answerReason: input.reason,
      });
      dropOpenQuestions(decision, { claim: true, extension: false }, 'declined-by-inspector');
      offerNext(decision, context.chooseNext(), context);
      break;
    case 'arrive':
      closeOpen(decision, context, { outcome: 'arrived' });
      decision.next = { ...decision.next, arrivalClaim: null };
      dropOpenQuestions(decision, { claim: false, extension: true }, 'arrived-on-site');
      break;
    case 'recall':
      dropOpenQuestions(decision, { claim: true, extension: true }, moved.reason);
      for (const { offerNumber } of order.openOffers)
        answerOffer(decision, 'recalled', { now: context.now, offerNumber });
      closeOpen(decision, context, { outcome: 'recalled' });
      decision.tells.push({
        step: 'recall',
        to: namedHolder(['inspector'], order),
        offerNumber: order.offerCount,
      });
      break;
    case 'depart':
      foresee(decision, context.estimate);
      awaitArrival(decision, { ...context, offerNumber: context.heldOffer ?? order.offerCount });
      break;
    case 'submit':
    case 'verify':
      break;
  }
  return decision;
}

function offerOf(order: Order, { inspectorId }: ActContext): number {
  const offer = order.openOffers.find((each) => each.inspectorId === inspectorId);
  return offer?.offerNumber ?? order.offerCount;
}

/** One of those asked took the order; who was asked at the same time is released and told. */
function answerOffers(decision: OrderDecision, before: Order, { now, inspectorId }: ActContext): void {
  for (const offer of before.openOffers) {
    const { offerNumber } = offer;
    const his = offer.inspectorId === inspectorId;
    answerOffer(decision, his ? 'accepted' : 'released', { now, offerNumber });
    if (!his) decision.tells.push({ step: 'offer-lapsed', to: [offer.inspectorId], offerNumber });
  }
}

/** While another is still asked the order stays with him; else the next is chosen. */
function declineOffer(
  decision: OrderDecision,
  input: Extract<PersonAct, { act: 'decline' | 'recall' }>,
  context: ActContext,
): OrderDecision | undefined {
  const order = decision.next;
  const { now, inspectorId } = context;
  const offer = order.openOffers.find((each) => each.inspectorId === inspectorId);
  const moved = moveOrder(order, { act: 'decline', reason: 'declined-by-inspector' }, now);
  if (offer === undefined || moved === undefined) return undefined;
  const { offerNumber } = offer;
  answerOffer(decision, 'declined', { now, offerNumber, answerReason: input.reason });
  closeOpen(decision, context, { outcome: 'declined', only: 'offer-expires', offerNumber });
  const detail = { inspectorId, ...input.detail };
  decision.acts.push({ act: 'decline', reason: 'declined-by-inspector', detail });
  if (withdrawOneOffer(decision, offerNumber)) return decision;
  decision.next = moved;
  dropOpenQuestions(decision, { claim: true, extension: false }, 'declined-by-inspector');
  offerNext(decision, context.chooseNext(), context);
  return decision;
}

/**
 * The act may be the first to look after the due time: the breach is recorded before the clock stops. An arrival
 * proven for a time before it takes back what was recorded meanwhile.
 */
function stopClock(decision: OrderDecision, act: DispatchAct, context: ActContext): void {
  const order = decision.next;
  if (!clockRuns[order.state] || (act !== 'arrive' && act !== 'recall')) return;
  const arrival = act === 'arrive' ? context.arrival : undefined;
  const stoppedAt = arrival?.at ?? context.now;
  if (stoppedAt.getTime() > order.dueAt.getTime()) recordBreach(decision, context);
  else if (arrival !== undefined) withdrawBreach(decision, arrival.withdrawBecause, context.policy);
}

function arrivalDetail(act: DispatchAct, { arrival }: ActContext): Record<string, unknown> {
  if (act !== 'arrive' || arrival === undefined) return {};
  return { arrivedAt: arrival.at.toISOString() };
}

function moveFor(input: Exclude<PersonAct, { act: 'reassign' }>, context: ActContext): Move {
  switch (input.act) {
    case 'accept':
      if (context.inspectorId === null) throw new Error('only an inspector accepts');
      return { act: 'accept', reason: actReasons.accept, inspectorId: context.inspectorId };
    case 'decline':
      return { act: 'decline', reason: 'declined-by-inspector' };
    case 'recall':
      return { act: 'recall', reason: input.reason };
    case 'submit':
      return { act: 'submit', reason: `found-${input.finding}`, finding: input.finding };
    case 'arrive':
      return { act: 'arrive', reason: actReasons.arrive, at: context.arrival?.at ?? context.now };
    case 'depart':
    case 'verify':
      return { act: input.act, reason: actReasons[input.act] };
  }
}

const actReasons = {
  accept: 'accepted-by-inspector',
  depart: 'departed',
  arrive: 'arrived-on-site',
  verify: 'verified-by-officer',
} as const;

function reassign(
  decision: OrderDecision,
  input: Extract<PersonAct, { act: 'reassign' }>,
  context: ActContext,
): OrderDecision | undefined {
  const before = decision.next;
  if (targetState(before.state, 'reassign') === undefined) return undefined;
  for (const { offerNumber } of before.openOffers)
    answerOffer(decision, 'reassigned', { now: context.now, offerNumber, answerReason: input.reason });
  for (const only of ['offer-expires', 'expected', 'unheard'] as const)
    closeOpen(decision, context, { outcome: 'reassigned', only });
  const newRound = !clockRuns[before.state];
  // Whose work is done, or who was called back, has nothing to lose.
  const holders = newRound ? [] : namedHolder(['inspector'], before);
  const released = holders.filter((id) => id !== input.inspectorId);
  decision.tells.push({ step: 'offer-lapsed', to: released, offerNumber: before.offerCount });
  dropOpenQuestions(decision, { claim: true, extension: newRound }, 'assigned-by-officer');
  const detail = { ...input.detail, officerReason: input.reason, previousInspectorId: before.inspectorId };
  const { inspectorId } = input;
  const { policy, now, estimate } = context;
  if (newRound) startRound(decision, { ended: before, policy, now, offerNumber: before.offerCount + 1 });
  offerTo(decision, { inspectorId, reason: 'assigned-by-officer', detail, estimate }, context);
  return decision;
}

/**
 * Sends somebody again for an order that is done or was called back, whoever is best now. Undefined while it is under
 * way.
 */
export function decideSendAgain(
  order: Order,
  { reason, policy, now, choice }: { reason: string; policy: LadderPolicy; now: Date; choice: Choice },
): OrderDecision | undefined {
  const decision = undecided(order);
  const moved = moveOrder(order, { act: 'send-again', reason: 'sent-by-officer' }, now);
  if (moved === undefined) return undefined;
  decision.next = moved;
  dropOpenQuestions(decision, { claim: true, extension: true }, 'sent-by-officer');
  startRound(decision, { ended: order, policy, now, offerNumber: moved.offerCount });
  const detail = { officerReason: reason, previousInspectorId: order.inspectorId };
  decision.acts.push({ act: 'send-again', reason: 'sent-by-officer', detail });
  offerNext(decision, choice, { policy, now });
  return decision;
}

function closeOpen(
  decision: OrderDecision,
  context: ActContext,
  options: { outcome: string; only?: DueTime['step']; offerNumber?: number },
): void {
  for (const due of context.openDueTimes) {
    if (options.only !== undefined && due.step !== options.only) continue;
    if (options.offerNumber !== undefined && due.offerNumber !== options.offerNumber) continue;
    const breachedNow = due.step === 'breach' && decision.next.breachedAt?.getTime() === due.dueAt.getTime();
    const outcome = breachedNow ? `breached-at-${options.outcome}` : options.outcome;
    decision.closes.push({
      dispatchId: due.dispatchId,
      step: due.step,
      offerNumber: due.offerNumber,
      outcome,
    });
  }
}

/**
 * True when this very act already stands, done by the same person: a phone that repeats itself after a dead spot is
 * told how things are, not that it came too late. `lastAnswer` is how the person answered the latest offer made to
 * him for this order; null when there was none or he has not answered.
 */
export function actAlreadyStands(
  order: Order,
  input: PersonAct,
  person: { inspectorId: string | null; lastAnswer: string | null },
): boolean {
  const holds = order.inspectorId !== null && order.inspectorId === person.inspectorId;
  switch (input.act) {
    case 'accept':
      return holds && order.acceptedAt !== null;
    case 'decline':
      return !holds && person.lastAnswer === 'declined';
    case 'depart':
      return holds && order.departedAt !== null;
    case 'arrive':
      return holds && order.arrivedAt !== null;
    case 'submit':
      return holds && order.submittedAt !== null && order.finding === input.finding;
    case 'verify':
      return order.state === 'verified';
    case 'recall':
      return order.state === 'recalled';
    case 'reassign':
      return (
        order.state === 'offered' && order.openOffers.length === 1 && order.inspectorId === input.inspectorId
      );
  }
}

/** What happened, for someone whose act came too late. */
export const overtakenTexts = {
  offered: '订单正在等待接单',
  accepted: '订单已被接单',
  declined: '订单目前无人承接',
  'en-route': '网格员已在途中',
  arrived: '网格员已到场',
  submitted: '结果已提交',
  verified: '订单已核验结束',
  recalled: '订单已撤回',
} as const satisfies Record<DispatchState, string>;
