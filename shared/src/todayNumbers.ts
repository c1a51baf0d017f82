/**
 * Today's numbers, and what they are compared with. Days and hours are those of the district (China Standard Time).
 */
import type { LoadFigures, LoadJudgement } from './alarmLoad.ts';
import type { OfficerActs } from './statistics.ts';

/** A violation must bring somebody into the kitchen within so many minutes. */
export const arrivalLimitMin = 10;
/** Arrivals are counted by the minute up to here; the last count holds all that took longer. */
export const arrivalMinutesCounted = 15;

/** The days before today that today is compared with, at most. */
export const comparedDays = 30;
/** A usual day is drawn from the days of its kind within so many weeks before today. */
export const usualWeeks = 8;
/** Fewer days of its kind than this are no usual day: four weekends. */
export const leastUsualDays = 8;

/** How fast people came. */
export interface ArrivalTimes {
  /** Orders whose outcome is known: somebody came, or the time passed. */
  ordersDue: number;
  arrivedOnTime: number;
  medianArrivalMs: number | null;
  p90ArrivalMs: number | null;
  /** Arrivals by whole minutes since the violation was told: entry 0 is under a minute, the last all from 15 on. */
  arrivalsByMinute: number[];
}

/** The orders of the days before today. */
export interface PastDays extends ArrivalTimes {
  /** How many days these are: up to 30, fewer while the first order is younger; 0 without any. */
  days: number;
}

/** Quartiles of a count over days. */
export interface Quartiles {
  low: number;
  median: number;
  high: number;
}

/** What a day like today usually brings. */
export interface UsualDay {
  /** Working days (Monday to Friday and adjusted ones) or days off, by the calendar of holidays. */
  kind: 'working-day' | 'day-off';
  /** Days of this kind with at least one violation, within the last weeks. A day without any may be one on which nothing ran. */
  days: number;
  /** 24 entries; null while there are too few days. */
  byHour: Quartiles[] | null;
  /** Rule id → median count up to this time of the day; null while there are too few days. */
  byRuleSoFar: Record<string, number> | null;
}

/** New alarms against what officers can handle (ISA-18.2, EEMUA 191). */
export interface OfficerLoad {
  /** Officers at a desk now; 0: nobody, and then one is reckoned with. */
  present: number;
  /** Announced in each ten minutes of the last hour, oldest first, all officers together. */
  announcedBy10Min: number[];
  /** In the last 10 minutes, for one officer of those present at each moment. */
  last10Min: number;
  judgement: LoadJudgement;
  inFlood: boolean;
  /** Those at a desk, who came first is first. */
  officers: OfficerOnDuty[];
  /** The last 24 hours, read anew every 20 s. */
  day: LoadFigures;
}

/** An officer at a desk: what comes to him, and what he does. */
export interface OfficerOnDuty {
  username: string;
  displayName: string;
  presentSince: string;
  /** His share of what was announced in the last 10 minutes while he was there. */
  last10Min: number;
  judgement: LoadJudgement;
  /** In this shift of duty officers, on average and at most. */
  per10Min: number;
  peak10Min: number;
  /** Acts of the last 10 minutes, and of this shift. */
  acts10Min: ActCounts;
  actsOfShift: ActCounts;
  /** Of his acknowledgements in this shift, from the opening, ms; null without any. */
  medianAckMs: number | null;
}

export type ActCounts = Pick<OfficerActs, 'acks' | 'reviews' | 'dispatches'>;
