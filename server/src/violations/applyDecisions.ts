/** Turns what the rules decided into violations, within the transaction that moves the shard on. */
import { randomUUID } from 'node:crypto';
import type { NewChange } from '../platform/changelog/changeLog.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import type { Decision } from '@mingchu/shared/decision';
import { dispatchStates, dispatchTransitions } from '@mingchu/shared/dispatch';
import { type Episode, moveEpisode, reopenEpisode } from './model/episode.ts';
import {
  type ClosedEpisode,
  type EpisodeKey,
  episodeKey,
  lockClosedSince,
  lockOpenByKeys,
} from './violationStore.ts';
import { type Drafts, draftStep, newDrafts, type ViolationDeps, writeDrafts } from './writeViolations.ts';

interface Work {
  deps: ViolationDeps;
  drafts: Drafts;
  /** By key: the open violation, as the decisions so far have left it. */
  open: Map<string, Episode>;
  /** By key: the one that closed last. */
  closed: Map<string, ClosedEpisode>;
}

/** Applies the decisions in order; the same decision twice changes nothing but a count of recurrences. */
export async function applyDecisions(
  tx: Transaction,
  deps: ViolationDeps,
  decisions: readonly Decision[],
): Promise<NewChange[]> {
  if (decisions.length === 0) return [];
  const keys = decisions.map(keyOf);
  const rememberedMinutes = Math.max(...decisions.map((decision) => decision.rule.recurrenceMinutes), 1);
  const since = new Date(deps.clock.now() - rememberedMinutes * 60_000);
  const [open, closed] = await Promise.all([lockOpenByKeys(tx, keys), lockClosedSince(tx, keys, since)]);
  const work: Work = {
    deps,
    drafts: newDrafts(),
    open: new Map(open.map((episode) => [episodeKey(episode), episode])),
    closed: new Map(closed.map((episode) => [episodeKey(episode), episode])),
  };
  for (const decision of decisions) apply(work, decision);
  return writeDrafts(tx, deps, work.drafts);
}

function keyOf({ rule, siteId, deviceId, zone }: Decision): EpisodeKey {
  return { ruleId: rule.id, siteId, deviceId, zone };
}

function apply(work: Work, decision: Decision): void {
  switch (decision.kind) {
    case 'open':
      return applyOpen(work, decision);
    case 'clear':
      return step(work, decision, 'clear');
    case 'withdraw-open':
      return withdraw(work, decision);
    case 'withdraw-clear':
      return takeBackClear(work, decision);
    case 'correct-open':
      return correct(work, decision, { onsetAt: new Date(decision.onsetAt) });
    case 'correct-clear':
      return correct(work, decision, { clearedAt: new Date(decision.at) });
  }
}

function applyOpen(work: Work, decision: Decision): void {
  const key = episodeKey(keyOf(decision));
  if (work.open.has(key)) return seenAgain(work, decision);
  const fact = { reason: decision.reason, onsetAt: new Date(decision.onsetAt), evidence: decision.evidence };
  const before = work.closed.get(key);
  if (before && continues(work, decision, before)) {
    const { orderState: _, ...episode } = before;
    keep(work, reopenEpisode(episode, fact), { act: 'reopen', detail: { evidence: decision.evidence } });
  } else {
    keep(work, newEpisode(decision, fact), { act: 'open', detail: { evidence: decision.evidence } });
  }
  if (decision.suppressed) return step(work, decision, 'suppress', 'suppressed-closed-hours');
  const opened = work.open.get(key);
  const draft = opened && work.drafts.byId.get(opened.id);
  // An officer who called it a false alarm minutes ago sees it again, but nobody is sent for it again.
  if (draft && decision.rule.autoDispatch === 'dispatch' && draft.episode.review !== 'false-alarm') {
    draft.send = draft.episode.openedAt;
  }
}

/**
 * The same episode goes on, and whoever was sent goes on. Of what opened in closed hours and was over before the kitchen
 * opened nobody was: it is seen while it counts for the first time.
 */
function seenAgain(work: Work, decision: Decision): void {
  step(work, decision, 'recur');
  const draft = work.drafts.byId.get(work.open.get(episodeKey(keyOf(decision)))?.id ?? '');
  if (!draft || decision.suppressed || decision.rule.autoDispatch !== 'dispatch') return;
  const { state, dispatchId, review } = draft.episode;
  if (state === 'unack' && dispatchId === null && review !== 'false-alarm')
    draft.send ??= new Date(decision.receivedAt);
}

