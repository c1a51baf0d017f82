/** The routes of a few rooms behind the real HTTP server, with the demo's accounts and those of inspectors. */
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAuth } from '@mingchu/server/platform/auth/auth';
import { ensureDemoAccounts } from '@mingchu/server/platform/auth/firstAccounts';
import { hashPassword } from '@mingchu/server/platform/auth/passwords';
import { sessionRoutes } from '@mingchu/server/platform/auth/sessionRoutes';
import type { Clock } from '@mingchu/server/platform/clock';
import { createHttpServer, type HttpApp } from '@mingchu/server/platform/http/httpServer';
import type { Logger } from '@mingchu/server/platform/log';
import type { Database } from '@mingchu/server/platform/postgres/database';

const password = 'only-for-tests';

/** What `JSON.parse` answers, for tests that look into it. */
type Json = ReturnType<JSON['parse']>;

export interface RoomApi {
  app: HttpApp;
  /** Of this person, who is signed in when he is first asked for. */
  cookieOf(username: string): Promise<string>;
  signIn(username: string): Promise<string>;
  /** Asks below `/api/v1`; null is nobody. Without a body the answer is null. */
  ask<Answer = Json>(
    username: string | null,
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    url: string,
    payload?: object,
  ): Promise<{ status: number; body: Answer }>;
  close(): Promise<void>;
}

/** `inspectors`: who has an account under his id; they are in the registry already. */
export async function openRoomApi(
  { db, clock, log }: { db: Database; clock: Clock; log: Logger },
  { inspectors = [], routes }: { inspectors?: readonly string[]; routes: (api: HttpApp) => void },
): Promise<RoomApi> {
  await ensureDemoAccounts(db, { password, now: clock.date() });
  for (const id of inspectors) {
    await db.execute(
      `insert into account (username, display_name, role, inspector_id, password_hash, created_at)
       values ($1, $1, 'inspector', $1, $2, $3)`,
      [id, await hashPassword(password), clock.date()],
    );
  }
  const app = await createHttpServer({
    log,
    db,
    clock,
    auth: createAuth({ db, clock }),
    dashboardDir: path.join(tmpdir(), 'no-dashboard-here'),
    metrics: { contentType: 'text/plain', metrics: async () => '' },
  });
  await app.register(
    async (api) => {
      sessionRoutes(api, { db, clock });
      routes(api);
    },
    { prefix: '/api/v1' },
  );
  const cookies = new Map<string, string>();
  const signIn = async (username: string) => {
    const payload = { username, password };
    const response = await app.inject({ method: 'POST', url: '/api/v1/session', payload });
    const cookie = String(response.headers['set-cookie']).split(';')[0] ?? '';
    cookies.set(username, cookie);
    return cookie;
  };
  const cookieOf = async (username: string) => cookies.get(username) ?? signIn(username);
  return {
    app,
    signIn,
    cookieOf,
    ask: async <Answer = Json>(
      username: string | null,
      method: 'GET' | 'PUT' | 'POST' | 'DELETE',
      url: string,
      payload?: object,
    ) => {
      const response = await app.inject({
        method,
        url: `/api/v1${url}`,
        headers: username === null ? {} : { cookie: await cookieOf(username) },
        ...(payload !== undefined && { payload }),
      });
      const body = (response.body === '' ? null : response.json()) as Answer;
      return { status: response.statusCode, body };
    },
    close: () => app.close(),
  };
}
