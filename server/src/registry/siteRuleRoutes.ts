/** HTTP of what a site has of its own for rules. */
import { Id } from '@mingchu/shared/mqtt';
import { AdjustedSiteRule, AdjustSiteRulesBody, StandingAdjustment } from '@mingchu/shared/quietPreview';
import { rulesInForce } from '@mingchu/shared/rulebook';
import { AdjustSiteRuleBody } from '@mingchu/shared/statistics';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import { ProblemError } from '../platform/http/problem.ts';
import { adjustSiteRules } from './adjustSiteRules.ts';
import { standingAdjustments } from './model/standingAdjustments.ts';
import { followed } from './registryCache.ts';
import type { RegistryRoutesDeps } from './registryRoutes.ts';
import { setSiteRule, siteNotFound } from './setSiteRule.ts';
import { recordedAdjustments, rulesOfSite, siteRule, type SiteRule } from './siteRuleStore.ts';

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
const SiteRuleView = Type.Object({
  ruleId: Type.String(),
  enabled: Type.Boolean(),
  params: Type.Record(Type.String(), Type.Unknown()),
  reason: Type.String(),
  setBy: Type.String(),
  setAt: Type.String(),
});
const tags = ['registry'];

const params = Type.Object({ id: Id, ruleId: Type.String({ minLength: 1, maxLength: 64 }) });

type SiteRuleDeps = Pick<RegistryRoutesDeps, 'db' | 'clock' | 'registry' | 'rules' | 'rulebook'>;

/** Registers the routes under the API's prefix. */
export function siteRuleRoutes(app: HttpApp, deps: SiteRuleDeps): void {
  ownRuleRoutes(app, deps);
  adjustRoutes(app, deps);
}

/** What one site has of its own. */
function ownRuleRoutes(app: HttpApp, { db, clock, registry, rules }: SiteRuleDeps): void {
  const known = new Set(rules.map((rule) => rule.id));
  app.get(
    '/sites/:id/rules',
    {
      schema: {
        tags,
        summary: 'What a site has of its own for rules',
        params: Type.Object({ id: Id }),
        response: { 200: Type.Object({ items: Type.Array(SiteRuleView), nextCursor: Type.Null() }) },
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
        response: { 200: SiteRuleView },
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
        response: { 200: SiteRuleView },
      },
      preHandler: allow('site-rule.set'),
    },
    (request) => {
      const { id: siteId, ruleId } = request.params;
      if (!known.has(ruleId)) throw new ProblemError(404, 'rule-not-found', `There is no rule ${ruleId}.`);
      const rule = { ruleId, ...request.body, setBy: request.session.username };
      return followed(registry, setSiteRule(db, { siteId, rule, now: clock.date() }));
    },
  );
}

/** Single parameters, at one site or many, each only from the value that was seen. */
function adjustRoutes(app: HttpApp, { db, clock, registry, rulebook }: SiteRuleDeps): void {
  const adjust = (body: AdjustSiteRulesBody, actor: string) => {
    const inForce = new Map(rulesInForce(rulebook, clock.now()).map((rule) => [rule.id, rule]));
    return followed(registry, adjustSiteRules(db, body, { rules: inForce, actor, now: clock.date() }));
  };
  app.post(
    '/sites/:id/rules/:ruleId/adjust',
    {
      schema: {
        tags,
        summary: 'Change one parameter of a rule at a site, and nothing else',
        params,
        body: AdjustSiteRuleBody,
        response: { 200: SiteRuleView },
      },
      preHandler: allow('site-rule.set'),
    },
    async (request): Promise<SiteRule> => {
      const { id: siteId, ruleId } = request.params;
      const { reason, ...change } = request.body;
      const { username } = request.session;
      const [made] = await adjust({ changes: [{ siteId, ruleId, ...change }], reason }, username);
      if (made?.outcome === 'site-not-found') throw siteNotFound(siteId);
      if (made?.outcome !== 'applied')
        throw new ProblemError(409, 'site-rule-changed', `${change.param} is not ${change.from} any more.`);
      // What is as the rulebook says is not the site's own any more.
      const asRulebook = {
        ruleId,
        enabled: true,
        params: {},
        reason,
        setBy: username,
        setAt: clock.date().toISOString(),
      };
      return (await siteRule(db, siteId, ruleId)) ?? asRulebook;
    },
  );
  app.get(
    '/site-rules/adjusted',
    {
      schema: {
        tags,
        summary: 'Changes of one parameter at a site that hold still, the newest first',
        response: { 200: Type.Object({ items: Type.Array(StandingAdjustment) }) },
      },
      preHandler: allow('site-rule.set'),
    },
    async () => ({ items: standingAdjustments(await recordedAdjustments(db)) }),
  );
  app.post(
    '/site-rules/adjust',
    {
      schema: {
        tags,
        summary: 'Change one parameter of a rule at each of many sites, and answer what became of each',
        body: AdjustSiteRulesBody,
        response: { 200: Type.Object({ items: Type.Array(AdjustedSiteRule) }) },
      },
      preHandler: allow('site-rule.set'),
    },
    async (request) => ({ items: await adjust(request.body, request.session.username) }),
  );
}
