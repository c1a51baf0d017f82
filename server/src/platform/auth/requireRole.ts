/**
 * The door of a route: `preHandler: allow('violation.ack')` for what the shared table names, `requireRole('inspector')`
 * for what belongs to one role. Behind it `request.session` is set, and a browser whose token
 * has grown old has been handed the next.
 */
import { type Permission, permissions } from '@mingchu/shared/permissions';
import type { Session } from '@mingchu/shared/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpApp } from '../http/httpServer.ts';
import { ProblemError } from '../http/problem.ts';
import type { Auth } from './auth.ts';
import { setSessionCookie } from './sessionCookie.ts';

declare module 'fastify' {
  interface FastifyInstance {
    auth: Auth;
  }
  interface FastifyRequest {
    /** Who asks. Only behind `requireRole`; elsewhere reading it is a programmer's error and throws. */
    session: Session;
    /** Which of his sessions; the same while its tokens change. Empty outside `requireRole`. */
    sessionId: string;
  }
}

/** Makes `app.auth` and `request.session`. */
export function installAuth(app: HttpApp, auth: Auth): void {
  const sessions = new WeakMap<object, Session>();
  app.decorate('auth', auth);
  app.decorateRequest('sessionId', '');
  app.decorateRequest('session', {
    getter(this: FastifyRequest): Session {
      const session = sessions.get(this);
      if (!session) throw new Error(`${this.url} reads the session without requireRole`);
      return session;
    },
    setter(this: FastifyRequest, session: Session) {
      sessions.set(this, session);
    },
  });
}

/** Lets pass who may do this, by the table in shared/. 401 and 403 else; who is refused is recorded. */
export function allow(permission: Permission) {
  return requireRole(...permissions[permission]);
}

/** Lets only these roles pass; without a role named, everybody who is signed in. 401 and 403 else. */
export function requireRole(...roles: Session['role'][]) {
  return async function checkRole(
    this: FastifyInstance,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const caller = await request.server.auth.authenticate(request.headers.cookie, request.ip);
    if (!caller) throw new ProblemError(401, 'not-signed-in', 'Sign in first.');
    const { session, sessionId, successor } = caller;
    if (successor) setSessionCookie(request, reply, successor);
    if (roles.length > 0 && !roles.includes(session.role)) {
      await request.server.auth.noteRefusal(session, `${request.method} ${request.routeOptions.url ?? ''}`);
      throw new ProblemError(403, 'role-not-allowed', `This needs one of the roles ${roles.join(', ')}.`);
    }
    request.session = session;
    request.sessionId = sessionId;
  };
}
