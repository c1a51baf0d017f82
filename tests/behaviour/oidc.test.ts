import { readConfig } from '@mingchu/server/config';
import { attemptCookie, attemptLimitMs } from '@mingchu/server/platform/auth/oidcRoutes';
import type { Session } from '@mingchu/shared/http';
import type { OidcRefusal } from '@mingchu/shared/signIn';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clockAt } from '../harness/clockAt.ts';
import { freePort } from '../harness/ports.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import {
  type Jar,
  leave,
  openJar,
  passProvider,
  startOidcServer,
  startProvider,
  whereTo,
} from './oidcWorld.ts';
import { demoPassword, signIn } from './webServer.ts';

let aheadMs = 0;
const clock = clockAt(() => Date.UTC(2026, 10, 24, 1) + aheadMs);

describe('signing in through the provider', () => {
  const database = testDatabase();
  const names = new Map<string, string>();
  let server: Awaited<ReturnType<typeof startOidcServer>>;
  let provider: Awaited<ReturnType<typeof startProvider>>;
  let port: number;
  const redirectUri = () => `${server.address}/api/v1/session/oidc/callback`;

  beforeAll(async () => {
    port = await freePort();
    const settings = { issuer: `http://127.0.0.1:${port}`, label: '衡阳统一认证' };
    server = await startOidcServer({ db: database.db, clock, settings });
    provider = await startProvider({ port, redirectUri: redirectUri(), names });
  });
  afterAll(async () => {
    await provider.close();
    await server.close();
  });
  beforeEach(async () => {
    names.clear();
    await database.db.execute('delete from oidc_account');
    await database.db.execute('delete from audit');
  });

  async function asAdmin(method: 'PUT' | 'DELETE' | 'GET', path: string, body?: object): Promise<Response> {
    const cookie = await signIn(server.address, 'admin');
    return fetch(`${server.address}/api/v1${path}`, {
      method,
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  }
  const open = async (username: string, name: string) =>
    expect((await asAdmin('PUT', `/oidc-accounts/${username}`, { name })).status).toBe(204);
  /** The whole way; answers the path that it ends on. */
  async function signInAs(subject: string, { jar = openJar(), next = '/console' } = {}): Promise<string> {
    const back = await passProvider(jar, await leave(jar, server.address, next), subject);
    return whereTo(await jar.ask(back));
  }
  const who = async (jar: Jar) => {
    const response = await jar.ask(`${server.address}/api/v1/session`);
    return response.ok ? ((await response.json()) as Session) : response.status;
  };
  const refused = (reason: OidcRefusal, next = '/console') =>
    `/login?${new URLSearchParams({ oidc: reason, next }).toString()}`;
  const audited = () =>
    database.db.query<{ subject_id: string; act: string; reason: string }>(
      "select subject_id, act, reason from audit where act in ('signed-in', 'sign-in-refused') and reason like 'oidc%' order by id",
    );

  it('[OI1] the login page hears which ways there are', async () => {
    const ways = await fetch(`${server.address}/api/v1/session/ways`);
    expect(await ways.json()).toEqual({ oidc: { label: '衡阳统一认证' }, demo: false });
  });

  it('[OI3] the account that an administrator opened is signed in, with its role', async () => {
    await open('duty', 'wang.fang');
    names.set('u-1', 'wang.fang');
    const jar = openJar();
    expect(await signInAs('u-1', { jar, next: '/console?state=open' })).toBe('/console?state=open');
    expect(await who(jar)).toEqual({
      username: 'duty',
      displayName: '值班员',
      role: 'duty',
      inspectorId: null,
      endsAt: expect.stringMatching(/Z$/),
    });
  });

  it('[OI6] the session is the same as with a password, and so is its end', async () => {
    await open('chief', 'zhao');
    names.set('u-2', 'zhao');
    const jar = openJar();
    const back = await passProvider(jar, await leave(jar, server.address), 'u-2');
    const response = await jar.ask(back);
    const cookie = response.headers.getSetCookie().find((line) => line.startsWith('mingchu_session='));
    expect(cookie).toMatch(
      /^mingchu_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(await who(jar)).toMatchObject({ username: 'chief' });
    await jar.ask(`${server.address}/api/v1/session`, { method: 'DELETE' });
    expect(await who(jar)).toBe(401);
  });

  it('[OI11] ends the session that the browser had when it left for the provider', async () => {
    await open('chief', 'sun');
    names.set('u-11', 'sun');
    const jar = openJar();
    const session = `${server.address}/api/v1/session`;
    await jar.ask(session, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'duty', password: demoPassword }),
    });
    const former = { cookie: `mingchu_session=${jar.cookiesOf(server.address).get('mingchu_session')}` };
    const back = await passProvider(jar, await leave(jar, server.address), 'u-11');
    expect((await fetch(session, { headers: former })).status).toBe(200);
    // From the provider's page a Strict cookie does not come along.
    jar.cookiesOf(server.address).delete('mingchu_session');
    await jar.ask(back);
    expect(await who(jar)).toMatchObject({ username: 'chief' });
    expect((await fetch(session, { headers: former })).status).toBe(401);
  });

  it('[OI3] an identity that no administrator opened an account to is refused', async () => {
    names.set('u-3', 'admin');
    const jar = openJar();
    expect(await signInAs('u-3', { jar })).toBe(refused('no-account'));
    expect(await who(jar)).toBe(401);
    expect(await audited()).toEqual([
      { subject_id: 'admin', act: 'sign-in-refused', reason: 'oidc-no-account' },
    ]);
  });

  it('[OI4] the same name with another subject opens nothing; the first subject does under any name', async () => {
    await open('duty', 'li.wei');
    names.set('u-4', 'li.wei').set('u-5', 'li.wei');
    expect(await signInAs('u-4')).toBe('/console');
    const jar = openJar();
    expect(await signInAs('u-5', { jar })).toBe(refused('other-identity'));
    expect(await who(jar)).toBe(401);
    names.set('u-4', 'li.wei-married');
    expect(await signInAs('u-4')).toBe('/console');
  });

  it('[OI5] an account that is closed to the provider or removed is refused, and its sessions end', async () => {
    await open('duty', 'sun');
    names.set('u-6', 'sun');
    const jar = openJar();
    await signInAs('u-6', { jar });
    expect((await asAdmin('DELETE', '/oidc-accounts/duty')).status).toBe(204);
    aheadMs += 5_000;
    expect(await who(jar)).toBe(401);
    expect(await signInAs('u-6')).toBe(refused('no-account'));

    const account = { displayName: '临时', role: 'duty', password: 'temporary-one' };
    expect((await asAdmin('PUT', '/accounts/temp', account)).status).toBe(204);
    await open('temp', 'sun');
    expect(await signInAs('u-6')).toBe('/console');
    expect((await asAdmin('DELETE', '/accounts/temp')).status).toBe(204);
    expect(await signInAs('u-6')).toBe(refused('no-account'));
  });

  it('[OI5] only administrators open accounts, each to a name of its own', async () => {
    await open('duty', 'wu');
    expect((await asAdmin('PUT', '/oidc-accounts/chief', { name: 'wu' })).status).toBe(409);
    expect((await asAdmin('PUT', '/oidc-accounts/nobody', { name: 'x' })).status).toBe(404);
    const cookie = await signIn(server.address, 'chief');
    const listed = await fetch(`${server.address}/api/v1/oidc-accounts`, { headers: { cookie } });
    expect(listed.status).toBe(403);
    expect(await (await asAdmin('GET', '/oidc-accounts')).json()).toMatchObject({
      items: [{ username: 'duty', name: 'wu', issuer: null, boundAt: null }],
    });
  });

  it('[OI7] an answer counts once: not again, not for another attempt, not in another browser', async () => {
    await open('duty', 'zhou');
    names.set('u-7', 'zhou');
    const jar = openJar();
    const back = await passProvider(jar, await leave(jar, server.address), 'u-7');
    const stranger = openJar();
    expect(whereTo(await stranger.ask(back))).toBe(refused('expired', '/'));
    const attempt = jar.cookiesOf(server.address).get(attemptCookie) as string;
    expect(whereTo(await jar.ask(back))).toBe('/console');
    jar.cookiesOf(server.address).set(attemptCookie, attempt);
    expect(whereTo(await jar.ask(back))).toBe(refused('expired', '/'));

    const again = await leave(jar, server.address);
    back.searchParams.set('state', again.searchParams.get('state') as string);
    expect(whereTo(await jar.ask(back))).toBe(refused('not-trusted'));
  });

  it('[OI7] an attempt ends after ten minutes', async () => {
    await open('duty', 'late');
    names.set('u-late', 'late');
    const jar = openJar();
    const back = await passProvider(jar, await leave(jar, server.address), 'u-late');
    aheadMs += attemptLimitMs;
    expect(whereTo(await jar.ask(back))).toBe(refused('expired', '/'));
  });

  it.each(['nonce', 'code_challenge'])('[OI7] an answer to another %s is refused', async (parameter) => {
    await open('duty', 'zheng');
    names.set('u-8', 'zheng');
    const jar = openJar();
    const authorize = await leave(jar, server.address);
    const other = await leave(openJar(), server.address);
    authorize.searchParams.set(parameter, other.searchParams.get(parameter) as string);
    const back = await passProvider(jar, authorize, 'u-8');
    expect(whereTo(await jar.ask(back))).toBe(refused('not-trusted'));
    expect(await who(jar)).toBe(401);
  });

  it('[OI7] an answer with another state is refused', async () => {
    await open('duty', 'feng');
    names.set('u-9', 'feng');
    const jar = openJar();
    const back = await passProvider(jar, await leave(jar, server.address), 'u-9');
    back.searchParams.set('state', 'another');
    expect(whereTo(await jar.ask(back))).toBe(refused('not-trusted'));
    expect(await who(jar)).toBe(401);
  });

  it('[OI7] the cookie of an attempt is short-lived, and no script reads it', async () => {
    const response = await fetch(`${server.address}/api/v1/session/oidc`, { redirect: 'manual' });
    expect(response.headers.get('set-cookie')).toMatch(
      /^mingchu_oidc=[\w-]{43}; Max-Age=600; Path=\/api\/v1\/session\/oidc; HttpOnly; SameSite=Lax$/,
    );
  });

  it.each([
    '//evil.invalid',
    'https://evil.invalid',
    '/\\evil.invalid',
    '/.//evil.invalid',
    '/\t/evil.invalid',
    '/api/v1/x',
  ])('[OI8] the way back never leads to %j', async (next) => {
    await open('duty', 'chen');
    names.set('u-10', 'chen');
    expect(await signInAs('u-10', { next })).toBe('/');
  });

  it('[OI8] behind a proxy the provider is told the address that people type', async () => {
    const settings = { issuer: provider.issuer, publicUrl: 'https://mingchu.example/' };
    const proxied = await startOidcServer({ db: database.db, clock, settings });
    const { searchParams } = await leave(openJar(), proxied.address);
    expect(searchParams.get('redirect_uri')).toBe('https://mingchu.example/api/v1/session/oidc/callback');
    await proxied.close();
  });

  it('[OI9] who turns back at the provider reads so', async () => {
    const jar = openJar();
    const state = (await leave(jar, server.address)).searchParams.get('state') as string;
    const query = new URLSearchParams({ error: 'access_denied', state, iss: provider.issuer });
    expect(whereTo(await jar.ask(`${redirectUri()}?${query.toString()}`))).toBe(refused('cancelled'));
  });

  it('[OI10] sign-ins and refusals through the provider stand in the audit trail', async () => {
    await open('duty', 'qian');
    names.set('u-11', 'qian').set('u-12', 'qian');
    await signInAs('u-11');
    await signInAs('u-12');
    expect(await audited()).toEqual([
      { subject_id: 'duty', act: 'signed-in', reason: 'oidc' },
      { subject_id: 'qian', act: 'sign-in-refused', reason: 'oidc-other-identity' },
    ]);
    const bound = await database.db.query(
      "select actor, detail from audit where act = 'bind-identity' order by id",
    );
    const detail = { name: 'qian', issuer: provider.issuer, subject: 'u-11' };
    expect(bound).toEqual([{ actor: 'duty', detail }]);
  });
});

