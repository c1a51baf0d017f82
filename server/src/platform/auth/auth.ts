/**
 * Who is asking. A session is an opaque random token in a cookie; the database keeps only its SHA-256, so a copy
 * of the database opens nothing. Sessions end when signed out, after `idleLimitMs` without a request, and after
 * `absoluteLimitMs` in any case. A short cache spares the database; a sign-out reaches this process at once and
 * others when their entry ages out.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Session } from '@mingchu/shared/http';
import { appendAudit } from '../audit/audit.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../postgres/database.ts';
import { passwordFits } from './passwords.ts';
import {
  type Account,
  accountByName,
  deleteEndedSessions,
  deleteSession,
  insertSession,
  liveSession,
  touchSession,
} from './sessionStore.ts';

export interface Auth {
  /** A new session, or null when name or password is wrong. */
  signIn(username: string, password: string): Promise<{ token: string; session: Session } | null>;
  /** A new session of somebody who has shown elsewhere who he is, or null when the account is gone. */
  openSession(username: string): Promise<{ token: string; session: Session } | null>;
  signOut(token: string): Promise<void>;
  /** The session of a `Cookie` header, or null. Rejects only when the database does. */
  authenticate(cookieHeader: string | undefined): Promise<Session | null>;
  /** Records that someone asked for what his role does not allow. */
  noteRefusal(session: Session, what: string): Promise<void>;
  /** Calls back with the token of each session that is signed out here. */
  onSignedOut(listener: (token: string) => void): () => void;
}

export const sessionCookie = 'mingchu_session';
const hourMs = 3_600_000;
/** Two shifts: a desk that was left is not open the next morning. */
export const idleLimitMs = 12 * hourMs;
export const absoluteLimitMs = 30 * 24 * hourMs;
/** How long another process may still honour a session that was signed out. */
const cacheMs = 3_000;
const maxCached = 10_000;
/** `last_seen_at` is written at most this often a session. */
const touchEveryMs = 60_000;
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** Sessions over the database, see the head of the file. */
export function createAuth({ db, clock }: { db: Database; clock: Clock }): Auth {
  const cache = new Map<string, { session: Session; checkedAt: number }>();
  const listeners = new Set<(token: string) => void>();

  const lookUp = async (token: string): Promise<Session | null> => {
    const cached = cache.get(token);
    if (cached && clock.now() - cached.checkedAt < cacheMs) return cached.session;
    const now = clock.date();
    const idleSince = new Date(now.getTime() - idleLimitMs);
    const found = await liveSession(db, { tokenHash: hashToken(token), now, idleSince });
    cache.delete(token);
    if (!found) return null;
    if (now.getTime() - found.lastSeenAt.getTime() > touchEveryMs) {
      await touchSession(db, hashToken(token), now);
    }
    if (cache.size >= maxCached) cache.clear();
    cache.set(token, { session: found.session, checkedAt: now.getTime() });
    return found.session;
  };

  const open = async (account: Account) => {
    const { passwordHash: _, ...session } = account;
    const token = randomBytes(32).toString('base64url');
    const now = clock.date();
    const expiresAt = new Date(now.getTime() + absoluteLimitMs);
    await insertSession(db, { tokenHash: hashToken(token), username: session.username, now, expiresAt });
    await deleteEndedSessions(db, { now, idleSince: new Date(now.getTime() - idleLimitMs) });
    return { token, session };
  };

  return {
    signIn: async (username, password) => {
      const account = await accountByName(db, username);
      const fits = await passwordFits(account?.passwordHash, password);
      return account && fits ? open(account) : null;
    },
    openSession: async (username) => {
      const account = await accountByName(db, username);
      return account ? open(account) : null;
    },
    signOut: async (token) => {
      await deleteSession(db, hashToken(token));
      cache.delete(token);
      for (const listener of listeners) listener(token);
    },
    authenticate: async (cookieHeader) => {
      const token = tokenOf(cookieHeader);
      return token === undefined ? null : lookUp(token);
    },
    noteRefusal: ({ username, role }, what) => {
      const entry = { subject: 'session', subjectId: username, actor: username, act: 'refused' } as const;
      const detail = { what, role };
      return db.transaction((tx) =>
        appendAudit(tx, clock.date(), [{ ...entry, reason: 'role-not-allowed', detail }]),
      );
    },
    onSignedOut: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The session token in a `Cookie` header, when there is a well-formed one. */
export function tokenOf(cookieHeader: string | undefined): string | undefined {
  for (const part of (cookieHeader ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === sessionCookie && value !== undefined && tokenPattern.test(value)) return value;
  }
  return undefined;
}

/** How the database knows a session. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
