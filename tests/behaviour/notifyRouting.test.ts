/** Who is told by which channel, and when the next: a timeline on a moved clock, with real orders and receivers. */
import { type ActRequest, actOnDispatch } from '@mingchu/server/dispatch/actOnDispatch';
import { giveReceipt } from '@mingchu/server/notify/giveReceipt';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  addInspector,
  type DispatchWorld,
  dutySession,
  inspectorSession,
  openDispatchWorld,
} from '../harness/dispatchWorld.ts';
import { quietLog } from '../harness/log.ts';
import { type ManualClock, manualClock } from '../harness/manualClock.ts';
import {
  addAccount,
  choose,
  openOutdoors,
  type Outdoors,
  routeReasons,
  setUp,
  subscribe,
  wentOut,
} from '../harness/receiversWorld.ts';
import { startWecom, type RobotReceiver } from '../harness/receiversRobots.ts';
import { answerJson } from '../harness/receivers.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { silentQueue } from '../harness/silentQueue.ts';
import { accept, decline } from './dispatchTimeline.ts';

const database = testDatabase();
let clock: ManualClock;
let outdoors: Outdoors;
let world: DispatchWorld;
let robot: RobotReceiver;

beforeAll(async () => {
  world = await openDispatchWorld({
    db: database.db,
    clock: manualClock(),
    log: quietLog,
    queue: silentQueue,
  });
  await addInspector(world, { id: 'wang' });
  await database.db.execute(`update inspector set phone = '13800000001' where id = 'wang'`);
  await world.deps.registry.renew();
  await addAccount(database.db, { username: 'wang', role: 'inspector', inspectorId: 'wang' });
  await addAccount(database.db, { username: 'duty', role: 'duty' });
  await addAccount(database.db, { username: 'chief', role: 'chief' });
  await addAccount(database.db, { username: 'admin', role: 'admin' });
  robot = await startWecom({ now: () => Date.now(), key: 'k' });
});
afterAll(async () => {
  await robot.close();
  await world.close();
});
beforeEach(async () => {
  const { db } = database;
  for (const table of ['message', 'audit', 'notification_choice', 'push_subscription', 'channel'])
    await db.execute(`delete from ${table}`);
  // Orders of the test before would make him late for this one.
  await db.execute(`update dispatch set state = 'recalled', open_offers = '[]'`);
  robot.taken.length = 0;
  clock = manualClock();
  await outdoors?.close();
  outdoors = await openOutdoors(db, clock);
});
afterAll(() => outdoors.close());

/** A real order, offered to wang. */
async function offer(): Promise<string> {
  const deps = { ...world.deps, clock };
  world.deps.clock = clock;
  const [id = ''] = await world.openOrders(1);
  expect(deps.clock).toBe(clock);
  return id;
}

function act(dispatchId: string, input: ActRequest['input'], person = inspectorSession('wang')) {
  return actOnDispatch(world.deps, { dispatchId, input, person, version: null, position: null });
}

async function inAppId(step: string): Promise<string> {
  const [row] = await database.db.query<{ id: string }>(
    `select id from message where channel = 'in-app' and step = $1`,
    [step],
  );
  return row?.id ?? '';
}

const receipt = (id: string, event: 'shown' | 'opened') =>
  giveReceipt(outdoors.deps, { id, event, session: inspectorSession('wang'), recipientIds: ['wang'] });