describe('a provider that is down, or none', () => {
  const database = testDatabase();

  it('[OI2] stops neither the server nor passwords, is named in words, and is asked again', async () => {
    const port = await freePort();
    const server = await startOidcServer({
      db: database.db,
      clock,
      settings: { issuer: `http://127.0.0.1:${port}` },
    });
    const jar = openJar();
    const down = '/login?oidc=provider-unavailable&next=%2Fwall';
    expect((await leave(jar, server.address, '/wall')).href).toBe(`${server.address}${down}`);
    expect(await signIn(server.address, 'duty', demoPassword)).toMatch(/^mingchu_session=/);

    const redirectUri = `${server.address}/api/v1/session/oidc/callback`;
    const provider = await startProvider({ port, redirectUri, names: new Map() });
    const authorize = await leave(jar, server.address, '/wall');
    expect(authorize.origin).toBe(provider.issuer);
    const back = await passProvider(jar, authorize, 'anybody');
    await provider.close();
    expect(whereTo(await jar.ask(back))).toBe(down);
    await server.close();
  });

  it('[OI1] without settings there is no second way, and its address says so', async () => {
    const server = await startOidcServer({ db: database.db, clock });
    expect(await (await fetch(`${server.address}/api/v1/session/ways`)).json()).toEqual({
      oidc: null,
      demo: false,
    });
    const at = await leave(openJar(), server.address, '/wall');
    expect(at.searchParams.get('oidc')).toBe('not-configured');
    await server.close();
  });
});

