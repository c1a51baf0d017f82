/** The token of a session changes while it lives: nobody at work is cut off, and who comes with an old one is found out. */
import { type Auth, createAuth, sessionCookie } from '@mingchu/server/platform/auth/auth';
import { sessionLimits } from '@mingchu/server/platform/auth/model/sessionLimits';
import { overlapMs, rotateAfterMs } from '@mingchu/server/platform/auth/model/tokenAge';
import { signIn as signInAsProgram } from '@mingchu/simulators/apiClient';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockAt } from '../harness/clockAt.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { openScreen } from './liveScreen.ts';
import { demoPassword, signIn, startWebServer, type WebServer } from './webServer.ts';

const database = testDatabase();
const { idleMs: idleLimitMs } = sessionLimits.duty;
let nowMs = Date.UTC(2026, 10, 24, 1);
const clock = clockAt(() => nowMs);
/** Longer than any process keeps what it has read. */
const past = 10_000;
let server: WebServer;
/** Another web process on the same database. */
let elsewhere: Auth;
beforeAll(async () => {
  server = await startWebServer({ db: database.db, clock });
  elsewhere = createAuth({ db: database.db, clock });
});
afterAll(() => server.close());

/** Asks as a browser does; `next` is the cookie that the answer brings, if any. */
async function ask(cookie: string): Promise<{ status: number; next: string | undefined }> {
  const response = await fetch(`${server.address}/api/v1/session`, { headers: { cookie } });
  const [next] = response.headers.getSetCookie();
  if (next !== undefined) {
    expect(next).toContain('HttpOnly');
    expect(next).toContain('SameSite=Strict');
    expect(Number(/Max-Age=(\d+)/.exec(next)?.[1])).toBeLessThan(30 * 24 * 3_600);
  }
  return { status: response.status, next: next?.split(';')[0] };
}

/** A session whose token is old, and its successor, not used yet. */
async function rotated(username = 'duty'): Promise<{ old: string; next: string }> {
  const old = await signIn(server.address, username);
  nowMs += rotateAfterMs + past;
  const { status, next } = await ask(old);
  expect(status).toBe(200);
  expect(next).toMatch(new RegExp(`^${sessionCookie}=[\\w-]{43}$`));
  return { old, next: next ?? '' };
}

const thefts = () =>
  database.db.query<{ subject_id: string; detail: { ip: string } }>(
    `select subject_id, detail from audit where act = 'session-ended' and reason = 'retired-token-replayed'`,
  );

