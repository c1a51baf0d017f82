/** HTTP of the registry: sites and what is watched there, the import, and a site's own rules. */
import { DeviceServiceBody } from '@mingchu/shared/http';
import type { RuleSummary } from '@mingchu/shared/live';
import { Id } from '@mingchu/shared/mqtt';
import { Device, Grid, Group, RegistryImport, Site } from '@mingchu/shared/registry';
import { AdjustSiteRuleBody } from '@mingchu/shared/statistics';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { Clock } from '../platform/clock.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { decodeCursor, encodeCursor } from '../platform/http/pageCursor.ts';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { SecretBox } from '../platform/secretBox.ts';
import { importRegistry } from './importRegistry.ts';
import { sealSource } from './pictureSource.ts';
import { readingRoutes } from './readingRoutes.ts';
import type { RegistryCache } from './registryCache.ts';
import { devicesOfSite, siteById, sitesAfter } from './registryStore.ts';
import { setDeviceService } from './setDeviceService.ts';
import { adjustSiteRule, setSiteRule, siteNotFound } from './setSiteRule.ts';
import { rulesOfSite, siteRule } from './siteRuleStore.ts';

export interface RegistryRoutesDeps {
  db: Database;
  clock: Clock;
  registry: RegistryCache;
  /** To refuse a rule that does not exist. */
  rules: RuleSummary[];
  hashPassword: (password: string) => Promise<string>;
  /** Seals the addresses of cameras. */
  box: SecretBox;
}

/** 5,000 devices of some 250 bytes, and their sites, fit with room to spare. */
const maxImportBytes = 8 * 1024 * 1024;
const maxPageSize = 1_000;

const SiteRuleBody = Type.Object({
  enabled: Type.Boolean(),
  /** Parameters that replace the rule's, e.g. {"limit": 6}. */
  params: Type.Record(
    Type.String({ maxLength: 40 }),
    Type.Union([Type.Number(), Type.Boolean(), Type.String()]),
    {
      maxProperties: 20,
    },
  ),
  reason: Type.String({ minLength: 1, maxLength: 500 }),
});
const SiteRule = Type.Object({
  ruleId: Type.String(),
  enabled: Type.Boolean(),
  params: Type.Record(Type.String(), Type.Unknown()),
  reason: Type.String(),
  setBy: Type.String(),
  setAt: Type.String(),
});
const Count = Type.Integer();
const tags = ['registry'];

/** Registers the routes under the API's prefix. */
export function registryRoutes(app: HttpApp, deps: RegistryRoutesDeps): void {
  importRoute(app, deps);
  siteRoutes(app, deps);
  siteRuleRoutes(app, deps);
  deviceServiceRoute(app, deps);
  readingRoutes(app, deps);
}

function importRoute(app: HttpApp, { db, clock, hashPassword, box }: RegistryRoutesDeps): void {
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
      importRegistry(db, {
        body: request.body,
        actor: request.session.username,
        now: clock.date(),
        hashPassword,
        sources: (request.body.devices ?? []).flatMap((device) => sealSource(box, device)),
      }),
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

function siteRuleRoutes(app: HttpApp, { db, clock, rules }: RegistryRoutesDeps): void {
  const known = new Set(rules.map((rule) => rule.id));
  const demandRule = (ruleId: string): void => {
    if (!known.has(ruleId)) throw new ProblemError(404, 'rule-not-found', `There is no rule ${ruleId}.`);
  };
  const params = Type.Object({ id: Id, ruleId: Type.String({ minLength: 1, maxLength: 64 }) });

  app.get(
    '/sites/:id/rules',
    {
      schema: {
        tags,
        summary: 'What a site has of its own for rules',
        params: Type.Object({ id: Id }),
        response: { 200: Type.Object({ items: Type.Array(SiteRule), nextCursor: Type.Null() }) },
      },
      preHandler: allow('site-rule.read'),
    },
    async (request) => ({ items: await rulesOfSite(db, request.params.id), nextCursor: null }),
  );

  app.get(
    '/sites/:id/rules/:ruleId',
    {
      schema: {
        tags,
        summary: 'What a site has of its own for one rule',
        params,
        response: { 200: SiteRule },
      },
      preHandler: allow('site-rule.read'),
    },
    async (request) => {
      const found = await siteRule(db, request.params.id, request.params.ruleId);
      if (!found)
        throw new ProblemError(404, 'no-rule-of-its-own', 'Here the rule holds as the rulebook says.');
      return found;
    },
  );

  app.put(
    '/sites/:id/rules/:ruleId',
    {
      schema: {
        tags,
        summary: "Set a site's own parameters of a rule",
        params,
        body: SiteRuleBody,
        response: { 200: SiteRule },
      },
      preHandler: allow('site-rule.set'),
    },
    (request) => {
      const { id: siteId, ruleId } = request.params;
      demandRule(ruleId);
      const rule = { ruleId, ...request.body, setBy: request.session.username };
      return setSiteRule(db, { siteId, rule, now: clock.date() });
    },
  );
  app.post(
    '/sites/:id/rules/:ruleId/adjust',
    {
      schema: {
        tags,
        summary: 'Change one parameter of a rule at a site, and nothing else',
        params,
        body: AdjustSiteRuleBody,
        response: { 200: SiteRule },
      },
      preHandler: allow('site-rule.set'),
    },
    (request) => {
      const { id: siteId, ruleId } = request.params;
      demandRule(ruleId);
      const change = { ruleId, ...request.body, setBy: request.session.username };
      return adjustSiteRule(db, { siteId, change, now: clock.date() });
    },
  );
}

function deviceServiceRoute(app: HttpApp, { db, clock }: RegistryRoutesDeps): void {
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
      return setDeviceService(db, { siteId, deviceId, ...request.body, actor, now: clock.date() });
    },
  );
}
