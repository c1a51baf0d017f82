/** Bodies of HTTP requests under `/api/v1`, and what lists answer. Errors are RFC 9457 problem documents. */
import { type Static, Type } from 'typebox';
import { ProofsBody } from './arrival.ts';
import { type DispatchState, submitFindings } from './dispatch.ts';
import { Latitude, Longitude } from './registry.ts';
import { Report } from './report.ts';
import { reviewVerdicts } from './review.ts';
import type { RuleMistake } from './rulebookTrial.ts';
import { type Role, roles } from './vocabulary.ts';

const Comment = Type.String({ maxLength: 500 });
const Reason = Type.String({ minLength: 1, maxLength: 500 });

export const Login = Type.Object({
  username: Type.String({ minLength: 1, maxLength: 64 }),
  password: Type.String({ minLength: 1, maxLength: 128 }),
});
export type Login = Static<typeof Login>;

const Password = Type.String({ minLength: 10, maxLength: 128 });
/** `PUT /accounts/{username}`. A new account needs the password. */
export const AccountBody = Type.Object({
  displayName: Type.String({ minLength: 1, maxLength: 60 }),
  role: Type.Enum([...roles]),
  /** Who of the registry it is, for roles with the permission `account.of-inspector`; left out, it is nobody. */
  inspectorId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  password: Type.Optional(Password),
});
/** `POST /me/password`. */
export const PasswordBody = Type.Object({ current: Type.String({ maxLength: 128 }), next: Password });

/** Item of `GET /inspectors/phones`. */
export const InspectorPhone = Type.Object({ inspectorId: Type.String(), phone: Type.String() });
export type InspectorPhone = Static<typeof InspectorPhone>;

/** Who is signed in. */
export interface Session {
  username: string;
  displayName: string;
  role: Role;
  /** Who of the registry he is; null for nobody, and for roles without the permission `account.of-inspector`. */
  inspectorId: string | null;
}

/** Answer of `POST /session` and `GET /session`: who is signed in, and when he must sign in anew in any case. */
export interface SignedIn extends Session {
  endsAt: string;
}

/** An account as an administrator sees it. */
export interface AccountLine extends Session {
  /** Doors that wrong passwords have locked; `address` null: every address where he has not signed in before. */
  locks: { address: string | null; until: string }[];
  /** Browsers and phones where he is signed in, and when one of them was last used. */
  sessions: number;
  lastSeenAt: string | null;
}

/** `version` guards against acting on a violation that has moved on: 409 then. */
const SeenVersion = { version: Type.Optional(Type.Integer({ minimum: 1 })) };
export const AckBody = Type.Object({ ...SeenVersion, comment: Type.Optional(Comment) });
export const ReviewBody = Type.Object({
  ...SeenVersion,
  verdict: Type.Enum([...reviewVerdicts]),
  /** For `reclassified`: the rule that describes what is really there. */
  ruleId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  comment: Type.Optional(Comment),
});
/** Shelving always ends: after 1 minute to 8 hours, and sooner by `longestShelfMinutes`. */
export const ShelveBody = Type.Object({
  ...SeenVersion,
  minutes: Type.Integer({ minimum: 1, maximum: 480 }),
  /** Ends earlier, when the condition does (one-shot shelving of OPC UA Part 9). */
  untilClear: Type.Optional(Type.Boolean()),
  reason: Reason,
});
/** Sends somebody for a violation that has no order yet. */
export const SendBody = Type.Object({ ...SeenVersion, reason: Reason });
/** Hands a confirmed breach of law to two certified officers (行政处罚法 Art. 42). */
export const TransferBody = Type.Object({
  ...SeenVersion,
  caseRef: Type.String({ minLength: 1, maxLength: 60 }),
  officers: Type.Array(Type.String({ minLength: 1, maxLength: 60 }), {
    minItems: 2,
    maxItems: 6,
    uniqueItems: true,
  }),
  comment: Type.Optional(Comment),
});
/** Takes a device out of service, or back. */
export const DeviceServiceBody = Type.Object({ inService: Type.Boolean(), reason: Reason });
/** A named filter of the work list. */
export const SavedViewBody = Type.Object({ query: Type.String({ maxLength: 500 }) });

