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

/**
 * Changes one number and leaves the rest, in one statement: whoever writes at the same time loses nothing. Undefined
 * when it is another than `from` by now; a site that has none of its own has the rule's, and is taken at its word.
 */
export async function adjustParam(
  tx: Transaction,
  { siteId, change, now }: { siteId: string; change: RuleAdjustment; now: Date },
): Promise<SiteRule | undefined> {
  const { ruleId, param, from, to, reason, setBy } = change;
  const [row] = await tx.query<SiteRuleRow>(
    `insert into site_rule_override as own (site_id, rule_id, params, reason, set_by, set_at)
     values ($1, $2, jsonb_build_object($3::text, $4::float8), $5, $6, $7)
     on conflict (site_id, rule_id) do update
       set params = own.params || excluded.params, reason = excluded.reason,
           set_by = excluded.set_by, set_at = excluded.set_at
       where coalesce(own.params -> $3::text, to_jsonb($8::float8)) = to_jsonb($8::float8)
     returning ${columns}`,
    [siteId, ruleId, param, to, reason, setBy, now, from],
  );
  return row && siteRuleOf(row);
}

/** One parameter of a rule at a site, from what it is to what it shall be. */
export interface RuleAdjustment {
  ruleId: string;
  param: string;
  from: number;
  to: number;
  reason: string;
  setBy: string;
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
