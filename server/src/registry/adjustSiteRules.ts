/**
 * One parameter of a rule at one site or at many, and nothing else that a site has of its own: what is switched off
 * stays off.
 *
 * All of it is one transaction, which no other writer of these rules enters meanwhile: each change is judged by what the
 * site has at that moment and is either made or answered as not made. Of two people the later is told, change by
 * change, what the earlier has done. Each change made is an entry of its own in the audit trail, and is taken back by the
 * change in the other direction.
 */
import { type AdjustedSiteRule, type AdjustSiteRulesBody, mayBeQuieter } from '@mingchu/shared/quietPreview';
import type { Rule } from '@mingchu/shared/rulebook';
import { ProblemError } from '../platform/http/problem.ts';
import type { Database, Transaction } from '../platform/postgres/database.ts';
import { tellRegistryChanges } from './importRegistry.ts';
import { judgeAdjustment } from './model/judgeAdjustment.ts';
import { existingSites } from './registryStore.ts';
import { lockSiteRules, removeSiteRules, siteRulesAt, upsertSiteRules } from './siteRuleStore.ts';

type Change = AdjustSiteRulesBody['changes'][number];
type Kept = Change & { enabled: boolean; params: Record<string, unknown> };

/**
 * Answers each change in its place. `rules`: those in force, by id. Throws ProblemError `rule-not-found`,
 * `rule-must-not-wait`, `parameter-not-of-rule` or `rule-twice`, and has changed nothing then.
 */
export function adjustSiteRules(
  db: Database,
  { changes, reason }: AdjustSiteRulesBody,
  { rules, actor, now }: { rules: ReadonlyMap<string, Rule>; actor: string; now: Date },
): Promise<AdjustedSiteRule[]> {
  const ruleValues = changes.map((change) => demandAdjustable(change, rules.get(change.ruleId)));
  if (new Set(changes.map(placeKey)).size < changes.length)
    throw new ProblemError(400, 'rule-twice', 'One parameter of a rule at a site at once.');
  return db.transaction(async (tx) => {
    await lockSiteRules(tx);
    const sites = await existingSites(
      tx,
      changes.map(({ siteId }) => siteId),
    );
    const owns = new Map((await siteRulesAt(tx, changes)).map((own) => [placeKey(own), own]));
    const kept: Kept[] = [];
    const answered = changes.map((change, index): AdjustedSiteRule => {
      const { siteId, ruleId, param, from, to } = change;
      const ruleValue = ruleValues[index] as number;
      const place = { siteId, ruleId, param };
      if (!sites.has(siteId))
        return { ...place, outcome: 'site-not-found', value: from, setBy: null, setAt: null };
      const own = owns.get(placeKey(change));
      const judged = judgeAdjustment(change, { own, ruleValue });
      if (judged.outcome !== 'applied') return { ...place, ...judged };
      kept.push({ ...change, enabled: own?.enabled ?? true, params: judged.params });
      return { ...place, outcome: 'applied', value: to, setBy: actor, setAt: now.toISOString() };
    });
    await keep(tx, kept, { reason, actor, now });
    return answered;
  });
}

async function keep(
  tx: Transaction,
  kept: readonly Kept[],
  { reason, actor, now }: { reason: string; actor: string; now: Date },
): Promise<void> {
  if (kept.length === 0) return;
  const saysNothing = ({ enabled, params }: Kept) => enabled && Object.keys(params).length === 0;
  await removeSiteRules(tx, kept.filter(saysNothing));
  const own = kept.filter((each) => !saysNothing(each));
  await upsertSiteRules(tx, own, { reason, setBy: actor, now });
  const act = 'adjust-site-rule';
  const entries = kept.map(({ siteId, ruleId, param, from, to }) => {
    return { actor, act, subjectId: siteId, reason, detail: { ruleId, param, from, to } };
  });
  await tellRegistryChanges(tx, now, { reason, act, entries });
}

function placeKey({ siteId, ruleId }: { siteId: string; ruleId: string }): string {
  return `${siteId}/${ruleId}`;
}

/** What the rulebook has for the parameter. */
function demandAdjustable({ ruleId, param }: Change, rule: Rule | undefined): number {
  if (!rule) throw new ProblemError(404, 'rule-not-found', `There is no rule ${ruleId} in force.`);
  if (!mayBeQuieter(rule))
    throw new ProblemError(409, 'rule-must-not-wait', `${ruleId} is critical, or cannot be put aside.`);
  const value = (rule.params as Record<string, unknown>)[param];
  if (typeof value !== 'number')
    throw new ProblemError(400, 'parameter-not-of-rule', `${ruleId} has no ${param}.`);
  return value;
}
