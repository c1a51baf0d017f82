/** What a scenario file says: who is there, what happens when, and what must come of it. */
import { submitFindings } from '@mingchu/shared/dispatch';
import { reviewVerdicts } from '@mingchu/shared/review';
import { detectionTypes, metrics } from '@mingchu/shared/vocabulary';
import { type Static, Type } from 'typebox';

const strict = { additionalProperties: false };
const Text = Type.String({ minLength: 1, maxLength: 2_000 });
/** Minutes and seconds since the beginning, e.g. `07:30`. */
const Moment = Type.String({ pattern: '^\\d{2,3}:[0-5]\\d$' });
const Seconds = Type.Number({ minimum: 0, maximum: 86_400 });
/** Short name of a device at the event's site: `fridge1` is `s0003-fridge1` at `s0003`. */
const DeviceName = Type.String({ pattern: '^[a-z-]+\\d+$' });

/** One inspector's way with orders; what is left out is prompt. */
const Person = Type.Object(
  {
    answer: Type.Optional(Type.Enum(['accept', 'decline', 'ignore'])),
    thinkS: Type.Optional(Seconds),
    packS: Type.Optional(Seconds),
    stuckS: Type.Optional(Seconds),
    rideS: Type.Optional(Seconds),
    lookS: Type.Optional(Seconds),
    finding: Type.Optional(Type.Enum([...submitFindings])),
  },
  strict,
);
export type Person = Static<typeof Person>;

/** What happens; one of these an event. */
const happenings = {
  /** A camera sees something, `times` times. */
  detect: Type.Object(
    {
      type: Type.Enum([...detectionTypes]),
      camera: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
      zone: Type.Optional(Type.String({ maxLength: 64 })),
      times: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
      everyS: Type.Optional(Type.Number({ minimum: 0, maximum: 3_600 })),
      confidence: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    },
    strict,
  ),
  /** A cabinet's machine fails (warmth comes in so many times as fast), is repaired, or is put to a temperature. */
  cabinet: Type.Object(
    {
      device: DeviceName,
      fail: Type.Optional(Type.Number({ minimum: 1, maximum: 1_000 })),
      repair: Type.Optional(Type.Literal(true)),
      setC: Type.Optional(Type.Number({ minimum: -60, maximum: 150 })),
    },
    strict,
  ),
  /** Gas streams in until the air holds so much; 0 shuts the valve. */
  gas: Type.Object({ towardsPctLel: Type.Number({ minimum: 0, maximum: 100 }) }, strict),
  /** The device reports these instead of what it would measure; null ends that. */
  values: Type.Object(
    {
      device: DeviceName,
      set: Type.Record(Type.Enum([...metrics]), Type.Union([Type.Number(), Type.Null()])),
    },
    strict,
  ),
  /** The device misbehaves on the wire from now on. */
  fault: Type.Object(
    {
      device: DeviceName,
      silent: Type.Optional(Type.Boolean()),
      duplicate: Type.Optional(Type.Boolean()),
      reorder: Type.Optional(Type.Boolean()),
      garbage: Type.Optional(Type.Boolean()),
      skewS: Type.Optional(Type.Number()),
      flood: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    },
    strict,
  ),
  /** The kitchen's gateway loses its line, or has it back and sends what it kept. */
  line: Type.Enum(['cut', 'restore']),
  /** An officer acts on the open violation of this rule at the site. */
  officer: Type.Object(
    {
      act: Type.Enum(['ack', 'review', 'shelve']),
      rule: Type.String({ minLength: 1, maxLength: 64 }),
      verdict: Type.Optional(Type.Enum([...reviewVerdicts])),
      minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 480 })),
    },
    strict,
  ),
};
export type HappeningName = keyof typeof happenings;
export const happeningNames = Object.keys(happenings) as HappeningName[];

const Event = Type.Object(
  {
    at: Moment,
    site: Type.String({ minLength: 1, maxLength: 64 }),
    detect: Type.Optional(happenings.detect),
    cabinet: Type.Optional(happenings.cabinet),
    gas: Type.Optional(happenings.gas),
    values: Type.Optional(happenings.values),
    fault: Type.Optional(happenings.fault),
    line: Type.Optional(happenings.line),
    officer: Type.Optional(happenings.officer),
  },
  strict,
);
export type ScenarioEvent = Static<typeof Event>;

/** What became of one violation. Steps are written `MM:SS what …`: time since the beginning, then words. */
export const Episode = Type.Object(
  {
    /** `site-device rule`, e.g. `s0001-fridge1 fridge-over-12c`. */
    violation: Text,
    /** `MM:SS state reason`. */
    steps: Type.Array(Text),
    /** `MM:SS state inspector reason`, and `MM:SS breached`. Absent: nobody was sent. */
    dispatch: Type.Optional(Type.Array(Text)),
    /** Whom the ladder told about the order, beyond the offers: `MM:SS step recipient`. */
    told: Type.Optional(Type.Array(Text)),
  },
  strict,
);
export type Episode = Static<typeof Episode>;

/**
 * What a crowd of violations comes to. Who gets which order is a matter of moments there; that each violation has its
 * order, that every breach stands at its minute and that nothing breached in time is not.
 */
const Crowd = Type.Object(
  {
    violations: Type.Integer({ minimum: 1 }),
    /** Orders that somebody has reported on by the end, at least. */
    reportedAtLeast: Type.Integer({ minimum: 0 }),
    /** Orders for which nobody could have been in time, at least: it was said at once. */
    nobodyInTimeAtLeast: Type.Integer({ minimum: 0 }),
    /** The promise, from the opening. */
    dueMinutes: Type.Integer({ minimum: 1 }),
  },
  strict,
);
export type Crowd = Static<typeof Crowd>;

export const Scenario = Type.Object(
  {
    title: Type.Object({ zh: Text, en: Text }, strict),
    /** What happens, and why the scenario is there. */
    about: Text,
    seed: Type.Integer({ minimum: 0 }),
    sites: Type.Integer({ minimum: 1, maximum: 25_000 }),
    inspectors: Type.Integer({ minimum: 1, maximum: 500 }),
    /** Local time at which it begins: opening hours depend on it. */
    startAt: Type.String({ format: 'date-time' }),
    minutes: Type.Number({ exclusiveMinimum: 0, maximum: 1_440 }),
    /** By inspector id; `everybody` for all others. */
    people: Type.Record(Type.String(), Person),
    events: Type.Array(Event),
    /** How far a step may be from its written time, s. */
    toleranceS: Type.Number({ minimum: 1, maximum: 120 }),
    outcome: Type.Union([Type.Array(Episode), Crowd]),
  },
  strict,
);
export type Scenario = Static<typeof Scenario>;

/** `07:30` → 450. */
export function secondsOf(moment: string): number {
  const [minutes = '0', seconds = '0'] = moment.split(':');
  return Number(minutes) * 60 + Number(seconds);
}

/** 450 → `07:30`. */
export function momentOf(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`;
}
