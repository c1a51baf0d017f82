/** Signing in and out: POST, GET and DELETE /session. */
import { Login } from '@mingchu/shared/http';
import { roles } from '@mingchu/shared/vocabulary';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Clock } from '../clock.ts';
import type { HttpApp } from '../http/httpServer.ts';
import { ProblemError } from '../http/problem.ts';
import { appendAudit } from '../audit/audit.ts';
import type { Database } from '../postgres/database.ts';
import { absoluteLimitMs, sessionCookie, tokenOf } from './auth.ts';
import { requireRole } from './requireRole.ts';

/** Failed sign-ins a minute: for one name from one address, and for one address whatever the names. */
const maxFailuresPerName = 10;
const maxFailuresPerAddress = 100;
const failureWindowMs = 60_000;

const SessionAnswer = Type.Object({
  username: Type.String(),
  displayName: Type.String(),
  role: Type.Enum([...roles]),
  inspectorId: Type.Union([Type.String(), Type.Null()]),
});

/** Registers the routes under the API's prefix. */
export function sessionRoutes(app: HttpApp, deps: { db: Database; clock: Clock }): void {
  const limits = signInLimits(app);
  app.post(
    '/session',
    {
      schema: {
        tags: ['session'],
        summary: 'Sign in; sets the session cookie',
        security: [],
        body: Login,
        response: { 200: SessionAnswer },
      },
      config: { rateLimit: false },
    },
    async (request, reply) => {
      await limits.refuseIfExceeded(request);
      const { username, password } = request.body;
      const signedIn = await app.auth.signIn(username, password);
      if (!signedIn) {
        await limits.countFailure(request);
        await audit(deps, {
          username,
          act: 'sign-in-refused',
          reason: 'wrong-name-or-password',
          ip: request.ip,
        });
        throw new ProblemError(401, 'wrong-name-or-password', 'Name or password is wrong.');
      }
      await audit(deps, { username, act: 'signed-in', reason: 'password', ip: request.ip });
      setCookie(request, reply, signedIn.token);
      return signedIn.session;
    },
  );

  app.get(
    '/session',
    {
      schema: { tags: ['session'], summary: 'Who is signed in', response: { 200: SessionAnswer } },
      preHandler: requireRole(),
    },
    async (request) => request.session,
  );

  app.delete(
    '/session',
    { schema: { tags: ['session'], summary: 'Sign out; also ends its live connections' } },
    async (request, reply) => {
      const token = tokenOf(request.headers.cookie);
      if (token !== undefined) await app.auth.signOut(token);
      return reply.clearCookie(sessionCookie, { path: '/' }).code(204).send();
    },
  );
}

/**
 * Only failures count: a station whose twenty phones sign in at eight o'clock behind one address is not an
 * attack. Names are limited per address, so that a stranger cannot lock the duty officer out.
 */
function signInLimits(app: HttpApp) {
  const nameOf = (request: FastifyRequest) => String((request.body as Partial<Login>).username).slice(0, 64);
  const limits = [
    app.createRateLimit({
      max: maxFailuresPerName,
      timeWindow: failureWindowMs,
      allowList: () => false,
      keyGenerator: (request) => `sign-in ${request.ip} ${nameOf(request)}`,
    }),
    app.createRateLimit({
      max: maxFailuresPerAddress,
      timeWindow: failureWindowMs,
      allowList: () => false,
      keyGenerator: (request) => `sign-in ${request.ip}`,
    }),
  ];
  return {
    refuseIfExceeded: async (request: FastifyRequest) => {
      for (const limit of limits) {
        const state = await limit(request, { increment: false });
        if (state.isAllowed || state.remaining > 0) continue;
        throw new ProblemError(
          429,
          'too-many-failed-sign-ins',
          `Too many failed attempts. Try again in ${state.ttlInSeconds} s.`,
        );
      }
    },
    countFailure: async (request: FastifyRequest) => {
      for (const limit of limits) await limit(request);
    },
  };
}

function setCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(sessionCookie, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    // On plain http (localhost, a station's own network) a Secure cookie would never come back.
    secure: request.protocol === 'https',
    maxAge: absoluteLimitMs / 1000,
  });
}

async function audit(
  { db, clock }: { db: Database; clock: Clock },
  entry: { username: string; act: string; reason: string; ip: string },
): Promise<void> {
  const { username, act, reason, ip } = entry;
  await db.transaction((tx) =>
    appendAudit(tx, clock.date(), [
      { subject: 'session', subjectId: username, actor: username, act, reason, detail: { ip } },
    ]),
  );
}
