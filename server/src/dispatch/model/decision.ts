/** What one step decides about an order: its next state, and everything that must be written beside it. Pure. */
import type { LadderStep, MessageStep, NoteStep } from '@mingchu/shared/dispatch';
import type { LadderPolicy } from '@mingchu/shared/policy';
import type { AlsoAsked, Choice } from './chooseInspector.ts';
import { type Expected, surelyLateByMs } from './estimateArrival.ts';
import { arrivalDueAt, type DueTime, planAskAgain, planOfferExpiry, planRound } from './ladder.ts';
import { moveOrder } from './moveOrder.ts';
import type { Order } from './order.ts';

export interface OfferRow {
  dispatchId: string;
  offerNumber: number;
  inspectorId: string;
  offeredAt: Date;
  chosenBecause: string;
}

export interface OfferAnswer {
  dispatchId: string;
  offerNumber: number;
  answeredAt: Date;
  /** `released`: another of those asked at the same time took it. */
  answer: 'accepted' | 'declined' | 'expired' | 'reassigned' | 'recalled' | 'released';
  answerReason: string | null;
}

/** A due time that needs no more watching, and what came of it. */
export interface ClosedDueTime {
  dispatchId: string;
  step: LadderStep;
  offerNumber: number;
  outcome: string;
}

/** A message to send; `to` are words of the policy or ids of inspectors. */
export interface Telling {
  step: MessageStep | NoteStep;
  to: string[];
  /** Distinguishes the same step of two offers, so that it is told once for each. */
  offerNumber: number;
  /** Distinguishes two of the same step within an offer, e.g. the time of a claim. */
  occasion?: string;
  /** What the person who decided or asked said, for notes. */
  comment?: string;
}

/** One line of the audit trail. */
export interface RecordedAct {
  act: string;
  reason: string;
  detail: Record<string, unknown>;
}

export interface OrderDecision {
  next: Order;
  /** The order as its round ended, when another begins. */
  endedRounds: Order[];
  offers: OfferRow[];
  answers: OfferAnswer[];
  closes: ClosedDueTime[];
  adds: DueTime[];
  /** Rows that stay open, with another time. */
  postpones: DueTime[];
  tells: Telling[];
  acts: RecordedAct[];
}

/** The start of a decision: the order as it stands, nothing to write. */
export function undecided(order: Order): OrderDecision {
  return {
    next: order,
    endedRounds: [],
    offers: [],
    answers: [],
    closes: [],
    adds: [],
    postpones: [],
    tells: [],
    acts: [],
  };
}

/**
 * Offers an order that nobody holds to the chosen one, or leaves it with nobody and tells the duty officer and the
 * leader, and looks for somebody again later. They are told once, also when the second round of asking follows the
 * first without a pause. The order must be in a state from which the table allows `reassign`.
 * `waited`: it stood without anybody to ask, and they were told then.
 */
export function offerNext(
  decision: OrderDecision,
  choice: Choice,
  context: { policy: LadderPolicy; now: Date; waited?: boolean },
): void {
  if (choice.inspectorId === null) {
    decision.next = { ...decision.next, reason: choice.reason };
    decision.acts.push({ act: 'nobody-to-ask', reason: choice.reason, detail: {} });
    const waiting = { dispatchId: decision.next.id, offerNumber: decision.next.offerCount };
    decision.adds.push(planAskAgain(waiting, { now: context.now, againAt: choice.againAt }));
    if (!choice.again) tellNobody(decision);
    return;
  }
  const { inspectorId, reason, distanceM, estimate, roughly, alsoAsk, time } = choice;
  if (time > 1 && !choice.again && context.waited !== true) tellNobody(decision);
  const detail = { distanceM, ...(time > 1 && { time }) };
  offerTo(decision, { inspectorId, reason, detail, estimate }, context);
  if (decision.next.forecast !== 'late') return;
  const step = roughly ? 'nobody-in-time-roughly' : 'nobody-in-time';
  decision.next = { ...decision.next, forecast: step };
  const because = roughly ? 'nobody-can-make-it-roughly' : 'nobody-can-make-it';
  decision.acts.push({ act: 'nobody-in-time', reason: because, detail: { inspectorId } });
  decision.tells.push({ step, to: ['role:duty', 'leader'], offerNumber: 0 });
  if (alsoAsk !== null) offerAlso(decision, alsoAsk, context);
}

function tellNobody(decision: OrderDecision): void {
  decision.tells.push({
    step: 'nobody',
    to: ['role:duty', 'leader'],
    offerNumber: decision.next.offerCount,
  });
}

/** Offers an order that is offered already to one more: the first to accept has it. */
function offerAlso(
  decision: OrderDecision,
  { inspectorId, distanceM, estimate }: AlsoAsked,
  context: { policy: LadderPolicy; now: Date },
): void {
  const offerNumber = decision.next.offerCount + 1;
  const openOffers = [...decision.next.openOffers, { inspectorId, offerNumber }];
  decision.next = { ...decision.next, offerCount: offerNumber, openOffers };
  const detail = { distanceM, ...estimateDetail(estimate) };
  addOffer(decision, { inspectorId, offerNumber, reason: 'asked-in-parallel', detail }, context);
}

/** Offers the order to this inspector. */
export function offerTo(
  decision: OrderDecision,
  offer: { inspectorId: string; reason: string; detail: Record<string, unknown>; estimate: Expected | null },
  context: { policy: LadderPolicy; now: Date },
): void {
  const { inspectorId, reason, estimate } = offer;
  const next = moveOrder(decision.next, { act: 'reassign', inspectorId, reason }, context.now);
  if (next === undefined) throw new Error(`an order in state ${decision.next.state} cannot be offered`);
  decision.next = withEstimate(next, estimate);
  const detail = { ...offer.detail, ...(estimate !== null && estimateDetail(estimate)) };
  addOffer(decision, { inspectorId, offerNumber: next.offerCount, reason, detail }, context);
}

