/** Accounts of the people who sign in: an administrator makes, changes and removes them; everyone changes his password. */
import { type AccountLine, AccountBody, PasswordBody, type Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { type Static, Type } from 'typebox';
import type { Clock } from '../clock.ts';
import type { HttpApp } from '../http/httpServer.ts';
import { ProblemError } from '../http/problem.ts';
import type { Database, Transaction } from '../postgres/database.ts';
import {
  accountNames,
  deleteAccount,
  deleteOtherSessions,
  hasInspector,
  lockAdmins,
  putAccount,
  setPassword,
} from './accountStore.ts';
import { demandAccount, noSuchAccount } from './demandAccount.ts';
import { noteAccountAct } from './noteAccountAct.ts';
import { idleSinceOf } from './model/sessionLimits.ts';
import { hashPassword, passwordFits } from './passwords.ts';
import { allow, signedIn } from './requireRole.ts';
import { accountByName, openSessions } from './sessionStore.ts';
import { lockedDoors, openDoors } from './signInDoorStore.ts';
import { lockedProblem, noteFailure, signInLockedUntil } from './signInLocks.ts';

const Params = Type.Object({ username: Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' }) });
const tags = ['accounts'];

export interface AccountDeps {
  db: Database;
  clock: Clock;
  /** Lets no browser of an account be sent anything any more. */
  forgetBrowsers: (tx: Transaction, username: string) => Promise<void>;
}

/** Registers the routes under the API's prefix. */
export function accountRoutes(app: HttpApp, deps: AccountDeps): void {
  const { db } = deps;
  const preHandler = allow('account.manage');
  app.get(
    '/accounts',
    {
      schema: { tags, summary: 'All accounts, by name, with what is open and what is locked to them' },
      preHandler,
    },
    async () => ({ items: await accountLines(db, deps.clock.date()), nextCursor: null }),
  );
  app.put(
    '/accounts/:username',
    {
      schema: {
        tags,
        summary:
          'Make an account, or change it; a new password or role ends its sessions, and without inspectorId it is no inspector',
        params: Params,
        body: AccountBody,
      },
      preHandler,
    },
    async (request, reply) => {
      const { username } = request.params;
      const { password, ...facts } = request.body;
      const passwordHash = password === undefined ? null : await hashPassword(password);
      await db.transaction(async (tx) => {
        await demandInspector(tx, facts);
        if (!may(facts.role, 'account.manage')) await keepAnAdmin(tx, username);
        const before = await accountByName(tx, username);
        const kept = await putAccount(tx, { username, ...facts, passwordHash, now: deps.clock.date() });
        if (!kept) throw new ProblemError(422, 'password-needed', 'A new account needs a password.');
        if (passwordHash !== null || isAnother(before, facts)) await endSessions(tx, deps, { username });
        // Who has been given a new password is to get in with it.
        if (passwordHash !== null) await openDoors(tx, username, deps.clock.date());
        const detail = { ...facts, ...(before && { was: placeOf(before) }) };
        await noteAccountAct(tx, deps, { request, username, act: 'put-account', detail });
      });
      return reply.code(204).send();
    },
  );
  app.delete(
    '/accounts/:username',
    { schema: { tags, summary: 'Remove an account and end its sessions', params: Params }, preHandler },
    async (request, reply) => {
      const { username } = request.params;
      await db.transaction(async (tx) => {
        await keepAnAdmin(tx, username);
        if (!(await deleteAccount(tx, username))) throw noSuchAccount(username);
        await noteAccountAct(tx, deps, { request, username, act: 'delete-account', detail: {} });
      });
      return reply.code(204).send();
    },
  );
  openAndCloseRoutes(app, deps);
  ownPasswordRoute(app, deps);
}

/** What an administrator does for somebody who is locked out, or whose phone is lost. */
function openAndCloseRoutes(app: HttpApp, deps: AccountDeps): void {
  const { db } = deps;
  const preHandler = allow('account.manage');
  app.post(
    '/accounts/:username/unlock',
    {
      schema: {
        tags,
        summary: 'Forget the failed sign-ins of an account and what they locked',
        params: Params,
      },
      preHandler,
    },
    async (request, reply) => {
      const { username } = request.params;
      await db.transaction(async (tx) => {
        await demandAccount(tx, username);
        if (await openDoors(tx, username, deps.clock.date()))
          await noteAccountAct(tx, deps, { request, username, act: 'unlock-account', detail: {} });
      });
      return reply.code(204).send();
    },
  );
  app.delete(
    '/accounts/:username/sessions',
    {
      schema: {
        tags,
        summary: 'End all sessions of an account, as after the loss of a phone',
        params: Params,
      },
      preHandler,
    },
    async (request, reply) => {
      const { username } = request.params;
      await db.transaction(async (tx) => {
        await demandAccount(tx, username);
        await endSessions(tx, deps, { username });
        await noteAccountAct(tx, deps, { request, username, act: 'end-sessions', detail: {} });
      });
      return reply.code(204).send();
    },
  );
}

/**
 * Also for who holds a lost phone: it is shown nothing more, by the server or by a push service. `except`: the session
 * of who asks for it, whose browser tells at once that it is still his.
 */
async function endSessions(
  tx: Transaction,
  deps: AccountDeps,
  { username, except = null }: { username: string; except?: string | null },
): Promise<void> {
  await deleteOtherSessions(tx, username, except);
  await deps.forgetBrowsers(tx, username);
}

async function accountLines(db: Database, now: Date): Promise<AccountLine[]> {
  const [accounts, locked, open] = await Promise.all([
    accountNames(db),
    lockedDoors(db, now),
    openSessions(db, { now, idleSince: idleSinceOf(now.getTime()) }),
  ]);
  const openOf = new Map(open.map(({ username, ...sessions }) => [username, sessions]));
  return accounts.map((account) => ({
    ...account,
    sessions: openOf.get(account.username)?.count ?? 0,
    lastSeenAt: openOf.get(account.username)?.lastSeenAt.toISOString() ?? null,
    locks: locked.flatMap(({ username, address, until }) =>
      username === account.username ? [{ address, until: until.toISOString() }] : [],
    ),
  }));
}

function ownPasswordRoute(app: HttpApp, deps: AccountDeps): void {
  app.post(
    '/me/password',
    {
      schema: { tags, summary: 'Change the own password; ends all other sessions', body: PasswordBody },
      preHandler: signedIn,
      config: { rateLimit: { max: 10, timeWindow: 60_000 } },
    },
    async (request, reply) => {
      const { username } = request.session;
      const account = await accountByName(deps.db, username);
      // Whoever holds a session must not guess the password with it: the locks are those of the sign-in.
      const attempt = { ip: request.ip, name: username, now: deps.clock.date() };
      const until = await signInLockedUntil(deps.db, attempt);
      if (until) throw lockedProblem(until, attempt.now);
      if (!(await passwordFits(account?.passwordHash, request.body.current))) {
        await noteFailure(deps.db, attempt);
        throw new ProblemError(403, 'wrong-password', 'The present password is wrong.');
      }
      const passwordHash = await hashPassword(request.body.next);
      await deps.db.transaction(async (tx) => {
        await setPassword(tx, username, passwordHash);
        await endSessions(tx, deps, { username, except: request.sessionId });
        await noteAccountAct(tx, deps, { request, username, act: 'change-password', detail: {} });
      });
      return reply.code(204).send();
    },
  );
}

/** What is open on his screens is what the former role may see. */
function isAnother(
  before: Pick<Session, 'role' | 'inspectorId'> | undefined,
  after: Pick<Static<typeof AccountBody>, 'role' | 'inspectorId'>,
): boolean {
  if (!before) return false;
  return before.role !== after.role || before.inspectorId !== (after.inspectorId ?? null);
}

/** What a change of an account may take from it: a link to an inspector that is not sent again has ended. */
function placeOf({ role, inspectorId }: Session): Pick<Session, 'role' | 'inspectorId'> {
  return { role, inspectorId };
}

/** Throws ProblemError 422 when the role is of nobody in the registry, or nobody there has this id. */
async function demandInspector(
  tx: Transaction,
  { role, inspectorId }: Pick<Static<typeof AccountBody>, 'role' | 'inspectorId'>,
): Promise<void> {
  if (inspectorId === undefined) return;
  if (!may(role, 'account.of-inspector'))
    throw new ProblemError(
      422,
      'inspector-not-of-role',
      `An account of the role ${role} is that of no inspector: leave inspectorId out.`,
    );
  if (!(await hasInspector(tx, inspectorId)))
    throw new ProblemError(422, 'no-such-inspector', `There is no inspector ${inspectorId}.`);
}

/** Locks the administrators, and refuses when `username` is the only one. */
async function keepAnAdmin(tx: Transaction, username: string): Promise<void> {
  const admins = await lockAdmins(tx);
  if (admins.length === 1 && admins[0] === username)
    throw new ProblemError(
      409,
      'last-administrator',
      'Somebody must be able to administer: make another first.',
    );
}