describe('an offer', () => {
  it('[NO8] goes to the next channel after 20 s without a receipt, each once', async () => {
    await subscribe(outdoors, 'wang', 'phone');
    await offer();
    await outdoors.turn();
    expect(outdoors.push.shown).toHaveLength(1);
    expect(outdoors.smsTexts()).toEqual([]);
    await clock.advanceTo(19_999);
    await outdoors.turn();
    expect(outdoors.smsTexts()).toEqual([]);
    await clock.advanceTo(20_000);
    await outdoors.turn();
    await outdoors.turn();
    expect(outdoors.smsTexts()).toEqual([
      '13800000001 【新派单 · 未戴工作帽】阳光小学食堂 较重违规，请接单并赶赴现场（第 1 分钟 / 10）',
    ]);
    await clock.advanceTo(100_000);
    await outdoors.turn();
    expect(outdoors.push.shown).toHaveLength(1);
    expect(await wentOut(database.db)).toEqual(['web-push → wang: delivered', 'sms → wang: delivered']);
    const attempts = await database.db.query(
      `select channel, attempt, outcome from message_attempt order by started_at`,
    );
    expect(attempts).toEqual([
      { channel: 'web-push', attempt: 1, outcome: 'taken' },
      { channel: 'sms', attempt: 1, outcome: 'taken' },
    ]);
  });

  it('[NO25] a receipt for what the channel brought ends it, and stands on the message too', async () => {
    await subscribe(outdoors, 'wang', 'phone');
    await offer();
    await outdoors.turn();
    const [pushed] = outdoors.push.shown;
    await clock.advanceTo(3_000);
    const shownAt = clock.date().toISOString();
    expect(await receipt(pushed?.payload.id ?? '', 'shown')).toMatchObject({ shownAt, openedAt: null });
    await clock.advanceTo(9_000);
    expect(await receipt(pushed?.payload.id ?? '', 'opened')).toMatchObject({
      shownAt,
      openedAt: clock.date().toISOString(),
    });
    await clock.advanceTo(60_000);
    await outdoors.turn();
    expect(outdoors.smsTexts()).toEqual([]);
    expect(await routeReasons(database.db)).toEqual(['receipt-came']);
    const acts = await database.db.query(
      `select act, reason, actor from audit where act like 'message-%' order by id`,
    );
    expect(acts).toEqual([
      { act: 'message-taken', reason: 'web-push', actor: 'system' },
      { act: 'message-shown', reason: 'web-push', actor: 'wang' },
      { act: 'message-opened', reason: 'web-push', actor: 'wang' },
    ]);
  });

  it('[NO25] a receipt comes before what still waits: that is not sent', async () => {
    outdoors.push.answerWith(503);
    await subscribe(outdoors, 'wang', 'phone');
    await offer();
    await outdoors.turn();
    await receipt(await inAppId('offer'), 'opened');
    outdoors.push.answerWith(201);
    await clock.advanceTo(60_000);
    await outdoors.turn();
    expect(await wentOut(database.db)).toEqual(['web-push → wang: cancelled']);
    expect(outdoors.push.shown).toEqual([]);
  });

  it('[NO8] an answer ends it', async () => {
    await subscribe(outdoors, 'wang', 'phone');
    const dispatchId = await offer();
    await outdoors.turn();
    await act(dispatchId, accept);
    await clock.advanceTo(60_000);
    await outdoors.turn();
    expect(outdoors.smsTexts()).toEqual([]);
    expect(await routeReasons(database.db)).toEqual(['offer-answered']);
  });

  it('[NO33] that has been answered is not sent any more, also when a channel had refused it before', async () => {
    outdoors.sms.answer = (_request, response) => response.writeHead(503).end();
    const dispatchId = await offer();
    await outdoors.turn();
    expect(await wentOut(database.db)).toEqual(['sms → wang: pending']);
    await act(dispatchId, decline);
    outdoors.sms.answer = (_request, response) => answerJson(response, {});
    await clock.advanceTo(60_000);
    await outdoors.turn();
    expect(outdoors.sms.requests).toHaveLength(1);
    expect(await wentOut(database.db)).toEqual(['sms → wang: cancelled']);
  });

  it('[NO9] a channel that refuses for good is followed at once; a browser that is gone is forgotten', async () => {
    await subscribe(outdoors, 'wang', 'phone');
    outdoors.push.expire('phone');
    await offer();
    await outdoors.turn();
    expect(outdoors.smsTexts()).toHaveLength(1);
    expect(await wentOut(database.db)).toEqual(['sms → wang: delivered', 'web-push → wang: failed']);
    expect(await database.db.query('select * from push_subscription')).toEqual([]);
  });

  it('[NO8] while one channel is tried again and again, the next is not kept waiting', async () => {
    outdoors.push.answerWith(503);
    await subscribe(outdoors, 'wang', 'phone');
    await offer();
    for (let second = 0; second <= 20; second += 1) {
      await clock.advanceTo(second * 1_000);
      await outdoors.turn();
    }
    expect(outdoors.smsTexts()).toHaveLength(1);
    expect(await wentOut(database.db)).toEqual(['web-push → wang: pending', 'sms → wang: delivered']);
  });

  it('[NO7] the order that a person chose comes first; what must wake him goes on from there', async () => {
    await subscribe(outdoors, 'wang', 'phone');
    await choose(database.db, 'wang', { channelOrder: ['sms'], mobile: '13900000009' });
    await offer();
    await outdoors.turn();
    expect(outdoors.smsTexts()).toEqual([expect.stringMatching(/^13900000009 /)]);
    expect(outdoors.push.shown).toEqual([]);
    await clock.advanceTo(20_000);
    await outdoors.turn();
    expect(outdoors.push.shown).toHaveLength(1);
  });

  it('[NO26] [NO1] in English, when that was chosen, says in its head what is wrong, with a link to the order', async () => {
    await subscribe(outdoors, 'wang', 'phone');
    await choose(database.db, 'wang', { language: 'en' });
    const dispatchId = await offer();
    await outdoors.turn();
    expect(outdoors.push.shown[0]?.payload).toMatchObject({
      step: 'offer',
      title: 'New order · Cook without a hat',
      body: '阳光小学食堂, major violation. Accept and go there (minute 1 of 10)',
      url: `/m?order=${dispatchId}`,
      severity: 'major',
      dispatchId,
    });
  });
});