/** An estimate as the record keeps it. */
function estimateDetail({ at, earliestAt }: Expected): Record<string, string> {
  return {
    etaAt: at.toISOString(),
    ...(earliestAt !== null && { etaEarliestAt: earliestAt.toISOString() }),
  };
}

function addOffer(
  decision: OrderDecision,
  offer: { inspectorId: string; offerNumber: number; reason: string; detail: Record<string, unknown> },
  { policy, now: offeredAt }: { policy: LadderPolicy; now: Date },
): void {
  const { inspectorId, offerNumber, reason, detail } = offer;
  const dispatchId = decision.next.id;
  decision.offers.push({ dispatchId, offerNumber, inspectorId, offeredAt, chosenBecause: reason });
  decision.adds.push(planOfferExpiry(policy, { dispatchId, offeredAt, offerNumber }));
  decision.tells.push({ step: 'offer', to: [inspectorId], offerNumber });
  decision.acts.push({ act: 'offer', reason, detail: { inspectorId, offerNumber, ...detail } });
}

/**
 * Ten minutes of its own for an order that goes out again, from now, and a promise of its own. `ended`: the order as
 * the round before ended; `offerNumber`: the number that begins this one.
 */
export function startRound(
  decision: OrderDecision,
  { ended, policy, now, offerNumber }: { ended: Order; policy: LadderPolicy; now: Date; offerNumber: number },
): void {
  const { id: dispatchId } = decision.next;
  const dueAt = arrivalDueAt(policy, now);
  decision.endedRounds.push(ended);
  decision.next = {
    ...decision.next,
    round: ended.round + 1,
    roundStartedAt: now,
    dueAt,
    originalDueAt: null,
    extensionCount: 0,
    breachedAt: null,
    latenessMs: null,
  };
  decision.adds.push(...planRound(policy, { dispatchId, startedAt: now, offerNumber }));
}

/** The order with a new estimate, and what it says about the promise. */
export function withEstimate(order: Order, estimate: Expected | null): Order {
  if (estimate === null) {
    // That nobody knows was told: it is so until something is known.
    const forecast = order.forecast === 'unknown' ? 'unknown' : null;
    return { ...order, etaAt: null, etaEarliestAt: null, forecast };
  }
  const forecast = surelyLateByMs(estimate, order.dueAt) > 0 ? 'late' : 'in-time';
  return { ...order, etaAt: estimate.at, etaEarliestAt: estimate.earliestAt, forecast };
}

/** Later than the promise by this much is told, once per holder: estimates tremble. */
const lateTellMs = 30_000;

/** The estimate of who holds the order: who waits for him is told as soon as it says that he will be late. */
export function foresee(decision: OrderDecision, estimate: Expected | null): void {
  const order = withEstimate(decision.next, estimate);
  decision.next = order;
  if (estimate === null || order.breachedAt !== null) return;
  if (surelyLateByMs(estimate, order.dueAt) < lateTellMs) return;
  decision.tells.push({
    step: estimate.earliestAt === null ? 'will-be-late' : 'will-be-late-roughly',
    to: ['role:duty', 'leader'],
    offerNumber: order.offerCount,
    occasion: order.inspectorId ?? '',
  });
}

/** One of two who were asked will not come; the other is still asked. False when he was the only one. */
export function withdrawOneOffer(decision: OrderDecision, offerNumber: number): boolean {
  const openOffers = decision.next.openOffers.filter((offer) => offer.offerNumber !== offerNumber);
  const [left] = openOffers;
  if (left === undefined) return false;
  decision.next = {
    ...decision.next,
    inspectorId: left.inspectorId,
    openOffers,
    etaAt: null,
    etaEarliestAt: null,
  };
  return true;
}

/** Writes down how an offer was answered. */
export function answerOffer(
  decision: OrderDecision,
  answer: OfferAnswer['answer'],
  context: { now: Date; offerNumber: number; answerReason?: string },
): void {
  decision.answers.push({
    dispatchId: decision.next.id,
    offerNumber: context.offerNumber,
    answeredAt: context.now,
    answer,
    answerReason: context.answerReason ?? null,
  });
}

/** What nobody has decided about this holder or this round ends with it; the record says so. */
export function dropOpenQuestions(
  decision: OrderDecision,
  what: { claim: boolean; extension: boolean },
  reason: string,
): void {
  const { arrivalClaim, extension } = decision.next;
  if (what.claim && arrivalClaim !== null) {
    decision.next = { ...decision.next, arrivalClaim: null };
    if (arrivalClaim.state !== 'refused')
      decision.acts.push({ act: 'claim-lapses', reason, detail: { claim: arrivalClaim } });
  }
  if (what.extension && extension !== null) {
    decision.next = { ...decision.next, extension: null };
    decision.acts.push({ act: 'extension-lapses', reason, detail: { extension } });
  }
}

/** The policy's word `inspector` is whoever holds the order or is asked now; nobody is told when nobody does. */
export function namedHolder(words: readonly string[], order: Order): string[] {
  return words.flatMap((word) => {
    if (word !== 'inspector') return [word];
    if (order.openOffers.length > 0) return order.openOffers.map((offer) => offer.inspectorId);
    return order.inspectorId === null ? [] : [order.inspectorId];
  });
}
