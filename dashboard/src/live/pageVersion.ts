/**
 * When a page that has been open for weeks takes the version that the server hands out now. Not while somebody is
 * needed or on his way, unless that has lasted for half an hour; never while the server cannot be reached, because the
 * browser would show its own error; and never twice for one version, because a cluster may hand out two.
 */
export interface VersionFacts {
  /** Version of this page, written in by the build; null in development. */
  own: string | null;
  /** What the server hands out, by its last heartbeat. */
  told: string | null;
  /** The version that was last tried, and how long ago, ms. */
  tried: { version: string; agoMs: number } | null;
  /** For how long nothing has been waiting for anybody, ms. */
  quietMs: number;
  /** For how long another version has been told, ms. */
  waitedMs: number;
  live: boolean;
}

export type VersionDecision =
  | { reload: false; reason: 'same-version' | 'version-unknown' | 'tried-already' | 'not-live' | 'not-quiet' }
  | { reload: true; reason: 'quiet' | 'waited-long-enough' };

/** A quiet moment lasts this long, ms. */
const quietForMs = 20_000;
/** A day without a quiet moment must not keep an old page, ms. */
const latestMs = 30 * 60_000;
/** One version is tried again after this long, ms. */
const tryAgainMs = 60 * 60_000;

export function decideReload(facts: VersionFacts): VersionDecision {
  const { own, told, tried } = facts;
  if (own === null || told === null) return { reload: false, reason: 'version-unknown' };
  if (own === told) return { reload: false, reason: 'same-version' };
  if (tried?.version === told && tried.agoMs < tryAgainMs) return { reload: false, reason: 'tried-already' };
  if (!facts.live) return { reload: false, reason: 'not-live' };
  if (facts.quietMs >= quietForMs) return { reload: true, reason: 'quiet' };
  if (facts.waitedMs >= latestMs) return { reload: true, reason: 'waited-long-enough' };
  return { reload: false, reason: 'not-quiet' };
}

/** Version of this page, as the build wrote it into index.html; null in development. */
export function ownPageVersion(): string | null {
  return document.querySelector<HTMLMetaElement>('meta[name="mingchu-version"]')?.content ?? null;
}
