/** What the inspector found on site, applied to the violation within the transaction of his report. */
import type { SubmitFinding } from '@mingchu/shared/dispatch';
import type { NewChange } from '../platform/changelog/changeLog.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Transaction } from '../platform/postgres/database.ts';
import { type Episode, type EpisodeEvent, moveEpisode } from './model/episode.ts';
import { lockViolation } from './violationStore.ts';
import { draftStep, newDrafts, type ViolationDeps, writeDrafts } from './writeViolations.ts';

/**
 * Resets the latch. A false alarm dismisses. Whatever else he found: while the condition still holds (a fridge that is
 * still warm, gas that is still in the air) the report only acknowledges and lets go of the latch, and the violation
 * closes when the condition ends; what a sensor still sees is not over because somebody said so.
 * His own order is not recalled: his report ends it.
 */
export async function applyFinding(
  tx: Transaction,
  deps: ViolationDeps,
  report: { violationId: string; finding: SubmitFinding; actor: string; reclassifiedAs?: string | null },
): Promise<NewChange[]> {
  const { finding, reclassifiedAs = null } = report;
  if (reclassifiedAs !== null && !deps.rulebook.rules.some((rule) => rule.id === reclassifiedAs))
    throw new ProblemError(422, 'reclassified-as-what', `There is no rule ${reclassifiedAs}.`);
  const episode = await lockViolation(tx, report.violationId);
  if (!episode || episode.closedAt !== null) return [];
  const after = afterFinding(episode, { ...report, reclassifiedAs, at: deps.clock.date() });
  const drafts = newDrafts();
  const detail = { finding, ...(reclassifiedAs !== null && { ruleId: reclassifiedAs }) };
  draftStep(drafts, after, { act: 'finding', actor: report.actor, detail });
  return writeDrafts(tx, deps, drafts);
}

function afterFinding(
  episode: Episode,
  report: { finding: SubmitFinding; actor: string; reclassifiedAs: string | null; at: Date },
): Episode {
  const { finding, actor, at } = report;
  const reason = `found-${finding}`;
  const base = { at, actor, reason };
  switch (finding) {
    case 'false-alarm':
      return { ...close(episode, { ...base, event: 'dismiss' }), review: 'false-alarm' };
    case 'corrected':
    case 'transferred-to-case':
    case 'confirmed': {
      const { reclassifiedAs } = report;
      // What he says on site is there instead comes before what an officer made of the picture.
      const confirmed: Episode =
        reclassifiedAs === null
          ? { ...episode, review: episode.review ?? 'confirmed' }
          : { ...episode, review: 'reclassified', reclassifiedAs };
      if (!episode.conditionActive) return close(confirmed, { ...base, event: 'reset' });
      const acked = moveEpisode(confirmed, { ...base, event: 'ack' });
      return { ...(acked ?? { ...confirmed, reason, version: confirmed.version + 1 }), latched: false };
    }
  }
}

function close(episode: Episode, event: EpisodeEvent): Episode {
  const moved = moveEpisode(episode, event);
  if (!moved) throw new Error(`an open violation in state ${episode.state} must know ${event.event}`);
  return moved;
}
