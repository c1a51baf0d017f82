/** HTTP of the registry: sites and what is watched there, the import, and a site's own rules. */
import { DeviceServiceBody } from '@mingchu/shared/http';
import { Id } from '@mingchu/shared/mqtt';
import { Device, Grid, Group, RegistryImport, Site } from '@mingchu/shared/registry';
import type { Rulebook } from '@mingchu/shared/rulebook';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { Clock } from '../platform/clock.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { decodeCursor, encodeCursor } from '../platform/http/pageCursor.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { SecretBox } from '../platform/secretBox.ts';
import { importRegistry } from './importRegistry.ts';
import { sealSource } from './pictureSource.ts';
import { readingRoutes } from './readingRoutes.ts';
import { followed, type RegistryCache } from './registryCache.ts';
import { devicesOfSite, siteById, sitesAfter } from './registryStore.ts';
import { setDeviceService } from './setDeviceService.ts';
import { registryTableRoutes } from './registryTableRoutes.ts';
import { siteNotFound } from './setSiteRule.ts';
import { siteRuleRoutes } from './siteRuleRoutes.ts';

export interface RegistryRoutesDeps {
  db: Database;
  clock: Clock;
  registry: RegistryCache;
  /** To refuse a rule that does not exist. */
  rules: readonly { id: string }[];
  rulebook: Rulebook;
  hashPassword: (password: string) => Promise<string>;
  /** Seals the addresses of cameras. */
  box: SecretBox;
}

/** 5,000 devices of some 250 bytes, and their sites, fit with room to spare. */
const maxImportBytes = 8 * 1024 * 1024;
const maxPageSize = 1_000;

const Count = Type.Integer();
const tags = ['registry'];

/** Registers the routes under the API's prefix. */
export function registryRoutes(app: HttpApp, deps: RegistryRoutesDeps): void {
  importRoute(app, deps);
  registryTableRoutes(app, deps);
  siteRoutes(app, deps);
  siteRuleRoutes(app, deps);
  deviceServiceRoute(app, deps);
  readingRoutes(app, deps);
}

function importRoute(app: HttpApp, { db, clock, registry, hashPassword, box }: RegistryRoutesDeps): void {
  app.put(
    '/registry',
    {
      schema: {
        tags,
        summary: 'Upsert groups, grids, sites, devices and inspectors',
        body: RegistryImport,
        response: {
          200: Type.Object({
            groups: Count,
            grids: Count,
            sites: Count,
            devices: Count,
            inspectors: Count,
            accounts: Count,
          }),
        },
      },
      bodyLimit: maxImportBytes,
      preHandler: allow('registry.import'),
    },
    (request) =>
      followed(
        registry,
        importRegistry(db, {
          body: request.body,
          actor: request.session.username,
          now: clock.date(),
          hashPassword,
          sources: (request.body.devices ?? []).flatMap((device) => sealSource(box, device)),
        }),
      ),
  );
}

function siteRoutes(app: HttpApp, { db, registry }: RegistryRoutesDeps): void {
  app.get(
    '/sites',
    {
      schema: {
        tags,
        summary: 'All sites, by id',
        querystring: Type.Object({
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: maxPageSize })),
          cursor: Type.Optional(Type.String({ maxLength: 400 })),
        }),
        response: {
          200: Type.Object({ items: Type.Array(Site), nextCursor: Type.Union([Type.String(), Type.Null()]) }),
        },
      },
      preHandler: allow('site.read'),
    },
    async (request) => {
      const { limit = 100, cursor } = request.query;
      const [afterId = ''] = cursor === undefined ? [] : decodeCursor(cursor, 1);
      const items = await sitesAfter(db, afterId, limit);
      const last = items.length === limit ? items.at(-1) : undefined;
      return { items, nextCursor: last ? encodeCursor([last.id]) : null };
    },
  );

  app.get(
    '/sites/:id',
    {
      schema: {
        tags,
        summary: 'One site with its devices, grid and group',
        params: Type.Object({ id: Id }),
        response: {
          200: Type.Object({
            ...Site.properties,
            devices: Type.Array(Device),
            grid: Type.Union([Grid, Type.Null()]),
            group: Type.Union([Group, Type.Null()]),
          }),
        },
      },
      preHandler: allow('site.read'),
    },
    async (request) => {
      const site = await siteById(db, request.params.id);
      if (!site) throw siteNotFound(request.params.id);
      const grid = registry.grids.get(site.gridId) ?? null;
      const group = (grid && registry.groups.get(grid.groupId)) ?? null;
      return { ...site, devices: await devicesOfSite(db, site.id), grid, group };
    },
  );
}

function deviceServiceRoute(app: HttpApp, { db, clock, registry }: RegistryRoutesDeps): void {
  app.post(
    '/sites/:id/devices/:deviceId/service',
    {
      schema: {
        tags,
        summary: 'Take a device out of service, or back; its violations are set aside meanwhile',
        params: Type.Object({ id: Id, deviceId: Id }),
        body: DeviceServiceBody,
        response: { 200: Device },
      },
      preHandler: allow('device.service'),
    },
    (request) => {
      const { id: siteId, deviceId } = request.params;
      const actor = request.session.username;
      const service = { siteId, deviceId, ...request.body, actor, now: clock.date() };
      return followed(registry, setDeviceService(db, service));
    },
  );
}
