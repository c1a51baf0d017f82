/** Signing in and out: POST, GET and DELETE /session; with a provider, through it too. */
import { Login, type Session, type SignedIn } from '@mingchu/shared/http';
import { roles } from '@mingchu/shared/vocabulary';
import { Type } from 'typebox';
import type { Clock } from '../clock.ts';
import type { HttpApp } from '../http/httpServer.ts';
import { ProblemError } from '../http/problem.ts';
import type { Logger } from '../log.ts';
import type { Database } from '../postgres/database.ts';
import { sessionCookie, tokenOf } from './auth.ts';
import { oidcAccountRoutes } from './oidcAccountRoutes.ts';
import { createOidcProvider, type OidcSettings } from './oidcProvider.ts';
import { oidcRoutes } from './oidcRoutes.ts';
import { signedIn } from './requireRole.ts';
import { auditSignIn, setSessionCookie } from './sessionCookie.ts';
import { type Attempt, lockedProblem, noteFailure, noteSuccess, signInLockedUntil } from './signInLocks.ts';

const SessionAnswer = Type.Object({
  username: Type.String(),
  displayName: Type.String(),
  role: Type.Enum([...roles]),
  inspectorId: Type.Union([Type.String(), Type.Null()]),
  /** When the session ends in any case, however much it is used. */
  endsAt: Type.String({ format: 'date-time' }),
});

export interface SessionDeps {
  db: Database;
  clock: Clock;
  /** Undefined: the password is the only way. */
  oidc?: { settings: OidcSettings; log: Logger } | undefined;
  /** The login page says where the accounts of a demonstration are. */
  demo?: boolean;
}

/** Registers the routes under the API's prefix, with those of the provider. */
export function sessionRoutes(app: HttpApp, deps: SessionDeps): void {
  const { db, clock, oidc, demo = false } = deps;
  oidcRoutes(app, {
    db,
    clock,
    oidc: oidc ? { provider: createOidcProvider(oidc.settings, clock), log: oidc.log } : null,
    demo,
  });
  oidcAccountRoutes(app, { db, clock });
  passwordRoutes(app, deps);
}

function passwordRoutes(app: HttpApp, deps: SessionDeps): void {
  const { db, clock } = deps;
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
      const { username, password } = request.body;
      const attempt = (): Attempt => ({ ip: request.ip, name: username, now: clock.date() });
      const before = attempt();
      const until = await signInLockedUntil(db, before);
      if (until) throw lockedProblem(until, before.now);
      const signedIn = await app.auth.signIn(username, password);
      if (!signedIn) {
        const failed = attempt();
        const lockedMeanwhile = await noteFailure(db, failed);
        await auditSignIn(deps, {
          username,
          act: 'sign-in-refused',
          reason: 'wrong-name-or-password',
          detail: { ip: request.ip },
        });
        if (lockedMeanwhile) throw lockedProblem(lockedMeanwhile, failed.now);
        throw new ProblemError(401, 'wrong-name-or-password', 'Name or password is wrong.');
      }
      const after = attempt();
      const meanwhile = await noteSuccess(db, after);
      if (meanwhile) {
        await app.auth.signOut(signedIn.token);
        throw lockedProblem(meanwhile, after.now);
      }
      await auditSignIn(deps, { username, act: 'signed-in', reason: 'password', detail: { ip: request.ip } });
      setSessionCookie(request, reply, signedIn);
      // Whatever this browser had open goes on with the new session, and the old one has no holder any more.
      const replaced = tokenOf(request.headers.cookie);
      if (replaced !== undefined) await app.auth.signOut(replaced);
      return answerOf(signedIn.session, signedIn.endsAt);
    },
  );

  app.get(
    '/session',
    {
      schema: { tags: ['session'], summary: 'Who is signed in', response: { 200: SessionAnswer } },
      preHandler: signedIn,
    },
    async (request) => answerOf(request.session, request.sessionEndsAt),
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

function answerOf(session: Session, endsAt: Date | null): SignedIn {
  if (endsAt === null) throw new Error('a session is told without a door');
  return { ...session, endsAt: endsAt.toISOString() };
}
