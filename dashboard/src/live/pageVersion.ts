/**
 * When a page that has been open for weeks takes the version that the server hands out now. Not while somebody is
 * needed or on his way, unless that has lasted for half an hour, and at once where the screen is covered anyway: the
 * new server may not talk to an old page. Never while the server is not heard, because the browser would show its own
 * error; and not twice for one version within a time, because a cluster may hand out two.
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
  /** Whether the server's heartbeats are heard, be the screen in step or not. */
  heard: boolean;
  /** For how long the screen has been covered, ms. */
  coveredMs: number;
}

export type VersionDecision =
  | {
      reload: false;
      reason: 'same-version' | 'version-unknown' | 'tried-already' | 'not-heard' | 'not-quiet';
    }
  | { reload: true; reason: 'covered' | 'quiet' | 'waited-long-enough' };

/** A quiet moment lasts this long, ms. */
const quietForMs = 20_000;
/** A day without a quiet moment must not keep an old page, ms. */
const latestMs = 30 * 60_000;
/** One version is tried again after this long, ms; sooner by a page that shows nothing. */
const tryAgainMs = 60 * 60_000;
const coveredTryAgainMs = 60_000;
/** A screen that heartbeats do not uncover within this will not be by itself, ms. */
const coveredForMs = 15_000;

export function decideReload(facts: VersionFacts): VersionDecision {
  const { own, told, tried } = facts;
  if (own === null || told === null) return { reload: false, reason: 'version-unknown' };
  if (own === told) return { reload: false, reason: 'same-version' };
  if (!facts.heard) return { reload: false, reason: 'not-heard' };
  const covered = facts.coveredMs >= coveredForMs;
  const pauseMs = covered ? coveredTryAgainMs : tryAgainMs;
  if (tried?.version === told && tried.agoMs < pauseMs) return { reload: false, reason: 'tried-already' };
  if (covered) return { reload: true, reason: 'covered' };
  if (facts.quietMs >= quietForMs) return { reload: true, reason: 'quiet' };
  if (facts.waitedMs >= latestMs) return { reload: true, reason: 'waited-long-enough' };
  return { reload: false, reason: 'not-quiet' };
}

/** Version of this page, as the build wrote it into index.html; null in development. */
export function ownPageVersion(): string | null {
  return document.querySelector<HTMLMetaElement>('meta[name="mingchu-version"]')?.content ?? null;
}
