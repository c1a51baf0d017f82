/** Which accounts may sign in through the provider: an administrator's word, account by account. */
import { Type } from 'typebox';
import type { Clock } from '../clock.ts';
import type { HttpApp } from '../http/httpServer.ts';
import { ProblemError } from '../http/problem.ts';
import type { Database } from '../postgres/database.ts';
import { deleteOtherSessions } from './accountStore.ts';
import { demandAccount } from './demandAccount.ts';
import { noteAccountAct } from './noteAccountAct.ts';
import { deleteOidcAccount, nameIsOfAnother, oidcAccounts, putOidcAccount } from './oidcStore.ts';
import { allow } from './requireRole.ts';

const Params = Type.Object({ username: Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' }) });
const Body = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) });
const tags = ['accounts'];

/** Registers the routes under the API's prefix. */
export function oidcAccountRoutes(app: HttpApp, deps: { db: Database; clock: Clock }): void {
  const { db } = deps;
  const preHandler = allow('account.manage');
  app.get(
    '/oidc-accounts',
    { schema: { tags, summary: 'Accounts that may sign in through the provider' }, preHandler },
    async () => ({ items: await oidcAccounts(db), nextCursor: null }),
  );
  app.put(
    '/oidc-accounts/:username',
    {
      schema: {
        tags,
        summary:
          'Open an account to the next sign-in under this name at the provider; forgets an earlier binding',
        params: Params,
        body: Body,
      },
      preHandler,
    },
    async (request, reply) => {
      const { username } = request.params;
      const { name } = request.body;
      await db.transaction(async (tx) => {
        await demandAccount(tx, username);
        if (await nameIsOfAnother(tx, username, name))
          throw new ProblemError(409, 'name-taken', `Another account is open to the name ${name}.`);
        // Whoever was bound loses what he opened; a first opening disturbs nobody.
        if (await deleteOidcAccount(tx, username)) await deleteOtherSessions(tx, username, null);
        await putOidcAccount(tx, username, name);
        await noteAccountAct(tx, deps, { request, username, act: 'put-oidc-account', detail: { name } });
      });
      return reply.code(204).send();
    },
  );
  app.delete(
    '/oidc-accounts/:username',
    {
      schema: {
        tags,
        summary: 'Close an account to the provider and end its sessions; the password stays',
        params: Params,
      },
      preHandler,
    },
    async (request, reply) => {
      const { username } = request.params;
      await db.transaction(async (tx) => {
        if (!(await deleteOidcAccount(tx, username)))
          throw new ProblemError(404, 'no-such-account', `${username} is not open to the provider.`);
        await deleteOtherSessions(tx, username, null);
        await noteAccountAct(tx, deps, { request, username, act: 'delete-oidc-account', detail: {} });
      });
      return reply.code(204).send();
    },
  );
}
