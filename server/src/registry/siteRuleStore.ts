/** SQL of what a site has of its own for a rule: switched off, or other parameters. */
import type { RecordedAdjustment } from './model/standingAdjustments.ts';
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

/** A rule at a site. */
export interface SiteRulePlace {
  siteId: string;
  ruleId: string;
}

const columns = 'rule_id as "ruleId", enabled, params, reason, set_by as "setBy", set_at as "setAt"';
const siteRuleOf = <Row extends SiteRuleRow>(row: Row) => ({ ...row, setAt: row.setAt.toISOString() });

export async function rulesOfSite(db: Executor, siteId: string): Promise<SiteRule[]> {
  const rows = await db.query<SiteRuleRow>(
    `select ${columns} from site_rule_override where site_id = $1 order by rule_id`,
    [siteId],
  );
  return rows.map(siteRuleOf);
}

export async function siteRule(db: Executor, siteId: string, ruleId: string): Promise<SiteRule | undefined> {
  const [row] = await siteRulesAt(db, [{ siteId, ruleId }]);
  return row;
}

/** Those of the places that have something of their own. */
export async function siteRulesAt(
  db: Executor,
  places: readonly SiteRulePlace[],
): Promise<(SiteRule & { siteId: string })[]> {
  const rows = await db.query<SiteRuleRow & { siteId: string }>(
    `select site_id as "siteId", ${columns} from site_rule_override
     where (site_id, rule_id) in (select * from unnest($1::text[], $2::text[]))`,
    [places.map(({ siteId }) => siteId), places.map(({ ruleId }) => ruleId)],
  );
  return rows.map(siteRuleOf);
}

/** Most adjustments that one list looks at: some of every kitchen of a district. */
const maxRecorded = 20_000;

/** Adjustments of parameters that kitchens still have of their own, as they were made, with what is there now. */
export async function recordedAdjustments(db: Executor): Promise<RecordedAdjustment[]> {
  const rows = await db.query<Omit<RecordedAdjustment, 'at'> & { at: Date }>(
    `select * from (
       select a.id, a.subject_id as "siteId", o.rule_id as "ruleId", a.detail ->> 'param' as param,
              (a.detail ->> 'from')::float8 as "from", (a.detail ->> 'to')::float8 as "to", a.actor as by, a.at,
              a.reason, (o.params ->> (a.detail ->> 'param'))::float8 as value
       from site_rule_override o
         join audit a on a.subject = 'registry' and a.subject_id = o.site_id and a.act = 'adjust-site-rule'
                         and a.detail ->> 'ruleId' = o.rule_id and o.params ? (a.detail ->> 'param')
       where jsonb_typeof(o.params -> (a.detail ->> 'param')) = 'number'
       order by a.id desc limit ${maxRecorded}) newest
     order by id`,
  );
  return rows.map(({ siteId, ruleId, param, from, to, by, at, reason, value }) => {
    return { siteId, ruleId, param, from, to, by, at: at.toISOString(), reason, value };
  });
}

export function allSiteRules(
  db: Executor,
): Promise<{ siteId: string; ruleId: string; enabled: boolean; params: Record<string, unknown> }[]> {
  return db.query('select site_id as "siteId", rule_id as "ruleId", enabled, params from site_rule_override');
}

/**
 * Whoever else would write waits until this transaction ends; who reads does not. First in `tx`: what is not there yet
 * cannot be locked by itself.
 */
export async function lockSiteRules(tx: Transaction): Promise<void> {
  await tx.execute('lock table site_rule_override in share row exclusive mode');
}

/** One moment, one person and one reason for all. */
export async function upsertSiteRules(
  tx: Transaction,
  rules: readonly (SiteRulePlace & { enabled: boolean; params: Record<string, unknown> })[],
  { reason, setBy, now }: { reason: string; setBy: string; now: Date },
): Promise<void> {
  await tx.execute(
    `insert into site_rule_override (site_id, rule_id, enabled, params, reason, set_by, set_at)
     select site_id, rule_id, enabled, params::jsonb, $5, $6, $7
     from unnest($1::text[], $2::text[], $3::boolean[], $4::text[]) as own (site_id, rule_id, enabled, params)
     on conflict (site_id, rule_id) do update
       set enabled = excluded.enabled, params = excluded.params, reason = excluded.reason,
           set_by = excluded.set_by, set_at = excluded.set_at`,
    [
      rules.map(({ siteId }) => siteId),
      rules.map(({ ruleId }) => ruleId),
      rules.map(({ enabled }) => enabled),
      rules.map(({ params }) => JSON.stringify(params)),
      reason,
      setBy,
      now,
    ],
  );
}

/** There the rules hold as the rulebook says. */
export async function removeSiteRules(tx: Transaction, places: readonly SiteRulePlace[]): Promise<void> {
  await tx.execute(
    `delete from site_rule_override
     where (site_id, rule_id) in (select * from unnest($1::text[], $2::text[]))`,
    [places.map(({ siteId }) => siteId), places.map(({ ruleId }) => ruleId)],
  );
}
