/**
 * Names and secrets with which the devices of a site sign in to the broker. One name has one secret: a new secret is a
 * new name, so that both can be good for a while, on every broker.
 */
import { type Static, Type } from 'typebox';
import { Id } from './mqtt.ts';

/** Between site and number in a name: no site id holds it, and it needs no quotes in files, addresses and shells. */
const separator = '~';
const usernamePattern = /^([A-Za-z0-9._-]{1,64})~([1-9][0-9]{0,8})$/;

/** `site-001~2`: the second credential of that site. */
export function credentialName(siteId: string, number: number): string {
  return `${siteId}${separator}${number}`;
}

/** The site that a name belongs to; null when it is no name of a credential. */
export function siteOfCredential(username: string): string | null {
  return usernamePattern.exec(username)?.[1] ?? null;
}

/** `ending`: good until its end, because another replaces it. */
export const credentialStates = ['good', 'ending', 'ended'] as const;
export type CredentialState = (typeof credentialStates)[number];

export const credentialEnds = ['revoked', 'replaced'] as const;
export type CredentialEnd = (typeof credentialEnds)[number];

/** Good credentials that one site may have. */
export const maxGoodPerSite = 20;
/** Longest time that a replaced secret stays good, h. */
export const maxOverlapH = 30 * 24;

const Label = Type.String({ minLength: 1, maxLength: 60 });
/** `POST /admin/credentials`. */
export const NewCredentialBody = Type.Object({
  siteId: Id,
  /** Which device or gateway it is for, in words. */
  label: Label,
});
export type NewCredentialBody = Static<typeof NewCredentialBody>;

/** `POST /admin/credentials/{username}/replace`. */
export const ReplaceCredentialBody = Type.Object({
  /** How long the old secret stays good; 0 ends it at once. */
  overlapH: Type.Integer({ minimum: 0, maximum: maxOverlapH }),
  /** The old secret ends earlier, when the new one is first used: right where one device alone has it. */
  endAtFirstUse: Type.Boolean(),
});
export type ReplaceCredentialBody = Static<typeof ReplaceCredentialBody>;

/** `POST /admin/credentials/{username}/revoke`. */
export const RevokeCredentialBody = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 500 }) });

/** Item of `GET /admin/credentials`. The secret is in none of them. */
export const CredentialView = Type.Object({
  username: Type.String(),
  siteId: Type.String(),
  label: Type.String(),
  state: Type.Enum([...credentialStates]),
  createdAt: Type.String(),
  createdBy: Type.String(),
  /** The name that this one replaces. */
  replaces: Type.Union([Type.String(), Type.Null()]),
  endsAt: Type.Union([Type.String(), Type.Null()]),
  endReason: Type.Union([Type.Enum([...credentialEnds]), Type.Null()]),
  /** To the hour; null before the first use, and where another broker does not tell us. */
  lastUsedAt: Type.Union([Type.String(), Type.Null()]),
});
export type CredentialView = Static<typeof CredentialView>;

/** Answer to making and replacing: the only time that the secret is told. */
export const IssuedCredential = Type.Object({ credential: CredentialView, secret: Type.String() });
export type IssuedCredential = Static<typeof IssuedCredential>;