/** Whoever went with one of these goes in another round only: his report is in, or he was called back. */
const finishedOrders: ReadonlySet<string> = new Set(
  dispatchStates.filter((state) => 'send-again' in dispatchTransitions[state]),
);

/** Whether the new finding belongs to the episode that has just closed. */
function continues(work: Work, { rule }: Decision, before: ClosedEpisode): boolean {
  const sinceMs = work.deps.clock.now() - (before.closedAt?.getTime() ?? 0);
  if (sinceMs > rule.recurrenceMinutes * 60_000 || rule.recurrenceMinutes === 0) return false;
  if (before.reason === 'late-sample-contradicts') return false;
  // Whoever was sent has finished or was called back: it takes a new order to send someone, so a new violation.
  return before.review === 'false-alarm' || !finishedOrders.has(before.orderState ?? '');
}

function newEpisode(decision: Decision, fact: Pick<Episode, 'reason' | 'onsetAt' | 'evidence'>): Episode {
  const { rule, siteId, deviceId, zone } = decision;
  return {
    id: randomUUID(),
    siteId,
    deviceId,
    ruleId: rule.id,
    ruleVersion: rule.version,
    zone,
    severity: rule.severity,
    state: 'unack',
    acked: false,
    ackedBy: null,
    latched: rule.latched,
    conditionActive: true,
    shelvedUntil: null,
    shelvedUntilClear: false,
    openedAt: new Date(decision.receivedAt),
    clearedAt: null,
    closedAt: null,
    recurrences: 0,
    review: null,
    reclassifiedAs: null,
    caseRef: null,
    dispatchId: null,
    version: 1,
    ...fact,
  };
}

function step(
  work: Work,
  decision: Decision,
  event: 'recur' | 'clear' | 'suppress' | 'dismiss',
  reason?: string,
): void {
  const episode = work.open.get(episodeKey(keyOf(decision)));
  if (!episode) return;
  const at = event === 'clear' ? new Date(decision.at) : work.deps.clock.date();
  const moved = moveEpisode(episode, { event, at, actor: 'system', reason: reason ?? decision.reason });
  if (!moved) return;
  // The end of the condition has its own time; the episode closes now.
  const closedAt = moved.closedAt && work.deps.clock.date();
  const evidence = event === 'recur' ? { ...moved.evidence, ...decision.evidence } : moved.evidence;
  keep(work, { ...moved, closedAt, evidence }, { act: event });
}

/** A late sample shows that the condition never held. */
function withdraw(work: Work, decision: Decision): void {
  const episode = work.open.get(episodeKey(keyOf(decision)));
  if (!episode) return;
  if (episode.onsetAt.getTime() !== decision.onsetAt) return step(work, decision, 'clear');
  step(work, decision, 'dismiss');
  const draft = work.drafts.byId.get(episode.id);
  if (draft) draft.recall = { actor: 'system', reason: decision.reason };
}

/** A late sample shows that the condition still holds. */
function takeBackClear(work: Work, decision: Decision): void {
  const key = episodeKey(keyOf(decision));
  if (work.open.has(key)) return step(work, decision, 'recur');
  const before = work.closed.get(key);
  if (!before || before.onsetAt.getTime() !== decision.onsetAt || before.review !== null) return;
  const { orderState: _, ...episode } = before;
  const { reason } = decision;
  keep(work, reopenEpisode(episode, { reason, onsetAt: episode.onsetAt, evidence: episode.evidence }), {
    act: 'reopen',
  });
}

function correct(work: Work, decision: Decision, times: { onsetAt?: Date; clearedAt?: Date }): void {
  const key = episodeKey(keyOf(decision));
  const episode = work.open.get(key);
  // Only the occurrence that is known here can be corrected, not one that it has absorbed since.
  if (!episode || episode.onsetAt.getTime() !== (decision.wasOnsetAt ?? decision.onsetAt)) return;
  if (times.clearedAt && episode.clearedAt === null) return;
  const { reason } = decision;
  keep(work, { ...episode, ...times, reason, version: episode.version + 1 }, { act: 'correct-time' });
}

function keep(work: Work, episode: Episode, act: { act: string; detail?: Record<string, unknown> }): void {
  const key = episodeKey(episode);
  draftStep(work.drafts, episode, { ...act, actor: 'system' });
  if (episode.closedAt === null) {
    work.open.set(key, episode);
    return;
  }
  work.open.delete(key);
  const orderState = work.closed.get(key)?.orderState ?? null;
  work.closed.set(key, { ...episode, orderState });
}
