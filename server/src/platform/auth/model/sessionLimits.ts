/**
 * How long a session lasts, by role: the one table. A desk that was left is not open the next morning. An inspector's
 * phone is his own and locked by him, lies still over night, days off and holidays, and must take an order at once when
 * one comes: nobody types a password within the ten minutes. What a lost phone opens an administrator closes.
 */
import { type Role, roles } from '@mingchu/shared/vocabulary';

export interface SessionLimit {
  /** Without a request; an open live connection counts as use. */
  idleMs: number;
  /** In any case, from the sign-in. */
  absoluteMs: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Two shifts. */
const desk: SessionLimit = { idleMs: 12 * hourMs, absoluteMs: 30 * dayMs };

export const sessionLimits: Readonly<Record<Role, SessionLimit>> = {
  duty: desk,
  chief: desk,
  admin: desk,
  leader: desk,
  inspector: { idleMs: 14 * dayMs, absoluteMs: 90 * dayMs },
};

/** The longest that any session can last. */
export const longestSessionMs = Math.max(...Object.values(sessionLimits).map(({ absoluteMs }) => absoluteMs));

/** True when nothing of it has been heard for longer than its role may be silent. */
export function isLeftAlone(session: { role: Role; lastSeenAt: Date }, nowMs: number): boolean {
  return nowMs - session.lastSeenAt.getTime() >= sessionLimits[session.role].idleMs;
}

/** For each role the moment since which a session must have been used so as not to have ended. */
export function idleSinceOf(nowMs: number): { role: Role; since: Date }[] {
  return roles.map((role) => ({ role, since: new Date(nowMs - sessionLimits[role].idleMs) }));
}
