import { ensureFirstAdmin } from '@mingchu/server/platform/auth/firstAccounts';
import { type Auth, createAuth } from '@mingchu/server/platform/auth/auth';
import { sessionLimits } from '@mingchu/server/platform/auth/model/sessionLimits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockAt } from '../harness/clockAt.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { demoPassword, signIn, smallDistrict, startWebServer, type WebServer } from './webServer.ts';

describe('sessions', () => {
  const database = testDatabase();
  let server: WebServer;
  beforeAll(async () => {
    server = await startWebServer({ db: database.db });
  });
  afterAll(() => server.close());

  const post = (body: object, headers: Record<string, string> = {}) =>
    fetch(`${server.address}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('[AU1] a sign-in sets a cookie that scripts cannot read and foreign pages cannot send', async () => {
    const response = await post({ username: 'duty', password: demoPassword });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      username: 'duty',
      displayName: '值班员',
      role: 'duty',
      inspectorId: null,
      endsAt: expect.stringMatching(/Z$/),
    });
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^mingchu_session=[\w-]{43};/);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    expect(cookie).toContain('Path=/');
    expect(cookie).not.toContain('Secure');
  });

  it('[AU2] neither passwords nor session tokens stand in the database', async () => {
    const cookie = await signIn(server.address, 'chief');
    const token = cookie.split('=')[1] as string;
    const accounts = await database.db.query<{ password_hash: string }>('select password_hash from account');
    for (const { password_hash } of accounts)
      expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const tokens = await database.db.query<{ token_hash: Buffer }>('select token_hash from session_token');
    expect(tokens.length).toBeGreaterThan(0);
    for (const { token_hash } of tokens) {
      expect(token_hash).toHaveLength(32);
      expect(token_hash.toString('base64url')).not.toBe(token);
    }
  });

  it('[AU3] wrong name and wrong password answer alike', async () => {
    const wrongPassword = await post({ username: 'duty', password: 'guess' });
    const wrongName = await post({ username: 'nobody', password: 'guess' });
    expect(wrongPassword.status).toBe(401);
    expect(wrongName.status).toBe(401);
    expect(wrongPassword.headers.get('content-type')).toContain('application/problem+json');
    expect(await wrongPassword.json()).toEqual(await wrongName.json());
  });

  it('[AU4] right sign-ins are never counted', async () => {
    for (let attempt = 0; attempt < 25; attempt++) await signIn(server.address, 'chief');
  });

  it('[AU5] a sign-out ends the session at once', async () => {
    const cookie = await signIn(server.address, 'duty');
    const who = () => fetch(`${server.address}/api/v1/session`, { headers: { cookie } });
    expect((await who()).status).toBe(200);
    const out = await fetch(`${server.address}/api/v1/session`, { method: 'DELETE', headers: { cookie } });
    expect(out.status).toBe(204);
    expect((await who()).status).toBe(401);
  });

  it('[AU6] a role that is not named at the door is refused, and so is nobody', async () => {
    const duty = await signIn(server.address, 'duty');
    const put = (headers: Record<string, string>) =>
      fetch(`${server.address}/api/v1/registry`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(smallDistrict(1)),
      });
    const refused = await put({ cookie: duty });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'role-not-allowed' });
    expect((await put({})).status).toBe(401);
    expect(await database.db.query('select id from site')).toEqual([]);
  });

  it('[AU7] a request that a foreign page makes a browser send is refused', async () => {
    const foreign = await post(
      { username: 'duty', password: demoPassword },
      { origin: 'https://evil.invalid' },
    );
    expect(foreign.status).toBe(403);
    expect(await foreign.json()).toMatchObject({ code: 'foreign-origin' });
    const own = await post({ username: 'duty', password: demoPassword }, { origin: server.address });
    expect(own.status).toBe(200);
  });

  it('[AU8] sign-ins and refusals stand in the audit trail with the address', async () => {
    await post({ username: 'chief', password: 'guess' });
    const rows = await database.db.query<{ act: string; detail: { ip: string } }>(
      "select act, detail from audit where subject = 'session' and subject_id = 'chief' order by id desc limit 1",
    );
    expect(rows).toEqual([{ act: 'sign-in-refused', detail: { ip: '127.0.0.1' } }]);
  });
});

describe('the end of a session', () => {
  const database = testDatabase();
  let nowMs = Date.UTC(2026, 10, 24, 1);
  const clock = clockAt(() => nowMs);

  let auth: Auth;
  beforeAll(async () => {
    auth = createAuth({ db: database.db, clock });
    await ensureFirstAdmin(database.db, { password: demoPassword, now: clock.date() });
    await database.db.execute(
      `insert into account (username, display_name, role, password_hash, created_at)
       select given, given, given, password_hash, created_at
       from account, unnest(array['inspector', 'duty', 'leader']) given where username = 'admin'`,
    );
  });
  const cookieOf = async (username: string) =>
    `mingchu_session=${(await auth.signIn(username, demoPassword))?.token}`;
  const ask = async (cookie: string) => {
    const caller = await auth.authenticate(cookie, '127.0.0.1');
    const next = caller?.successor ? `mingchu_session=${caller.successor.token}` : cookie;
    return { caller, next };
  };

  it.each(['admin', 'duty', 'leader', 'inspector'] as const)(
    '[AU9] of %s comes after the time of its role without a request, and after some time in any case',
    async (username) => {
      const { idleMs, absoluteMs } = sessionLimits[username];
      let idle = await cookieOf(username);
      for (let use = 0; use < 2; use++) {
        nowMs += idleMs - 1;
        const { caller, next } = await ask(idle);
        expect(caller).toMatchObject({ session: { username } });
        idle = next;
      }
      nowMs += idleMs + 1;
      expect((await ask(idle)).caller).toBeNull();

      let busy = await cookieOf(username);
      const endsAt = nowMs + absoluteMs;
      while (nowMs + idleMs / 2 < endsAt) {
        nowMs += idleMs / 2;
        const { caller, next } = await ask(busy);
        expect(caller).toMatchObject({ session: { username } });
        busy = next;
      }
      nowMs = endsAt;
      expect((await ask(busy)).caller).toBeNull();
    },
  );

  it('[AU9] does not come to an inspector over night or a long holiday, but to a desk that was left', async () => {
    const hour = 3_600_000;
    const [phone, desk] = [await cookieOf('inspector'), await cookieOf('duty')];
    const live = (await ask(phone)).caller?.sessionId ?? '';
    nowMs += 15 * hour;
    expect((await ask(desk)).caller).toBeNull();
    const morning = await ask(phone);
    expect(morning.caller).toMatchObject({ session: { username: 'inspector' } });
    nowMs += 8 * 24 * hour;
    // A sign-in of others sweeps away what has ended, and only that.
    await cookieOf('duty');
    expect((await ask(morning.next)).caller).not.toBeNull();
    expect(await auth.keepAlive(live)).toMatchObject({ username: 'inspector' });
    nowMs += 14 * 24 * hour;
    expect(await auth.keepAlive(live)).toBeNull();
  });

  it('[AU10] the first administrator is made once', async () => {
    expect(await ensureFirstAdmin(database.db, { now: clock.date() })).toBeNull();
  });
});
