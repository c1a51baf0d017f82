/** Wrong passwords lock a name where they come from, longer each time; nobody elsewhere takes the wall from an officer. */
import { noteFailure, noteSuccess, signInLockedUntil } from '@mingchu/server/platform/auth/signInLocks';
import type { AccountLine, Problem } from '@mingchu/shared/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockAt } from '../harness/clockAt.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { createAsking, demoPassword, signIn, startWebServer, type WebServer } from './webServer.ts';

describe('the lock of a name', () => {
  const database = testDatabase();
  let nowMs = Date.UTC(2026, 10, 28, 1);
  const clock = clockAt(() => nowMs);
  const minute = 60_000;
  let server: WebServer;
  beforeAll(async () => {
    server = await startWebServer({ db: database.db, clock });
  });
  afterAll(() => server.close());
  const { ask } = createAsking(() => server);

  async function attempt(username: string, password: string, address = server.address) {
    const response = await fetch(`${address}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });
    const { code, retryAfterS } = (await response.json()) as Partial<Problem>;
    return { status: response.status, code, retryAfterS, retryAfter: response.headers.get('retry-after') };
  }
  async function fail(username: string, times: number): Promise<void> {
    for (let each = 0; each < times; each++)
      expect((await attempt(username, `guess-${each}`)).status).toBe(401);
  }
  const guessFrom = async (name: string, times: number, ip = '203.0.113.9'): Promise<void> => {
    for (let each = 0; each < times; each++) await noteFailure(database.db, { ip, name, now: clock.date() });
  };
  const lockOf = (name: string, ip: string) =>
    signInLockedUntil(database.db, { ip, name, now: clock.date() });
  const locksOnRecord = (name: string) =>
    database.db.query<{ actor: string; reason: string; detail: object }>(
      `select actor, reason, detail from audit where act = 'sign-in-locked' and subject_id = $1 order by id`,
      [name],
    );

  it('[AU4] comes after ten failures, whatever the password, in every process, and says how long it holds', async () => {
    await fail('admin', 10);
    expect(await attempt('admin', demoPassword)).toEqual({
      status: 429,
      code: 'too-many-failed-sign-ins',
      retryAfterS: 60,
      retryAfter: '60',
    });
    expect((await attempt('duty', demoPassword)).status).toBe(200);
    // A restart forgets nothing.
    const other = await startWebServer({ db: database.db, clock });
    nowMs += 20_000;
    expect(await attempt('admin', demoPassword, other.address)).toMatchObject({
      status: 429,
      retryAfterS: 40,
    });
    await other.close();
  });

  it('[AU4] [AU8] doubles each time, stands on the trail, and ends with a sign-in', async () => {
    nowMs += minute;
    await fail('admin', 5);
    expect(await attempt('admin', demoPassword)).toMatchObject({ status: 429, retryAfterS: 120 });
    nowMs += 2 * minute;
    expect((await attempt('admin', demoPassword)).status).toBe(200);
    await fail('admin', 9);
    expect((await attempt('admin', demoPassword)).status).toBe(200);
    const entry = { actor: 'system', reason: 'failures-from-address' };
    expect(await locksOnRecord('admin')).toEqual([
      { ...entry, detail: { ip: '127.0.0.1', lockedForS: 60, locks: 1 } },
      { ...entry, detail: { ip: '127.0.0.1', lockedForS: 120, locks: 2 } },
    ]);
  });

  it('[AU4] tells a right guess from a wrong one as little while it is being checked as after it', async () => {
    const at = { ip: '203.0.113.77', name: 'admin', now: clock.date() };
    for (let each = 0; each < 10; each++) expect(await noteFailure(database.db, at)).toBeNull();
    const until = await noteFailure(database.db, at);
    expect(until).not.toBeNull();
    expect(await noteSuccess(database.db, at)).toEqual(until);
  });

  it('[AU4] from one address touches no other', async () => {
    await guessFrom('chief', 10);
    expect(await lockOf('chief', '203.0.113.9')).not.toBeNull();
    expect(await lockOf('chief', '203.0.113.10')).toBeNull();
    expect((await attempt('chief', demoPassword)).status).toBe(200);
    // His sign-in elsewhere opens nothing to who guesses.
    expect(await lockOf('chief', '203.0.113.9')).not.toBeNull();
  });

  it('[AU4] after a hundred failures from anywhere holds at every address but those where he has signed in', async () => {
    expect((await attempt('duty', demoPassword)).status).toBe(200);
    for (let host = 1; host <= 20; host++) await guessFrom('duty', 5, `198.51.100.${host}`);
    expect(await lockOf('duty', '192.0.2.1')).toEqual(new Date(nowMs + 60 * minute));
    expect((await attempt('duty', demoPassword)).status).toBe(200);
    expect(await locksOnRecord('duty')).toEqual([
      {
        actor: 'system',
        reason: 'failures-everywhere',
        detail: { ip: '198.51.100.20', lockedForS: 3_600, locks: 1 },
      },
    ]);
    // He has shown that it is his: the count begins anew.
    expect(await lockOf('duty', '192.0.2.1')).toBeNull();
  });

  it('[AU4] that came while a right password was being checked lets it not pass', async () => {
    const ip = '203.0.113.20';
    await guessFrom('leader9', 10, ip);
    expect(await noteSuccess(database.db, { ip, name: 'leader9', now: clock.date() })).not.toBeNull();
    expect(await lockOf('leader9', ip)).not.toBeNull();
  });

  it('[AU4] counts guesses that come at once one after the other', async () => {
    const ip = '203.0.113.30';
    const guesses = Array.from({ length: 30 }, () =>
      noteFailure(database.db, { ip, name: 'nobody', now: clock.date() }),
    );
    await Promise.all(guesses);
    expect(await locksOnRecord('nobody')).toHaveLength(1);
    expect(await lockOf('nobody', ip)).toEqual(new Date(nowMs + minute));
  });

  it('[AU4] of an address is its own: a hundred failures a minute, whatever the names', async () => {
    for (let name = 0; name < 20; name++) await guessFrom(`name${name}`, 5, '203.0.113.40');
    expect(await lockOf('never-tried', '203.0.113.40')).toEqual(new Date(nowMs + minute));
    nowMs += minute;
    expect(await lockOf('never-tried', '203.0.113.40')).toBeNull();
  });

  it('[AU4] is forgotten after a day, but not where somebody has signed in', async () => {
    const doors = (name: string) =>
      database.db.query('select address from sign_in_door where name = $1 order by address', [name]);
    await guessFrom('passing', 3, '203.0.113.60');
    expect((await attempt('duty', demoPassword)).status).toBe(200);
    nowMs += 26 * 60 * minute;
    await guessFrom('another', 1, '203.0.113.61');
    expect(await doors('passing')).toEqual([]);
    expect(await doors('duty')).toContainEqual({ address: '127.0.0.1' });
  });

  it('[AU19] is shown to an administrator, who ends it; and to nobody else', async () => {
    await guessFrom('inspector01', 10, '203.0.113.50');
    await guessFrom('chief', 10, '127.0.0.1');
    const lines = async () => (await ask<{ items: AccountLine[] }>('admin', 'GET', '/accounts')).body.items;
    const locked = (await lines()).find(({ username }) => username === 'chief');
    expect(locked?.locks).toEqual([{ address: '127.0.0.1', until: new Date(nowMs + minute).toISOString() }]);
    await expect(signIn(server.address, 'chief')).rejects.toThrow('429');
    expect((await ask('duty', 'POST', '/accounts/chief/unlock')).status).toBe(403);
    expect((await ask('admin', 'POST', '/accounts/chief/unlock')).status).toBe(204);
    expect((await ask('admin', 'POST', '/accounts/nobody-here/unlock')).body.code).toBe('no-such-account');
    expect((await lines()).find(({ username }) => username === 'chief')?.locks).toEqual([]);
    await signIn(server.address, 'chief');
    // Twice is once: there is nothing left to unlock.
    expect((await ask('admin', 'POST', '/accounts/chief/unlock')).status).toBe(204);
    const noted = await database.db.query(`select actor, subject_id from audit where act = 'unlock-account'`);
    expect(noted).toEqual([{ actor: 'admin', subject_id: 'chief' }]);
  });
});
