/** What a rule of the rulebook may say. The YAML files under server/rulebook are checked against this at start. */
import { deviceFaults } from './observation.ts';
import { severities } from './violation.ts';
import { detectionTypes, deviceKinds, metrics, siteKinds } from './vocabulary.ts';
import { type Static, Type } from 'typebox';
import { localOffsetMs } from './openingHours.ts';

const literals = <Value extends string>(values: readonly Value[]) =>
  Type.Unsafe<Value>(Type.Union(values.map((value) => Type.Literal(value))));
const Seconds = Type.Number({ minimum: 0, maximum: 7 * 86_400 });
const Text = Type.String({ minLength: 1, maxLength: 500 });
const Values = Type.Array(Type.Number(), { maxItems: 10 });
const strict = { additionalProperties: false };

const common = {
  id: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64 }),
  version: Type.String({ minLength: 1, maxLength: 20 }),
  /** Local date from which this version holds, until a later version of the same rule. */
  effectiveFrom: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  title: Type.Object({ zh: Text, en: Text }, strict),
  severity: literals(severities),
  /** Devices it looks at. */
  deviceKinds: Type.Union([Type.Literal('any'), Type.Array(literals(deviceKinds), { minItems: 1 })]),
  siteKinds: Type.Optional(Type.Array(literals(siteKinds), { minItems: 1 })),
  /** Only devices in these zones of the kitchen. */
  zones: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { minItems: 1 })),
  /** A latched violation stays until someone confirms on site. */
  latched: Type.Boolean(),
  /** `review-first`: an officer must confirm before anyone is sent. */
  autoDispatch: literals(['dispatch', 'review-first', 'none']),
  /**
   * While the kitchen is closed: judge as always · open as suppressed until it opens · do not look · look only then.
   */
  closedHours: literals(['evaluate', 'suppress', 'ignore', 'only']),
  /** Seen again within this time after closing, it is the same episode. 0: always a new one. */
  recurrenceMinutes: Type.Integer({ minimum: 0, maximum: 1440 }),
  /** Gas and fire cannot be put aside. */
  shelvable: Type.Optional(Type.Boolean()),
  legalBasis: Type.Object({ text: Text, source: Text }, strict),
};

/** Value beyond a limit, held for a time by fresh samples. */
const Threshold = Type.Object(
  {
    ...common,
    kind: Type.Literal('threshold'),
    params: Type.Object(
      {
        metric: literals(metrics),
        direction: literals(['above', 'below']),
        limit: Type.Number(),
        forS: Seconds,
        /** How far back over the limit it must come to count as recovered. */
        hysteresis: Type.Number({ minimum: 0 }),
        /** How long it must stay recovered. */
        offDelayS: Seconds,
        /** Values that a broken probe sends; never judged. */
        ignoreValues: Type.Optional(Values),
        /** Judged only while this metric of the same sample is above `whenAbove`. */
        whenMetric: Type.Optional(literals(metrics)),
        whenAbove: Type.Optional(Type.Number()),
      },
      strict,
    ),
  },
  strict,
);
/** A probe that sends one of its fault values. */
const Sentinel = Type.Object(
  {
    ...common,
    kind: Type.Literal('sentinel'),
    params: Type.Object({ metric: literals(metrics), values: Values, forS: Seconds }, strict),
  },
  strict,
);
/** A rise within a time. */
const Rate = Type.Object(
  {
    ...common,
    kind: Type.Literal('rate'),
    params: Type.Object(
      {
        metric: literals(metrics),
        rise: Type.Number({ exclusiveMinimum: 0 }),
        withinS: Type.Number({ minimum: 1, maximum: 86_400 }),
        ignoreValues: Type.Optional(Values),
      },
      strict,
    ),
  },
  strict,
);
const kOfN = {
  /** At this many different moments … */
  count: Type.Integer({ minimum: 1, maximum: 100 }),
  /** … within this time. */
  withinS: Type.Number({ minimum: 1, maximum: 86_400 }),
  /** Not seen for this long: over. */
  offDelayS: Type.Number({ minimum: 1, maximum: 86_400 }),
};
/** So many detections of a type, per zone. */
const Detections = Type.Object(
  {
    ...common,
    kind: Type.Literal('detections'),
    params: Type.Object(
      { type: literals(detectionTypes), minConfidence: Type.Number({ minimum: 0, maximum: 1 }), ...kOfN },
      strict,
    ),
  },
  strict,
);
/** So many findings of intake about the device itself. */
const Fault = Type.Object(
  {
    ...common,
    kind: Type.Literal('fault'),
    params: Type.Object({ fault: literals(deviceFaults), ...kOfN }, strict),
  },
  strict,
);
/** The device says, or its last will says, that it is offline. */
const Offline = Type.Object(
  { ...common, kind: Type.Literal('offline'), params: Type.Object({ forS: Seconds }, strict) },
  strict,
);
/** It goes offline and comes back so many times that neither says anything: chattering in the words of ISA-18.2. */
const Flapping = Type.Object(
  { ...common, kind: Type.Literal('flapping'), params: Type.Object(kOfN, strict) },
  strict,
);
/**
 * A value that stands still for longer than what it measures can. How long that is goes with how finely the sensor
 * resolves: `forS` at a resolution of `step`, in proportion at others, from a quarter of `forS` to 7 days.
 */
