/**
 * The HTTP side of the process: one Fastify with schema-checked routes, problem documents for errors, the API's
 * description at /api/docs, health and metrics, and the dashboard. Concepts add their routes with
 * `<concept>Routes(api, deps)` under /api/v1. The only importer of Fastify and its plugins, with `auth`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from 'fastify';
import { type Auth, sessionCookie } from '../auth/auth.ts';
import { installAuth } from '../auth/requireRole.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Database } from '../postgres/database.ts';
import { serveDashboard } from './dashboardFiles.ts';
import { answerErrors } from './errorAnswers.ts';
import { type HealthOptions, healthRoutes } from './healthRoutes.ts';
import { changesSomething, isForeignOrigin } from './originCheck.ts';
import { ProblemError } from './problem.ts';
import { securityHeaders } from './securityHeaders.ts';

/** Fastify as routes see it: request types follow from the TypeBox schema beside the route. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export interface HttpServerOptions extends HealthOptions {
  log: Logger;
  db: Database;
  clock: Clock;
  auth: Auth;
  /** Folder of the built dashboard; it may be missing. */
  dashboardDir: string;
  /** Other servers that pictures may come from. */
  pictureOrigins?: readonly string[];
  /** True behind a reverse proxy: X-Forwarded-* then say who asks and whether it was https. */
  trustProxy?: boolean;
}

/** Largest request body, bytes; the registry import has its own. */
const maxBodyBytes = 256 * 1024;
/** Requests one session (or one address without a session) may make on the API in a real minute. */
const maxApiRequestsPerMinute = 6_000;

/** Builds the server; it does not listen yet. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpApp> {
  const app = Fastify({
    logger: false,
    trustProxy: options.trustProxy ?? false,
    bodyLimit: maxBodyBytes,
    // A connection kept open by a browser must not hold up the end of the process.
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  // Response schemas describe the API; answers are sent as they are, so that none loses a field silently.
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(answerErrors(options.log));
  // JSON only: a form or text post, which a foreign page can make without asking, is not understood.
  app.removeContentTypeParser('text/plain');

  await app.register(fastifyHelmet, securityHeaders(options.pictureOrigins ?? []));
  await app.register(fastifyCookie);
  await limitRequests(app, options.auth);
  app.addHook('onRequest', async (request) => {
    if (changesSomething(request.method) && isForeignOrigin(request.headers.origin, request.host)) {
      const { ip, method, url } = request;
      options.log.warn({ ip, method, url, origin: request.headers.origin }, 'refused: asked by another site');
      throw new ProblemError(403, 'foreign-origin', 'This request comes from another site.');
    }
  });
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) {
      reply.header('Cache-Control', 'no-store');
    }
  });
  installAuth(app, options.auth, options.log);
  await describeApi(app);
  healthRoutes(app, options);
  await serveDashboard(app, options.dashboardDir);
  return app;
}

async function limitRequests(app: HttpApp, auth: Auth): Promise<void> {
  await app.register(fastifyRateLimit, {
    global: true,
    max: maxApiRequestsPerMinute,
    timeWindow: 60_000,
    // Probes, metrics and files are never refused: a monitor that is refused raises a false alarm.
    allowList: (request) => !request.url.startsWith('/api/v1/'),
    // A cookie that nobody was given counts for its address: inventing them opens no other account.
    keyGenerator: (request) => auth.lastKnownSession(request.headers.cookie) ?? request.ip,
  });
}

async function describeApi(app: HttpApp): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Mingchu 明厨',
        version: '1',
        description: 'Kitchens, violations, orders. Times are ISO 8601 UTC; errors are RFC 9457 problems.',
      },
      components: {
        securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: sessionCookie } },
      },
      security: [{ session: [] }],
    },
  });
  await app.register(fastifySwaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: true,
    uiConfig: { docExpansion: 'list' },
  });
}