describe('the token of a session', () => {
  it('[AU15] is followed by another when it is an hour old, and not before', async () => {
    const cookie = await signIn(server.address, 'duty');
    nowMs += rotateAfterMs;
    expect(await ask(cookie)).toEqual({ status: 200, next: undefined });
    nowMs += past;
    const { next = '' } = await ask(cookie);
    expect(next).not.toBe(cookie);
    expect((await ask(next)).status).toBe(200);
    const caller = await elsewhere.authenticate(next, '127.0.0.1');
    expect(caller).toMatchObject({ session: { username: 'duty' } });
    expect(caller?.sessionId).toBe((await elsewhere.authenticate(cookie, '127.0.0.1'))?.sessionId);
  });

  it('[AU15] is changed for one of many requests at once, and the others are answered too', async () => {
    const cookie = await signIn(server.address, 'duty');
    nowMs += rotateAfterMs + past;
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(cookie)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(answers.filter(({ next }) => next !== undefined)).toHaveLength(1);
  });

  it('[AU15] counts on when the answer with its successor was lost, and is given another', async () => {
    const { old, next } = await rotated();
    nowMs += overlapMs + past;
    const again = await ask(old);
    expect(again.status).toBe(200);
    expect(again.next).toBeDefined();
    nowMs += idleLimitMs - rotateAfterMs;
    expect((await ask(old)).status).toBe(200);
    // Whichever of the two came through is the next.
    expect((await ask(next)).status).toBe(200);
    expect((await ask(again.next ?? '')).status).toBe(200);
    expect(await thefts()).toEqual([]);
  });

  it('[AU15] counts for the overlap after its successor was used, in every process', async () => {
    const { old, next } = await rotated();
    expect(await elsewhere.authenticate(next, '127.0.0.1')).not.toBeNull();
    nowMs += overlapMs;
    expect(await ask(old)).toEqual({ status: 200, next: undefined });
    expect(await thefts()).toEqual([]);
  });

  it('[AU15] is followed by programs too', async () => {
    const program = await signInAsProgram(server.address, 'duty', demoPassword);
    for (let hour = 0; hour < 3; hour++) {
      const before = program.cookie;
      nowMs += rotateAfterMs + past;
      await program.get('/session');
      expect(program.cookie).not.toBe(before);
    }
    expect(await thefts()).toEqual([]);
  });

  it('[AU15] counts for thirteen hours at most when nobody takes its successors', async () => {
    const cookie = await signIn(server.address, 'chief');
    const endsAt = nowMs + idleLimitMs + rotateAfterMs + overlapMs;
    while (nowMs + rotateAfterMs < endsAt) {
      nowMs += rotateAfterMs;
      expect((await ask(cookie)).status).toBe(200);
    }
    nowMs = endsAt;
    expect((await ask(cookie)).status).toBe(401);
    expect(await thefts()).toEqual([]);
  });

  it('[AU16] that comes back after the overlap ends the session for both who hold it, and is recorded', async () => {
    const { old, next } = await rotated('chief');
    const screen = openScreen({ address: server.address, cookie: next });
    await screen.nextSnapshot();
    const gone = new Promise((resolve) => screen.socket.once('disconnect', resolve));
    nowMs += overlapMs + past;
    expect((await ask(old)).status).toBe(401);
    expect(await gone).toBe('io server disconnect');
    screen.close();
    expect((await ask(next)).status).toBe(401);
    expect(await elsewhere.authenticate(next, '127.0.0.1')).toBeNull();
    expect((await ask(old)).status).toBe(401);
    expect(await thefts()).toEqual([
      { subject_id: 'chief', detail: expect.objectContaining({ ip: '127.0.0.1' }) },
    ]);
  });

  it('[AU16] ends one session only: the others of the same person go on', async () => {
    const { old, next } = await rotated('chief');
    const other = await signIn(server.address, 'chief');
    expect((await ask(next)).status).toBe(200);
    nowMs += overlapMs + past;
    expect((await ask(old)).status).toBe(401);
    expect((await ask(other)).status).toBe(200);
  });

  it('[AU17] leaves live connections alone, which end with the session in whatever token it ends', async () => {
    const old = await signIn(server.address, 'duty');
    const screen = openScreen({ address: server.address, cookie: old });
    await screen.nextSnapshot();
    nowMs += rotateAfterMs + past;
    const { next = '' } = await ask(old);
    expect((await ask(next)).status).toBe(200);
    nowMs += overlapMs + past;
    const { sessionId = '' } = (await elsewhere.authenticate(next, '127.0.0.1')) ?? {};
    expect(await elsewhere.keepAlive(sessionId)).toMatchObject({ username: 'duty' });
    expect(screen.socket.connected).toBe(true);
    const gone = new Promise((resolve) => screen.socket.once('disconnect', resolve));
    await fetch(`${server.address}/api/v1/session`, { method: 'DELETE', headers: { cookie: next } });
    expect(await gone).toBe('io server disconnect');
    screen.close();
    expect(await elsewhere.keepAlive(sessionId)).toBeNull();
  });

  it('[AU22] [TL22] a new sign-in of the same browser ends its session, and its screens come back in the new one', async () => {
    const old = await signIn(server.address, 'duty');
    const screen = openScreen({ address: server.address, cookie: old });
    await screen.nextSnapshot();
    const endsAt = async (cookie: string) => {
      const answered = await fetch(`${server.address}/api/v1/session`, { headers: { cookie } });
      return answered.status === 200 ? ((await answered.json()) as { endsAt: string }).endsAt : null;
    };
    expect(await endsAt(old)).toBe(new Date(nowMs + sessionLimits.duty.absoluteMs).toISOString());
    nowMs += rotateAfterMs;
    expect(await endsAt(old)).toBe(
      new Date(nowMs - rotateAfterMs + sessionLimits.duty.absoluteMs).toISOString(),
    );
    const gone = new Promise((resolve) => screen.socket.once('disconnect', resolve));
    const answered = await fetch(`${server.address}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: old },
      body: JSON.stringify({ username: 'duty', password: demoPassword }),
    });
    const renewed = answered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(await answered.json()).toMatchObject({
      endsAt: new Date(nowMs + sessionLimits.duty.absoluteMs).toISOString(),
    });
    expect(await gone).toBe('io server disconnect');
    screen.close();
    expect(await endsAt(old)).toBeNull();
    const back = openScreen({ address: server.address, cookie: renewed });
    await back.nextSnapshot();
    back.close();
  });

  it('[AU13] a new password keeps the session of who set it, whichever of its tokens he uses', async () => {
    const { old, next } = await rotated();
    const other = await signIn(server.address, 'duty');
    expect((await ask(next)).status).toBe(200);
    const changed = await fetch(`${server.address}/api/v1/me/password`, {
      method: 'POST',
      headers: { cookie: old, 'content-type': 'application/json' },
      body: JSON.stringify({ current: demoPassword, next: 'a-longer-secret' }),
    });
    expect(changed.status).toBe(204);
    nowMs += past;
    expect((await ask(next)).status).toBe(200);
    expect((await ask(other)).status).toBe(401);
  });
});
