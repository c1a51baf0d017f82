/** What a changed rulebook would have done to the past: question and answer of `POST /api/v1/rulebook/trial`. */
import { type Static, Type } from 'typebox';
import { Id } from './mqtt.ts';

/** Longest history that is tried, days: readings are kept in full for about this long. */
export const maxTrialDays = 31;

export const RulebookTrial = Type.Object({
  /** Rules as in the files of the rulebook: each takes the place of the one with its id. */
  yaml: Type.String({ minLength: 1, maxLength: 200_000 }),
  days: Type.Integer({ minimum: 1, maximum: maxTrialDays }),
  /** The trial goes on after this site; absent at the start. */
  afterSite: Type.Optional(Id),
  /** End of the history, ISO 8601; that of the first answer in all that follow it. */
  until: Type.Optional(Type.String({ format: 'date-time' })),
});
export type RulebookTrial = Static<typeof RulebookTrial>;

/** How the change shows in one episode; `same` is only counted. */
export const trialKinds = ['raised', 'missed', 'earlier', 'later', 'same'] as const;
/** `raised`: only with the change · `missed`: only without it · flagged `earlier` or `later` · the `same`. */
export type TrialKind = (typeof trialKinds)[number];

export interface TrialDifference {
  kind: Exclude<TrialKind, 'same'>;
  ruleId: string;
  siteId: string;
  deviceId: string;
  /** When it is flagged with the change; as it is today for what is missed. */
  flaggedAt: string;
  /** With the change minus today, ms. */
  shiftMs: number;
  /** How long the condition lasted, ms; null while it lasts. */
  lastedMs: number | null;
}

/**
 * Why history cannot tell of a rule, or not in full. `presence-not-kept`: when devices came and went is not kept ·
 * `findings-not-kept`: of what intake finds wrong only daily counts are · `only-values-kept`: it is tried, and a device
 * that told neither values nor findings for a while, but its presence or pictures, counts as silent.
 */
export const trialLimits = ['presence-not-kept', 'findings-not-kept', 'only-values-kept'] as const;
export type TrialLimit = (typeof trialLimits)[number];

/** What came of the kitchens that were tried in this step. */
export interface RulebookTrialAnswer {
  counts: Record<string, Record<TrialKind, number>>;
  /** At most 200 a step, in order of time. */
  differences: TrialDifference[];
  /** Further differences, which are counted and not listed. */
  unlisted: number;
  sitesDone: number;
  sitesTotal: number;
  observations: number;
  /** Changed rules that were not tried, or not in full, each with its reason. */
  limits: { ruleId: string; reason: TrialLimit }[];
  from: string;
  until: string;
  /** Ask again with this as `afterSite`; null when all kitchens are done. */
  nextAfterSite: string | null;
}

/** What can be wrong with rules as text. */
export const ruleFaults = [
  'broken-yaml',
  'no-rules',
  'not-a-rule',
  'unknown-kind',
  'unknown-key',
  'missing-key',
  'not-one-of',
  'not-a-number',
  'not-yes-or-no',
  'not-text',
  'too-low',
  'too-high',
  'wrong-form',
] as const;
export type RuleFault = (typeof ruleFaults)[number];

/** The first thing that is wrong with rules as text; a screen words it. */
export interface RuleMistake {
  /** From 1. */
  line: number;
  fault: RuleFault;
  /** Id of the rule, empty where there is none to name. */
  ruleId: string;
  /** Path within the rule, e.g. `params.forS`; empty for the rule itself. */
  key: string;
  /** What may stand there, or the limit; empty where neither says anything. */
  allowed: string;
}
