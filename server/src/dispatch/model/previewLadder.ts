/**
 * What the ladder would do if nobody answered, or if nobody knew where the one is who took it: the decisions of the real
 * ladder on an order that is not there, step after step. Pure.
 */
import type { EscalationPolicy, PolicyPreviewStep, PreviewSupposition } from '@mingchu/shared/policy';
import type { Severity } from '@mingchu/shared/violation';
import type { PastOffers } from './askAgain.ts';
import { type Candidate, chooseInspector, type Choice, chosenIds, type Place } from './chooseInspector.ts';
import { type ActContext, decideAct } from './decideAct.ts';
import { decideDueStep } from './decideDueStep.ts';
import { offerNext, type OrderDecision, undecided } from './decision.ts';
import { arrivalDueAt, type DueTime, planRound } from './ladder.ts';
import { newOrder, type Order } from './order.ts';

/** More steps than that come of no policy: each candidate is asked a few times. */
const maxSteps = 20_000;

export function previewLadder(
  policy: EscalationPolicy,
  about: { siteId: string; severity: Severity; place: Place; now: Date; suppose: PreviewSupposition },
  candidates: readonly Candidate[],
): PolicyPreviewStep[] {
  const { siteId, severity, place, now: openedAt } = about;
  const ladder = policy.severities[severity];
  const violation = { id: 'preview', siteId, severity, openedAt };
  let order = newOrder('preview', violation, arrivalDueAt(ladder, openedAt));
  let open: DueTime[] = planRound(ladder, { dispatchId: order.id, startedAt: openedAt, offerNumber: 0 });
  const past = new Map<string, PastOffers>();
  let againAt: Date | null = null;
  const steps: PolicyPreviewStep[] = [];
  const told = new Set<string>();
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));

  const choose = (now: Date): Choice => {
    const choice = chooseInspector(place, candidates, { past, now, dueAt: order.dueAt, policy });
    againAt = choice.inspectorId === null ? choice.againAt : null;
    for (const id of chosenIds(choice))
      past.set(id, { times: (past.get(id)?.times ?? 0) + 1, lastAt: now, ended: 'silent' });
    return choice;
  };
  const take = (decision: OrderDecision, now: Date): void => {
    const afterS = (now.getTime() - openedAt.getTime()) / 1000;
    for (const { step, to, offerNumber } of decision.tells) {
      // As with the outbox: the same word to the same person about the same offer goes once.
      const word = `${step} ${offerNumber} ${to.join()}`;
      if (told.has(word)) continue;
      told.add(word);
      steps.push({ afterS, step, to: to.map((word) => recipient(word, { byId, decision, openedAt })) });
    }
    order = decision.next;
    open = openAfter(open, decision, againAt);
  };

  const opening = undecided(order);
  offerNext(opening, choose(openedAt), { policy: ladder, now: openedAt });
  take(opening, openedAt);
  if (about.suppose === 'holder-unheard') {
    const chooseNext = (): Choice => choose(openedAt);
    const accepted = acceptedAtOnce(order, { policy: ladder, now: openedAt, openDueTimes: open, chooseNext });
    if (accepted !== undefined) take(accepted, openedAt);
  }
  for (let [due] = open; due !== undefined && steps.length < maxSteps; [due] = open) {
    const now = due.dueAt;
    const decision = undecided(order);
    decideDueStep(decision, due, { policy: ladder, now, chooseNext: () => choose(now), estimate: null });
    take(decision, now);
  }
  return steps;
}

/** Whoever was asked first takes it, and nothing is known of where he is. Undefined when nobody was. */
function acceptedAtOnce(
  order: Order,
  context: Pick<ActContext, 'policy' | 'now' | 'openDueTimes' | 'chooseNext'>,
): OrderDecision | undefined {
  const { inspectorId } = order;
  if (inspectorId === null) return undefined;
  const accepts = { ...context, inspectorId, heldOffer: null, estimate: null };
  return decideAct(order, { act: 'accept', detail: {} }, accepts);
}

/** What is left to look at, earliest first. Nobody comes or goes here: the next are asked when a pause ends, or never. */
function openAfter(open: readonly DueTime[], decision: OrderDecision, againAt: Date | null): DueTime[] {
  return open
    .filter((due) => !decision.closes.some((c) => c.step === due.step && c.offerNumber === due.offerNumber))
    .filter((due) => !decision.postpones.some((p) => p.step === due.step))
    .concat(decision.adds, decision.postpones)
    .flatMap((due) =>
      due.step !== 'ask-again' ? [due] : againAt === null ? [] : [{ ...due, dueAt: againAt }],
    )
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
}

function recipient(
  word: string,
  known: { byId: ReadonlyMap<string, Candidate>; decision: OrderDecision; openedAt: Date },
): PolicyPreviewStep['to'][number] {
  const offered = known.decision.acts.find(
    (act) => act.act === 'offer' && act.detail['inspectorId'] === word,
  )?.detail;
  if (offered === undefined || !known.byId.has(word)) return { to: word };
  const { distanceM, etaAt, etaEarliestAt } = offered;
  return {
    to: word,
    ...(typeof distanceM === 'number' && { distanceM }),
    ...(typeof etaAt === 'string' && { etaS: (Date.parse(etaAt) - known.openedAt.getTime()) / 1000 }),
    ...(typeof etaEarliestAt === 'string' && { rough: true as const }),
  };
}
