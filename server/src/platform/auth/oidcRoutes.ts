/**
 * Signing in through the provider: GET /session/ways says whether there is one, GET /session/oidc sends the browser
 * there, GET /session/oidc/callback takes it back. What must match the answer waits in the database under the hash
 * of a cookie of its own, so that only the browser that left can come back, once, in any process. People are
 * looking at the browser: whatever fails leads back to the login page, which words it.
 */
import { randomBytes } from 'node:crypto';
import { localPath, type OidcRefusal, type SignInWays } from '@mingchu/shared/signIn';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Clock } from '../clock.ts';
import type { HttpApp } from '../http/httpServer.ts';
import type { Logger } from '../log.ts';
import type { Database } from '../postgres/database.ts';
import { hashToken, tokenOf } from './auth.ts';
import { OidcError, type OidcProvider } from './oidcProvider.ts';
import { admitPerson } from './oidcSignIn.ts';
import { deleteOldAttempts, insertAttempt, takeAttempt } from './oidcStore.ts';
import { auditSignIn, setSessionCookie } from './sessionCookie.ts';

export interface OidcDeps {
  db: Database;
  clock: Clock;
  /** Null: nothing is set up. */
  oidc: { provider: OidcProvider; log: Logger } | null;
  /** The district is a demonstration. */
  demo: boolean;
}

export const attemptCookie = 'mingchu_oidc';
const attemptPath = '/api/v1/session/oidc';
/** As long as somebody may take to find his password at the provider, ms. */
export const attemptLimitMs = 10 * 60_000;
/** From one address a minute, as with failed passwords: a station's phones may share one. */
const rateLimit = { max: 100, timeWindow: 60_000, keyGenerator: (request: FastifyRequest) => request.ip };
const tags = ['session'];
/** An answer of the provider is a few hundred characters long. */
const Text = Type.Optional(Type.String({ maxLength: 4_000 }));

/** Registers the routes under the API's prefix. */
export function oidcRoutes(app: HttpApp, deps: OidcDeps): void {
  const ways: SignInWays = {
    oidc: deps.oidc && { label: deps.oidc.provider.settings.label ?? null },
    demo: deps.demo,
  };
  app.get(
    '/session/ways',
    { schema: { tags, summary: 'Ways to sign in besides name and password', security: [] } },
    async () => ways,
  );
  app.get(
    '/session/oidc',
    {
      schema: {
        tags,
        summary: 'Sends the browser to the OpenID Connect provider; `next` is a path of this server',
        security: [],
        querystring: Type.Object({ next: Text }),
      },
      config: { rateLimit },
    },
    async (request, reply) => {
      const next = localPath(request.query.next);
      try {
        return await begin(deps, { request, reply, next });
      } catch (error) {
        return refuse(deps, { request, reply, next, error });
      }
    },
  );
  app.get(
    '/session/oidc/callback',
    {
      schema: {
        tags,
        summary:
          'Where the provider sends the browser back: sets the session cookie, or opens the login page',
        security: [],
        querystring: Type.Object({
          code: Text,
          state: Text,
          iss: Text,
          error: Text,
          error_description: Text,
        }),
      },
      config: { rateLimit },
    },
    (request, reply) => finish(deps, request, reply),
  );
}

async function begin(
  { db, clock, oidc }: OidcDeps,
  { request, reply, next }: { request: FastifyRequest; reply: FastifyReply; next: string },
): Promise<FastifyReply> {
  if (!oidc) throw new OidcError('not-configured');
  const { url, kept } = await oidc.provider.begin(callbackUrl(oidc.provider, request).href);
  const token = randomBytes(32).toString('base64url');
  const former = tokenOf(request.headers.cookie);
  const formerTokenHash = former === undefined ? null : hashToken(former);
  const now = clock.date();
  const expiresAt = new Date(now.getTime() + attemptLimitMs);
  await db.transaction(async (tx) => {
    await deleteOldAttempts(tx, now);
    const attempt = { ...kept, tokenHash: hashToken(token), returnPath: next, formerTokenHash, expiresAt };
    await insertAttempt(tx, attempt);
  });
  reply.setCookie(attemptCookie, token, {
    path: attemptPath,
    httpOnly: true,
    // The way back begins at the provider: a Strict cookie would not come along.
    sameSite: 'lax',
    secure: request.protocol === 'https',
    maxAge: attemptLimitMs / 1000,
  });
  return reply.redirect(url.href, 303);
}

async function finish(deps: OidcDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { db, clock, oidc } = deps;
  let next = '/';
  try {
    reply.clearCookie(attemptCookie, { path: attemptPath });
    if (!oidc) throw new OidcError('not-configured');
    const token = request.cookies[attemptCookie];
    const attempt = token === undefined ? undefined : await takeAttempt(db, hashToken(token), clock.date());
    if (!attempt) throw new OidcError('expired');
    next = localPath(attempt.returnPath);
    const answerUrl = callbackUrl(oidc.provider, request);
    answerUrl.search = new URL(request.url, answerUrl).search;
    const person = await oidc.provider.finish(answerUrl, attempt);
    const admission = await admitPerson({ db, clock }, person);
    const opened = admission.admitted ? await request.server.auth.openSession(admission.username) : null;
    if (!admission.admitted || !opened) {
      const refusal = admission.admitted ? 'no-account' : admission.refusal;
      const name = admission.admitted ? admission.username : admission.name;
      return await refuse(deps, { request, reply, next, error: new OidcError(refusal), name, person });
    }
    const { username } = opened.session;
    await auditSignIn(deps, { username, act: 'signed-in', reason: 'oidc', detail: { ip: request.ip } });
    setSessionCookie(request, reply, opened);
    // As after a password. Its cookie has stayed behind: it does not come along from the provider's page.
    const { formerTokenHash } = attempt;
    if (formerTokenHash !== null) await request.server.auth.endSessionOf(formerTokenHash);
    return reply.redirect(next, 303);
  } catch (error) {
    return refuse(deps, { request, reply, next, error });
  }
}

interface Refused {
  request: FastifyRequest;
  reply: FastifyReply;
  next: string;
  error: unknown;
  name?: string | undefined;
  person?: { identity: { issuer: string; subject: string } };
}

/** Logs and records why, and opens the login page with it. What is no refusal is thrown on. */
async function refuse(deps: OidcDeps, refused: Refused): Promise<FastifyReply> {
  const { request, reply, next, error, name, person } = refused;
  if (!(error instanceof OidcError)) throw error;
  const reason: OidcRefusal = error.refusal;
  const detail = { ip: request.ip, ...person?.identity };
  // Without a provider there is nobody to be refused.
  if (deps.oidc) {
    deps.oidc.log.warn({ err: error.cause, reason, name, ...detail }, 'sign-in through the provider refused');
    const username = name ?? 'unknown';
    await auditSignIn(deps, { username, act: 'sign-in-refused', reason: `oidc-${reason}`, detail });
  }
  return reply.redirect(`/login?${new URLSearchParams({ oidc: reason, next }).toString()}`, 303);
}

function callbackUrl({ settings }: OidcProvider, request: FastifyRequest): URL {
  const base = settings.publicUrl ?? `${request.protocol}://${request.host}`;
  return new URL(`${base.replace(/\/+$/, '')}${attemptPath}/callback`);
}
