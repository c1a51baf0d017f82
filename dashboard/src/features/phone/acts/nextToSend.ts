/**
 * Which of the kept acts are sent next. Pure.
 *
 * Acts of one order go in their order, after the pictures that they name. Acts of other orders, and other pictures,
 * never wait for one on which our own server fails. Such a one is tried again with growing pauses; after four times
 * within more than a minute it is *stuck*: its owner is told, because of ten minutes one is much, and it stays until
 * it gets through or he takes it out. What stands behind it goes on where the server takes it without the other.
 */
import { dispatchStates, type DispatchState, dispatchTransitions } from '@mingchu/shared/dispatch';
import { maxQueuedActs, type QueuedActName } from '@mingchu/shared/queuedAct';
import type { Failed, KeptAct, KeptPhoto } from './kept.ts';

/** A picture that the server has not named yet stands in an act as this and the phone's own id. */
export const localPhotoPrefix = 'local:';

const stuckAfterTimes = 4;
const stuckAfterMs = 60_000;
const firstPauseMs = 10_000;
const longestPauseMs = 5 * 60_000;

/** The present attempt to send what is kept. */
export interface Attempt {
  nowMs: number;
  /** The person asked for it: nothing pauses. */
  byHand: boolean;
  /** Ids of what was sent in this attempt; whatever is kept nevertheless waits for the next. */
  tried: ReadonlySet<string>;
}

export function failedAgain(failed: Failed | undefined, nowMs: number): Failed {
  return { times: (failed?.times ?? 0) + 1, firstMs: failed?.firstMs ?? nowMs, lastMs: nowMs };
}

/** True when its owner is to know that it may not get through at all. */
export function isStuck(failed: Failed | undefined): boolean {
  return (
    failed !== undefined && failed.times >= stuckAfterTimes && failed.lastMs - failed.firstMs >= stuckAfterMs
  );
}

/** True when an act or a picture is to be tried in this attempt. */
export function isDue({ id, failed }: Pick<KeptAct | KeptPhoto, 'id' | 'failed'>, attempt: Attempt): boolean {
  if (attempt.tried.has(id)) return false;
  if (failed === undefined || attempt.byHand) return true;
  const pauseMs = Math.min(firstPauseMs * 2 ** (failed.times - 1), longestPauseMs);
  // A clock that was set back must not make it wait for the time that it showed before.
  return attempt.nowMs - failed.lastMs >= pauseMs || attempt.nowMs < failed.lastMs;
}

/**
 * What can be sent in one request now, nothing when all is sent or waits. One that has failed goes alone, because it
 * would take the others of its request with it, and last, because it may keep them waiting.
 */
export function nextToSend(
  acts: readonly KeptAct[],
  photos: readonly KeptPhoto[],
  attempt: Attempt,
): KeptAct[] {
  const missing = new Map(photos.filter(({ sha256 }) => sha256 === null).map((photo) => [photo.id, photo]));
  const inFront = new Map<string, KeptAct[]>();
  const fresh: KeptAct[] = [];
  const again: KeptAct[] = [];
  const isHeldUp = (act: KeptAct): boolean =>
    isStuck(act.failed) || localPhotosIn(act.body).some((id) => isStuck(missing.get(id)?.failed));
  for (const act of acts) {
    const before = inFront.get(act.dispatchId) ?? [];
    const goes =
      isDue(act, attempt) &&
      before.every((each) => !again.includes(each) && isHeldUp(each) && canDoWithout(act.act, each.act)) &&
      !localPhotosIn(act.body).some((id) => missing.has(id));
    if (goes && !act.failed) {
      fresh.push(act);
      continue;
    }
    if (goes) again.push(act);
    inFront.set(act.dispatchId, [...before, act]);
  }
  return fresh.length > 0 ? fresh.slice(0, maxQueuedActs) : again.slice(0, 1);
}

/** True when the server takes an act although the one before it has never come. */
function canDoWithout(act: QueuedActName, before: QueuedActName): boolean {
  if (before === 'prove') return true;
  // An answer to an offer that came after what followed it could answer the next offer.
  if (before === 'accept' || before === 'decline') return false;
  return dispatchStates.some((state) => isTaken(before, state) && isTaken(act, state));
}

/** Proofs are taken where an arrival is. */
function isTaken(act: QueuedActName, state: DispatchState): boolean {
  return (act === 'prove' ? 'arrive' : act) in dispatchTransitions[state];
}

/** The phone's own ids of the pictures that an act names, wherever they stand. */
export function localPhotosIn(value: unknown): string[] {
  if (typeof value === 'string')
    return value.startsWith(localPhotoPrefix) ? [value.slice(localPhotoPrefix.length)] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(localPhotosIn);
}
