import { saveSubscription } from '@mingchu/server/notify/choiceStore';
import { deleteOtherSessions, setPassword } from '@mingchu/server/platform/auth/accountStore';
import { ensureDemoAccounts } from '@mingchu/server/platform/auth/firstAccounts';
import type { AccountLine, Problem, Session } from '@mingchu/shared/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../harness/testDatabase.ts';
import { demoPassword, signIn, startWebServer, type WebServer } from './webServer.ts';

describe('accounts', () => {
  const database = testDatabase();
  let server: WebServer;
  beforeAll(async () => {
    server = await startWebServer({ db: database.db });
  });
  afterAll(() => server.close());

  async function ask<Answer = Problem>(cookie: string, method: string, path: string, body?: object) {
    const response = await fetch(`${server.address}/api/v1${path}`, {
      method,
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as Answer };
  }
  const isSignedIn = async (cookie: string) => (await ask(cookie, 'GET', '/session')).status === 200;
  const lostBrowser = (username: string) =>
    saveSubscription(database.db, {
      id: `lost-${username}`,
      endpoint: `https://push.invalid/${username}`,
      p256dh: '',
      auth: '',
      username,
      createdAt: new Date(),
      keep: 10,
    });
  const second = { displayName: '夜班', role: 'duty', password: 'night-shift-1' };

  it('[AU12] an administrator makes, changes and removes an account, and its sessions end', async () => {
    const admin = await signIn(server.address, 'admin');
    const { password: _, ...nameless } = second;
    expect((await ask(admin, 'PUT', '/accounts/duty2', nameless)).body.code).toBe('password-needed');
    expect((await ask(admin, 'PUT', '/accounts/duty2', { ...second, password: 'short' })).status).toBe(400);
    expect((await ask(admin, 'PUT', '/accounts/duty2', second)).status).toBe(204);
    const cookie = await signIn(server.address, 'duty2', second.password);
    const listed = await ask<{ items: Session[] }>(admin, 'GET', '/accounts');
    expect(listed.body.items).toContainEqual({
      username: 'duty2',
      displayName: '夜班',
      role: 'duty',
      inspectorId: null,
      locks: [],
      sessions: 1,
      lastSeenAt: expect.any(String),
    });
    expect(JSON.stringify(listed.body)).not.toContain('argon2');
    expect((await ask(admin, 'PUT', '/accounts/duty2', { ...nameless, role: 'chief' })).status).toBe(204);
    // What was open to the former role closes, and the new one begins with a sign-in.
    await expect.poll(() => isSignedIn(cookie), { timeout: 5_000 }).toBe(false);
    const asChief = await signIn(server.address, 'duty2', second.password);
    expect((await ask(asChief, 'GET', '/accounts')).status).toBe(403);
    const renamed = { ...nameless, role: 'chief', displayName: '所长二' };
    expect((await ask(admin, 'PUT', '/accounts/duty2', renamed)).status).toBe(204);
    expect(await isSignedIn(asChief)).toBe(true);
    expect((await ask(admin, 'DELETE', '/accounts/duty2')).status).toBe(204);
    expect((await ask(admin, 'DELETE', '/accounts/duty2')).body.code).toBe('no-such-account');
    await expect.poll(() => isSignedIn(asChief), { timeout: 5_000 }).toBe(false);
  });

  it('[AU23] only a role of inspectors has one, and a change of role ends the link on record', async () => {
    const admin = await signIn(server.address, 'admin');
    const { db } = database;
    await db.execute(`insert into supervision_group (id, name) values ('east', '东城组')`);
    await db.execute(
      `insert into inspector (id, name, group_id, grid_ids, on_shift, registry_on_shift, lat, lon)
       values ('i9', '王芳', 'east', '{}', true, true, 26.4, 112.8)`,
    );
    const put = (role: string, inspectorId?: string) =>
      ask(admin, 'PUT', '/accounts/wang', {
        displayName: '王芳',
        role,
        password: 'of-wang-fang-1',
        ...(inspectorId && { inspectorId }),
      });
    const linked = () =>
      db.query(`select role, inspector_id as "inspectorId" from account where username = 'wang'`);
    expect((await put('duty', 'i9')).body).toMatchObject({ status: 422, code: 'inspector-not-of-role' });
    expect((await put('inspector', 'nobody')).body).toMatchObject({ status: 422, code: 'no-such-inspector' });
    expect(await linked()).toEqual([]);
    expect((await put('inspector', 'i9')).status).toBe(204);
    expect((await put('leader', 'i9')).status).toBe(204);
    expect(await linked()).toEqual([{ role: 'leader', inspectorId: 'i9' }]);
    expect((await put('chief', 'i9')).body.code).toBe('inspector-not-of-role');
    expect((await put('chief')).status).toBe(204);
    expect(await linked()).toEqual([{ role: 'chief', inspectorId: null }]);
    const [noted] = await db.query(
      `select detail from audit where act = 'put-account' and subject_id = 'wang' order by id desc limit 1`,
    );
    expect(noted).toEqual({
      detail: { displayName: '王芳', role: 'chief', was: { role: 'leader', inspectorId: 'i9' } },
    });
    // The demo gives its own accounts their roles again at each start.
    await db.execute(`update account set role = 'inspector', inspector_id = 'i9' where username = 'duty'`);
    await ensureDemoAccounts(db, { password: demoPassword, now: new Date() });
    expect(await db.query(`select role, inspector_id from account where username = 'duty'`)).toEqual([
      { role: 'duty', inspector_id: null },
    ]);
  });

  it('[AU12] the last administrator stays', async () => {
    const admin = await signIn(server.address, 'admin');
    const demoted = { displayName: '管理员', role: 'duty' };
    expect((await ask(admin, 'PUT', '/accounts/admin', demoted)).body.code).toBe('last-administrator');
    expect((await ask(admin, 'DELETE', '/accounts/admin')).body.code).toBe('last-administrator');
  });

  it('[AU20] an administrator ends every session of a person, also its live connections and Web Push', async () => {
    const admin = await signIn(server.address, 'admin');
    const [phone, tablet] = [await signIn(server.address, 'duty'), await signIn(server.address, 'duty')];
    await lostBrowser('duty');
    const line = async () =>
      (await ask<{ items: AccountLine[] }>(admin, 'GET', '/accounts')).body.items.find(
        ({ username }) => username === 'duty',
      );
    const before = await line();
    expect(before?.sessions).toBeGreaterThanOrEqual(2);
    expect(Date.parse(before?.lastSeenAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    // What live connections are asked by.
    const { sessionId = '' } = (await server.auth.authenticate(phone, '127.0.0.1')) ?? {};
    expect(await server.auth.keepAlive(sessionId)).toMatchObject({ username: 'duty' });
    expect((await ask(phone, 'DELETE', '/accounts/duty/sessions')).status).toBe(403);
    expect((await ask(admin, 'DELETE', '/accounts/duty/sessions')).status).toBe(204);
    expect((await ask(admin, 'DELETE', '/accounts/nobody/sessions')).body.code).toBe('no-such-account');
    expect(await line()).toMatchObject({ sessions: 0, lastSeenAt: null });
    await expect.poll(() => isSignedIn(phone), { timeout: 5_000 }).toBe(false);
    await expect.poll(() => isSignedIn(tablet), { timeout: 5_000 }).toBe(false);
    expect(await server.auth.keepAlive(sessionId)).toBeNull();
    expect(await database.db.query('select id from push_subscription')).toEqual([]);
    const noted = await database.db.query(`select actor, subject_id from audit where act = 'end-sessions'`);
    expect(noted).toEqual([{ actor: 'admin', subject_id: 'duty' }]);
    await signIn(server.address, 'duty');
  });

  it('[AU13] a new password ends all other sessions of its owner, and needs the present one', async () => {
    const [here, elsewhere] = [await signIn(server.address, 'chief'), await signIn(server.address, 'chief')];
    await lostBrowser('chief');
    const change = (current: string) =>
      ask(here, 'POST', '/me/password', { current, next: 'a-longer-secret' });
    expect((await change('guess')).body.code).toBe('wrong-password');
    const [noted] = await database.db.query(
      `select actor, reason from audit where act = 'refused' order by id desc limit 1`,
    );
    expect(noted).toEqual({ actor: 'chief', reason: 'wrong-password' });
    expect((await change(demoPassword)).status).toBe(204);
    await expect.poll(() => isSignedIn(elsewhere), { timeout: 5_000 }).toBe(false);
    expect(await isSignedIn(here)).toBe(true);
    expect(await database.db.query('select id from push_subscription')).toEqual([]);
    await expect(signIn(server.address, 'chief')).rejects.toThrow('401');
    await signIn(server.address, 'chief', 'a-longer-secret');
  });

  it('[AU24] a sign-in that is under way with the old password opens nothing once there is a new one', async () => {
    const admin = await signIn(server.address, 'admin');
    const account = { displayName: '手机遗失', role: 'duty', password: 'of-the-lost-phone' };
    expect((await ask(admin, 'PUT', '/accounts/loser', account)).status).toBe(204);
    const { db } = database;
    let underWay: Promise<unknown> | undefined;
    await db.transaction(async (tx) => {
      // Whoever writes a session now waits, with a password that was right when it was looked at.
      await tx.execute('lock table session in share mode');
      underWay = signIn(server.address, 'loser', account.password).catch((error: Error) => error.message);
      const waiting = () =>
        db.query(`select 1 from pg_locks where relation = 'session'::regclass and not granted`);
      await expect.poll(waiting, { timeout: 5_000 }).toHaveLength(1);
      await setPassword(tx, 'loser', 'a hash of another');
      await deleteOtherSessions(tx, 'loser', null);
    });
    expect(await underWay).toContain('401');
    expect(await db.query(`select 1 from session where username = 'loser'`)).toEqual([]);
  });

  it('[AU13] [AU4] a wrong present password counts like a failed sign-in', async () => {
    const account = { displayName: '借用', role: 'duty', password: 'of-the-borrower' };
    const admin = await signIn(server.address, 'admin');
    expect((await ask(admin, 'PUT', '/accounts/borrower', account)).status).toBe(204);
    const borrowed = await signIn(server.address, 'borrower', 'of-the-borrower');
    for (let each = 0; each < 5; each++)
      await expect(signIn(server.address, 'borrower')).rejects.toThrow('401');
    const guess = () => ask(borrowed, 'POST', '/me/password', { current: 'guess', next: 'a-longer-secret' });
    for (let each = 0; each < 5; each++) expect((await guess()).body.code).toBe('wrong-password');
    expect((await guess()).body.code).toBe('too-many-failed-sign-ins');
    await expect(signIn(server.address, 'borrower', 'of-the-borrower')).rejects.toThrow('429');
  });
});
