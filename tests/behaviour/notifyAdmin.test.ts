/** Channels, choices, receipts and the list of messages over HTTP. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { adminMessageRoutes } from '@mingchu/server/notify/adminMessageRoutes';
import { channelRoutes } from '@mingchu/server/notify/channelRoutes';
import { inspectorPhoneRoutes } from '@mingchu/server/notify/inspectorPhoneRoutes';
import { messageRoutes } from '@mingchu/server/notify/messageRoutes';
import { myNotificationRoutes } from '@mingchu/server/notify/myNotificationRoutes';
import { createAuth } from '@mingchu/server/platform/auth/auth';
import { ensureDemoAccounts } from '@mingchu/server/platform/auth/firstAccounts';
import { sessionRoutes } from '@mingchu/server/platform/auth/sessionRoutes';
import { createHttpServer, type HttpApp } from '@mingchu/server/platform/http/httpServer';
import { openRegistryCache } from '@mingchu/server/registry/openRegistryCache';
import type { RegistryCache } from '@mingchu/server/registry/registryCache';
import type { AdminMessage, ChannelView, MyNotifications } from '@mingchu/shared/notify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordingLog } from '../harness/log.ts';
import { manualClock } from '../harness/manualClock.ts';
import { type RobotReceiver, startDingtalk } from '../harness/receiversRobots.ts';
import { openOutdoors, type Outdoors } from '../harness/receiversWorld.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { demoPassword, signIn } from './webServer.ts';

const database = testDatabase();
const { log, errors } = recordingLog();
const clock = manualClock(Date.now());
let outdoors: Outdoors;
let app: HttpApp;
let registry: RegistryCache;
let address: string;
let cookies: Record<'admin' | 'duty' | 'chief', string>;
let robot: RobotReceiver;
const secrets = { accessToken: 'very-secret-token', signingSecret: 'very-secret-sign' };

beforeAll(async () => {
  const { db } = database;
  outdoors = await openOutdoors(db, clock);
  await ensureDemoAccounts(db, { password: demoPassword, now: clock.date() });
  registry = await openRegistryCache({ db, log });
  app = await createHttpServer({
    log,
    db,
    clock,
    auth: createAuth({ db, clock }),
    dashboardDir: join(tmpdir(), 'no-dashboard-here'),
    metrics: { contentType: 'text/plain', metrics: async () => '' },
  });
  await app.register(
    async (api) => {
      sessionRoutes(api, { db, clock });
      messageRoutes(api, { db, clock, registry });
      myNotificationRoutes(api, { ...outdoors.deps, registry });
      inspectorPhoneRoutes(api, { db });
      channelRoutes(api, outdoors.deps);
      adminMessageRoutes(api, { db });
    },
    { prefix: '/api/v1' },
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  cookies = {
    admin: await signIn(address, 'admin'),
    duty: await signIn(address, 'duty'),
    chief: await signIn(address, 'chief'),
  };
  robot = await startDingtalk({ now: () => clock.now(), ...secrets });
});
afterAll(async () => {
  await app.close();
  await registry.close();
  await robot.close();
  await outdoors.close();
  expect(errors()).toEqual([]);
});
beforeEach(async () => {
  for (const table of ['message', 'push_subscription', 'notification_choice'])
    await database.db.execute(`delete from ${table}`);
  await database.db.execute(`delete from channel where id <> 'sms'`);
});

interface Answer<Body> {
  status: number;
  text: string;
  body: Body;
}

async function ask<Body = Record<string, unknown>>(
  who: keyof typeof cookies,
  [method, path]: [string, string],
  body?: unknown,
): Promise<Answer<Body>> {
  const response = await fetch(`${address}/api/v1${path}`, {
    method,
    headers: { cookie: cookies[who], ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, body: (text === '' ? {} : JSON.parse(text)) as Body };
}

const ding = () => ({
  id: 'ding-east',
  kind: 'dingtalk',
  name: '东城组钉钉群',
  enabled: true,
  audience: ['leader:east', 'station'],
  settings: { baseUrl: robot.url },
  secrets,
});

describe('channels', () => {
  it('[NO23] secrets go in and never come out, neither over HTTP nor from the database or the audit trail', async () => {
    const made = await ask<ChannelView>('admin', ['POST', '/admin/channels'], ding());
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      id: 'ding-east',
      hasSecret: true,
      secretNames: ['accessToken', 'signingSecret'],
      perMinute: 20,
      version: 1,
    });
    const listed = await ask('admin', ['GET', '/admin/channels']);
    const [kept] = await database.db.query<{ all: string }>(
      `select string_agg(channel::text, '') || (select string_agg(audit::text, '') from audit) as all from channel`,
    );
    for (const text of [made.text, listed.text, kept?.all]) {
      expect(text).toContain('ding-east');
      expect(text).not.toContain('very-secret');
      expect(text).not.toContain(Buffer.from('very-secret-token').toString('hex'));
    }
  });

  it('[NO23] a change without secrets keeps them; pointed elsewhere the channel needs them again', async () => {
    const { id: _id, secrets: _secrets, ...rest } = ding();
    await ask('admin', ['POST', '/admin/channels'], ding());
    const renamed = await ask('admin', ['PUT', '/admin/channels/ding-east'], {
      ...rest,
      name: '改名',
      version: 1,
    });
    expect(renamed.body).toMatchObject({ name: '改名', version: 2, hasSecret: true });
    expect((await ask('admin', ['POST', '/admin/channels/ding-east/test'], {})).body).toMatchObject({
      taken: true,
    });
    const settings = { baseUrl: 'http://thief.example' };
    const moved = await ask('admin', ['PUT', '/admin/channels/ding-east'], { ...rest, settings, version: 2 });
    expect(moved).toMatchObject({ status: 422, body: { code: 'secret-needed' } });
    const late = await ask('admin', ['PUT', '/admin/channels/ding-east'], { ...rest, version: 1 });
    expect(late).toMatchObject({ status: 409, body: { code: 'channel-changed' } });
  });

  it('[NO24] what is wrong is refused by name', async () => {
    const add = (change: object) => ask('admin', ['POST', '/admin/channels'], { ...ding(), ...change });
    expect(await add({ id: 'web-push' })).toMatchObject({ status: 422, body: { code: 'id-taken' } });
    expect(await add({ audience: ['everybody'] })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
    expect(await add({ secrets: {} })).toMatchObject({ status: 422, body: { code: 'secret-needed' } });
    expect(await add({ secrets: { ...secrets, more: 'x' } })).toMatchObject({
      body: { code: 'secret-not-used' },
    });
    expect(await add({ settings: { baseUrl: 'file:///etc/passwd' } })).toMatchObject({
      status: 422,
      body: { code: 'settings-not-valid', detail: expect.stringContaining('baseUrl') },
    });
    const template = {
      method: 'POST',
      url: 'http://gw.example/?k={{secret.key}}',
      bodyType: 'json',
      body: '{{nobody}}',
    };
    expect(await add({ kind: 'sms', settings: template, secrets: {} })).toMatchObject({
      body: { code: 'secret-needed' },
    });
    expect(await add({ kind: 'sms', settings: template, secrets: { key: 'x' } })).toMatchObject({
      body: { code: 'settings-not-valid', detail: expect.stringContaining('{{nobody}}') },
    });
    expect((await add({})).status).toBe(201);
    expect(await add({})).toMatchObject({ status: 409, body: { code: 'id-taken' } });
  });

  it('[NO24] are for administrators', async () => {
    for (const who of ['duty', 'chief'] as const) {
      expect((await ask(who, ['GET', '/admin/channels'])).status).toBe(403);
      expect((await ask(who, ['POST', '/admin/channels'], ding())).status).toBe(403);
      expect((await ask(who, ['GET', '/admin/messages'])).status).toBe(403);
    }
  });

  it('[NO28] the test button sends a real message and says what the other side said', async () => {
    robot.taken.length = 0;
    await ask('admin', ['POST', '/admin/channels'], ding());
    const good = await ask('admin', ['POST', '/admin/channels/ding-east/test'], {});
    expect(good.body).toMatchObject({ taken: true, reply: 'HTTP 200: {"errcode":0,"errmsg":"ok"}' });
    expect(robot.taken).toHaveLength(1);
    await ask('admin', ['POST', '/admin/channels'], {
      ...ding(),
      id: 'ding-bad',
      secrets: { accessToken: 'wrong' },
    });
    const bad = await ask('admin', ['POST', '/admin/channels/ding-bad/test'], {});
    expect(bad.body).toMatchObject({ taken: false, reply: expect.stringContaining('token is not exist') });
    await ask('admin', ['POST', '/admin/channels/sms/test'], { mobile: '13800000001' });
    expect(outdoors.smsTexts().at(-1)).toBe('13800000001 【测试】明厨测试消息，请忽略');
    const push = await ask('admin', ['POST', '/admin/channels/web-push/test'], {});
    expect(push.body).toMatchObject({ taken: false, reply: 'no browser is subscribed' });
    expect((await ask('admin', ['POST', '/admin/channels/none/test'], {})).status).toBe(404);
    await outdoors.turn();
    expect(robot.taken).toHaveLength(1);
  });

  it('[NO28] tests count against the limit', async () => {
    await ask('admin', ['POST', '/admin/channels'], { ...ding(), perMinute: 1 });
    expect((await ask('admin', ['POST', '/admin/channels/ding-east/test'], {})).status).toBe(200);
    const second = await ask('admin', ['POST', '/admin/channels/ding-east/test'], {});
    expect(second).toMatchObject({ status: 429, body: { code: 'channel-limit-reached' } });
  });
});

describe('own choices', () => {
  const choice = {
    email: 'duty@station.example',
    mobile: '13700000007',
    language: 'en',
    channelOrder: ['sms', 'web-push'],
    quietHours: { from: '22:00', to: '07:00' },
  };

  it('[NO29] are kept for the person who makes them', async () => {
    const before = await ask<MyNotifications>('duty', ['GET', '/me/notifications']);
    expect(before.body).toMatchObject({ email: null, language: 'zh-CN', channelOrder: [], quietHours: null });
    expect(before.body.channels.map(({ id }) => id)).toEqual(['web-push', 'sms']);
    expect((await ask('duty', ['PUT', '/me/notifications'], choice)).body).toMatchObject(choice);
    expect((await ask('duty', ['GET', '/me/notifications'])).body).toMatchObject(choice);
    expect((await ask('chief', ['GET', '/me/notifications'])).body).toMatchObject({ email: null });
    const unknown = await ask('duty', ['PUT', '/me/notifications'], { ...choice, channelOrder: ['pigeon'] });
    expect(unknown).toMatchObject({ status: 422, body: { code: 'no-such-channel' } });
    const wrong = await ask('duty', ['PUT', '/me/notifications'], { ...choice, email: 'a@b\r\nBcc: c@d' });
    expect(wrong.status).toBe(400);
  });

  it('[RG8] the number of an inspector is his own or that of the registry, and staff alone read it', async () => {
    const { db } = database;
    await db.execute(`insert into supervision_group (id, name) values ('g', '一组')`);
    for (const [id, phone] of [
      ['called', '13800000001'],
      ['chosen', '13800000002'],
      ['silent', null],
    ]) {
      await db.execute(
        `insert into inspector (id, name, group_id, grid_ids, phone, on_shift, lat, lon)
         values ($1, $1, 'g', '{}', $2, true, 26.4, 112.8)`,
        [id, phone],
      );
      await db.execute(
        `insert into account (username, display_name, role, inspector_id, password_hash, created_at)
         select $1, $1, 'inspector', $1, password_hash, created_at from account where username = 'duty'`,
        [id],
      );
    }
    const chosen = await signIn(address, 'chosen');
    const headers = { cookie: chosen, 'content-type': 'application/json' };
    const own = { ...choice, mobile: '13700000007', channelOrder: [] };
    const put = { method: 'PUT', headers, body: JSON.stringify(own) };
    expect((await fetch(`${address}/api/v1/me/notifications`, put)).status).toBe(200);
    expect((await ask('duty', ['GET', '/inspectors/phones'])).body).toEqual({
      items: [
        { inspectorId: 'called', phone: '13800000001' },
        { inspectorId: 'chosen', phone: '13700000007' },
      ],
      nextCursor: null,
    });
    expect((await fetch(`${address}/api/v1/inspectors/phones`, { headers })).status).toBe(403);
  });

  it('[NO24] a channel that is removed leaves the choices', async () => {
    await ask('admin', ['POST', '/admin/channels'], ding());
    await ask('duty', ['PUT', '/me/notifications'], { ...choice, channelOrder: ['ding-east', 'sms'] });
    expect((await ask('admin', ['DELETE', '/admin/channels/ding-east'])).status).toBe(204);
    const { body } = await ask<MyNotifications>('duty', ['GET', '/me/notifications']);
    expect(body.channelOrder).toEqual(['sms']);
    expect(body.channels.map(({ id }) => id)).toEqual(['web-push', 'sms']);
    expect((await ask('admin', ['DELETE', '/admin/channels/ding-east'])).status).toBe(404);
  });

  it('[NO29] a browser subscribes with the key it is given, belongs to who used it last, and can go', async () => {
    const { body } = await ask<MyNotifications>('duty', ['GET', '/me/notifications']);
    expect(body.push.publicKey).toMatch(/^[A-Za-z0-9_-]{87}$/);
    const subscription = outdoors.push.subscribe('desk');
    expect((await ask('duty', ['POST', '/me/push-subscriptions'], subscription)).status).toBe(201);
    const mine = async (who: 'duty' | 'chief') =>
      (await ask<MyNotifications>(who, ['GET', '/me/notifications'])).body.push.subscriptions.length;
    expect([await mine('duty'), await mine('chief')]).toEqual([1, 0]);
    await ask('chief', ['POST', '/me/push-subscriptions'], subscription);
    expect([await mine('duty'), await mine('chief')]).toEqual([0, 1]);
    await ask('duty', ['DELETE', '/me/push-subscriptions'], { endpoint: subscription.endpoint });
    expect(await mine('chief')).toBe(1);
    await ask('chief', ['DELETE', '/me/push-subscriptions'], { endpoint: subscription.endpoint });
    expect(await mine('chief')).toBe(0);
  });
});

describe('messages', () => {
  it('[NO27] each with its attempts, receipts and errors, found by state, channel, recipient and time', async () => {
    await ask('duty', ['PUT', '/me/notifications'], {
      email: null,
      mobile: '13700000007',
      language: 'zh-CN',
      channelOrder: [],
      quietHours: null,
    });
    await outdoors.tell({ recipientId: 'role:duty' }, { recipientId: 'station' });
    const from = clock.date().toISOString();
    await outdoors.turn();
    const list = async (query: string) =>
      (
        await ask<{ items: AdminMessage[]; nextCursor: string | null }>('admin', [
          'GET',
          `/admin/messages?${query}`,
        ])
      ).body;
    const [sent] = (await list('channel=sms&recipient=role:duty')).items;
    expect(sent).toMatchObject({
      recipientId: 'role:duty',
      username: 'duty',
      state: 'delivered',
      reply: 'HTTP 200: {}',
      attempts: [{ attempt: 1, outcome: 'taken', startedAt: from }],
    });
    expect((await list('state=failed')).items).toEqual([]);
    expect((await list('recipient=duty')).items).toHaveLength(2);
    expect((await list(`to=${from}`)).items).toEqual([]);
    const first = await list('limit=3');
    const second = await list(`limit=3&cursor=${first.nextCursor ?? ''}`);
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect(second.nextCursor).toBeNull();
  });

  it('[NO25] receipts are given by who got it, from a page or a service worker of our own origin', async () => {
    await outdoors.tell({ recipientId: 'role:duty' });
    const [row] = await database.db.query<{ id: string }>('select id from message');
    const path = `/messages/${row?.id ?? ''}/receipt`;
    expect((await ask('chief', ['POST', path], { event: 'shown' })).status).toBe(403);
    expect((await ask('duty', ['POST', path], { event: 'eaten' })).status).toBe(400);
    expect((await ask('duty', ['POST', '/messages/none/receipt'], { event: 'shown' })).status).toBe(404);
    const fromWorker = await fetch(`${address}/api/v1${path}`, {
      method: 'POST',
      headers: { cookie: cookies.duty, origin: address, 'content-type': 'application/json' },
      body: JSON.stringify({ event: 'opened' }),
    });
    expect(fromWorker.status).toBe(200);
    const openedAt = clock.date().toISOString();
    expect(await fromWorker.json()).toEqual({ id: row?.id, shownAt: openedAt, openedAt });
    await clock.advance(5_000);
    expect((await ask('duty', ['POST', path], { event: 'opened' })).body).toMatchObject({ openedAt });
  });
});
