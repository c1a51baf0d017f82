/** Giving a site its own limit for a rule, or switching the rule off there; always with a reason. */
import { ProblemError } from '../platform/http/problem.ts';
import type { Database } from '../platform/postgres/database.ts';
import { tellRegistryChanged } from './importRegistry.ts';
import { siteById } from './registryStore.ts';
import { type SiteRule, upsertSiteRules } from './siteRuleStore.ts';

/** Answers the rule as it now holds at the site. Throws ProblemError `site-not-found`. */
export async function setSiteRule(
  db: Database,
  { siteId, rule, now }: { siteId: string; rule: Omit<SiteRule, 'setAt'>; now: Date },
): Promise<SiteRule> {
  const { reason, setBy } = rule;
  await db.transaction(async (tx) => {
    if (!(await siteById(tx, siteId))) throw siteNotFound(siteId);
    await upsertSiteRules(tx, [{ siteId, ...rule }], { reason, setBy, now });
    await tellRegistryChanged(tx, {
      actor: setBy,
      now,
      act: 'set-site-rule',
      subjectId: siteId,
      reason,
      detail: { ruleId: rule.ruleId, enabled: rule.enabled, params: rule.params },
    });
  });
  return { ...rule, setAt: now.toISOString() };
}

export function siteNotFound(siteId: string): ProblemError {
  return new ProblemError(404, 'site-not-found', `There is no site ${siteId}.`);
}
