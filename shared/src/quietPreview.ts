/** Quietening many kitchens at once: what it would do to each, and what became of each. */
import { type Static, Type } from 'typebox';
import { Id } from './mqtt.ts';
import type { Rule } from './rulebook.ts';
import { type QuietParam, quietParams } from './statistics.ts';

/** Kitchens, or rules of a device, of one preview and of one act. */
export const maxQuietChanges = 500;

/** What a rule that must not wait would be: critical, or one that cannot be put aside (gas, fire). */
export function mayBeQuieter({ severity, shelvable }: Pick<Rule, 'severity' | 'shelvable'>): boolean {
  return severity !== 'critical' && shelvable !== false;
}

/** What a change would have done to the alarms of one kitchen in the span. */
export interface QuietEffect {
  /** How many were looked at: those that have ended, or of which readings or detections are kept. */
  of: number;
  /** Of them not announced. */
  avoided: number;
  /** Of these confirmed by an officer or on site: missed, or, of `offDelayS` and `hysteresis`, part of the one before. */
  confirmed: number;
  /** Of the rest announced later; of `offDelayS` and `hysteresis` ended later. */
  later: number;
  /** By so much at most, s; null where nobody can tell. */
  laterS: number | null;
}

/** One parameter of a rule in one kitchen, for all its devices that the rule looks at. */
export interface QuietPreviewLine extends QuietEffect {
  siteId: string;
  ruleId: string;
  param: QuietParam;
  now: number;
  proposed: number;
  /** `now` is of this kitchen, not of the rulebook. */
  own: boolean;
  /** Only what is `open` can be changed. */
  state: 'open' | 'quiet-already' | 'switched-off';
  /** All of the span, and by how many devices. */
  episodes: number;
  devices: number;
}

/** `left`: kitchens of fewer alarms that found no room in the list. */
export interface QuietPreview {
  items: QuietPreviewLine[];
  left: number;
}

/** `POST /site-rules/adjust`: at most one parameter of a rule in each kitchen, and nothing else. */
export const AdjustSiteRulesBody = Type.Object({
  changes: Type.Array(
    Type.Object({
      siteId: Id,
      ruleId: Type.String({ minLength: 1, maxLength: 64 }),
      param: Type.Enum([...quietParams]),
      /** As it is now, by what the person saw. */
      from: Type.Number(),
      to: Type.Number({ minimum: 0, maximum: 604_800 }),
    }),
    { minItems: 1, maxItems: maxQuietChanges },
  ),
  reason: Type.String({ minLength: 1, maxLength: 500 }),
});
export type AdjustSiteRulesBody = Static<typeof AdjustSiteRulesBody>;

/**
 * What became of one change. `changed-meanwhile`: it is `value` by now, by `setBy` at `setAt`, or by the rulebook where
 * these are null; it was left alone.
 */
export const AdjustedSiteRule = Type.Object({
  siteId: Type.String(),
  ruleId: Type.String(),
  param: Type.Enum([...quietParams]),
  outcome: Type.Enum(['applied', 'changed-meanwhile', 'site-not-found']),
  value: Type.Number(),
  setBy: Type.Union([Type.String(), Type.Null()]),
  setAt: Type.Union([Type.String(), Type.Null()]),
});
export type AdjustedSiteRule = Static<typeof AdjustedSiteRule>;

/**
 * `GET /site-rules/adjusted`: a change of one parameter at a kitchen that holds still. It is taken back by the change in
 * the other direction.
 */
export const StandingAdjustment = Type.Object({
  siteId: Type.String(),
  ruleId: Type.String(),
  param: Type.Enum([...quietParams]),
  from: Type.Number(),
  to: Type.Number(),
  by: Type.String(),
  /** ISO 8601 UTC; those of one act have the same. */
  at: Type.String(),
  reason: Type.String(),
});
export type StandingAdjustment = Static<typeof StandingAdjustment>;