describe('the settings of a provider', () => {
  const right = { OIDC_ISSUER: 'https://id.example/realm', OIDC_CLIENT_ID: 'mingchu' };

  it('[OI1] are off unless set, and name what is missing', () => {
    expect(readConfig({}).oidc).toBeUndefined();
    expect(readConfig({ ...right, OIDC_CLIENT_SECRET: 's', PUBLIC_URL: 'https://m.example' }).oidc).toEqual({
      issuer: right.OIDC_ISSUER,
      clientId: 'mingchu',
      clientSecret: 's',
      label: undefined,
      claim: 'preferred_username',
      publicUrl: 'https://m.example',
    });
    expect(() => readConfig({ OIDC_ISSUER: right.OIDC_ISSUER })).toThrow(/^OIDC_CLIENT_ID: /);
    expect(() => readConfig({ OIDC_CLIENT_ID: 'mingchu' })).toThrow(/^OIDC_ISSUER: /);
  });

  it.each([
    'http://id.example',
    'http://localhost.evil.invalid',
    'http://127.0.0.1@evil.invalid',
    'id.example',
  ])('[OI1] tokens cross no network in the open: %s is not taken', (issuer) => {
    expect(() => readConfig({ ...right, OIDC_ISSUER: issuer })).toThrow(/^OIDC_ISSUER: /);
  });
  it('[OI1] a secret that is refused is not shown', () => {
    const secret = 'x'.repeat(600);
    expect(() => readConfig({ ...right, OIDC_CLIENT_SECRET: secret })).toThrow(/^OIDC_CLIENT_SECRET: "…"/);
  });
});
