/** Channels under way in a running system: a slow one, a changed one, and a sender that is killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inAppChannel } from '@mingchu/server/notify/channel';
import { changeChannel } from '@mingchu/server/notify/changeChannel';
import { sendMessages } from '@mingchu/server/notify/sendMessages';
import { type Notify, startNotify } from '@mingchu/server/notify/startNotify';
import { type Clock, createClock } from '@mingchu/server/platform/clock';
import type { JobQueue } from '@mingchu/server/platform/queue/queue';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { manualClock } from '../harness/manualClock.ts';
import { answerJson, type HttpReceiver, startHttpReceiver } from '../harness/receivers.ts';
import {
  addAccount,
  choose,
  openOutdoors,
  type Outdoors,
  setUp,
  wentOut,
} from '../harness/receiversWorld.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { silentQueue } from '../harness/silentQueue.ts';

const database = testDatabase();
const senderFile = fileURLToPath(new URL('../harness/receiversSender.ts', import.meta.url));
let outdoors: Outdoors;
let notify: Notify | undefined;
let sender: ChildProcess | undefined;
let hook: HttpReceiver | undefined;
let startHere: () => Promise<void>;

afterAll(() => outdoors.close());

/** Rings at once, in this process. */
function ringingQueue(): JobQueue {
  let ring: () => void = () => {};
  return {
    ...silentQueue,
    add: async () => ring(),
    process: async (_name, handler) => {
      ring = () => void handler({} as never);
    },
  };
}

beforeAll(async () => {
  await addAccount(database.db, { username: 'duty', role: 'duty' });
});
beforeEach(async () => {
  for (const table of ['message', 'notification_choice']) await database.db.execute(`delete from ${table}`);
  await openWith(createClock());
  await choose(database.db, 'duty', { mobile: '13700000007' });
});

async function openWith(clock: Clock): Promise<void> {
  await outdoors?.close();
  await database.db.execute('delete from channel');
  const queue = ringingQueue();
  outdoors = await openOutdoors(database.db, clock, queue);
  startHere = async () => {
    const { deps } = outdoors;
    notify = await startNotify({ ...deps, queue, channels: [inAppChannel], outside: deps });
  };
}

afterEach(async () => {
  sender?.kill('SIGKILL');
  await hook?.close();
  await notify?.stop();
  sender = undefined;
  hook = undefined;
  notify = undefined;
});

it('[NO21] a channel that hangs holds up neither the commit nor the others, and has 8 messages at once', async () => {
  hook = await startHttpReceiver(() => {});
  await setUp(outdoors.deps, {
    id: 'hook',
    kind: 'webhook',
    settings: { url: hook.url },
    secrets: { signingSecret: 's' },
    audience: ['everyone'],
  });
  await startHere();
  const before = performance.now();
  await outdoors.tell(...Array.from({ length: 40 }, () => ({})));
  expect(performance.now() - before).toBeLessThan(2_000);
  await expect.poll(() => outdoors.smsTexts().length, { timeout: 10_000 }).toBe(40);
  await outdoors.tell({ recipientId: 'station' });
  await expect.poll(() => outdoors.smsTexts().length, { timeout: 9_000 }).toBe(41);
  await expect.poll(() => hook?.requests.length).toBe(8);
  expect(hook.mostAtOnce).toBe(8);
});

it('[NO24] a channel is used as soon as it is there; when it is switched off, what waits takes another way', async () => {
  await startHere();
  hook = await startHttpReceiver((_request, response) => response.writeHead(503).end());
  const channel = {
    kind: 'webhook' as const,
    name: 'hook',
    settings: { url: hook.url },
    audience: [],
  };
  await setUp(outdoors.deps, { id: 'hook', ...channel, secrets: { signingSecret: 's' } });
  await choose(database.db, 'duty', { mobile: '13700000007', channelOrder: ['hook', 'sms'] });
  await outdoors.tell({});
  await expect.poll(() => hook?.requests.length).toBe(1);
  expect(outdoors.smsTexts()).toEqual([]);
  const body = { ...channel, enabled: false, version: 1 };
  await changeChannel(outdoors.deps, { id: 'hook', body, actor: 'admin' });
  await expect.poll(() => outdoors.smsTexts().length).toBe(1);
  await expect.poll(() => wentOut(database.db)).toEqual(['hook → duty: failed', 'sms → duty: delivered']);
});

it('[NO8] the running system looks again by itself 20 s after an offer went out', async () => {
  // Three seconds too late are one of a machine that is busy.
  const clock = createClock({ speed: 3 });
  await openWith(clock);
  hook = await startHttpReceiver((_request, response) => response.writeHead(200).end());
  const channel = { kind: 'webhook' as const, settings: { url: hook.url }, secrets: { signingSecret: 's' } };
  await setUp(outdoors.deps, { id: 'hook', ...channel });
  await choose(database.db, 'duty', { mobile: '13700000007', channelOrder: ['hook', 'sms'] });
  await startHere();
  await outdoors.tell({ step: 'offer' });
  await expect.poll(() => outdoors.smsTexts().length).toBe(1);
  expect(hook.requests).toHaveLength(1);
  const [first, second] = await database.db.query<{ at: Date }>(
    'select created_at as at from message where parent_id is not null order by created_at',
  );
  const gapMs = (second?.at.getTime() ?? 0) - (first?.at.getTime() ?? 0);
  expect(gapMs).toBeGreaterThanOrEqual(20_000);
  expect(gapMs).toBeLessThan(23_000);
});

it('[NO22] killed between sending and noting it, a sender costs one repetition under the same id', async () => {
  let takenBeforeDeath = 0;
  outdoors.sms.answer = (_request, response) => {
    takenBeforeDeath += 1;
    // The other side has it; whoever sent it will never know.
    sender?.kill('SIGKILL');
    answerJson(response, {});
  };
  await outdoors.tell({});
  sender = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', senderFile, database.url], {
    stdio: 'inherit',
  });
  await new Promise((resolve) => sender?.once('exit', resolve));
  expect(takenBeforeDeath).toBe(1);
  expect(await wentOut(database.db)).toEqual(['sms → duty: pending']);
  outdoors.sms.answer = (_request, response) => answerJson(response, {});
  // Within the lease nobody else sends it.
  await outdoors.turn();
  expect(outdoors.sms.requests).toHaveLength(1);
  await sendLater();
  await sendLater();
  const ids = outdoors.sms.requests.map(({ headers }) => headers['x-message-id']);
  expect(ids).toHaveLength(2);
  expect(ids[0]).toBe(ids[1]);
  const attempts = await database.db.query('select attempt, outcome from message_attempt order by attempt');
  expect(attempts).toEqual([
    { attempt: 1, outcome: null },
    { attempt: 2, outcome: 'taken' },
  ]);
});

/** Another process, half a minute later. */
async function sendLater(): Promise<void> {
  const deps = { ...outdoors.deps, clock: manualClock(Date.now() + 31_000) };
  await sendMessages({ ...deps, channels: outdoors.book.sending() });
}
