/** SQL of what a site has of its own for a rule: switched off, or other parameters. */
import type { Executor, Transaction } from '../platform/postgres/database.ts';

export interface SiteRule {
  ruleId: string;
  enabled: boolean;
  params: Record<string, unknown>;
  reason: string;
  setBy: string;
  /** ISO 8601 UTC. */
  setAt: string;
}

interface SiteRuleRow extends Omit<SiteRule, 'setAt'> {
  setAt: Date;
}

const columns = 'rule_id as "ruleId", enabled, params, reason, set_by as "setBy", set_at as "setAt"';
const siteRuleOf = (row: SiteRuleRow): SiteRule => ({ ...row, setAt: row.setAt.toISOString() });

export async function rulesOfSite(db: Executor, siteId: string): Promise<SiteRule[]> {
  const rows = await db.query<SiteRuleRow>(
    `select ${columns} from site_rule_override where site_id = $1 order by rule_id`,
    [siteId],
  );
  return rows.map(siteRuleOf);
}

export async function siteRule(db: Executor, siteId: string, ruleId: string): Promise<SiteRule | undefined> {
  const [row] = await db.query<SiteRuleRow>(
    `select ${columns} from site_rule_override where site_id = $1 and rule_id = $2`,
    [siteId, ruleId],
  );
  return row && siteRuleOf(row);
}

export function allSiteRules(
  db: Executor,
): Promise<{ siteId: string; ruleId: string; enabled: boolean; params: Record<string, unknown> }[]> {
  return db.query('select site_id as "siteId", rule_id as "ruleId", enabled, params from site_rule_override');
}

export async function upsertSiteRule(
  tx: Transaction,
  { siteId, rule, now }: { siteId: string; rule: Omit<SiteRule, 'setAt'>; now: Date },
): Promise<void> {
  await tx.execute(
    `insert into site_rule_override (site_id, rule_id, enabled, params, reason, set_by, set_at)
     values ($1, $2, $3, $4::jsonb, $5, $6, $7)
     on conflict (site_id, rule_id) do update
       set enabled = excluded.enabled, params = excluded.params, reason = excluded.reason,
           set_by = excluded.set_by, set_at = excluded.set_at`,
    [siteId, rule.ruleId, rule.enabled, JSON.stringify(rule.params), rule.reason, rule.setBy, now],
  );
}
