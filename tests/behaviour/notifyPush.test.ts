/** Web Push against a push service and a browser written from the standards. */
import { NotTakenError, type OutboxMessage } from '@mingchu/server/notify/channel';
import { openWebPush, type OutsideDeps } from '@mingchu/server/notify/channelBook';
import { isPublicAddress, publicLookup, refusedEndpoint } from '@mingchu/server/notify/publicAddress';
import { secretBox } from '@mingchu/server/platform/secretBox';
import { ensureWebPushIdentity } from '@mingchu/server/notify/webPushIdentity';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../harness/manualClock.ts';
import { outboxMessage } from '../harness/receivers.ts';
import { addAccount, openOutdoors, type Outdoors, subscribe } from '../harness/receiversWorld.ts';
import { testDatabase } from '../harness/testDatabase.ts';

const database = testDatabase();
let outdoors: Outdoors;
beforeAll(async () => {
  outdoors = await openOutdoors(database.db, manualClock());
  await addAccount(database.db, { username: 'wang', role: 'inspector' });
});
afterAll(() => outdoors.close());
beforeEach(async () => {
  await database.db.execute('delete from push_subscription');
  outdoors.push.shown.length = 0;
  outdoors.push.requests.length = 0;
  outdoors.push.answerWith(201);
});

const toWang = (facts: Partial<OutboxMessage> = {}) =>
  outboxMessage({ ...facts, username: 'wang', content: {} });
const identity = (box = outdoors.deps.box) => ensureWebPushIdentity({ ...outdoors.deps, box });

async function refusalOf(deps: OutsideDeps, message: OutboxMessage): Promise<NotTakenError> {
  const channel = await openWebPush(deps);
  const error: unknown = await channel.send(message).catch((each: unknown) => each);
  if (!(error instanceof NotTakenError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error;
}

describe('keys', () => {
  it('[NO13] are made once, however many start at once, and the private one is sealed', async () => {
    const before = await identity();
    expect(await Promise.all([identity(), identity(), identity()])).toEqual([before, before, before]);
    const [row] = await database.db.query<{ sealed: Buffer }>(
      'select sealed_private_key as sealed from web_push_identity',
    );
    expect(row?.sealed.toString('latin1')).not.toContain(before.privateKey);
    await expect(identity(secretBox('another key altogether'))).rejects.toThrow('SECRET_KEY');
  });
});

describe('a push message', () => {
  it('[NO13] reaches every browser of the person, encrypted for it alone and signed by us', async () => {
    await subscribe(outdoors, 'wang', 'phone');
    await subscribe(outdoors, 'wang', 'tablet');
    const channel = await openWebPush(outdoors.deps);
    const message = toWang({ step: 'offer' });
    await channel.send(message);
    await channel.send({ ...message, attempts: 2 });
    expect(outdoors.push.shown.map(({ browser }) => browser).sort()).toEqual([
      'phone',
      'phone',
      'tablet',
      'tablet',
    ]);
    expect(outdoors.push.shown[0]).toMatchObject({
      payload: {
        id: message.id,
        title: '已超时',
        body: '阳光小学食堂 严重违规，王芳 未在时限内到场（第 10 分钟 / 10）',
        url: '/console?id=v1',
        severity: 'critical',
      },
      ttlS: 120,
      urgency: 'high',
    });
    // A push service that still holds the first replaces it by the repetition.
    expect(new Set(outdoors.push.shown.map(({ topic }) => topic)).size).toBe(1);
    expect(outdoors.push.requests.every(({ text }) => !text.includes('阳光'))).toBe(true);
  });

  it('[NO13] one browser that is gone does not hold up the others, and is forgotten', async () => {
    await subscribe(outdoors, 'wang', 'old');
    await subscribe(outdoors, 'wang', 'new');
    outdoors.push.expire('old');
    const reply = await (await openWebPush(outdoors.deps)).send(toWang());
    expect(reply).toContain('HTTP 201');
    expect(reply).toContain('HTTP 410');
    expect(await database.db.query('select id from push_subscription')).toEqual([{ id: 'id-new' }]);
  });

  it('[NO13] a push service in trouble is tried again; without any browser there is nothing to try', async () => {
    await subscribe(outdoors, 'wang', 'phone');
    outdoors.push.answerWith(500);
    expect(await refusalOf(outdoors.deps, toWang())).toMatchObject({ again: 'backing-off' });
    expect(await database.db.query('select id from push_subscription')).toHaveLength(1);
    await database.db.execute('delete from push_subscription');
    expect(await refusalOf(outdoors.deps, toWang())).toMatchObject({ again: 'never' });
  });

  it('[NO13] an endpoint in our own network is not called, whatever stands in the database', async () => {
    await subscribe(outdoors, 'wang', 'phone');
    const refusal = await refusalOf({ ...outdoors.deps, pushAnywhere: false }, toWang());
    expect(refusal.message).toContain('not-https');
    expect(outdoors.push.requests).toEqual([]);
  });
});

describe('addresses', () => {
  it('[NO13] endpoints are https, without credentials, and out in the world', () => {
    const reasons = {
      'https://fcm.googleapis.com/fcm/send/abc': null,
      'https://updates.push.services.mozilla.com:443/wpush/v2/x': null,
      'https://8.8.8.8/x': null,
      'http://fcm.googleapis.com/x': 'not-https',
      'https://user:pass@push.example.com/x': 'has-credentials',
      'https://127.0.0.1/x': 'private-address',
      'https://2130706433/x': 'private-address',
      'https://0x7f.1/x': 'private-address',
      'https://10.1.2.3/x': 'private-address',
      'https://169.254.169.254/latest/meta-data': 'private-address',
      'https://[::1]/x': 'private-address',
      'https://[::ffff:10.0.0.1]/x': 'private-address',
      'https://[fd00::1]/x': 'private-address',
      'https://localhost/x': 'private-address',
      'https://nas/x': 'private-address',
      'https://printer.local/x': 'private-address',
      'ftp://push.example.com/x': 'not-https',
      nonsense: 'not-an-address',
    };
    for (const [endpoint, reason] of Object.entries(reasons))
      expect([endpoint, refusedEndpoint(endpoint, { anywhere: false })]).toEqual([endpoint, reason]);
  });

  it('[NO13] a name that leads into our own network is refused when it is called', async () => {
    const found = await new Promise<unknown>((resolve) => {
      publicLookup('localhost', {}, (error, address) => resolve(error ?? address));
    });
    expect(String(found)).toContain('private network');
  });

  it('[NO13] IPv6 that leads to IPv4 or nowhere is not public', () => {
    expect(isPublicAddress('2606:4700::1111')).toBe(true);
    for (const address of [
      '2002:0a00:0001::1',
      '64:ff9b::a00:1',
      '2001:db8::1',
      'fe80::1',
      'ff02::1',
      '::',
      'x',
    ])
      expect([address, isPublicAddress(address)]).toEqual([address, false]);
  });
});
