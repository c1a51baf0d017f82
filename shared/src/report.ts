/** The inspector's report: what he found, by a checklist of the kind of violation, with photos and a signature. */
import { type Static, Type } from 'typebox';
import { Sha256 } from './arrival.ts';
import type { SubmitFinding } from './dispatch.ts';

export const reportOutcomes = [
  'genuine',
  'false-alarm',
  'reclassified',
  'corrected-on-spot',
  'to-correct-by-date',
  'transfer-to-case',
] as const;
/** 属实 · 误报 · 改判 · 当场改正 · 限期改正 · 转执法. */
export type ReportOutcome = (typeof reportOutcomes)[number];

/** What each outcome tells the violation. */
export const outcomeFindings = {
  genuine: 'confirmed',
  'false-alarm': 'false-alarm',
  reclassified: 'confirmed',
  'corrected-on-spot': 'corrected',
  'to-correct-by-date': 'confirmed',
  'transfer-to-case': 'transferred-to-case',
} as const satisfies Record<ReportOutcome, SubmitFinding>;

const strict = { additionalProperties: false };
const Text = Type.String({ minLength: 1, maxLength: 300 });
const Words = Type.Object({ zh: Text, en: Text }, strict);
const Name = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64 });

export const Question = Type.Object(
  {
    id: Name,
    text: Words,
    kind: Type.Enum(['yes-no', 'number', 'text']),
    /** For numbers: what is written behind it. */
    unit: Type.Optional(Type.String({ maxLength: 20 })),
    /** Must be answered unless it was a false alarm. */
    required: Type.Boolean(),
  },
  strict,
);
export type Question = Static<typeof Question>;

export const Checklist = Type.Object(
  {
    id: Name,
    title: Words,
    /** The rules of the rulebook it is for. */
    rules: Type.Array(Name, { minItems: 1, maxItems: 200 }),
    outcomes: Type.Array(Type.Enum([...reportOutcomes]), { minItems: 1, uniqueItems: true }),
    questions: Type.Array(Question, { minItems: 1, maxItems: 30 }),
  },
  strict,
);
export type Checklist = Static<typeof Checklist>;

export const ChecklistFile = Type.Object(
  { version: Type.String(), checklists: Type.Array(Checklist, { minItems: 1, maxItems: 50 }) },
  strict,
);

const Signer = { signedBy: Type.String({ minLength: 1, maxLength: 60 }) };
/** Strokes in a box of `width` × `height`: moves and lines only, so that it can be drawn without a thought. */
const DrawnSignature = Type.Object({
  kind: Type.Literal('svg-path'),
  ...Signer,
  width: Type.Integer({ minimum: 1, maximum: 4000 }),
  height: Type.Integer({ minimum: 1, maximum: 4000 }),
  path: Type.String({
    pattern: '^M ?-?[0-9.]+[ ,]-?[0-9.]+( ?[ML] ?-?[0-9.]+[ ,]-?[0-9.]+)*$',
    maxLength: 40_000,
  }),
});
/** A PNG in base64, at most 96 KiB of it. */
const PictureSignature = Type.Object({
  kind: Type.Literal('png'),
  ...Signer,
  png: Type.String({ pattern: '^iVBORw0KGgo[A-Za-z0-9+/]*={0,2}$', maxLength: 98_304 }),
});
const RefusedSignature = Type.Object({
  kind: Type.Literal('refused'),
  reason: Type.String({ minLength: 1, maxLength: 500 }),
});
export const Signature = Type.Union([DrawnSignature, PictureSignature, RefusedSignature]);
export type Signature = Static<typeof Signature>;

export const Answer = Type.Object({
  questionId: Name,
  value: Type.Union([Type.Boolean(), Type.Number(), Type.String({ maxLength: 1000 })]),
});

/** The `report` of `POST /dispatches/{id}/submit`. */
export const Report = Type.Object({
  checklistId: Name,
  outcome: Type.Enum([...reportOutcomes]),
  answers: Type.Array(Answer, { maxItems: 30 }),
  /** For `reclassified`: the rule that describes what is really there. */
  ruleId: Type.Optional(Name),
  /** For `to-correct-by-date`: the local date, `YYYY-MM-DD`. */
  correctBy: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
  photosBefore: Type.Array(Sha256, { maxItems: 10 }),
  photosAfter: Type.Array(Sha256, { maxItems: 10 }),
  /** Of the kitchen's manager, or why there is none. */
  signature: Signature,
});
export type Report = Static<typeof Report>;

/** A report as it was handed in. */
export interface ReportView {
  /** Number of the offer whose work it reports. */
  offerNumber: number;
  submittedBy: string;
  submittedAt: string;
  report: Report;
}
