/**
 * Shifts: who covers which grid when. Local dates and times are China Standard Time; `from` and `to` with a date are
 * ISO 8601 UTC.
 */
import { type Static, Type } from 'typebox';
import { Id } from './mqtt.ts';

const ClockTime = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });
const LocalDate = Type.String({ format: 'date' });
const Time = Type.String({ format: 'date-time' });
const Reason = Type.String({ minLength: 1, maxLength: 200 });

/** A week pattern: these people cover these grids on these weekdays. */
export const RotaBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 60 }),
  groupId: Id,
  /** Empty: every grid of the group. */
  gridIds: Type.Array(Id, { maxItems: 100 }),
  /** 1 Monday to 7 Sunday: the day on which the shift begins. */
  weekdays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7 }),
  from: ClockTime,
  /** Not after `from`: ends on the next day. */
  to: ClockTime,
  inspectorIds: Type.Array(Id, { minItems: 1, maxItems: 50 }),
  effectiveFrom: LocalDate,
  /** Last date on which a shift begins; null without an end. */
  effectiveTo: Type.Union([LocalDate, Type.Null()]),
});
export type RotaBody = Static<typeof RotaBody>;
export interface Rota extends RotaBody {
  id: string;
  /** Grows with each change; PUT names the one it replaces. */
  version: number;
}
export const RotaChange = Type.Object({ ...RotaBody.properties, version: Type.Integer({ minimum: 1 }) });

/** An inspector is away. */
export const LeaveBody = Type.Object({ inspectorId: Id, from: Time, to: Time, reason: Reason });
export type LeaveBody = Static<typeof LeaveBody>;
export interface Leave extends LeaveBody {
  id: string;
  setBy: string;
}

/** `taker` works the shifts of `giver` that begin on this date. What a leader enters counts at once. */
export const SwapBody = Type.Object({
  date: LocalDate,
  giverId: Id,
  takerId: Id,
  /** May be empty: an inspector need not say why. */
  reason: Type.String({ maxLength: 200 }),
});
export type SwapBody = Static<typeof SwapBody>;
export const swapActs = ['agree', 'approve', 'refuse', 'withdraw'] as const;
export type SwapAct = (typeof swapActs)[number];
/** Asked, taken by the colleague, agreed by a leader: from then on it is part of the plan. */
export const swapTransitions = {
  asked: { agree: 'taken', refuse: 'refused', withdraw: 'withdrawn' },
  taken: { approve: 'agreed', refuse: 'refused', withdraw: 'withdrawn' },
  agreed: {},
  refused: {},
  withdrawn: {},
  /** Its shift began before it was decided. */
  lapsed: {},
} as const;
export type SwapState = keyof typeof swapTransitions;
export interface Swap extends SwapBody {
  id: string;
  state: SwapState;
  askedBy: string;
  /** Who spoke last. */
  decidedBy: string | null;
  /** The hours that an inspector asked about, the first shift's begin to the last one's end; null where a leader entered it. */
  from: string | null;
  to: string | null;
}

/** Whether this person may do this, were the swap in a state for it. */
export function maySpeak(
  act: SwapAct,
  swap: Pick<Swap, 'giverId' | 'takerId'>,
  person: { inspectorId: string | null; manages: boolean },
): boolean {
  if (act === 'approve') return person.manages;
  if (act === 'withdraw') return person.inspectorId === swap.giverId;
  return person.inspectorId === swap.takerId || (act === 'refuse' && person.manages);
}

/** What this person may do about the swap now, in the order of the buttons. */
export function openSwapActs(
  swap: Pick<Swap, 'state' | 'giverId' | 'takerId'>,
  person: { inspectorId: string | null; manages: boolean },
): SwapAct[] {
  return swapActs.filter((act) => act in swapTransitions[swap.state] && maySpeak(act, swap, person));
}

/** `GET /me/swaps`: what an inspector may give away and to whom, and the swaps that concern him. */
export interface MySwaps {
  /** Coming dates with shifts of his that no open request is about. No `takers`: nobody of the group is free. */
  shifts: { date: string; from: string; to: string; takers: { inspectorId: string; name: string }[] }[];
  swaps: (Swap & { giverName: string; takerName: string })[];
}

/** A date that follows another weekday's pattern: a holiday like a Sunday, or an adjusted working day (调休). */
export const HolidayBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 60 }),
  /** 1 Monday to 7 Sunday; null: nobody works by rota. */
  asWeekday: Type.Union([Type.Integer({ minimum: 1, maximum: 7 }), Type.Null()]),
});
export interface Holiday extends Static<typeof HolidayBody> {
  date: string;
}

/** `POST /inspectors/{id}/shift`: on or off now, whatever the rota says, until it next changes. */
export const OverrideBody = Type.Object({ onShift: Type.Boolean(), reason: Reason });

/** Somebody is on shift for these grids from `from` to `to`. */
export interface Shift {
  inspectorId: string;
  rotaId: string;
  rotaName: string;
  gridIds: string[];
  from: string;
  to: string;
}

/** A stretch of time in which the same people cover a grid. No `inspectorIds`: nobody does. */
export interface CoverageSegment {
  from: string;
  to: string;
  inspectorIds: string[];
}
export interface GridCoverage {
  gridId: string;
  gridName: string;
  groupId: string;
  segments: CoverageSegment[];
}

/** A grid that nobody covers now, or soon; `to` null: longer than is looked ahead. */
export interface CoverageGap {
  gridId: string;
  gridName: string;
  from: string;
  to: string | null;
  state: 'uncovered-now' | 'uncovered-soon';
}

/** `GET /me/shift`. */
export interface MyShift {
  onShift: boolean;
  /** The one that runs. */
  current: Shift | null;
  next: Shift | null;
  /** Others on shift for the same grids now. */
  partners: { inspectorId: string; name: string }[];
}