export const UnshelveBody = Type.Object({ ...SeenVersion, reason: Type.Optional(Reason) });

/** `version` guards against acting on an order that has moved on: 409 then. */
const Versioned = { version: Type.Optional(Type.Integer({ minimum: 1 })) };
const Position = {
  lat: Type.Optional(Latitude),
  lon: Type.Optional(Longitude),
  accuracyM: Type.Optional(Type.Number({ minimum: 0 })),
};
export const AcceptBody = Type.Object({ ...Versioned });
export const DeclineBody = Type.Object({ ...Versioned, reason: Reason });
export const DepartBody = Type.Object({ ...Versioned, ...Position });
/** With what proves it, see shared/src/arrival.ts. */
export const ArriveBody = Type.Object({
  ...Versioned,
  ...Position,
  mock: Type.Optional(Type.Boolean()),
  doorCode: ProofsBody.properties.doorCode,
  photoSha256: ProofsBody.properties.photoSha256,
});
export const SubmitBody = Type.Object({
  ...Versioned,
  finding: Type.Enum([...submitFindings]),
  comment: Type.Optional(Comment),
  /** By the checklist of the violation; its outcome must be the finding. */
  report: Type.Optional(Report),
});
export const VerifyBody = Type.Object({ ...Versioned, comment: Type.Optional(Comment) });
export const RecallBody = Type.Object({ ...Versioned, reason: Reason });
export const ReassignBody = Type.Object({
  ...Versioned,
  inspectorId: Type.String({ minLength: 1, maxLength: 64 }),
  reason: Reason,
});
/** `POST /inspectors/me/position`. */
export const PositionBody = Type.Object({
  lat: Latitude,
  lon: Longitude,
  accuracyM: Type.Optional(Type.Number({ minimum: 0 })),
});

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** What came before an act that the world has overtaken. */
export interface OvertakenBy {
  state: DispatchState;
  /** Whoever has the order now; null when nobody does. */
  inspectorId: string | null;
  inspectorName: string | null;
}

/** RFC 9457. `code` is the named reason, stable for programs. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  code: string;
  /** For code `invalid-request`: each field that breaks its schema, e.g. `body/reason`. */
  errors?: { field: string; message: string }[];
  /** For code `overtaken`, about an order. */
  happened?: OvertakenBy;
  /** For code `rules-refused`. */
  mistake?: RuleMistake;
  /** For code `too-many-failed-sign-ins`: how long to wait, s. */
  retryAfterS?: number;
}

/** One act in the life of a violation or dispatch, for the timeline. */
export interface TimelineEntry {
  at: string;
  subject: 'violation' | 'dispatch' | 'message';
  subjectId: string;
  /** `system`, or the account. */
  actor: string;
  act: string;
  reason: string;
  detail: Record<string, unknown>;
  /** Of an act that a phone sent later: its own time, and ours when it came. */
  deviceTime?: string | null;
  receivedAt?: string | null;
}

/** Why somebody looks at a picture; sent as `?why=`. `monitoring`: the wall, `case`: an officer's work on a violation. */
export const viewReasons = ['monitoring', 'case', 'order', 'review'] as const;
export type ViewReason = (typeof viewReasons)[number];

/** What the audit trail is about. */
export const auditSubjects = [
  'violation',
  'dispatch',
  'message',
  'registry',
  'session',
  'export',
  'policy',
  'picture',
  'shift',
  'sound',
  'wall',
  'credential',
  'mapping',
  'rulebook',
] as const;
export type AuditSubject = (typeof auditSubjects)[number];

/** One line of `GET /audit`. `actor`: `system` or an account name. */
export interface AuditLine {
  at: string;
  subject: AuditSubject;
  subjectId: string;
  violationId: string | null;
  actor: string;
  act: string;
  reason: string;
  detail: Record<string, unknown>;
}
