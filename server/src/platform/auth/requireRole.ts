/**
 * The door of a route: `preHandler: allow('violation.ack')` for what the shared table names, `requireRole('inspector')`
 * for what belongs to one role. Behind it `request.session` is set.
 */
import { type Permission, permissions } from '@mingchu/shared/permissions';
import type { Session } from '@mingchu/shared/http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HttpApp } from '../http/httpServer.ts';
import { ProblemError } from '../http/problem.ts';
import type { Auth } from './auth.ts';

declare module 'fastify' {
  interface FastifyInstance {
    auth: Auth;
  }
  interface FastifyRequest {
    /** Who asks. Only behind `requireRole`; elsewhere reading it is a programmer's error and throws. */
    session: Session;
  }
}

/** Makes `app.auth` and `request.session`. */
export function installAuth(app: HttpApp, auth: Auth): void {
  const sessions = new WeakMap<object, Session>();
  app.decorate('auth', auth);
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
  return async function checkRole(this: FastifyInstance, request: FastifyRequest): Promise<void> {
    const session = await request.server.auth.authenticate(request.headers.cookie);
    if (!session) throw new ProblemError(401, 'not-signed-in', 'Sign in first.');
    if (roles.length > 0 && !roles.includes(session.role)) {
      await request.server.auth.noteRefusal(session, `${request.method} ${request.routeOptions.url ?? ''}`);
      throw new ProblemError(403, 'role-not-allowed', `This needs one of the roles ${roles.join(', ')}.`);
    }
    request.session = session;
  };
}
