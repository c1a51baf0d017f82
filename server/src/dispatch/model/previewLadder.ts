/**
 * What the ladder would do if nobody answered: the decisions of the real ladder on an order that is not there, step
 * after step. Pure.
 */
import type { EscalationPolicy, PolicyPreviewStep } from '@mingchu/shared/policy';
import type { Severity } from '@mingchu/shared/violation';
import { type Candidate, chooseInspector, type Choice, type Place } from './chooseInspector.ts';
import { decideDueStep } from './decideDueStep.ts';
import { offerNext, type OrderDecision, undecided } from './decision.ts';
import { arrivalDueAt, type DueTime, planRound } from './ladder.ts';
import { newOrder } from './order.ts';

/** More steps than that come of no policy: each candidate is asked once. */
const maxSteps = 20_000;

export function previewLadder(
  policy: EscalationPolicy,
  about: { siteId: string; severity: Severity; place: Place; now: Date },
  candidates: readonly Candidate[],
): PolicyPreviewStep[] {
  const { siteId, severity, place, now: openedAt } = about;
  const ladder = policy.severities[severity];
  const violation = { id: 'preview', siteId, severity, openedAt };
  let order = newOrder('preview', violation, arrivalDueAt(ladder, openedAt));
  let open: DueTime[] = planRound(ladder, { dispatchId: order.id, startedAt: openedAt, offerNumber: 0 });
  const asked = new Set<string>();
  const steps: PolicyPreviewStep[] = [];
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));

  const choose = (now: Date): Choice => {
    const context = { asked, now, dueAt: order.dueAt, travel: policy.travel };
    const choice = chooseInspector(place, candidates, context);
    if (choice.inspectorId !== null) asked.add(choice.inspectorId);
    if (choice.inspectorId !== null && choice.alsoAsk !== null) asked.add(choice.alsoAsk.inspectorId);
    return choice;
  };
  const take = (decision: OrderDecision, now: Date): void => {
    const afterS = (now.getTime() - openedAt.getTime()) / 1000;
    for (const { step, to } of decision.tells) {
      steps.push({ afterS, step, to: to.map((word) => recipient(word, { byId, decision, openedAt })) });
    }
    order = decision.next;
    open = open
      .filter((due) => !decision.closes.some((c) => c.step === due.step && c.offerNumber === due.offerNumber))
      .concat(decision.adds)
      .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
  };

  const opening = undecided(order);
  offerNext(opening, choose(openedAt), { policy: ladder, now: openedAt });
  take(opening, openedAt);
  for (let [due] = open; due !== undefined && steps.length < maxSteps; [due] = open) {
    const now = due.dueAt;
    const decision = undecided(order);
    decideDueStep(decision, due, { policy: ladder, now, chooseNext: () => choose(now) });
    take(decision, now);
  }
  return steps;
}

function recipient(
  word: string,
  known: { byId: ReadonlyMap<string, Candidate>; decision: OrderDecision; openedAt: Date },
): PolicyPreviewStep['to'][number] {
  const offered = known.decision.acts.find(
    (act) => act.act === 'offer' && act.detail['inspectorId'] === word,
  )?.detail;
  if (offered === undefined || !known.byId.has(word)) return { to: word };
  const { distanceM, etaAt } = offered;
  return {
    to: word,
    ...(typeof distanceM === 'number' && { distanceM }),
    ...(typeof etaAt === 'string' && { etaS: (Date.parse(etaAt) - known.openedAt.getTime()) / 1000 }),
  };
}
