/** Whom to send: pure choice among the inspectors on shift, with the reason that goes on the record. */
import type { Vehicle } from '@mingchu/shared/dispatch';
import type { EscalationPolicy } from '@mingchu/shared/policy';
import { type Askable, type AskContext, usualAskAgain, whoMayBeAsked } from './askAgain.ts';
import { distanceM } from '@mingchu/shared/distance';
import { type ComparedEstimate, compareEstimates } from '@mingchu/shared/estimate';
import { type Estimate, estimateArrival, surelyLateByMs } from './estimateArrival.ts';
import { type Area, positionIsFresh, type Work } from './whereabouts.ts';

export interface Candidate extends Askable, Work {
  onShift: boolean;
  lat: number;
  lon: number;
  /** When he last told where he is; null when never. */
  positionAt: Date | null;
  /** Where his work keeps him while his phone is silent; null when nobody knows. */
  area: Area | null;
  vehicle: Vehicle;
}

export interface Place {
  gridId: string;
  groupId: string;
  lat: number;
  lon: number;
}

export type ChosenBecause = 'nearest-on-shift' | 'grid-order' | 'group-fallback';
export type NobodyBecause = 'nobody-on-shift' | 'all-asked';
export type Choice =
  | {
      inspectorId: string;
      reason: ChosenBecause;
      distanceM: number | null;
      /** When he could be there; null when nobody knows where he is. */
      estimate: Estimate | null;
      /** That nobody makes it is judged by rough estimates too. */
      roughly: boolean;
      /** Asked at the same time, because nobody can be there by the due time. */
      alsoAsk: AlsoAsked | null;
      /** 1, or more when he was asked for this order before. */
      time: number;
      /** Somebody was asked for the second time before. */
      again: boolean;
    }
  | Nobody;

export interface Nobody {
  inspectorId: null;
  reason: NobodyBecause;
  /** When somebody may be asked again, whoever becomes free; null when nobody. */
  againAt: Date | null;
  /** Somebody was asked for the second time before. */
  again: boolean;
}

/** The one or two who are asked. */
export function chosenIds(choice: Choice): string[] {
  if (choice.inspectorId === null) return [];
  return [choice.inspectorId, ...(choice.alsoAsk === null ? [] : [choice.alsoAsk.inspectorId])];
}

export interface AlsoAsked {
  inspectorId: string;
  distanceM: number | null;
  estimate: Estimate;
}

export interface ChoiceContext {
  /** What became of this order's offers, by inspector. */
  past: AskContext['past'];
  now: Date;
  /** The promise that he should keep. */
  dueAt: Date;
  policy: Pick<EscalationPolicy, 'travel' | 'askAgain'>;
}

/** From this many open orders on, someone less busy is asked first, even of another grid. */
export const busyFromOrders = 3;

/**
 * The busy come last; before them those who would surely come too late. Within that who covers the grid comes before
 * the rest of the group; then fewest open orders, then the earliest estimate (a rough one after an exact one of the same
 * minute), then the order in which people list the grid, then the id (so that the same facts always give the same person).
 * Who was asked before for this order comes after everybody else (see askAgain). When even the best would come too late,
 * the one who would be there soonest is asked, and the next soonest at the same time: the first to accept has it.
 */
export function chooseInspector(
  place: Place,
  candidates: readonly Candidate[],
  context: ChoiceContext,
): Choice {
  const covering = candidates.filter((candidate) => candidate.onShift && isResponsible(candidate, place));
  if (covering.length === 0)
    return { inspectorId: null, reason: 'nobody-on-shift', againAt: null, again: false };
  const { past, now } = context;
  const { askAgain = usualAskAgain } = context.policy;
  const { people, againAt } = whoMayBeAsked(covering, { past, now, askAgain });
  const ranked = people.map((candidate) => rank(place, candidate, context)).sort(compareRanked);
  const [best] = ranked;
  const again = [...past.values()].some((offers) => offers.times > 1);
  if (best === undefined) return { inspectorId: null, reason: 'all-asked', againAt, again };
  const [first, second] = best.late ? soonest(ranked) : [];
  const chosen = first ?? best;
  return {
    inspectorId: chosen.id,
    reason: chosenBecause(chosen),
    distanceM: chosen.distanceM,
    estimate: chosen.estimate,
    roughly: ranked.some(({ late, estimate }) => late && estimate !== null && estimate.earliestAt !== null),
    time: (past.get(chosen.id)?.times ?? 0) + 1,
    again,
    alsoAsk:
      second === undefined
        ? null
        : { inspectorId: second.id, distanceM: second.distanceM, estimate: second.estimate },
  };
}

/** Whoever counts as cover of the grid, and the rest of its group. */
function isResponsible(candidate: Candidate, { gridId, groupId }: Place): boolean {
  const groups = [candidate.groupId, ...candidate.coversGroupIds];
  return candidate.gridIds.includes(gridId) || groups.includes(groupId);
}

/** Those not too busy whose estimate is known, the earliest first. */
function soonest(ranked: readonly Ranked[]): (Ranked & { estimate: Estimate })[] {
  return ranked
    .flatMap((each) => (each.estimate === null || each.busy ? [] : [{ ...each, estimate: each.estimate }]))
    .sort((a, b) => compareEstimates(compared(a.estimate), compared(b.estimate)));
}

interface Ranked {
  id: string;
  busy: boolean;
  /** He would surely be there after the due time. */
  late: boolean;
  /** Place of the grid in his list; -1 when he only belongs to the group. */
  gridIndex: number;
  openOrders: number;
  /** Null when his position is unknown or old. */
  distanceM: number | null;
  estimate: Estimate | null;
}

function rank(place: Place, candidate: Candidate, { now, dueAt, policy: { travel } }: ChoiceContext): Ranked {
  const fresh = positionIsFresh(candidate, now);
  const traveller = { ...candidate, ordersBefore: candidate.openOrders, onTheWay: false };
  const estimate = estimateArrival(traveller, place, { travel, now });
  return {
    id: candidate.id,
    busy: candidate.openOrders >= busyFromOrders,
    gridIndex: candidate.gridIds.indexOf(place.gridId),
    openOrders: candidate.openOrders,
    distanceM: fresh ? Math.round(distanceM(place, candidate)) : null,
    late: estimate !== null && surelyLateByMs(estimate, dueAt) > 0,
    estimate,
  };
}

function compareRanked(a: Ranked, b: Ranked): number {
  if (a.busy !== b.busy) return a.busy ? 1 : -1;
  if (a.late !== b.late) return a.late ? 1 : -1;
  const aCovers = a.gridIndex >= 0;
  const bCovers = b.gridIndex >= 0;
  if (aCovers !== bCovers) return aCovers ? -1 : 1;
  if (a.openOrders !== b.openOrders) return a.openOrders - b.openOrders;
  const byEstimate = compareEstimates(compared(a.estimate), compared(b.estimate));
  if (byEstimate !== 0) return byEstimate;
  if (a.gridIndex !== b.gridIndex) return a.gridIndex - b.gridIndex;
  return a.id < b.id ? -1 : 1;
}

/** An estimate as server and desk compare it. */
function compared(estimate: Estimate | null): ComparedEstimate | null {
  return estimate === null ? null : { atMs: estimate.at.getTime(), rough: estimate.earliestAt !== null };
}

function chosenBecause(best: Ranked): ChosenBecause {
  if (best.gridIndex < 0) return 'group-fallback';
  return best.distanceM === null ? 'grid-order' : 'nearest-on-shift';
}
