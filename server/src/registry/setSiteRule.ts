/** Giving a site its own limit for a rule, or switching the rule off there; always with a reason. */
import { ProblemError } from '../platform/http/problem.ts';
import type { Database } from '../platform/postgres/database.ts';
import { tellRegistryChanged } from './importRegistry.ts';
import { siteById } from './registryStore.ts';
import { adjustParam, type RuleAdjustment, type SiteRule, upsertSiteRule } from './siteRuleStore.ts';

/** Answers the rule as it now holds at the site. Throws ProblemError `site-not-found`. */
export async function setSiteRule(
  db: Database,
  { siteId, rule, now }: { siteId: string; rule: Omit<SiteRule, 'setAt'>; now: Date },
): Promise<SiteRule> {
  await db.transaction(async (tx) => {
    if (!(await siteById(tx, siteId))) throw siteNotFound(siteId);
    await upsertSiteRule(tx, { siteId, rule, now });
    await tellRegistryChanged(tx, {
      actor: rule.setBy,
      now,
      act: 'set-site-rule',
      subjectId: siteId,
      reason: rule.reason,
      detail: { ruleId: rule.ruleId, enabled: rule.enabled, params: rule.params },
    });
  });
  return { ...rule, setAt: now.toISOString() };
}

/**
 * One parameter at a site and nothing else: what is switched off stays off. Throws ProblemError `site-not-found`, and
 * 409 `site-rule-changed` when the parameter is another by now than the person saw.
 */
export function adjustSiteRule(
  db: Database,
  { siteId, change, now }: { siteId: string; change: RuleAdjustment; now: Date },
): Promise<SiteRule> {
  return db.transaction(async (tx) => {
    if (!(await siteById(tx, siteId))) throw siteNotFound(siteId);
    const { setBy, reason, ...detail } = change;
    const adjusted = await adjustParam(tx, { siteId, change, now });
    if (!adjusted)
      throw new ProblemError(409, 'site-rule-changed', `${change.param} is not ${change.from} any more.`);
    const act = 'adjust-site-rule';
    await tellRegistryChanged(tx, { actor: setBy, now, act, subjectId: siteId, reason, detail });
    return adjusted;
  });
}

export function siteNotFound(siteId: string): ProblemError {
  return new ProblemError(404, 'site-not-found', `There is no site ${siteId}.`);
}