describe('quiet hours', () => {
  // The clock begins at 10:00 local time.
  const quiet: [string, string] = ['09:00', '11:00'];

  it('[NO11] hold back what is not for the holder of an order and not critical', async () => {
    await choose(database.db, 'duty', { mobile: '13700000007', quiet });
    await outdoors.tell({});
    await outdoors.turn();
    expect(outdoors.smsTexts()).toEqual([]);
    expect(await routeReasons(database.db)).toEqual(['quiet-hours']);
    await clock.advanceTo(3_600_000);
    await outdoors.tell({});
    await outdoors.turn();
    expect(outdoors.smsTexts()).toHaveLength(1);
  });

  it('[NO11] do not count for who is asked to go', async () => {
    await choose(database.db, 'wang', { quiet });
    await offer();
    await outdoors.turn();
    expect(outdoors.smsTexts()).toHaveLength(1);
  });

  it('[NO31] do not count for whom an order that he has accepted is taken from', async () => {
    await choose(database.db, 'wang', { quiet });
    await addInspector(world, { id: 'li', onShift: false });
    await world.deps.registry.renew();
    const dispatchId = await offer();
    await act(dispatchId, accept);
    await outdoors.turn();
    await act(dispatchId, { act: 'reassign', inspectorId: 'li', reason: '更近', detail: {} }, dutySession);
    await outdoors.turn();
    expect(outdoors.smsTexts()).toEqual([expect.stringMatching(/^13800000001 【派单已转出/)]);
  });

  it('[NO11] do not count for what is critical', async () => {
    await choose(database.db, 'duty', { mobile: '13700000007', quiet });
    const dispatchId = await offer();
    await database.db.execute(`update dispatch set severity = 'critical' where id = $1`, [dispatchId]);
    await outdoors.tell({ dispatchId });
    await outdoors.turn();
    expect(outdoors.smsTexts().filter((text) => text.startsWith('13700000007'))).toHaveLength(1);
  });
});

