/** What officers do with a violation: acknowledge, review, send somebody, shelve, transfer. A late act is refused with 409. */
import type { ReviewVerdict } from '@mingchu/shared/review';
import { longestShelfMinutes, type Violation } from '@mingchu/shared/violation';
import { appendChanges } from '../platform/changelog/changeLog.ts';
import { ProblemError } from '../platform/http/problem.ts';
import { type Episode, type EpisodeEvent, moveEpisode, toViolation } from './model/episode.ts';
import { lockViolation } from './violationStore.ts';
import {
  type Drafts,
  draftStep,
  newDrafts,
  ruleOf,
  type ViolationDeps,
  writeDrafts,
} from './writeViolations.ts';

interface Act {
  violationId: string;
  actor: string;
  /** The version that the officer saw; absent: whatever it is now. */
  version?: number | undefined;
  comment?: string | undefined;
}

/** Acknowledge: someone has seen it. Never stops the arrival clock. */
export function ackViolation(deps: ViolationDeps, act: Act): Promise<Violation> {
  return changeViolation(deps, act, (episode, drafts) => {
    const moved = move(episode, {
      event: 'ack',
      at: deps.clock.date(),
      actor: act.actor,
      reason: 'acknowledged',
    });
    draftStep(drafts, moved, { act: 'ack', actor: act.actor, detail: detailOf(act) });
  });
}

/**
 * The officer's look at the evidence. A false alarm closes the violation and calls back whoever was sent. The
 * confirmation of a review-first rule sends someone; the 10 minutes still run from the message that opened it.
 */
export function reviewViolation(
  deps: ViolationDeps,
  act: Act & { verdict: ReviewVerdict; ruleId?: string | undefined },
): Promise<Violation> {
  const { actor, verdict } = act;
  const reclassifiedAs = reclassifiedRule(deps, act);
  return changeViolation(deps, act, (episode, drafts) => {
    if (episode.closedAt !== null) throw refused(episode, 'review');
    const reason = `review-${verdict}`;
    const detail = detailOf(act);
    if (verdict === 'false-alarm') {
      const moved = move(episode, { event: 'dismiss', at: deps.clock.date(), actor, reason });
      const draft = draftStep(drafts, { ...moved, review: verdict }, { act: 'review', actor, detail });
      draft.recall = { actor, reason };
      return;
    }
    const reviewed = { ...episode, review: verdict, reclassifiedAs, reason, version: episode.version + 1 };
    const saysWhat = reclassifiedAs === null ? {} : { ruleId: reclassifiedAs };
    const draft = draftStep(drafts, reviewed, { act: 'review', actor, detail: { ...detail, ...saysWhat } });
    const rule = ruleOf(deps.rulebook, episode);
    if (verdict === 'confirmed' && rule?.autoDispatch === 'review-first' && episode.dispatchId === null) {
      draft.send = episode.openedAt;
    }
  });
}

/** What is really there must be a rule of the book; only `reclassified` names one. */
function reclassifiedRule(
  { rulebook }: ViolationDeps,
  { verdict, ruleId }: { verdict: ReviewVerdict; ruleId?: string | undefined },
): string | null {
  if (verdict !== 'reclassified') return null;
  if (ruleId !== undefined && rulebook.rules.some((rule) => rule.id === ruleId)) return ruleId;
  throw new ProblemError(
    422,
    'reclassified-as-what',
    'Name in `ruleId` the rule that describes what is there.',
  );
}

/**
 * Hands a breach of law to two certified officers. It changes nothing in the alarm: the order goes on, and a closed
 * violation can be transferred as well. Only what was confirmed, once.
 */
export function transferViolation(
  deps: ViolationDeps,
  act: Act & { caseRef: string; officers: string[] },
): Promise<Violation> {
  return changeViolation(deps, act, (episode, drafts) => {
    if (episode.caseRef !== null)
      throw new ProblemError(409, 'already-transferred', `It is case ${episode.caseRef} already.`);
    if (episode.review !== 'confirmed' && episode.review !== 'reclassified')
      throw new ProblemError(409, 'not-confirmed', 'Only what was confirmed can be transferred.');
    const { actor, caseRef, officers } = act;
    const transferred = {
      ...episode,
      caseRef,
      reason: 'transferred-to-case',
      version: episode.version + 1,
    };
    draftStep(drafts, transferred, {
      act: 'transfer',
      actor,
      detail: { ...detailOf(act), caseRef, officers },
    });
  });
}

