/**
 * Hands messages on to channels: each message in the application has a time at which someone must look whether it
 * goes out, by which channel, to whom. Locked, decided purely and written in one transaction, so that it happens once
 * however many look. An offer without a receipt is looked at again after 20 s; whatever failed for good, at once.
 */
import { randomUUID } from 'node:crypto';
import { may } from '@mingchu/shared/permissions';
import { type Rulebook, rulesInForce } from '@mingchu/shared/rulebook';
import type { Clock } from '../platform/clock.ts';
import type { Database, Transaction } from '../platform/postgres/database.ts';
import type { MessageContent } from './channel.ts';
import { insertMessages, type MessageRow } from './messageStore.ts';
import { decideRoute, groupChannels, type RouteDecision, type UsableChannel } from './model/routeMessage.ts';
import { accountRoles, standsFor } from './model/recipients.ts';
import { pathTo, wordMessage, type WordingFacts } from './model/wording.ts';
import {
  accountsOf,
  lockToRoute,
  type MessageToRoute,
  nextRouteAt,
  type ReachableAccount,
  settleRoutes,
  triedOf,
} from './routeStore.ts';

export interface RouteDeps {
  db: Database;
  clock: Clock;
  /** Address that people type, for links; null when nobody told us. */
  publicUrl: string | null;
  rulebook: Rulebook;
  usable: () => readonly UsableChannel[];
}

/** Most messages one transaction looks at. */
const batchSize = 200;

/** Routes all that is due; answers when the next must be looked at, or null. */
export async function routeMessages(deps: RouteDeps): Promise<Date | null> {
  for (;;) {
    const looked = await deps.db.transaction((tx) => routeBatch(tx, deps));
    if (looked < batchSize) return nextRouteAt(deps.db);
  }
}

async function routeBatch(tx: Transaction, deps: RouteDeps): Promise<number> {
  const now = deps.clock.date();
  const locked = await lockToRoute(tx, now, batchSize);
  if (locked.length === 0) return 0;
  const titles = new Map(rulesInForce(deps.rulebook, now.getTime()).map(({ id, title }) => [id, title]));
  const messages = locked.map((message) => ({ ...message, what: titles.get(message.ruleId ?? '') ?? null }));
  const recipientIds = messages.map((message) => message.recipientId);
  const accounts = await accountsOf(tx, { inspectorIds: recipientIds, roles: accountRoles(recipientIds) });
  const tried = await triedOf(
    tx,
    messages.map(({ id }) => id),
  );
  const routes = messages.map((message) => {
    const own = tried.filter(({ parentId }) => parentId === message.id);
    return routeOne(deps, { message, accounts, tried: own, now });
  });
  const inserted = await insertMessages(
    tx,
    routes.flatMap(({ groups, people }) => [...groups, ...people.flatMap(({ child: own }) => own ?? [])]),
  );
  await settleRoutes(
    tx,
    routes.map((route) => settled(route, inserted)),
  );
  return messages.length;
}

/** With what is wrong, by the title of the rule. */
type TitledMessage = MessageToRoute & Pick<WordingFacts, 'what'>;

interface Route {
  id: string;
  groups: MessageRow[];
  people: { decision: RouteDecision; child: MessageRow | null }[];
}

function routeOne(
  deps: RouteDeps,
  context: {
    message: TitledMessage;
    accounts: readonly ReachableAccount[];
    tried: Awaited<ReturnType<typeof triedOf>>;
    now: Date;
  },
): Route {
  const { message, tried, now } = context;
  const channels = deps.usable();
  const accounts = context.accounts.filter((account) => standsFor(account, message.recipientId));
  // Groups hear of it once, when it is new.
  const groups =
    message.routeReason === null
      ? groupChannels(message.recipientId, channels).map((channel) =>
          child(deps, { message, channel, account: null, now }),
        )
      : [];
  const people = accounts.map((account) => {
    const decision = decideRoute(personOf(account), factsOf(message, now), {
      tried: tried.filter(({ username }) => username === account.username),
      channels,
    });
    const { send: channel } = decision;
    return { decision, child: channel === null ? null : child(deps, { message, channel, account, now }) };
  });
  return { id: message.id, groups, people };
}

/** The earliest look that any of the people needs, and the reason that goes on the record. */
function settled(
  { id, groups, people }: Route,
  inserted: ReadonlySet<string>,
): { id: string; routeAt: Date | null; reason: string } {
  // What is there already came by the same step under another word: that one looks after him from here on.
  const own = people.filter(({ child: his }) => his === null || inserted.has(his.id));
  const times = own.flatMap(({ decision: { nextAt } }) => (nextAt === null ? [] : [nextAt.getTime()]));
  const routeAt = times.length === 0 ? null : new Date(Math.min(...times));
  if (groups.length > 0 || people.some(({ decision }) => decision.reason === 'sent'))
    return { id, routeAt, reason: 'sent' };
  return { id, routeAt, reason: people[0]?.decision.reason ?? 'no-channel' };
}

function factsOf(message: MessageToRoute, now: Date) {
  return {
    step: message.step,
    wakes: message.severity === 'critical' || message.holds || message.asked,
    receipt: message.receipt,
    answered: message.step === 'offer' && message.dispatchId !== null && !message.asked,
    now,
  };
}

function personOf(account: ReachableAccount) {
  const { quietFrom, quietTo } = account;
  return {
    ...account,
    quietHours: quietFrom === null || quietTo === null ? null : { from: quietFrom, to: quietTo },
  };
}

function child(
  deps: RouteDeps,
  to: { message: TitledMessage; channel: string; account: ReachableAccount | null; now: Date },
): MessageRow {
  const { message, channel, account, now } = to;
  const content = contentFor(deps, message, account);
  const suffix = `:${message.recipientId}:in-app`;
  const stepKey = message.dedupKey.endsWith(suffix)
    ? message.dedupKey.slice(0, -suffix.length)
    : message.dedupKey;
  const [open, close] = content.language === 'en' ? ['[', '] '] : ['【', '】'];
  return {
    id: randomUUID(),
    recipientId: message.recipientId,
    channel,
    step: message.step,
    dispatchId: message.dispatchId,
    violationId: message.violationId,
    text: `${open}${content.title}${close}${content.body}`,
    createdAt: now,
    state: 'pending',
    deliveredAt: null,
    // The same step comes to one person, or one group, once by each channel, under whatever name it is addressed.
    dedupKey: `${stepKey}:${account === null ? '*' : `~${account.username}`}:${channel}`,
    routeAt: null,
    parentId: message.id,
    username: account?.username ?? null,
    content,
  };
}

function contentFor(
  deps: RouteDeps,
  message: TitledMessage,
  account: ReachableAccount | null,
): MessageContent {
  const language = account?.language ?? 'zh-CN';
  const toPhone = account !== null && may(account.role, 'phone.work');
  const path = pathTo({ ...message, toPhone });
  return {
    ...wordMessage(message, language),
    path,
    link: deps.publicUrl === null ? null : `${deps.publicUrl.replace(/\/+$/, '')}${path}`,
    language,
    severity: message.severity,
    email: account?.email ?? null,
    mobile: account?.mobile ?? null,
  };
}
