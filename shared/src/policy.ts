/** The escalation policy: every time of the ladder, per severity. Checked at start like the rulebook. */
import { type Static, Type } from 'typebox';

const Seconds = Type.Integer({ minimum: 1, maximum: 86_400 });
export const LadderPolicy = Type.Object({
  /** Silence after an offer counts as declined. */
  offerExpiresS: Seconds,
  /** From `openedAt`: warn inspector and duty officer that time runs out. */
  warnS: Seconds,
  /** From `openedAt`: the promise. */
  dueS: Seconds,
  /** From `openedAt`: tell the station. */
  escalateS: Seconds,
  /** Who hears of a breach. */
  breachTells: Type.Array(Type.String()),
  escalateTells: Type.Array(Type.String()),
});
export type LadderPolicy = Static<typeof LadderPolicy>;

export const EscalationPolicy = Type.Object({
  version: Type.String(),
  effectiveFrom: Type.String(),
  source: Type.String(),
  severities: Type.Object({
    critical: LadderPolicy,
    major: LadderPolicy,
    minor: LadderPolicy,
    info: LadderPolicy,
  }),
});
export type EscalationPolicy = Static<typeof EscalationPolicy>;