/**
 * Sends somebody by hand for a violation that has no order (its rule asks for nobody, or not yet), or one that is done
 * or was called back. The 10 minutes run from the officer's act: nothing was promised to anybody before it.
 */
export function sendForViolation(deps: ViolationDeps, act: Act & { reason: string }): Promise<Violation> {
  return changeViolation(deps, act, (episode, drafts) => {
    if (episode.closedAt !== null) throw refused(episode, 'dispatch');
    const sent = { ...episode, reason: 'sent-by-officer', version: episode.version + 1 };
    const detail = { comment: act.reason };
    const draft = draftStep(drafts, sent, { act: 'send', actor: act.actor, detail });
    if (episode.dispatchId === null) draft.send = deps.clock.date();
    else draft.sendAgain = { actor: act.actor, reason: act.reason };
  });
}

/** Puts it aside for a time that its severity limits, with a reason. Gas and fire cannot be. */
export function shelveViolation(
  deps: ViolationDeps,
  act: Act & { minutes: number; untilClear?: boolean | undefined; reason: string },
): Promise<Violation> {
  return changeViolation(deps, act, (episode, drafts) => {
    // Of a rule that has left the book nobody knows any more whether it was about gas or fire.
    const rule = ruleOf(deps.rulebook, episode);
    const shelvable = rule === undefined ? episode.severity !== 'critical' : rule.shelvable !== false;
    if (!shelvable) throw new ProblemError(409, 'rule-cannot-be-shelved', 'Gas and fire cannot be shelved.');
    const longest = longestShelfMinutes[episode.severity];
    if (act.minutes > longest)
      throw new ProblemError(422, 'shelved-too-long', `At most ${longest} minutes for ${episode.severity}.`);
    const at = deps.clock.date();
    const until = new Date(at.getTime() + act.minutes * 60_000);
    const moved = move(episode, {
      event: 'shelve',
      at,
      actor: act.actor,
      reason: 'shelved-by-officer',
      until,
      untilClear: act.untilClear ?? false,
    });
    const { minutes, untilClear = false } = act;
    const detail = { minutes, untilClear, until: until.toISOString(), comment: act.reason };
    draftStep(drafts, moved, { act: 'shelve', actor: act.actor, detail });
  });
}

/** Takes it out of the shelf before its time. */
export function unshelveViolation(deps: ViolationDeps, act: Act): Promise<Violation> {
  return changeViolation(deps, act, (episode, drafts) => {
    const at = deps.clock.date();
    const moved = move(episode, { event: 'unshelve', at, actor: act.actor, reason: 'unshelved-by-officer' });
    draftStep(drafts, moved, { act: 'unshelve', actor: act.actor, detail: detailOf(act) });
  });
}

async function changeViolation(
  deps: ViolationDeps,
  act: Act,
  change: (episode: Episode, drafts: Drafts) => void,
): Promise<Violation> {
  return deps.db.transaction(async (tx) => {
    const episode = await lockViolation(tx, act.violationId);
    if (!episode)
      throw new ProblemError(404, 'no-such-violation', `There is no violation ${act.violationId}.`);
    if (act.version !== undefined && act.version !== episode.version) {
      throw new ProblemError(
        409,
        'violation-moved-on',
        `It is at version ${episode.version} now: look again.`,
      );
    }
    const drafts = newDrafts();
    change(episode, drafts);
    const changes = await writeDrafts(tx, deps, drafts);
    appendChanges(tx, deps.clock.date(), changes);
    const after = drafts.byId.get(episode.id)?.episode ?? episode;
    return toViolation(after);
  });
}

function move(episode: Episode, event: EpisodeEvent): Episode {
  const moved = moveEpisode(episode, event);
  if (!moved) throw refused(episode, event.event);
  return moved;
}

function refused(episode: Episode, act: string): ProblemError {
  if (episode.closedAt !== null) return new ProblemError(409, 'violation-closed', 'The violation is closed.');
  return new ProblemError(
    409,
    'act-not-allowed-in-state',
    `A violation in state ${episode.state} knows no ${act}.`,
  );
}

function detailOf(act: Act): Record<string, unknown> {
  return act.comment === undefined ? {} : { comment: act.comment };
}
