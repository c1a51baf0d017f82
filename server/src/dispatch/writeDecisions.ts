/**
 * Writes a batch of decisions in the lock order: orders, offers, due times, messages, audit. Every use case of
 * dispatch ends here, one order or five hundred. The caller has locked the orders and appends the changes last.
 */
import { ladderMinute } from '@mingchu/shared/dispatch';
import type { ToldFacts } from '@mingchu/shared/notify';
import type { AuditEntry } from '../platform/audit/audit.ts';
import { appendAudit } from '../platform/audit/audit.ts';
import type { NewChange } from '../platform/changelog/changeLog.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import type { NewJob } from '../platform/queue/queue.ts';
import { type NewMessage, queueMessages } from '../notify/queueMessages.ts';
import { ladderPosition, messageText } from '../notify/model/messageText.ts';
import type { DispatchDeps } from './dispatchDeps.ts';
import { answerOffers, insertEndedRounds, insertOffers, updateOrders } from './dispatchStore.ts';
import { closeDueTimes, insertDueTimes, openDueTimesOf, postponeDueTimes } from './dueTimeStore.ts';
import type { OrderDecision, Telling } from './model/decision.ts';
import { isNoteStep, noteText } from './model/noteText.ts';
import { dispatchView, type Order } from './model/order.ts';

/** One order before and after. */
export interface DecidedOrder {
  before: Order;
  decision: OrderDecision;
}

export async function writeDecisions(
  tx: Transaction,
  deps: DispatchDeps,
  batch: { decided: readonly DecidedOrder[]; actor: string; now: Date },
): Promise<NewChange[]> {
  const { decided, actor, now } = batch;
  const changed = decided.filter(({ before, decision }) => decision.next !== before);
  const decisions = decided.map(({ decision }) => decision);
  const messages = decisions.flatMap((decision) =>
    decision.tells.flatMap((tell) => newMessages(deps, decision.next, tell, now)),
  );
  const written = writeRows(tx, changed, { decisions, now });
  const timed = setJobs(tx, deps, changed, now);
  const queued = queueMessages(tx, deps, messages);
  const noted = appendAudit(
    tx,
    now,
    decisions.flatMap((decision) => auditEntries(decision, actor)),
  );
  const [messageChanges] = await Promise.all([queued, ...written, timed, noted]);
  const dispatchChanges = changed.map(
    ({ decision }): NewChange => ({ kind: 'dispatch', body: dispatchView(decision.next) }),
  );
  return [...dispatchChanges, ...messageChanges];
}

/** Sends all statements; their order is the order of locks. */
function writeRows(
  tx: Transaction,
  changed: readonly DecidedOrder[],
  { decisions, now }: { decisions: readonly OrderDecision[]; now: Date },
): Promise<void>[] {
  const next = changed.map(({ decision }) => decision.next);
  return [
    ...(next.length > 0 ? [updateOrders(tx, next)] : []),
    insertEndedRounds(
      tx,
      decisions.flatMap((decision) => decision.endedRounds),
    ),
    insertOffers(
      tx,
      decisions.flatMap((decision) => decision.offers),
    ),
    answerOffers(
      tx,
      decisions.flatMap((decision) => decision.answers),
    ),
    closeDueTimes(
      tx,
      now,
      decisions.flatMap((decision) => decision.closes),
    ),
    insertDueTimes(
      tx,
      decisions.flatMap((decision) => decision.adds),
    ),
    postponeDueTimes(
      tx,
      decisions.flatMap((decision) => decision.postpones),
    ),
  ];
}

/** Jobs for the open due times of orders that moved: those set for the earlier version will do nothing. */
async function setJobs(
  tx: Transaction,
  deps: DispatchDeps,
  changed: readonly DecidedOrder[],
  now: Date,
): Promise<void> {
  const versions = new Map<string, number>();
  for (const { before, decision } of changed) {
    if (decision.next.version !== before.version || decision.adds.length > 0)
      versions.set(before.id, decision.next.version);
  }
  if (versions.size === 0) return;
  const open = await openDueTimesOf(tx, [...versions.keys()]);
  const jobs = open.map(
    (due): NewJob<'dispatch-due'> => ({
      name: 'dispatch-due',
      data: { dispatchId: due.dispatchId, version: versions.get(due.dispatchId) ?? 0 },
      delayMs: Math.max(0, due.dueAt.getTime() - now.getTime()),
    }),
  );
  if (jobs.length === 0) return;
  tx.afterCommit(() => {
    deps.queue.add(jobs).catch((error: unknown) => {
      deps.log.warn(
        { err: error, jobs: jobs.length },
        'the queue did not take jobs; the sweep watches the due times',
      );
    });
  });
}

function newMessages(deps: DispatchDeps, order: Order, tell: Telling, now: Date): NewMessage[] {
  const site = deps.registry.sites.get(order.siteId);
  const grid = site === undefined ? undefined : deps.registry.grids.get(site.gridId);
  const holder = order.inspectorId === null ? undefined : deps.registry.inspectors.get(order.inspectorId);
  const facts = {
    siteName: site?.name ?? order.siteId,
    severity: order.severity,
    inspectorName: holder?.name ?? order.inspectorId,
    startedAt: order.roundStartedAt,
    dueAt: order.dueAt,
    now,
  };
  const text = isNoteStep(tell.step)
    ? noteText(tell.step, { ...facts, ladderPosition: ladderPosition(facts), comment: tell.comment ?? '' })
    : messageText(tell.step, facts);
  const startedMs = facts.startedAt.getTime();
  const told: ToldFacts = {
    siteName: facts.siteName,
    severity: facts.severity,
    inspectorName: facts.inspectorName,
    minute: ladderMinute(startedMs, now.getTime()),
    of: ladderMinute(startedMs, facts.dueAt.getTime()),
    comment: tell.comment ?? '',
  };
  const laterRound = order.roundStartedAt > order.openedAt ? `r${order.roundStartedAt.getTime()}` : '';
  const extended = order.extensionCount > 0 ? `x${order.extensionCount}` : '';
  const occasion = [tell.occasion ?? '', extended, laterRound]
    .filter((part) => part !== '')
    .map((part) => `:${part}`)
    .join('');
  const recipients = tell.to.flatMap((word) => {
    if (word !== 'leader') return [word];
    return grid === undefined ? [] : [`leader:${grid.groupId}`];
  });
  return [...new Set(recipients)].map((recipientId) => ({
    recipientId,
    step: tell.step,
    text,
    facts: told,
    dispatchId: order.id,
    violationId: order.violationId,
    dedupKey: `${order.id}:${tell.step}:${tell.offerNumber}${occasion}`,
  }));
}

function auditEntries(decision: OrderDecision, actor: string): AuditEntry[] {
  const { id, violationId } = decision.next;
  return decision.acts.map((entry) => ({ ...entry, subject: 'dispatch', subjectId: id, violationId, actor }));
}
