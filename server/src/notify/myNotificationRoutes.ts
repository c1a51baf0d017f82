/** HTTP of a person's own choices: how he is told, when not, and which of his browsers are subscribed to Web Push. */
import { createHash } from 'node:crypto';
import { type MyNotifications, NotificationChoice, PushSubscriptionBody } from '@mingchu/shared/notify';
import { Type } from 'typebox';
import { appendAudit } from '../platform/audit/audit.ts';
import { signedIn } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { RegistryCache } from '../registry/registryCache.ts';
import type { OutsideDeps } from './channelBook.ts';
import { allChannels } from './channelStore.ts';
import {
  choiceOf,
  removeSubscription,
  saveChoice,
  saveSubscription,
  subscriptionsOf,
} from './choiceStore.ts';
import { refusedEndpoint } from './publicAddress.ts';
import { webPushPublicKey } from './webPushIdentity.ts';

export interface MyNotificationDeps extends OutsideDeps {
  registry: RegistryCache;
}

/** Browsers of one person that are kept subscribed. */
const maxSubscriptions = 10;
const EndpointBody = Type.Object({ endpoint: Type.String({ minLength: 1, maxLength: 1000 }) });

export function myNotificationRoutes(app: HttpApp, deps: MyNotificationDeps): void {
  const { db, clock } = deps;
  app.get('/me/notifications', { preHandler: signedIn }, (request) => myNotifications(deps, request.session));

  app.put(
    '/me/notifications',
    { schema: { body: NotificationChoice }, preHandler: signedIn },
    async (request) => {
      await choose(deps, request.session.username, request.body);
      return myNotifications(deps, request.session);
    },
  );

  app.post(
    '/me/push-subscriptions',
    { schema: { body: PushSubscriptionBody }, preHandler: signedIn },
    async (request, reply) => {
      const { endpoint, keys } = request.body;
      const refused = refusedEndpoint(endpoint, { anywhere: deps.pushAnywhere });
      if (refused !== null)
        throw new ProblemError(422, 'endpoint-not-allowed', `This push service cannot be used: ${refused}.`);
      const row = { id: subscriptionId(endpoint), endpoint, p256dh: keys.p256dh, auth: keys.auth };
      await db.transaction((tx) =>
        saveSubscription(tx, {
          ...row,
          username: request.session.username,
          createdAt: clock.date(),
          keep: maxSubscriptions,
        }),
      );
      return reply.code(201).send({ id: row.id });
    },
  );

  app.delete(
    '/me/push-subscriptions',
    { schema: { body: EndpointBody }, preHandler: signedIn },
    async (request, reply) => {
      const { username } = request.session;
      await removeSubscription(db, { username, endpoint: request.body.endpoint });
      return reply.code(204).send();
    },
  );
}

async function choose(
  { db, clock }: MyNotificationDeps,
  username: string,
  { quietHours, ...choice }: NotificationChoice,
): Promise<void> {
  const known = ['web-push', ...(await allChannels(db)).map(({ id }) => id)];
  const unknown = choice.channelOrder.filter((id) => !known.includes(id));
  if (unknown.length > 0)
    throw new ProblemError(422, 'no-such-channel', `There is no channel ${unknown.join(', ')}.`);
  await db.transaction(async (tx) => {
    const now = clock.date();
    const row = { ...choice, quietFrom: quietHours?.from ?? null, quietTo: quietHours?.to ?? null };
    await saveChoice(tx, { username, choice: row, now });
    const detail = { language: choice.language, channelOrder: choice.channelOrder, quietHours };
    await appendAudit(tx, now, [
      {
        subject: 'message',
        subjectId: username,
        actor: username,
        act: 'choose-channels',
        reason: 'own-choice',
        detail,
      },
    ]);
  });
}

async function myNotifications(
  deps: MyNotificationDeps,
  session: { username: string; inspectorId: string | null },
): Promise<MyNotifications> {
  const { db, registry } = deps;
  const choice = await choiceOf(db, session.username);
  const channels = (await allChannels(db)).filter(({ enabled }) => enabled);
  const subscriptions = await subscriptionsOf(db, session.username);
  const publicKey = await webPushPublicKey(deps);
  const inspector = session.inspectorId === null ? undefined : registry.inspectors.get(session.inspectorId);
  const { quietFrom = null, quietTo = null } = choice ?? {};
  return {
    email: choice?.email ?? null,
    mobile: choice?.mobile ?? null,
    language: choice?.language ?? 'zh-CN',
    channelOrder: choice?.channelOrder ?? [],
    quietHours: quietFrom === null || quietTo === null ? null : { from: quietFrom, to: quietTo },
    registryMobile: inspector?.phone ?? null,
    channels: [
      { id: 'web-push', kind: 'web-push', name: 'Web Push' },
      ...channels.map(({ id, kind, name }) => ({ id, kind, name })),
    ],
    push: {
      publicKey,
      subscriptions: subscriptions.map(({ id, endpoint, createdAt }) => ({
        id,
        service: new URL(endpoint).host,
        createdAt: createdAt.toISOString(),
      })),
    },
  };
}

/** The endpoint itself is a secret of the browser: whoever has it may send there. */
function subscriptionId(endpoint: string): string {
  return createHash('sha256').update(endpoint).digest('base64url').slice(0, 22);
}
