/**
 * Proof of arrival: position, the code at the door, a photo. Two of three count (how many is policy), one alone asks
 * an officer, and what contradicts itself goes to an officer and never counts by itself.
 */
import { type Static, Type } from 'typebox';
import { Latitude, Longitude } from './registry.ts';

export const proofKinds = ['position', 'door-code', 'photo'] as const;
/** 定位 · 店码 · 照片. */
export type ProofKind = (typeof proofKinds)[number];

export const proofVerdicts = ['holds', 'unproven', 'elsewhere', 'conflicts'] as const;
/**
 * What one proof is worth. `unproven`: says nothing either way. `elsewhere`: he is not there (yet); a contradiction
 * only beside something that says he is. `conflicts`: cannot be true, or cannot be his.
 */
export type ProofVerdict = (typeof proofVerdicts)[number];

/** Named reasons of a proof's verdict, as they stand in the record. */
export const proofReasons = [
  'within-fence',
  'outside-fence',
  'too-inaccurate',
  'mock-location',
  'impossible-speed',
  'code-fits',
  'code-used-by-another',
  'wrong-code',
  'code-of-another-site',
  'no-door-code',
  'too-many-wrong-codes',
  'clock-off',
  'photo-taken',
  'no-such-photo',
  'photo-used-before',
  'photo-taken-elsewhere',
  'photo-older-than-order',
] as const;
export type ProofReason = (typeof proofReasons)[number];

/** One proof as answers and screens carry it. Times are ISO 8601 UTC. */
export interface ProofView {
  kind: ProofKind;
  verdict: ProofVerdict;
  reason: ProofReason;
  /** The time it counts from. */
  at: string;
}

/** One proof with what it is judged by; item of `GET /dispatches/{id}/proofs`. Distances are whole metres from the site. */
export interface ProofFacts extends ProofView {
  id: string;
  inspectorId: string;
  offerNumber: number;
  /** An officer has refused the claim that it was given for. */
  refused: boolean;
  receivedAt: string;
  /** What the phone's clock said, when it was given without a network. */
  deviceTime: string | null;
  /** `accuracyM`: the radius within which the phone believed to be, null when it did not say. */
  position: { distanceM: number | null; accuracyM: number | null; fenceM: number } | null;
  /** What the picture says of itself; null where it is silent. */
  photo: { sha256: string; takenAt: string | null; distanceM: number | null } | null;
  /** Ids of proofs that cannot be true beside this one. */
  contradicts: string[];
}

/** What an inspector says of his arrival while it is not decided, or after it was refused. */
export interface ArrivalClaim {
  /** `pending`: too few proofs, an officer is asked. `conflicting`: the proofs contradict each other. */
  state: 'pending' | 'conflicting' | 'refused';
  inspectorId: string;
  /** The arrival counts from here when an officer confirms it. */
  at: string;
  claimedAt: string;
  proofs: ProofView[];
  /** Of a refusal: what the officer said. */
  comment?: string;
}

const Seen = Type.Optional(Type.Integer({ minimum: 1 }));
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

const PositionProof = Type.Object({
  lat: Latitude,
  lon: Longitude,
  /** Radius within which the phone believes to be, metres. */
  accuracyM: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 })),
  /** The phone says that an app makes its position up. */
  mock: Type.Optional(Type.Boolean()),
});
const DoorCodeProof = Type.Object({
  code: Type.String({ pattern: '^[0-9]{6}$' }),
  /** From the QR code; absent when it was typed. */
  siteId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
});

/** `POST /dispatches/{id}/proofs`: one or more at once. A photo is uploaded before and named by its hash. */
export const ProofsBody = Type.Object({
  version: Seen,
  position: Type.Optional(PositionProof),
  doorCode: Type.Optional(DoorCodeProof),
  photoSha256: Type.Optional(Sha256),
});
export type ProofsBody = Static<typeof ProofsBody>;

/** `POST /dispatches/{id}/arrival/confirm`. */
export const ConfirmArrivalBody = Type.Object({
  version: Seen,
  comment: Type.Optional(Type.String({ maxLength: 500 })),
});
/** `POST /dispatches/{id}/arrival/refuse`. */
export const RefuseArrivalBody = Type.Object({
  version: Seen,
  reason: Type.String({ minLength: 1, maxLength: 500 }),
});

export const photoPurposes = ['arrival', 'before', 'after'] as const;
export type PhotoPurpose = (typeof photoPurposes)[number];

/** Answer of `POST /dispatches/{id}/photos`. */
export interface PhotoView {
  sha256: string;
  purpose: PhotoPurpose;
  receivedAt: string;
  deviceTime: string | null;
}

/** How long one code at a door holds, seconds: 15 s for a screen to 35 days for a sheet that is printed each month. */
export const DoorCodeBody = Type.Object({
  stepS: Type.Optional(Type.Integer({ minimum: 15, maximum: 35 * 86_400 })),
  reason: Type.String({ minLength: 1, maxLength: 500 }),
});

/** `GET /sites/{id}/door-code`, for staff: the code now, and what a screen at the door is set up with. */
export interface DoorCodeView {
  siteId: string;
  stepS: number;
  code: string;
  validFrom: string;
  validUntil: string;
  /** What the QR code of the page says: `mingchu-door:{siteId}:{code}`. */
  payload: string;
  codeSvg: string;
  /** Sets up a screen at the door, or any authenticator (RFC 6238). */
  otpauthUri: string;
  otpauthSvg: string;
  madeBy: string;
  madeAt: string;
}

/** `POST /dispatches/{id}/extension`: more time, which a chief has to approve. */
export const ExtensionBody = Type.Object({
  version: Seen,
  minutes: Type.Integer({ minimum: 1, maximum: 1440 }),
  reason: Type.String({ minLength: 1, maxLength: 500 }),
});
/** `POST /dispatches/{id}/extension/approve|refuse`. */
export const ExtensionDecisionBody = Type.Object({
  version: Seen,
  comment: Type.Optional(Type.String({ maxLength: 500 })),
});

/** More time that was asked for and is not yet decided. */
export interface ExtensionAsked {
  minutes: number;
  reason: string;
  askedBy: string;
  askedAt: string;
}
