/** What the chief reads: how the promise was kept, and what the alarms cost their officers. */

import { type Static, Type } from 'typebox';
import type { LoadJudgement, OfficerShare } from './alarmLoad.ts';

/** What arrivals are broken down by. */
export const arrivalKeys = ['all', 'group', 'grid', 'inspector', 'rule', 'severity', 'hour', 'day'] as const;
export type ArrivalKey = (typeof arrivalKeys)[number];

/** Orders opened within a span, under one key. Recalled orders are counted apart: nobody had to come. */
export interface ArrivalFigures {
  /** Id of the group, grid, inspector or rule; `0` to `23`; `YYYY-MM-DD`; `all`. Empty: held by nobody. */
  key: string;
  orders: number;
  recalled: number;
  onTime: number;
  /** Arrived after the due time. */
  late: number;
  /** The due time passed and nobody has arrived. */
  missed: number;
  /** `onTime` of all whose time is up; null while there is none. */
  onTimeRate: number | null;
  /** From the opening of the violation, ms; null when nobody did. */
  medianAcceptMs: number | null;
  medianArriveMs: number | null;
  p90ArriveMs: number | null;
  /** To the report. */
  medianSubmitMs: number | null;
  /** To the end of the violation. */
  medianCloseMs: number | null;
}

export const falseAlarmKeys = ['rule', 'device'] as const;
export type FalseAlarmKey = (typeof falseAlarmKeys)[number];

/** What became of the violations of one rule, or of one device. */
export interface FalseAlarmFigures {
  /** Rule id, or `siteId/deviceId`. */
  key: string;
  violations: number;
  /** With a verdict, by an officer or on site. */
  judged: number;
  falseAlarms: number;
  /** Of those judged; null when none is. */
  falseAlarmRate: number | null;
}

/** What one officer did to violations and orders within a span. */
export interface OfficerActs {
  username: string;
  displayName: string;
  /** Acts; what one of them did to a violation and its order at once is one. */
  acts: number;
  acks: number;
  /** Verdicts on what is there. */
  reviews: number;
  /** Sent somebody, or gave an order to somebody else. */
  dispatches: number;
  /** From the opening of the violation to his acknowledgement, ms; null without any. */
  medianAckMs: number | null;
  /** Most acts within 10 minutes. */
  mostActs10Min: number;
}

/** One officer over a span, there or acting or both: what he was given, and what he did. */
export type OfficerFigures = OfficerActs &
  Pick<OfficerShare, 'presentMs' | 'given' | 'per10Min' | 'peak10Min' | 'floodShare'> & {
    /** By his average; null when he was never there. */
    judgement: Exclude<LoadJudgement, 'flood'> | null;
  };

/** What the list of noise is grouped by. `source`: one rule at one device. */
export const noiseKeys = ['source', 'rule', 'device'] as const;
export type NoiseKey = (typeof noiseKeys)[number];

/** Parameters of a rule that make it quieter. */
export const quietParams = ['forS', 'hysteresis', 'minConfidence', 'count', 'offDelayS'] as const;
/**
 * `forS`: a longer on-delay. `hysteresis`: a wider deadband. `minConfidence`, `count`: surer or more detections.
 * `offDelayS`: a longer off-delay.
 */
export type QuietParam = (typeof quietParams)[number];

/** A change of one parameter that a person may apply. */
export interface QuietProposal {
  param: QuietParam;
  now: number;
  proposed: number;
  /** How many of the episodes looked at would not have been announced. */
  avoided: number;
  /** How many were looked at: those that have ended, or of which the detections are kept. */
  of: number;
  reason:
    | 'most-were-short'
    | 'most-came-back-little'
    | 'most-were-unsure'
    | 'most-were-brief'
    | 'most-came-back-soon';
}

/** One line of the list of noise; null for what it is not grouped by. */
export interface NoiseLine {
  ruleId: string | null;
  siteId: string | null;
  deviceId: string | null;
  episodes: number;
  falseAlarms: number;
  /** How many rules at how many devices it sums up. */
  sources: number;
  /** The rule that made most of it. */
  mainRuleId: string;
  /** The kitchen has switched the rule off meanwhile. */
  switchedOff: boolean;
  /** By device, those of its rules. */
  proposals: NoiseProposal[];
}

/** A proposal with the rule that it is about. */
export type NoiseProposal = QuietProposal & { ruleId: string };

/** Lines of one list. */
export const maxNoiseLines = 500;

/** `POST /sites/{id}/rules/{ruleId}/adjust`: one parameter, and nothing else that the kitchen has of its own. */
export const AdjustSiteRuleBody = Type.Object({
  param: Type.Enum([...quietParams]),
  /** As it is now, by what the person saw. */
  from: Type.Number(),
  to: Type.Number({ minimum: 0, maximum: 604_800 }),
  reason: Type.String({ minLength: 1, maxLength: 500 }),
});
export type AdjustSiteRuleBody = Static<typeof AdjustSiteRuleBody>;
