/** HTTP of messages: a person's inbox and the receipts. */
import type { Session } from '@mingchu/shared/http';
import { ReceiptBody } from '@mingchu/shared/notify';
import { Type } from 'typebox';
import { signedIn } from '../platform/auth/requireRole.ts';
import type { Clock } from '../platform/clock.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { cursorTime, decodeCursor, encodeCursor } from '../platform/http/pageCursor.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { RegistryCache } from '../registry/registryCache.ts';
import { giveReceipt } from './giveReceipt.ts';
import { inboxOf, markRead, messageOwner } from './inboxStore.ts';
import { recipientsOf } from './model/recipients.ts';

export interface MessageRouteDeps {
  db: Database;
  clock: Clock;
  registry: RegistryCache;
}

const IdParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
const ListQuery = Type.Object({
  /** Accepted for clarity: nobody reads other people's messages. */
  mine: Type.Optional(Type.String({ maxLength: 5 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
});
const defaultLimit = 50;

export function messageRoutes(app: HttpApp, deps: MessageRouteDeps): void {
  app.get('/messages', { schema: { querystring: ListQuery }, preHandler: signedIn }, async (request) => {
    const limit = request.query.limit ?? defaultLimit;
    const before = request.query.cursor === undefined ? null : readCursor(request.query.cursor);
    const recipientIds = recipientsFor(deps, request.session);
    const found = await inboxOf(deps.db, { recipientIds, before, limit: limit + 1 });
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    const nextCursor = last === undefined ? null : encodeCursor([last.at, last.id]);
    return { items, nextCursor };
  });
  app.post('/messages/:id/read', { schema: { params: IdParams }, preHandler: signedIn }, async (request) => {
    const { id } = request.params;
    const message = await messageOwner(deps.db, id);
    if (message === null || message.channel !== 'in-app')
      throw new ProblemError(404, 'no-such-message', 'There is no such message.');
    if (!recipientsFor(deps, request.session).includes(message.recipientId)) {
      throw new ProblemError(403, 'not-your-message', 'This message was sent to someone else.');
    }
    return markRead(deps.db, id, deps.clock.date());
  });
  // Also called by the service worker, with the session's cookie, while no page is open.
  app.post(
    '/messages/:id/receipt',
    { schema: { params: IdParams, body: ReceiptBody }, preHandler: signedIn },
    (request) =>
      giveReceipt(deps, {
        id: request.params.id,
        event: request.body.event,
        session: request.session,
        recipientIds: recipientsFor(deps, request.session),
      }),
  );
}

function recipientsFor(deps: MessageRouteDeps, session: Session): string[] {
  const own = session.inspectorId === null ? undefined : deps.registry.inspectors.get(session.inspectorId);
  return recipientsOf(session, own === undefined ? [...deps.registry.groups.keys()] : [own.groupId]);
}

function readCursor(cursor: string): { createdAt: Date; id: string } {
  const [time = '', id = ''] = decodeCursor(cursor, 2);
  return { createdAt: cursorTime(time), id };
}
