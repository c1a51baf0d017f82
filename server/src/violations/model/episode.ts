/** A violation as its room keeps it, and how it moves: the table of shared/violation.ts, applied in one place. */
import type { ReviewVerdict } from '@mingchu/shared/review';
import {
  latchedClear,
  releasedState,
  type Severity,
  type Violation,
  type ViolationEvent,
  type ViolationEvidence,
  type ViolationState,
  violationTransitions,
} from '@mingchu/shared/violation';

export interface Episode {
  id: string;
  siteId: string;
  deviceId: string;
  ruleId: string;
  ruleVersion: string;
  zone: string;
  severity: Severity;
  state: ViolationState;
  acked: boolean;
  ackedBy: string | null;
  latched: boolean;
  conditionActive: boolean;
  shelvedUntil: Date | null;
  shelvedUntilClear: boolean;
  openedAt: Date;
  onsetAt: Date;
  clearedAt: Date | null;
  closedAt: Date | null;
  reason: string;
  evidence: ViolationEvidence;
  recurrences: number;
  review: ReviewVerdict | null;
  reclassifiedAs: string | null;
  caseRef: string | null;
  dispatchId: string | null;
  version: number;
}

export interface EpisodeEvent {
  event: ViolationEvent;
  at: Date;
  actor: string;
  /** Named reason, kept with the violation. */
  reason: string;
  /** For `shelve`. */
  until?: Date;
  untilClear?: boolean;
}

/** The episode after the event, or null when its state does not know that event. */
export function moveEpisode(
  episode: Episode,
  { event, at, actor, reason, until, untilClear }: EpisodeEvent,
): Episode | null {
  const table: Partial<Record<ViolationEvent, ViolationState | 'released'>> =
    violationTransitions[episode.state];
  const target = table[event];
  if (target === undefined) return null;
  const conditionActive = event === 'recur' ? true : event === 'clear' ? false : episode.conditionActive;
  const state = resolveTarget(episode, { event, target, conditionActive });
  const ackedNow = event === 'ack';
  const rearmed = state === 'unack' && episode.state !== 'unack' && event === 'recur';
  return {
    ...episode,
    state,
    conditionActive,
    acked: ackedNow || (episode.acked && !rearmed),
    ackedBy: ackedNow ? actor : rearmed ? null : episode.ackedBy,
    shelvedUntil: state === 'shelved' ? (until ?? episode.shelvedUntil) : null,
    shelvedUntilClear: state === 'shelved' && (untilClear ?? episode.shelvedUntilClear),
    clearedAt: event === 'clear' ? at : event === 'recur' ? null : episode.clearedAt,
    closedAt: state === 'normal' ? at : null,
    recurrences: episode.recurrences + (event === 'recur' ? 1 : 0),
    reason,
    version: episode.version + 1,
  };
}

function resolveTarget(
  episode: Episode,
  move: { event: ViolationEvent; target: ViolationState | 'released'; conditionActive: boolean },
): ViolationState {
  const { latched, acked } = episode;
  // One-shot shelving: what it was put aside for is over.
  if (move.event === 'clear' && episode.state === 'shelved' && episode.shelvedUntilClear)
    return releasedState({ conditionActive: false, latched, acked });
  if (move.target === 'released')
    return releasedState({ conditionActive: move.conditionActive, latched, acked });
  if (move.event === 'clear' && latched && (episode.state === 'unack' || episode.state === 'acked')) {
    return latchedClear[episode.state];
  }
  return move.target;
}

/** Seen again soon after it closed: the same episode goes on, and wants to be acknowledged anew. */
export function reopenEpisode(
  episode: Episode,
  fact: { reason: string; onsetAt: Date; evidence: ViolationEvidence },
): Episode {
  return {
    ...episode,
    ...fact,
    state: 'unack',
    acked: false,
    ackedBy: null,
    conditionActive: true,
    clearedAt: null,
    closedAt: null,
    recurrences: episode.recurrences + 1,
    version: episode.version + 1,
  };
}

/** As HTTP, the change log and the screens carry it. */
export function toViolation(episode: Episode): Violation {
  const iso = (time: Date | null) => time?.toISOString() ?? null;
  return {
    id: episode.id,
    siteId: episode.siteId,
    deviceId: episode.deviceId,
    ruleId: episode.ruleId,
    ruleVersion: episode.ruleVersion,
    zone: episode.zone,
    severity: episode.severity,
    state: episode.state,
    acked: episode.acked,
    ackedBy: episode.ackedBy,
    latched: episode.latched,
    conditionActive: episode.conditionActive,
    shelvedUntil: iso(episode.shelvedUntil),
    shelvedUntilClear: episode.shelvedUntilClear,
    openedAt: episode.openedAt.toISOString(),
    onsetAt: episode.onsetAt.toISOString(),
    clearedAt: iso(episode.clearedAt),
    closedAt: iso(episode.closedAt),
    reason: episode.reason,
    evidence: episode.evidence,
    recurrences: episode.recurrences,
    review: episode.review,
    reclassifiedAs: episode.reclassifiedAs,
    caseRef: episode.caseRef,
    dispatchId: episode.dispatchId,
    version: episode.version,
  };
}
