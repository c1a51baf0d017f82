/** HTTP of all messages, for administrators. */
import { messageStates } from '@mingchu/shared/notify';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { cursorTime, decodeCursor, encodeCursor } from '../platform/http/pageCursor.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database } from '../platform/postgres/database.ts';
import { messagesFor } from './adminMessageStore.ts';

const Word = Type.String({ minLength: 1, maxLength: 80 });
const Time = Type.String({ minLength: 10, maxLength: 40 });
const ListQuery = Type.Object({
  state: Type.Optional(Type.Enum([...messageStates])),
  channel: Type.Optional(Word),
  recipient: Type.Optional(Word),
  violationId: Type.Optional(Word),
  dispatchId: Type.Optional(Word),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
});
const defaultLimit = 50;

export function adminMessageRoutes(app: HttpApp, { db }: { db: Database }): void {
  app.get(
    '/admin/messages',
    { schema: { querystring: ListQuery }, preHandler: allow('message.read-all') },
    async (request) => {
      const { limit = defaultLimit, cursor, from, to, ...filter } = request.query;
      const [time = '', id = ''] = cursor === undefined ? [] : decodeCursor(cursor, 2);
      const found = await messagesFor(db, {
        filter: { ...filter, from: timeOf(from), to: timeOf(to) },
        before: cursor === undefined ? null : { createdAt: cursorTime(time), id },
        limit: limit + 1,
      });
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return { items, nextCursor: last === undefined ? null : encodeCursor([last.createdAt, last.id]) };
    },
  );
}

function timeOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new ProblemError(400, 'bad-time', `${text} is not a time.`);
  return time;
}
