/** A district whose people are reached outside the application: real channels, real receivers, a clock that moves. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type ChannelBook, openChannelBook, type OutsideDeps } from '@mingchu/server/notify/channelBook';
import { addChannel } from '@mingchu/server/notify/changeChannel';
import { saveChoice, saveSubscription } from '@mingchu/server/notify/choiceStore';
import { type NewMessage, queueMessages } from '@mingchu/server/notify/queueMessages';
import { routeMessages } from '@mingchu/server/notify/routeMessages';
import { secretBox } from '@mingchu/server/platform/secretBox';
import { loadRulebook } from '@mingchu/server/rules/loadRulebook';
import { sendMessages } from '@mingchu/server/notify/sendMessages';
import { ensureWebPushIdentity } from '@mingchu/server/notify/webPushIdentity';
import type { Clock } from '@mingchu/server/platform/clock';
import type { Database } from '@mingchu/server/platform/postgres/database';
import type { JobQueue } from '@mingchu/server/platform/queue/queue';
import { inAppChannel } from '@mingchu/server/notify/channel';
import type { NewChannelBody, NotificationChoice } from '@mingchu/shared/notify';
import { quietLog } from './log.ts';
import { answerJson, type HttpReceiver, type ReceivedRequest, startHttpReceiver } from './receivers.ts';
import { type PushService, startPushService } from './receiversPush.ts';
import { silentQueue } from './silentQueue.ts';

const rulebook = loadRulebook(fileURLToPath(new URL('../../server/rulebook', import.meta.url)));

/** Seals the secrets of channels in tests. */
export const testKey = 'the key of these tests';

export interface Outdoors {
  deps: OutsideDeps;
  book: ChannelBook;
  push: PushService;
  sms: HttpReceiver & { answer: (request: ReceivedRequest, response: ServerResponse) => void };
  /** Routes and sends what is due now. */
  turn(): Promise<void>;
  /** Puts messages into the outbox. */
  tell(...messages: Partial<NewMessage>[]): Promise<void>;
  /** Texts of the SMS that were taken, as `mobile text`. */
  smsTexts(): string[];
  close(): Promise<void>;
}

/** With Web Push and the channel `sms`. */
export async function openOutdoors(
  db: Database,
  clock: Clock,
  queue: JobQueue = silentQueue,
): Promise<Outdoors> {
  const deps: OutsideDeps = {
    db,
    clock,
    log: quietLog,
    box: secretBox(testKey),
    rulebook,
    publicUrl: 'https://mingchu.example',
    pushAnywhere: true,
  };
  const { publicKey } = await ensureWebPushIdentity(deps);
  const push = await startPushService({ publicKey: () => publicKey, now: () => Date.now() });
  const sms = Object.assign(await startHttpReceiver((request, response) => sms.answer(request, response)), {
    answer: (_request: ReceivedRequest, response: ServerResponse) => answerJson(response, {}),
  });
  await setUp(deps, {
    id: 'sms',
    kind: 'sms',
    settings: {
      method: 'POST',
      url: `${sms.url}/send`,
      headers: { 'x-message-id': '{{id}}' },
      body: '{"to":"{{mobile}}","text":"{{text}}"}',
      bodyType: 'json',
    },
  });
  const book = await openChannelBook(deps);
  const turn = async () => {
    await book.refresh();
    await routeMessages({ ...deps, usable: () => book.usable() });
    await sendMessages({ ...deps, channels: book.sending() });
    await routeMessages({ ...deps, usable: () => book.usable() });
    await sendMessages({ ...deps, channels: book.sending() });
  };
  const tell = (...messages: Partial<NewMessage>[]) => tellAll({ ...deps, queue }, messages);
  const smsTexts = () =>
    sms.requests.map(({ text }) => {
      const { to, text: said } = JSON.parse(text) as { to: string; text: string };
      return `${to} ${said}`;
    });
  return {
    deps,
    book,
    push,
    sms,
    turn,
    tell,
    smsTexts,
    close: async () => {
      await push.close();
      await sms.close();
    },
  };
}

async function tellAll(
  deps: OutsideDeps & { queue: JobQueue },
  messages: readonly Partial<NewMessage>[],
): Promise<void> {
  await deps.db.transaction((tx) =>
    queueMessages(
      tx,
      { ...deps, channels: [inAppChannel] },
      messages.map((message) => ({
        recipientId: 'role:duty',
        step: 'warn',
        text: '【即将超时】阳光小学食堂 较重违规，王芳 尚未到场（第 7 分钟 / 10）',
        dispatchId: null,
        violationId: null,
        dedupKey: `told:${randomUUID()}`,
        ...message,
      })),
    ),
  );
}

/** As an administrator would; `audience` and secrets as given. */
export async function setUp(
  deps: OutsideDeps,
  channel: Pick<NewChannelBody, 'id' | 'kind' | 'settings'> & Partial<NewChannelBody>,
): Promise<void> {
  await addChannel(deps, {
    body: { name: channel.id, enabled: true, audience: [], ...channel },
    actor: 'admin',
  });
}

export async function addAccount(
  db: Database,
  account: { username: string; role: string; inspectorId?: string },
): Promise<void> {
  await db.execute(
    `insert into account (username, display_name, role, inspector_id, password_hash, created_at)
     values ($1, $1, $2, $3, '', $4)`,
    [account.username, account.role, account.inspectorId ?? null, new Date(0)],
  );
}

export async function choose(
  db: Database,
  username: string,
  choice: Partial<Omit<NotificationChoice, 'quietHours'>> & { quiet?: [string, string] },
): Promise<void> {
  const { quiet, ...rest } = choice;
  const [quietFrom = null, quietTo = null] = quiet ?? [];
  const row = {
    email: null,
    mobile: null,
    language: 'zh-CN' as const,
    channelOrder: [],
    ...rest,
    quietFrom,
    quietTo,
  };
  await saveChoice(db, { username, choice: row, now: new Date(0) });
}

/** Subscribes a browser of this name for the account. */
export async function subscribe(outdoors: Outdoors, username: string, browser: string): Promise<void> {
  const { endpoint, keys } = outdoors.push.subscribe(browser);
  const row = { id: `id-${browser}`, endpoint, ...keys, username, createdAt: new Date(0), keep: 10 };
  await outdoors.deps.db.transaction((tx) => saveSubscription(tx, row));
}

/** What went outside, as `channel → account or group: state`, in order of time. */
export async function wentOut(db: Database): Promise<string[]> {
  const rows = await db.query<{ channel: string; whom: string; state: string }>(
    `select channel, coalesce(username, recipient_id) as whom, state from message where parent_id is not null
     order by created_at, channel, whom`,
  );
  return rows.map(({ channel, whom, state }) => `${channel} → ${whom}: ${state}`);
}

/** Why messages in the application went no further. */
export async function routeReasons(db: Database): Promise<(string | null)[]> {
  const rows = await db.query<{ reason: string | null }>(
    `select route_reason as reason from message where channel = 'in-app' order by created_at, id`,
  );
  return rows.map(({ reason }) => reason);
}
