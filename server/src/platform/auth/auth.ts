/**
 * Who is asking. A session is known by an opaque random token in a cookie; the database keeps only its SHA-256, so a
 * copy of the database opens nothing. The token changes while the session lives (`model/tokenAge.ts`); one that comes
 * after its time is in two hands, and ends the session for both. Sessions end when signed out, when left alone and
 * after some time in any case (`model/sessionLimits.ts`). The database is the truth for all processes; a short cache
 * spares it. A sign-out reaches this process at once and others when their entry ages out.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Session } from '@mingchu/shared/http';
import { appendAudit } from '../audit/audit.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../postgres/database.ts';
import { idleSinceOf, isLeftAlone, sessionLimits } from './model/sessionLimits.ts';
import { judgeToken, overlapMs, rotateAfterMs } from './model/tokenAge.ts';
import { passwordFits } from './passwords.ts';
import { createPresenceNotes, type PresenceNotes } from './presence.ts';
import {
  accountByName,
  deleteEndedSessions,
  deleteSession,
  deleteSessionOfToken,
  findSession,
  findToken,
  forgetPresence,
  type FoundToken,
  insertSession,
  insertSuccessor,
  retireEarlier,
  touchSession,
} from './sessionStore.ts';

/** A token as it is handed to a browser, and how long the session can live at most. */
export interface IssuedToken {
  token: string;
  lastsMs: number;
}

/** A session that has just begun. */
export interface OpenedSession extends IssuedToken {
  session: Session;
  /** When it ends in any case. */
  endsAt: Date;
}

/** Somebody who came with a token that counts. */
export interface Caller {
  session: Session;
  /** What stays the same while tokens change. */
  sessionId: string;
  /** When the session ends in any case. */
  endsAt: Date;
  /** Present when the caller is to use this one from now on. */
  successor?: IssuedToken;
}

export interface Auth {
  /** A new session, or null when name or password is wrong. */
  signIn(username: string, password: string): Promise<OpenedSession | null>;
  /** A new session of somebody who has shown elsewhere who he is, or null when the account is gone. */
  openSession(username: string): Promise<OpenedSession | null>;
  signOut(token: string): Promise<void>;
  /** The same by what the database knows of the token. */
  endSessionOf(tokenHash: Buffer): Promise<void>;
  /** Who comes with this `Cookie` header from this address, or null. Rejects only when the database does. */
  authenticate(cookieHeader: string | undefined, ip: string): Promise<Caller | null>;
  /** The session that this `Cookie` header was last seen to belong to, which may have ended since; no I/O. */
  lastKnownSession(cookieHeader: string | undefined): string | undefined;
  /** Who the session is of, or null when it has ended. Counts as use, like a request. */
  keepAlive(sessionId: string): Promise<Session | null>;
  /** Whose session this is, is at a desk, or just leaves it: see `presence.ts`. */
  notePresence: PresenceNotes['note'];
  /** Records that someone was refused an act. `reason`: the code that he was answered. */
  noteRefusal(session: Session, refused: { reason: string; detail: Record<string, unknown> }): Promise<void>;
  /** Calls back with the id of each session that ends here. */
  onEnded(listener: (sessionId: string) => void): () => void;
}

export const sessionCookie = 'mingchu_session';
/** A token that was old enough for a successor when its session was last used ends no sooner than the session. */
const tokenLimitMs = (role: Session['role']): number =>
  sessionLimits[role].idleMs + rotateAfterMs + overlapMs;
