/**
 * The door of a route: `preHandler: allow('violation.ack')` for what the shared table names, `signedIn` for what belongs
 * to everybody who has an account. Behind it `request.session` is set, and a browser whose token has grown old has been
 * handed the next.
 */
import { type Permission, permissions } from '@mingchu/shared/permissions';
import type { Session } from '@mingchu/shared/http';
import { type Role, roles } from '@mingchu/shared/vocabulary';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpApp } from '../http/httpServer.ts';
import { changesSomething } from '../http/originCheck.ts';
import { ProblemError } from '../http/problem.ts';
import type { Logger } from '../log.ts';
import type { Auth } from './auth.ts';
import { setSessionCookie } from './sessionCookie.ts';

declare module 'fastify' {
  interface FastifyInstance {
    auth: Auth;
  }
  interface FastifyRequest {
    /** Who asks. Only behind `allow` or `signedIn`; elsewhere reading it is a programmer's error and throws. */
    session: Session;
    /** Which of his sessions; the same while its tokens change. Empty elsewhere. */
    sessionId: string;
    /** When it ends in any case; null elsewhere. */
    sessionEndsAt: Date | null;
  }
}

/** Makes `app.auth` and `request.session`, and has every act recorded that somebody was refused. */
export function installAuth(app: HttpApp, auth: Auth, log: Logger): void {
  const sessions = new WeakMap<object, Session>();
  app.decorate('auth', auth);
  app.decorateRequest('sessionId', '');
  app.decorateRequest('sessionEndsAt', null);
  app.decorateRequest('session', {
    getter(this: FastifyRequest): Session {
      const session = sessions.get(this);
      if (!session) throw new Error(`${this.url} reads the session without a door`);
      return session;
    },
    setter(this: FastifyRequest, session: Session) {
      sessions.set(this, session);
    },
  });
  app.addHook('onError', async (request, _reply, error) => {
    const session = sessions.get(request);
    if (!session || !(error instanceof ProblemError) || !isRefusal(request.method, error.status)) return;
    const { method, routeOptions, params, ip } = request;
    const detail = { what: `${method} ${routeOptions.url ?? ''}`, params, ip };
    // He is refused whether that can be written down or not.
    await auth
      .noteRefusal(session, { reason: error.code, detail })
      .catch((err: Error) => log.warn({ err, ...detail }, 'a refused act could not be recorded'));
  });
}

/** Not his to do; or, of what changes something, that the world or its rules do not allow it. */
function isRefusal(method: string, status: number): boolean {
  return status === 403 || (changesSomething(method) && (status === 409 || status === 422));
}

/** Lets pass who may do this, by the table in shared/. 401 and 403 else; who is refused is recorded. */
export function allow(permission: Permission) {
  return door(permissions[permission]);
}

/** Lets pass who is signed in. 401 else. */
export const signedIn = door(roles);

function door(open: readonly Role[]) {
  return async function checkRole(
    this: FastifyInstance,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const caller = await request.server.auth.authenticate(request.headers.cookie, request.ip);
    if (!caller) throw new ProblemError(401, 'not-signed-in', 'Sign in first.');
    const { session, sessionId, endsAt, successor } = caller;
    if (successor) setSessionCookie(request, reply, successor);
    request.session = session;
    request.sessionId = sessionId;
    request.sessionEndsAt = endsAt;
    if (!open.includes(session.role)) {
      throw new ProblemError(403, 'role-not-allowed', `This needs one of the roles ${open.join(', ')}.`);
    }
  };
}