const Stuck = Type.Object(
  {
    ...common,
    kind: Type.Literal('stuck'),
    params: Type.Object(
      {
        metric: literals(metrics),
        /** In the metric's unit. */
        step: Type.Number({ exclusiveMinimum: 0 }),
        forS: Type.Number({ minimum: 60, maximum: 7 * 86_400 }),
        /** The same at least so many times in a row: a value that is merely old is not stuck. */
        samples: Type.Integer({ minimum: 2, maximum: 10_000 }),
        /** Ends of the scale, where a value may rest, and what a broken probe sends; never judged. */
        ignoreValues: Type.Optional(Values),
      },
      strict,
    ),
  },
  strict,
);
/** Nothing heard: for so many report periods, or, of one metric, for so long. */
const Absence = Type.Object(
  {
    ...common,
    kind: Type.Literal('absence'),
    params: Type.Union([
      Type.Object({ periods: Type.Integer({ minimum: 1, maximum: 100 }) }, strict),
      Type.Object({ metric: literals(metrics), forS: Seconds }, strict),
    ]),
  },
  strict,
);

/** Schema of one rule by its kind. */
export const ruleSchemas = {
  threshold: Threshold,
  sentinel: Sentinel,
  rate: Rate,
  detections: Detections,
  fault: Fault,
  offline: Offline,
  flapping: Flapping,
  stuck: Stuck,
  absence: Absence,
} as const;

export type ThresholdRule = Static<typeof Threshold>;
export type SentinelRule = Static<typeof Sentinel>;
export type RateRule = Static<typeof Rate>;
export type DetectionsRule = Static<typeof Detections>;
export type FaultRule = Static<typeof Fault>;
export type OfflineRule = Static<typeof Offline>;
export type FlappingRule = Static<typeof Flapping>;
export type StuckRule = Static<typeof Stuck>;
export type AbsenceRule = Static<typeof Absence>;
export type Rule =
  | ThresholdRule
  | SentinelRule
  | RateRule
  | DetectionsRule
  | FaultRule
  | OfflineRule
  | FlappingRule
  | StuckRule
  | AbsenceRule;
export type RuleKind = Rule['kind'];

/** All rules in all versions. */
export interface Rulebook {
  readonly rules: readonly Rule[];
  /** Moments at which another set of versions begins to hold, ascending, ms since 1970. */
  readonly changeTimes: readonly number[];
}

/** Start of a local date. */
export function localMidnight(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) - localOffsetMs;
}

/** The version of each rule that holds at a time. */
export function rulesInForce(rulebook: Rulebook, at: number): Rule[] {
  const latest = new Map<string, Rule>();
  for (const rule of rulebook.rules) {
    if (localMidnight(rule.effectiveFrom) > at) continue;
    const other = latest.get(rule.id);
    if (!other || other.effectiveFrom < rule.effectiveFrom) latest.set(rule.id, rule);
  }
  return [...latest.values()];
}
