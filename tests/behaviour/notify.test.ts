/** The outbox and its webhook: a real receiver over HTTP that refuses, stays silent, or takes. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startNotify } from '@mingchu/server/notify/startNotify';
import { openChannels } from '@mingchu/server/notify/openChannels';
import { queueMessages } from '@mingchu/server/notify/queueMessages';
import { sendMessages } from '@mingchu/server/notify/sendMessages';
import { createQueue } from '@mingchu/server/platform/queue/bullQueue';
import type { JobQueue } from '@mingchu/server/platform/queue/queue';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { quietLog } from '../harness/log.ts';
import { type ManualClock, manualClock } from '../harness/manualClock.ts';
import { testDatabase } from '../harness/testDatabase.ts';

const database = testDatabase();
let receiver: Server;
let webhookUrl: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let received: { key: string; body: Record<string, unknown> }[];
let queue: JobQueue;
let clock: ManualClock;
let dedup = 0;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      received.push({ key: String(request.headers['idempotency-key']), body: JSON.parse(text) });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  webhookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  queue = await createQueue({
    databaseUrl: database.url,
    shardCount: 4,
    clock: manualClock(),
    log: quietLog,
  });
});
afterAll(async () => {
  await queue.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});
beforeEach(async () => {
  received = [];
  clock = manualClock();
  queue = await createQueue({ databaseUrl: database.url, shardCount: 4, clock, log: quietLog });
  answer = (_request, response) => response.writeHead(204).end();
});
afterEach(async () => {
  await queue.close();
  await database.db.execute('delete from message');
});

const deps = () => ({ db: database.db, clock, log: quietLog, queue, channels: openChannels({ webhookUrl }) });

/** Queues one message; answers how many changes it made. */
async function tell(dedupKey: string): Promise<number> {
  const message = {
    recipientId: 'role:duty',
    step: 'warn',
    text: '第 7 分钟 / 10',
    dispatchId: null,
    violationId: null,
  };
  const changes = await database.db.transaction((tx) =>
    queueMessages(tx, deps(), [{ ...message, dedupKey }]),
  );
  return changes.length;
}

async function webhookRow() {
  const [row] = await database.db.query<{
    state: string;
    attempts: number;
    error: string | null;
    deliveredAt: Date | null;
  }>(
    `select state, attempts, last_error as error, delivered_at as "deliveredAt" from message where channel = 'webhook'`,
  );
  return row;
}

const nextKey = () => `key-${(dedup += 1)}`;

describe('the outbox', () => {
  it('[NO2] the same step is never told twice', async () => {
    const key = nextKey();
    expect(await tell(key)).toBe(1);
    expect(await tell(key)).toBe(0);
    await sendMessages(deps());
    await sendMessages(deps());
    expect(received).toHaveLength(1);
    expect(received[0]?.body).toMatchObject({
      recipientId: 'role:duty',
      step: 'warn',
      text: '第 7 分钟 / 10',
    });
  });

  it('[NO3] in-app is delivered by the commit, the webhook when the other side says so', async () => {
    await tell(nextKey());
    const rows = () => database.db.query('select channel, state from message order by channel');
    expect(await rows()).toEqual([
      { channel: 'in-app', state: 'delivered' },
      { channel: 'webhook', state: 'pending' },
    ]);
    await sendMessages(deps());
    expect(await webhookRow()).toMatchObject({
      state: 'delivered',
      attempts: 1,
      error: null,
      deliveredAt: clock.date(),
    });
  });

  it('[NO4] a refusal is tried again 2 s, 4 s, … later, then given up with its reason', async () => {
    answer = (_request, response) => response.writeHead(503).end();
    const notify = await startNotify(deps());
    await clock.settled(1);
    await tell(nextKey());
    // The job of the commit wakes the sender: no time passes on the clock.
    await expect.poll(webhookRow).toMatchObject({ state: 'pending', attempts: 1, error: 'HTTP 503' });
    await clock.settled(1);
    await clock.advanceTo(1_999);
    expect(received).toHaveLength(1);
    await clock.advanceTo(2_000);
    expect(received).toHaveLength(2);
    await clock.advanceTo(5_999);
    expect(received).toHaveLength(2);
    await clock.advanceTo(6_000);
    expect(received).toHaveLength(3);
    await clock.advanceTo(30 * 60_000);
    expect(await webhookRow()).toMatchObject({ state: 'failed', attempts: 9, error: 'HTTP 503' });
    expect(new Set(received.map((one) => one.key)).size).toBe(1);
    await notify.stop();
  });

  it('[NO4] a receiver that is not there is named in the reason, and gets the message when it comes back', async () => {
    const gone = { ...deps(), channels: openChannels({ webhookUrl: 'http://127.0.0.1:9/hook' }) };
    await tell(nextKey());
    const retryAt = await sendMessages(gone);
    expect((await webhookRow())?.error).toMatch(/fetch failed: /);
    expect(retryAt?.getTime()).toBe(clock.now() + 2_000);
    expect(received).toHaveLength(0);
    await clock.advance(2_000);
    await sendMessages(deps());
    expect(await webhookRow()).toMatchObject({ state: 'delivered', attempts: 2, error: null });
  });

  it('[NO6] several senders at once deliver each message once', async () => {
    for (let index = 0; index < 60; index += 1) await tell(nextKey());
    await Promise.all([sendMessages(deps()), sendMessages(deps()), sendMessages(deps())]);
    expect(received).toHaveLength(60);
    expect(new Set(received.map((one) => one.key)).size).toBe(60);
  });
});
