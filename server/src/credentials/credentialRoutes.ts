/** HTTP of the credentials, for administrators: list, make, replace, revoke. */
import {
  CredentialView,
  IssuedCredential,
  NewCredentialBody,
  ReplaceCredentialBody,
  RevokeCredentialBody,
} from '@mingchu/shared/credentials';
import { Id } from '@mingchu/shared/mqtt';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { decodeCursor, encodeCursor } from '../platform/http/pageCursor.ts';
import { ProblemError } from '../platform/http/problem.ts';
import { credentialsAfter } from './credentialStore.ts';
import {
  type CredentialDeps,
  issueCredential,
  replaceCredential,
  revokeCredential,
  viewOf,
} from './issueCredential.ts';

const tags = ['credentials'];
const Params = Type.Object({ username: Type.String({ pattern: '^[A-Za-z0-9._~-]{1,80}$' }) });
const preHandler = allow('credential.manage');
const maxPageSize = 500;
/** Before every site, and above every number of it. */
const start: [string, string] = ['', '999999999'];

/** Registers the routes under the API's prefix. */
export function credentialRoutes(app: HttpApp, deps: CredentialDeps): void {
  listRoute(app, deps);
  app.post(
    '/admin/credentials',
    {
      schema: {
        tags,
        summary: 'Give a site a credential; the only answer that holds its secret',
        body: NewCredentialBody,
        response: { 201: IssuedCredential },
      },
      preHandler,
    },
    async (request, reply) => {
      const issued = await issueCredential(deps, { body: request.body, actor: request.session.username });
      return reply.code(201).send(issued);
    },
  );
  app.post(
    '/admin/credentials/:username/replace',
    {
      schema: {
        tags,
        summary: 'A new name and secret instead of these, which stay good for a while',
        params: Params,
        body: ReplaceCredentialBody,
        response: { 201: IssuedCredential },
      },
      preHandler,
    },
    async (request, reply) => {
      const { username } = request.params;
      const actor = request.session.username;
      const issued = await replaceCredential(deps, { username, body: request.body, actor });
      return reply.code(201).send(issued);
    },
  );
  app.post(
    '/admin/credentials/:username/revoke',
    {
      schema: {
        tags,
        summary: 'End a credential at once, with its connections',
        params: Params,
        body: RevokeCredentialBody,
        response: { 200: CredentialView },
      },
      preHandler,
    },
    (request) => {
      const { username } = request.params;
      const { reason } = request.body;
      return revokeCredential(deps, { username, reason, actor: request.session.username });
    },
  );
}

function listRoute(app: HttpApp, { db, clock }: CredentialDeps): void {
  app.get(
    '/admin/credentials',
    {
      schema: {
        tags,
        summary: 'Credentials by site, the newest of a site first; without secrets',
        querystring: Type.Object({
          siteId: Type.Optional(Id),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: maxPageSize })),
          cursor: Type.Optional(Type.String({ maxLength: 400 })),
        }),
        response: {
          200: Type.Object({
            items: Type.Array(CredentialView),
            nextCursor: Type.Union([Type.String(), Type.Null()]),
          }),
        },
      },
      preHandler,
    },
    async (request) => {
      const { siteId = null, limit = 100, cursor } = request.query;
      const [site = '', number] = cursor === undefined ? start : decodeCursor(cursor, 2);
      if (!/^\d{1,9}$/.test(number ?? '')) throw new ProblemError(400, 'bad-cursor', 'This is no cursor.');
      const rows = await credentialsAfter(db, { siteId, after: [site, Number(number)], limit });
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return {
        items: rows.map((row) => viewOf(row, clock.date())),
        nextCursor: last ? encodeCursor([last.siteId, String(last.number)]) : null,
      };
    },
  );
}