/** How long another process may still honour a session that was signed out. */
const cacheMs = 3_000;
const maxCached = 10_000;
/** `last_seen_at` is written at most this often a session. */
const touchEveryMs = 60_000;
/** Presence can be asked for over a year (`statistics/askedSpan.ts`). */
const presenceKeptMs = 400 * 86_400_000;
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** Sessions over the database, see the head of the file. */
export function createAuth({ db, clock }: { db: Database; clock: Clock }): Auth {
  const cache = new Map<string, { caller: Caller; checkedAt: number }>();
  const listeners = new Set<(sessionId: string) => void>();
  const presence = createPresenceNotes({ db, clock });

  const forget = (sessionId: string) => {
    presence.forget(sessionId);
    for (const [token, { caller }] of cache) if (caller.sessionId === sessionId) cache.delete(token);
    for (const listener of listeners) listener(sessionId);
  };
  const touch = async (sessionId: string, lastSeenAt: Date) => {
    if (clock.now() - lastSeenAt.getTime() > touchEveryMs) await touchSession(db, sessionId, clock.date());
  };

  const isIdle = ({ session, lastSeenAt }: { session: Session; lastSeenAt: Date }): boolean =>
    isLeftAlone({ role: session.role, lastSeenAt }, clock.now());

  const lookUp = async (token: string, ip: string): Promise<Caller | null> => {
    const cached = cache.get(token);
    if (cached && clock.now() - cached.checkedAt < cacheMs) return cached.caller;
    cache.delete(token);
    const found = await findToken(db, { tokenHash: hashToken(token), now: clock.date() });
    if (!found || isIdle(found)) return null;
    const verdict = judgeToken(found, clock.now(), tokenLimitMs(found.session.role));
    if (verdict === 'too-old') return null;
    if (verdict === 'replayed') {
      if (await endStolen({ db, clock }, found, ip)) forget(found.sessionId);
      return null;
    }
    const { sessionId, session, generation, expiresAt } = found;
    await touch(sessionId, found.lastSeenAt);
    if (found.isFirstUse) await retireEarlier(db, { sessionId, generation, now: clock.date() });
    const caller: Caller = { session, sessionId, endsAt: expiresAt };
    if (cache.size >= maxCached) cache.clear();
    cache.set(token, { caller, checkedAt: clock.now() });
    if (verdict !== 'wants-successor') return caller;
    const successor = await issueSuccessor({ db, clock }, found);
    return successor ? { ...caller, successor } : caller;
  };

  const open = async (session: Session, passwordHash?: string): Promise<OpenedSession | null> => {
    const token = newToken();
    const now = clock.date();
    const { absoluteMs } = sessionLimits[session.role];
    const expiresAt = new Date(now.getTime() + absoluteMs);
    const { username } = session;
    const shown = passwordHash === undefined ? {} : { passwordHash };
    if (!(await insertSession(db, { tokenHash: hashToken(token), username, now, expiresAt, ...shown })))
      return null;
    await deleteEndedSessions(db, { now, idleSince: idleSinceOf(now.getTime()) });
    await forgetPresence(db, new Date(now.getTime() - presenceKeptMs));
    return { token, lastsMs: absoluteMs, session, endsAt: expiresAt };
  };

  const endSessionOf = async (tokenHash: Buffer) => {
    const sessionId = await deleteSessionOfToken(db, tokenHash);
    if (sessionId !== undefined) forget(sessionId);
  };

  return {
    signIn: async (username, password) => {
      const account = await accountByName(db, username);
      const fits = await passwordFits(account?.passwordHash, password);
      if (!account || !fits) return null;
      const { passwordHash, ...session } = account;
      return open(session, passwordHash);
    },
    openSession: async (username) => {
      const account = await accountByName(db, username);
      if (!account) return null;
      const { passwordHash: _, ...session } = account;
      return open(session);
    },
    signOut: (token) => endSessionOf(hashToken(token)),
    endSessionOf,
    authenticate: async (cookieHeader, ip) => {
      const token = tokenOf(cookieHeader);
      return token === undefined ? null : lookUp(token, ip);
    },
    lastKnownSession: (cookieHeader) => cache.get(tokenOf(cookieHeader) ?? '')?.caller.sessionId,
    keepAlive: async (sessionId) => {
      const found = await findSession(db, { sessionId, now: clock.date() });
      if (!found || isIdle(found)) return null;
      await touch(sessionId, found.lastSeenAt);
      return found.session;
    },
    notePresence: presence.note,
    noteRefusal: ({ username, role }, { reason, detail }) => {
      const entry = { subject: 'session', subjectId: username, actor: username, act: 'refused' } as const;
      return db.transaction((tx) =>
        appendAudit(tx, clock.date(), [{ ...entry, reason, detail: { ...detail, role } }]),
      );
    },
    onEnded: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

interface AuthDeps {
  db: Database;
  clock: Clock;
}

/** Nothing when another request has been handed one just now. */
function issueSuccessor({ db, clock }: AuthDeps, found: FoundToken): Promise<IssuedToken | undefined> {
  const token = newToken();
  const now = clock.date();
  return db.transaction(async (tx) => {
    const inserted = await insertSuccessor(tx, {
      tokenHash: hashToken(token),
      sessionId: found.sessionId,
      generation: found.generation + 1,
      now,
      unlessSince: new Date(now.getTime() - overlapMs),
    });
    return inserted ? { token, lastsMs: found.expiresAt.getTime() - now.getTime() } : undefined;
  });
}

/** Ends a session whose retired token somebody came with, and records it as what it looks like: a theft. */
function endStolen({ db, clock }: AuthDeps, found: FoundToken, ip: string): Promise<boolean> {
  const { username } = found.session;
  return db.transaction(async (tx) => {
    if (!(await deleteSession(tx, found.sessionId))) return false;
    await appendAudit(tx, clock.date(), [
      {
        subject: 'session',
        subjectId: username,
        actor: 'system',
        act: 'session-ended',
        reason: 'retired-token-replayed',
        detail: { ip, retiredAt: found.retiredAt?.toISOString() },
      },
    ]);
    return true;
  });
}

const newToken = () => randomBytes(32).toString('base64url');

/** The session token in a `Cookie` header, when there is a well-formed one. */
export function tokenOf(cookieHeader: string | undefined): string | undefined {
  for (const part of (cookieHeader ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === sessionCookie && value !== undefined && tokenPattern.test(value)) return value;
  }
  return undefined;
}

/** How the database knows a token. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
