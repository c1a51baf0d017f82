/** HTTP of the inbox: who was heard, and the acts that make a device known, let it go or set it aside. */
import {
  BindBody,
  HeardAddress,
  heardFilters,
  type HeardFilter,
  type HeardLine,
  ReplaceBody,
  UnbindBody,
} from '@mingchu/shared/bindings';
import type { Page } from '@mingchu/shared/http';
import { Device } from '@mingchu/shared/registry';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { cursorTime, decodeCursor, encodeCursor } from '../platform/http/pageCursor.ts';
import { type BindingDeps, bindDevice, ignoreDevice, replaceDevice, unbindDevice } from './bindDevice.ts';
import { heardCounts } from './heardStore.ts';
import { readHeard, type ReadHeardDeps } from './readHeard.ts';

const tags = ['bindings'];
const maxPageSize = 200;
const defaultPageSize = 50;
const ListQuery = Type.Object({
  filter: Type.Optional(Type.Enum([...heardFilters])),
  family: Type.Optional(Type.String({ maxLength: 40 })),
  search: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: maxPageSize })),
  cursor: Type.Optional(Type.String({ maxLength: 600 })),
});
const IgnoreBody = Type.Object({ ...HeardAddress.properties, ignored: Type.Boolean() });

export function bindingRoutes(app: HttpApp, deps: ReadHeardDeps & BindingDeps): void {
  listRoutes(app, deps);
  const act = <Schema extends object>(summary: string, body: Schema) => ({
    schema: { tags, summary, body },
    preHandler: allow('binding.act'),
  });
  app.post(
    '/heard-devices/bind',
    {
      schema: {
        tags,
        summary: 'Makes a heard device one of the registry',
        body: BindBody,
        response: { 200: Device },
      },
      preHandler: allow('binding.act'),
    },
    async (request) => {
      const device = await bindDevice(deps, request.session.username, request.body);
      await follow(deps);
      return device;
    },
  );
  app.post(
    '/heard-devices/unbind',
    act('Lets a device go; the same address again is the same device', UnbindBody),
    async (request, reply) => {
      await unbindDevice(deps, request.session.username, request.body);
      await follow(deps);
      return reply.code(204).send();
    },
  );
  app.post(
    '/heard-devices/replace',
    act('Lets a device go on at a new address, with its history', ReplaceBody),
    async (request, reply) => {
      await replaceDevice(deps, request.session.username, request.body);
      await follow(deps);
      return reply.code(204).send();
    },
  );
  app.post(
    '/heard-devices/ignore',
    act('Sets a heard device aside, or brings it back', IgnoreBody),
    async (request, reply) => {
      await ignoreDevice(deps, request.session.username, request.body);
      return reply.code(204).send();
    },
  );
}

/** What the device says next counts by the act, where intake is of this process. Others, and a reading that fails, follow by notice. */
async function follow({ registry, book }: ReadHeardDeps): Promise<void> {
  await Promise.allSettled([registry.renew(), book.renew()]);
}

function listRoutes(app: HttpApp, deps: ReadHeardDeps): void {
  app.get(
    '/heard-devices',
    {
      schema: { tags, summary: 'Devices that were heard, newest first', querystring: ListQuery },
      preHandler: allow('binding.read'),
    },
    async (request): Promise<Page<HeardLine>> => {
      const { filter = 'new', family, search, limit = defaultPageSize, cursor } = request.query;
      const after = cursor === undefined ? undefined : afterOf(decodeCursor(cursor, 4));
      const items = await readHeard(deps, { filter, family, search, after, limit: limit + 1 });
      const last = items.length > limit ? items[limit - 1] : undefined;
      return {
        items: items.slice(0, limit),
        nextCursor:
          last === undefined
            ? null
            : encodeCursor([last.firstHeardAt, last.family, last.mount, last.address]),
      };
    },
  );
  app.get(
    '/heard-devices/counts',
    {
      schema: { tags, summary: 'How many were heard, by what became of them' },
      preHandler: allow('binding.read'),
    },
    (): Promise<Record<HeardFilter, number>> => heardCounts(deps.db),
  );
}

function afterOf([firstHeardAt = '', family = '', mount = '', address = '']: string[]) {
  return { firstHeardAt: cursorTime(firstHeardAt).toISOString(), address: { family, mount, address } };
}
