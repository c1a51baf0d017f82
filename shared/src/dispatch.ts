/**
 * A dispatch is the order that brings a grid inspector to a kitchen by a due time. A violation has at most
 * one; when the person asked declines or stays silent the same order is offered to the next, and each offer
 * is kept. `breachedAt` is a fact beside the state, not a state: a late inspector still arrives.
 */
import type { ArrivalClaim, ExtensionAsked } from './arrival.ts';

/** Which minute of the promise it is: the first one too is called 1. Both in ms since 1970. */
export function ladderMinute(openedMs: number, nowMs: number): number {
  return Math.max(1, Math.floor((nowMs - openedMs) / 60_000));
}

export const dispatchStates = [
  'offered',
  'accepted',
  'declined',
  'en-route',
  'arrived',
  'submitted',
  'verified',
  'recalled',
] as const;
/** `declined`: nobody holds the order now (everyone declined, stayed silent, or none is on shift). */
export type DispatchState = (typeof dispatchStates)[number];

export const dispatchActs = [
  'accept',
  'decline',
  'depart',
  'arrive',
  'submit',
  'verify',
  'recall',
  'reassign',
  'send-again',
] as const;
export type DispatchAct = (typeof dispatchActs)[number];

/**
 * The one transition table: buttons, HTTP handlers, simulators and tests read it. Who may do which act stands in
 * `permissions`, as `order.…`.
 */
export const dispatchTransitions = {
  offered: { accept: 'accepted', decline: 'declined', recall: 'recalled', reassign: 'offered' },
  accepted: {
    depart: 'en-route',
    arrive: 'arrived',
    decline: 'declined',
    recall: 'recalled',
    reassign: 'offered',
  },
  declined: { reassign: 'offered', recall: 'recalled' },
  'en-route': { arrive: 'arrived', decline: 'declined', recall: 'recalled', reassign: 'offered' },
  arrived: { submit: 'submitted', recall: 'recalled' },
  // What was done, or called back, may turn out not to be enough: another round goes out with the same order.
  submitted: { verify: 'verified', reassign: 'offered', 'send-again': 'declined' },
  verified: { reassign: 'offered', 'send-again': 'declined' },
  recalled: { reassign: 'offered', 'send-again': 'declined' },
} as const satisfies Record<DispatchState, Partial<Record<DispatchAct, DispatchState>>>;

/** States in which the arrival clock runs. */
export const clockRuns = {
  offered: true,
  accepted: true,
  declined: true,
  'en-route': true,
  arrived: false,
  submitted: false,
  verified: false,
  recalled: false,
} as const satisfies Record<DispatchState, boolean>;

/** Orders that stand on no screen and ask for nobody, until an officer sends somebody again. */
export const orderEnded = {
  offered: false,
  accepted: false,
  declined: false,
  'en-route': false,
  arrived: false,
  submitted: false,
  verified: true,
  recalled: true,
} as const satisfies Record<DispatchState, boolean>;

/** How inspectors travel. */
export const vehicles = ['walk', 'bicycle', 'e-bike', 'car'] as const;
export type Vehicle = (typeof vehicles)[number];

/**
 * What to expect of the promise: `in-time`, `late` (by the estimate of who holds or was asked), `nobody-in-time` (when
 * it was offered nobody could make it), `nobody-in-time-roughly` (the same, judged by people whose position is not
 * known too), `unknown` (who holds it has been silent for too long, and nothing is known of where he is).
 */
export type ArrivalForecast = 'in-time' | 'late' | 'nobody-in-time' | 'nobody-in-time-roughly' | 'unknown';

/** Whether it says that nobody can make it, exactly or roughly. */
export function saysNobody(forecast: ArrivalForecast | null | undefined): boolean {
  return forecast === 'nobody-in-time' || forecast === 'nobody-in-time-roughly';
}

/**
 * The steps of the ladder, each a row with a due time. `expected`: who holds it should have been there by now;
 * `unheard`: by now it should be known where he is.
 */
export const ladderSteps = [
  'offer-expires',
  'ask-again',
  'unheard',
  'expected',
  'warn',
  'breach',
  'escalate',
] as const;
export type LadderStep = (typeof ladderSteps)[number];

/** Why someone is sent a message about an order. */
export const messageSteps = [
  'offer',
  'offer-lapsed',
  'nobody',
  'warn',
  'breach',
  'escalate',
  'recall',
] as const;
export type MessageStep = (typeof messageSteps)[number];

export const noteSteps = [
  'arrival-claim',
  'arrival-conflict',
  'arrival-refused',
  'breach-withdrawn',
  'extension-asked',
  'extension-approved',
  'extension-refused',
  'nobody-in-time',
  'nobody-in-time-roughly',
  'whereabouts-unknown',
  'will-be-late',
  'will-be-late-roughly',
] as const;
/** Why someone is sent a note beside the ladder. */
export type NoteStep = (typeof noteSteps)[number];

export const submitFindings = ['confirmed', 'corrected', 'false-alarm', 'transferred-to-case'] as const;
/** What the inspector found: 属实 · 当场改正 · 误报 · 转执法. */
export type SubmitFinding = (typeof submitFindings)[number];

/** A dispatch as HTTP, the change log and the screens carry it. Times are ISO 8601 UTC. */
export interface Dispatch {
  id: string;
  violationId: string;
  siteId: string;
  severity: 'critical' | 'major' | 'minor' | 'info';
  /** Whom the order is offered to or held by; null when nobody. */
  inspectorId: string | null;
  state: DispatchState;
  /** Named reason of the latest change, e.g. `nearest-on-shift`, `offer-expired`. */
  reason: string;
  openedAt: string;
  /** Start of the ten minutes that run, or ran last: the opening, or when an officer sent somebody again. */
  roundStartedAt?: string;
  /** Which round that is, from 1. Arrival, breach and lateness are of this round; absent is 1. */
  round?: number;
  offeredAt: string | null;
  acceptedAt: string | null;
  departedAt: string | null;
  dueAt: string;
  arrivedAt: string | null;
  submittedAt: string | null;
  finding: SubmitFinding | null;
  breachedAt: string | null;
  /** Arrival (or, while breached and not arrived, recording of the breach) minus `dueAt`; null while in time. */
  latenessMs: number | null;
  /** The number of the latest offer, from 1; a round that is sent again without a name takes one for itself. */
  offerCount: number;
  /** Everyone who may accept it now: more than one when nobody could be there in time. */
  offeredTo?: string[];
  /** When the holder, or the first of those asked, is expected there; null when nothing is known of where he is. */
  etaAt?: string | null;
  /**
   * Set when `etaAt` is rough, by where he is likely to be: the earliest that he could be there, by which lateness is
   * judged. Null when his position is known.
   */
  etaEarliestAt?: string | null;
  /** Null when nothing can be said, or once he is there. */
  forecast?: ArrivalForecast | null;
  /** What the holder says of his arrival while it is not decided, or after it was refused. */
  arrivalClaim?: ArrivalClaim | null;
  /** The promise before it was extended; null while it never was. `latenessMs` is against `dueAt`. */
  originalDueAt?: string | null;
  /** Arrival minus `originalDueAt`, when it was extended and he came after it. */
  originalLatenessMs?: number | null;
  /** More time that was asked for and is not yet decided. */
  extension?: ExtensionAsked | null;
  /** How often the due time of this round was moved. */
  extensionCount?: number;
  version: number;
}

/** `GET /sites/{id}/arrivals`: when somebody on shift could be there, if he were sent now. As in `Dispatch`. */
export interface EstimatedArrival {
  inspectorId: string;
  etaAt: string | null;
  etaEarliestAt: string | null;
}
