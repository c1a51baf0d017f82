/** HTTP of the channels, for administrators: list, set up, change, remove, test. */
import { ChannelBody, ChannelTestBody, type ChannelView, NewChannelBody } from '@mingchu/shared/notify';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { addChannel, changeChannel, removeChannel } from './changeChannel.ts';
import type { OutsideDeps } from './channelBook.ts';
import { allChannels, channelHealth, type ChannelRow } from './channelStore.ts';
import { testChannel } from './testChannel.ts';

const IdParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 40 }) });

export function channelRoutes(app: HttpApp, deps: OutsideDeps): void {
  const preHandler = allow('channel.manage');
  app.get('/admin/channels', { preHandler }, async () => ({
    items: await viewsOf(deps, await allChannels(deps.db)),
    nextCursor: null,
  }));
  app.post('/admin/channels', { schema: { body: NewChannelBody }, preHandler }, async (request, reply) => {
    const row = await addChannel(deps, { body: request.body, actor: request.session.username });
    const [view] = await viewsOf(deps, [row]);
    return reply.code(201).send(view);
  });
  app.put(
    '/admin/channels/:id',
    { schema: { params: IdParams, body: ChannelBody }, preHandler },
    async (request) => {
      const { id } = request.params;
      const row = await changeChannel(deps, { id, body: request.body, actor: request.session.username });
      const [view] = await viewsOf(deps, [row]);
      return view;
    },
  );
  app.delete('/admin/channels/:id', { schema: { params: IdParams }, preHandler }, async (request, reply) => {
    await removeChannel(deps, { id: request.params.id, actor: request.session.username });
    return reply.code(204).send();
  });
  app.post(
    '/admin/channels/:id/test',
    { schema: { params: IdParams, body: ChannelTestBody }, preHandler },
    (request) => testChannel(deps, { id: request.params.id, to: request.body, session: request.session }),
  );
}

/** Without the secrets: only that there are some, and their names. */
async function viewsOf(deps: OutsideDeps, rows: readonly ChannelRow[]): Promise<ChannelView[]> {
  const health = await channelHealth(
    deps.db,
    rows.map(({ id }) => id),
  );
  return rows.map(({ sealedSecrets, changedAt, ...row }) => {
    const fares = health.find(({ channel }) => channel === row.id);
    return {
      ...row,
      hasSecret: sealedSecrets !== null,
      changedAt: changedAt.toISOString(),
      waiting: fares?.waiting ?? 0,
      lastDeliveredAt: fares?.lastDeliveredAt?.toISOString() ?? null,
      lastError: fares?.lastError ?? null,
    };
  });
}
