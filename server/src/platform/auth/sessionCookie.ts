/** What every way to sign in does at its end: the cookie, and the line in the audit trail. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { appendAudit } from '../audit/audit.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../postgres/database.ts';
import { type IssuedToken, sessionCookie } from './auth.ts';

/** Hands the session, or the successor of its token, to the browser. */
export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, issued: IssuedToken): void {
  reply.setCookie(sessionCookie, issued.token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    // On plain http (localhost, a station's own network) a Secure cookie would never come back.
    secure: request.protocol === 'https',
    maxAge: Math.floor(issued.lastsMs / 1000),
  });
}

/** Records a sign-in or its refusal. `username` is what was claimed, when it was refused. */
export async function auditSignIn(
  { db, clock }: { db: Database; clock: Clock },
  entry: { username: string; act: string; reason: string; detail: { ip: string } & Record<string, unknown> },
): Promise<void> {
  const { username, act, reason, detail } = entry;
  await db.transaction((tx) =>
    appendAudit(tx, clock.date(), [
      { subject: 'session', subjectId: username, actor: username, act, reason, detail },
    ]),
  );
}