describe('roles and groups', () => {
  it('[NO10] the same step reaches a person once, under whatever words he is addressed', async () => {
    await choose(database.db, 'chief', { mobile: '13600000006' });
    await choose(database.db, 'admin', { mobile: '13500000005' });
    const step = { step: 'escalate', dedupKey: 'd1:escalate:0' };
    await outdoors.tell({ ...step, recipientId: 'role:chief' }, { ...step, recipientId: 'station' });
    await outdoors.turn();
    expect(outdoors.smsTexts()).toEqual([expect.stringMatching(/^13600000006 /)]);
  });

  it('[NO32] whom two words of a step mean is looked after for one of them only, and not for ever', async () => {
    await choose(database.db, 'chief', { mobile: '13600000006' });
    await subscribe(outdoors, 'chief', 'desk');
    const dispatchId = await offer();
    await database.db.execute(`update dispatch set severity = 'critical' where id = $1`, [dispatchId]);
    const step = { dispatchId, step: 'escalate', dedupKey: 'd1:escalate:0' };
    await outdoors.tell({ ...step, recipientId: 'role:chief' }, { ...step, recipientId: 'station' });
    for (let seconds = 0; seconds <= 60; seconds += 20) {
      await clock.advanceTo(seconds * 1_000);
      await outdoors.turn();
    }
    expect(outdoors.push.shown).toHaveLength(1);
    expect(outdoors.smsTexts().filter((text) => text.startsWith('13600000006'))).toHaveLength(1);
    const waiting = await database.db.query(
      `select recipient_id from message where route_at is not null and step = 'escalate'`,
    );
    expect(waiting).toEqual([]);
  });

  it('[NO12] a robot gets what is for its words, once', async () => {
    const settings = { baseUrl: robot.url };
    const secrets = { key: 'k' };
    await setUp(outdoors.deps, { id: 'east', kind: 'wecom', settings, secrets, audience: ['leader:east'] });
    await setUp(outdoors.deps, {
      id: 'all',
      kind: 'wecom',
      settings,
      secrets,
      audience: ['leader:*', 'station'],
    });
    const step = { step: 'escalate', dedupKey: 'd2:escalate:0' };
    await outdoors.tell(
      { ...step, recipientId: 'leader:west' },
      { ...step, recipientId: 'station' },
      { recipientId: 'leader:east' },
      { recipientId: 'wang' },
      { recipientId: 'role:duty' },
    );
    await outdoors.turn();
    expect((await wentOut(database.db)).filter((line) => !line.startsWith('sms'))).toEqual([
      'all → leader:east: delivered',
      'all → leader:west: delivered',
      'east → leader:east: delivered',
    ]);
    expect(robot.taken).toHaveLength(3);
  });

  it('[NO7] without a channel the message stays in the application, and says so', async () => {
    await outdoors.tell({ recipientId: 'role:duty' });
    await outdoors.turn();
    expect(await wentOut(database.db)).toEqual([]);
    expect(await routeReasons(database.db)).toEqual(['no-channel']);
  });
});

describe('limits', () => {
  it('[NO20] no more than the limit goes out within 60 s, however many send; what waits too long is given up', async () => {
    const settings = { baseUrl: robot.url };
    await setUp(outdoors.deps, {
      id: 'slow',
      kind: 'wecom',
      settings,
      secrets: { key: 'k' },
      audience: ['role:duty'],
      perMinute: 3,
    });
    await outdoors.tell(...Array.from({ length: 60 }, () => ({})));
    await Promise.all([outdoors.turn(), outdoors.turn()]);
    expect(robot.taken).toHaveLength(3);
    await clock.advanceTo(59_999);
    await outdoors.turn();
    expect(robot.taken).toHaveLength(3);
    await clock.advanceTo(60_000);
    await Promise.all([outdoors.turn(), outdoors.turn()]);
    expect(robot.taken).toHaveLength(6);
    await clock.advanceTo(16 * 60_000);
    await outdoors.turn();
    expect(robot.taken).toHaveLength(6);
    const [given] = await database.db.query<{ count: number }>(
      `select count(*) as count from message where state = 'failed' and last_error = 'waited-too-long'`,
    );
    expect(given?.count).toBe(54);
  });

  it('[NO20] [NO9] after an outage what is too old is not sent by any channel, and the next one is looked for', async () => {
    await choose(database.db, 'duty', { mobile: '13700000007' });
    await outdoors.tell({});
    outdoors.sms.answer = (_request, response) => response.writeHead(503).end();
    await outdoors.turn();
    expect(outdoors.sms.requests).toHaveLength(1);
    await clock.advanceTo(16 * 60_000);
    await outdoors.turn();
    expect(outdoors.sms.requests).toHaveLength(1);
    expect(await wentOut(database.db)).toEqual(['sms → duty: failed']);
    await outdoors.turn();
    expect(await routeReasons(database.db)).toEqual(['channels-used-up']);
  });
});
