/**
 * More time: asked for before the due time has passed, decided by a chief. The due time moves on from the promise,
 * the promise stays visible, and a breach recorded while nobody had decided is taken back. Pure.
 */
import { clockRuns, saysNobody } from '@mingchu/shared/dispatch';
import type { LadderPolicy } from '@mingchu/shared/policy';
import { awaitArrival } from './awaitArrival.ts';
import { withdrawBreach } from './breach.ts';
import { type OrderDecision, undecided, withEstimate } from './decision.ts';
import type { DueTime } from './ladder.ts';
import { expectedOf, type Order } from './order.ts';

export type ExtensionRefusal =
  | 'clock-stopped'
  | 'due-time-passed'
  | 'already-asked'
  | 'nothing-asked'
  | 'extended-too-often'
  | 'extended-too-far'
  | 'same-person'
  | 'new-due-time-passed';

export type ExtensionOutcome =
  | { decided: true; decision: OrderDecision }
  | { decided: false; reason: ExtensionRefusal };

const refused = (reason: ExtensionRefusal): ExtensionOutcome => ({ decided: false, reason });

export function askExtension(
  order: Order,
  asked: { minutes: number; reason: string; askedBy: string; now: Date },
  limits: { maxExtensionS: number; maxExtensions: number },
): ExtensionOutcome {
  const { minutes, reason, askedBy, now } = asked;
  if (!clockRuns[order.state]) return refused('clock-stopped');
  if (now.getTime() >= order.dueAt.getTime()) return refused('due-time-passed');
  if (order.extension !== null) return refused('already-asked');
  if (order.extensionCount >= limits.maxExtensions) return refused('extended-too-often');
  if (minutes * 60 > limits.maxExtensionS) return refused('extended-too-far');
  const decision = undecided(order);
  decision.next = { ...order, extension: { minutes, reason, askedBy, askedAt: now.toISOString() } };
  decision.acts.push({
    act: 'ask-extension',
    reason: 'more-time-needed',
    detail: { minutes, comment: reason },
  });
  decision.tells.push({
    step: 'extension-asked',
    to: ['role:chief'],
    offerNumber: order.offerCount,
    occasion: now.toISOString(),
    comment: `${minutes} 分钟，${reason}`,
  });
  return { decided: true, decision };
}

export function decideExtension(
  order: Order,
  answer: { approved: boolean; by: string; comment: string; now: Date },
  context: { policy: LadderPolicy; openDueTimes: readonly DueTime[] },
): ExtensionOutcome {
  const { extension } = order;
  const { approved, by, comment, now } = answer;
  if (!clockRuns[order.state]) return refused('clock-stopped');
  if (extension === null) return refused('nothing-asked');
  if (extension.askedBy === by) return refused('same-person');
  const dueAt = new Date(order.dueAt.getTime() + extension.minutes * 60_000);
  if (approved && dueAt.getTime() <= now.getTime()) return refused('new-due-time-passed');
  const decision = undecided(order);
  if (approved) moveDueTimes(decision, { dueAt, now, ...context });
  decision.next = { ...decision.next, extension: null };
  decision.acts.push({
    act: approved ? 'approve-extension' : 'refuse-extension',
    reason: approved ? 'extension-approved' : 'extension-refused',
    detail: {
      extension,
      comment,
      ...(approved ? { dueAt: dueAt.toISOString(), previousDueAt: order.dueAt.toISOString() } : {}),
    },
  });
  decision.tells.push({
    step: approved ? 'extension-approved' : 'extension-refused',
    to: [...new Set(['role:duty', ...(order.inspectorId === null ? [] : [order.inspectorId])])],
    offerNumber: order.offerCount,
    occasion: extension.askedAt,
    comment,
  });
  return { decided: true, decision };
}

/** What belongs to asking and awaiting somebody, not to the promise: more time leaves it as it is. */
const ofAsking: readonly DueTime['step'][] = ['offer-expires', 'ask-again', 'expected', 'unheard'];

/**
 * Warning, breach and the last step are set again around the new due time; asking goes on as it was planned, and so does
 * awaiting.
 */
function moveDueTimes(
  decision: OrderDecision,
  move: { dueAt: Date; now: Date; policy: LadderPolicy; openDueTimes: readonly DueTime[] },
): void {
  const { dueAt, now, policy } = move;
  withdrawBreach(decision, 'extension-approved', policy);
  const order = decision.next;
  const extension = order.extensionCount + 1;
  for (const due of move.openDueTimes) {
    if (ofAsking.includes(due.step)) continue;
    const { dispatchId, step, offerNumber } = due;
    decision.closes.push({ dispatchId, step, offerNumber, outcome: 'extended' });
  }
  const set = (step: DueTime['step'], offsetS: number) => {
    const at = new Date(dueAt.getTime() + offsetS * 1000);
    // A warning for a moment that is over says nothing.
    if (step === 'warn' && at <= now) return;
    decision.adds.push({ dispatchId: order.id, step, offerNumber: order.offerCount, extension, dueAt: at });
  };
  set('warn', policy.warnS - policy.dueS);
  set('breach', 0);
  set('escalate', policy.escalateS - policy.dueS);
  const extended = {
    ...order,
    dueAt,
    originalDueAt: order.originalDueAt ?? order.dueAt,
    extensionCount: extension,
  };
  const judged = withEstimate(extended, expectedOf(order));
  // Two are still asked, because nobody makes it by the new due time either.
  const nobodyStill = saysNobody(order.forecast) && judged.forecast === 'late';
  decision.next = nobodyStill ? { ...judged, forecast: order.forecast } : judged;
  if (order.state !== 'accepted' && order.state !== 'en-route') return;
  // The watch over him may have ended with the old due time.
  const expected = expectedOf(order);
  const estimate = expected && { ...expected, setsOffAt: now };
  const { openDueTimes } = move;
  awaitArrival(decision, { policy, now, estimate, openDueTimes, offerNumber: order.offerCount });
}
