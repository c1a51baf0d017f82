/** The escalation policy: every time of the ladder, per severity. Checked at start like the rulebook. */
import { type Static, Type } from 'typebox';
import { severities, type Severity } from './violation.ts';

/** Whom a ladder may tell: `inspector` is who holds the order, `leader` that of the kitchen's group. */
export const toldWords = ['inspector', 'leader', 'station', 'role:duty', 'role:chief', 'role:admin'] as const;

const Seconds = Type.Integer({ minimum: 1, maximum: 86_400 });
export const LadderPolicy = Type.Object({
  /** Silence after an offer counts as declined. */
  offerExpiresS: Seconds,
  /**
   * From an acceptance: nothing is known of where he is until then, and people are told. Policies set before this was
   * known do not say; two minutes then.
   */
  unheardS: Type.Optional(Seconds),
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
/** For policies that do not say, s. */
export const usualUnheardS = 120;

const SpeedKmh = Type.Number({ minimum: 1, maximum: 120 });
/** How long the way to a kitchen takes. */
export const TravelPolicy = Type.Object({
  /** Length of a way by road over the straight line. */
  detour: Type.Number({ minimum: 1, maximum: 5 }),
  /** From taking an order until setting off. */
  departS: Type.Integer({ minimum: 0, maximum: 3600 }),
  /** How long another order that he has binds an inspector first. */
  onSiteS: Type.Integer({ minimum: 0, maximum: 7200 }),
  /** Door to door, with traffic lights, km/h. */
  speedsKmh: Type.Object({ walk: SpeedKmh, bicycle: SpeedKmh, 'e-bike': SpeedKmh, car: SpeedKmh }),
});
export type TravelPolicy = Static<typeof TravelPolicy>;

/** Asking the same people once more for an order that nobody took. */
export const AskAgainPolicy = Type.Object({
  /** How often more each may be asked; who became free since is not counted. */
  rounds: Type.Integer({ minimum: 0, maximum: 5 }),
  /** Least time between two offers of one order to one person; longer than an offer lasts. */
  pauseS: Type.Integer({ minimum: 30, maximum: 3600 }),
});
export type AskAgainPolicy = Static<typeof AskAgainPolicy>;

export const EscalationPolicy = Type.Object({
  version: Type.String(),
  effectiveFrom: Type.String(),
  source: Type.String(),
  /**
   * How many of position, door code and photo an arrival needs. With 1 the inspector's word is enough, unless a proof
   * contradicts it.
   */
  arrivalProofsNeeded: Type.Integer({ minimum: 1, maximum: 3 }),
  /** A position counts when it is within this of the site even at the edge of its accuracy, metres. */
  geofenceRadiusM: Type.Integer({ minimum: 20, maximum: 1000 }),
  /** Proofs belong to one arrival when they lie this close together; it counts from the first of them. */
  arrivalProofWindowS: Seconds,
  /** Most that one extension may add, and how often a round of an order may be extended. */
  maxExtensionS: Seconds,
  maxExtensions: Type.Integer({ minimum: 0, maximum: 10 }),
  travel: TravelPolicy,
  /** Policies set before this was known do not say; two rounds and four minutes then. */
  askAgain: Type.Optional(AskAgainPolicy),
  severities: Type.Object({
    critical: LadderPolicy,
    major: LadderPolicy,
    minor: LadderPolicy,
    info: LadderPolicy,
  }),
});
export type EscalationPolicy = Static<typeof EscalationPolicy>;

/** `GET /policy`: what is in force, and what was shipped. */
export interface PolicyView {
  /** 0 while the shipped policy is in force. */
  revision: number;
  policy: EscalationPolicy;
  shipped: EscalationPolicy;
  /** Who set it, when and why; null while the shipped policy is in force. */
  set: { by: string; at: string; reason: string } | null;
}

/** `PUT /policy`. `revision`: that of the policy which is replaced; 409 when another has come meanwhile. */
export const PolicyBody = Type.Object({
  revision: Type.Integer({ minimum: 0 }),
  policy: EscalationPolicy,
  reason: Type.String({ minLength: 1, maxLength: 500 }),
});

/**
 * What a preview supposes: that nobody answers, or that who is asked first takes the order at once and nothing is ever
 * known of where he is.
 */
export const previewSuppositions = ['nobody-answers', 'holder-unheard'] as const;
export type PreviewSupposition = (typeof previewSuppositions)[number];

/** `POST /policy/preview`: a violation of this severity at this site now. */
export const PolicyPreviewBody = Type.Object({
  siteId: Type.String({ minLength: 1, maxLength: 64 }),
  severity: Type.Union(severities.map((severity) => Type.Literal(severity))),
  /** A draft; without it the policy in force. */
  policy: Type.Optional(EscalationPolicy),
  /** Without it `nobody-answers`. */
  suppose: Type.Optional(Type.Union([Type.Literal('nobody-answers'), Type.Literal('holder-unheard')])),
});

/** Who would be told what, and when. */
export interface PolicyPreview {
  site: { id: string; name: string };
  severity: Severity;
  steps: PolicyPreviewStep[];
}
export interface PolicyPreviewStep {
  /** Seconds after the violation opened. */
  afterS: number;
  /** Named step of a message, e.g. `offer`, `warn`, `breach`. */
  step: string;
  to: PolicyPreviewRecipient[];
}
/** `to`: an inspector's id, `leader`, `station` or `role:…`. `name`, `etaS` and `distanceM` only for inspectors. */
export interface PolicyPreviewRecipient {
  to: string;
  name?: string;
  /** Seconds after the violation opened at which he could be there. */
  etaS?: number;
  /** `etaS` is judged by where he is likely to be: his position is not known. */
  rough?: true;
  distanceM?: number;
}
