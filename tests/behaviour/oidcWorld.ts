/** A real OpenID Connect provider on loopback, this server beside it, and a browser that fills in the forms. */
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeSubscriptions } from '@mingchu/server/notify/choiceStore';
import { accountRoutes } from '@mingchu/server/platform/auth/accountRoutes';
import { createAuth } from '@mingchu/server/platform/auth/auth';
import { ensureDemoAccounts } from '@mingchu/server/platform/auth/firstAccounts';
import type { OidcSettings } from '@mingchu/server/platform/auth/oidcProvider';
import { sessionRoutes } from '@mingchu/server/platform/auth/sessionRoutes';
import type { Clock } from '@mingchu/server/platform/clock';
import { createHttpServer } from '@mingchu/server/platform/http/httpServer';
import type { Database } from '@mingchu/server/platform/postgres/database';
import Provider from 'oidc-provider';
import { recordingLog } from '../harness/log.ts';
import { demoPassword } from './webServer.ts';

export const oidcClient = { id: 'mingchu', secret: 'only-for-these-tests' };

/** Names at the provider by subject; a subject without one is called by itself. */
export async function startProvider(options: {
  port: number;
  redirectUri: string;
  names: Map<string, string>;
}) {
  const { port, redirectUri, names } = options;
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: oidcClient.id, client_secret: oidcClient.secret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], profile: ['preferred_username'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    findAccount: (_context, subject) => ({
      accountId: subject,
      claims: () => ({ sub: subject, preferred_username: names.get(subject) ?? subject }),
    }),
  });
  const server = createServer(provider.callback() as Parameters<typeof createServer>[1]);
  await listening(server, port);
  return {
    issuer,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** This server's sign-in, with these settings or without any. */
export async function startOidcServer(options: {
  db: Database;
  clock: Clock;
  settings?: Partial<OidcSettings> & { issuer: string };
  dashboardDir?: string;
}) {
  const { db, clock, settings, dashboardDir = join(tmpdir(), 'no-dashboard-here') } = options;
  const { log, lines, errors } = recordingLog();
  await ensureDemoAccounts(db, { password: demoPassword, now: clock.date() });
  const app = await createHttpServer({
    log,
    db,
    clock,
    auth: createAuth({ db, clock }),
    dashboardDir,
    metrics: { contentType: 'text/plain; version=0.0.4', metrics: async () => 'mingchu_up 1\n' },
  });
  const oidc = settings && {
    log,
    settings: {
      clientId: oidcClient.id,
      clientSecret: oidcClient.secret,
      label: undefined,
      claim: 'preferred_username',
      publicUrl: undefined,
      ...settings,
    },
  };
  await app.register(
    async (api) => {
      sessionRoutes(api, { db, clock, oidc });
      accountRoutes(api, { db, clock, forgetBrowsers: removeSubscriptions });
    },
    { prefix: '/api/v1' },
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return {
    address,
    lines,
    close: async () => {
      await app.close();
      if (errors().length > 0) throw new Error(`the server logged errors: ${JSON.stringify(errors())}`);
    },
  };
}

/** Keeps cookies by host and follows nothing by itself. */
export function openJar() {
  const cookies = new Map<string, Map<string, string>>();
  const ask = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    const { host } = new URL(url);
    const own = cookies.get(host) ?? new Map<string, string>();
    cookies.set(host, own);
    const cookie = [...own].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
      if (value === '') own.delete(name);
      else own.set(name, value);
    }
    return response;
  };
  return {
    ask,
    cookiesOf: (address: string) => cookies.get(new URL(address).host) ?? new Map<string, string>(),
  };
}
export type Jar = ReturnType<typeof openJar>;

/** Leaves for the provider; answers the address that it is sent to. */
export async function leave(jar: Jar, address: string, next = '/console'): Promise<URL> {
  const response = await jar.ask(
    `${address}/api/v1/session/oidc?${new URLSearchParams({ next }).toString()}`,
  );
  return new URL(whereTo(response), address);
}

/** Signs in at the provider's own pages as `subject`; answers the address that it sends the browser back to. */
export async function passProvider(jar: Jar, authorizeUrl: URL, subject: string): Promise<URL> {
  let url = authorizeUrl;
  let response = await jar.ask(url);
  // Sign-in and consent, each with its redirects: far fewer steps than this.
  for (let step = 0; step < 20; step++) {
    if (response.status >= 300 && response.status < 400) {
      url = new URL(whereTo(response), url);
      if (url.pathname.endsWith('/session/oidc/callback')) return url;
      response = await jar.ask(url);
      continue;
    }
    const page = await response.text();
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1];
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (!action || !prompt) throw new Error(`the provider shows no form: ${response.status} ${page}`);
    url = new URL(action, url);
    const body = new URLSearchParams({ prompt, login: subject, password: 'any' });
    response = await jar.ask(url, { method: 'POST', body });
  }
  throw new Error(`the provider never sent the browser back: ${url.href}`);
}

export function whereTo(response: Response): string {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`no redirect but ${response.status}`);
  return location;
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
