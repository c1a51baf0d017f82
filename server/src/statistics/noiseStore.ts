/** SQL of the noise: read only, over what violations, dispatch and intake have written. */
import type { NoiseKey, NoiseLine } from '@mingchu/shared/statistics';
import type { Executor } from '../platform/postgres/database.ts';
import type { Span } from './statisticsStore.ts';

/** What makes noise, with the evidence that is cheap to count at once. */
export interface NoiseRow extends Omit<NoiseLine, 'proposals'> {
  durationsS: number[];
  pausesS: number[];
  /** What this site has of its own for the rule; of a source only. */
  siteParams: Record<string, unknown>;
}

const columns = {
  source: 'rule_id, site_id, device_id',
  rule: 'rule_id, null::text, null::text',
  device: 'null::text, site_id, device_id',
} as const satisfies Record<NoiseKey, string>;

/** As many episodes as say how a source behaves; the newest. */
const maxEpisodes = 1_000;
const newest = (value: string, where: string) =>
  `coalesce((array_agg((${value})::float8 order by opened_at desc) filter (where ${where}))[1:${maxEpisodes}], '{}')`;

export interface NoisyAsked {
  by: NoiseKey;
  span: Span;
  /** Null: all there are. */
  limit: number | null;
  /** Of these alone. */
  devices?: readonly { siteId: string | null; deviceId: string | null }[];
}

/**
 * The sources, rules or devices of most episodes in the span. A kitchen with parameters of its own does not follow the
 * rulebook: by rule, its episodes are counted and say nothing about the rule.
 */
export function noisyRows(db: Executor, { by, span, limit, devices }: NoisyAsked): Promise<NoiseRow[]> {
  const counts = by === 'rule' ? 'own is null' : 'true';
  return db.query<NoiseRow>(
    `with episode as (
       select v.rule_id, v.site_id, v.device_id, v.opened_at, v.onset_at, v.cleared_at,
              v.review = 'false-alarm' or d.finding = 'false-alarm' as is_false, o.params as own, not o.enabled as off,
              lead(v.onset_at) over (partition by v.rule_id, v.site_id, v.device_id, v.zone order by v.onset_at) as next_at
       from violation v
         left join dispatch d on d.violation_id = v.id
         left join site_rule_override o on o.site_id = v.site_id and o.rule_id = v.rule_id
       where v.opened_at >= $1 and v.opened_at < $2
         and ($4::text[] is null or (v.site_id, v.device_id) in (select * from unnest($4::text[], $5::text[])))),
     grouped ("ruleId", "siteId", "deviceId", rule_id, site_id, device_id, opened_at, onset_at, cleared_at, is_false,
              own, off, next_at) as (
       select ${columns[by]}, rule_id, site_id, device_id, opened_at, onset_at, cleared_at, is_false, own, off, next_at
       from episode)
     select "ruleId", "siteId", "deviceId", count(*)::int as episodes,
            count(*) filter (where is_false)::int as "falseAlarms",
            count(distinct (rule_id, site_id, device_id))::int as sources,
            mode() within group (order by rule_id) as "mainRuleId",
            ${by === 'source' ? 'coalesce(bool_or(off), false)' : 'false'} as "switchedOff",
            ${by === 'source' ? `coalesce((array_agg(own))[1], '{}')` : `'{}'::jsonb`} as "siteParams",
            ${newest('extract(epoch from cleared_at - onset_at)', `cleared_at is not null and ${counts}`)}
              as "durationsS",
            ${newest('extract(epoch from next_at - cleared_at)', `next_at > cleared_at and ${counts}`)} as "pausesS"
     from grouped
     group by 1, 2, 3 having count(*) > 1 order by 4 desc, 1, 2, 3 limit $3`,
    [
      span.from,
      span.to,
      limit,
      devices?.map(({ siteId }) => siteId) ?? null,
      devices?.map(({ deviceId }) => deviceId) ?? null,
    ],
  );
}

/** A rule in one kitchen, with the alarms that it gave there. */
export interface Kitchen {
  siteId: string;
  ruleId: string;
  episodes: number;
  devices: number;
  own: Record<string, unknown>;
  switchedOff: boolean;
  /** Kitchens that there are, beside those that found room. */
  total: number;
}

/** The kitchens of most alarms by the rules, or one of them. */
export function noisyKitchens(
  db: Executor,
  {
    ruleIds,
    siteId,
    span,
    limit,
  }: { ruleIds: readonly string[]; siteId: string | null; span: Span; limit: number },
): Promise<Kitchen[]> {
  return db.query<Kitchen>(
    `select v.site_id as "siteId", v.rule_id as "ruleId", count(*)::int as episodes,
            count(distinct v.device_id)::int as devices, coalesce(o.params, '{}') as own,
            coalesce(not o.enabled, false) as "switchedOff", (count(*) over ())::int as total
     from violation v
       left join site_rule_override o on o.site_id = v.site_id and o.rule_id = v.rule_id
     where v.rule_id = any($1::text[]) and ($2::text is null or v.site_id = $2)
       and v.opened_at >= $3 and v.opened_at < $4
     group by v.site_id, v.rule_id, o.params, o.enabled order by 3 desc, 1, 2 limit $5`,
    [ruleIds, siteId, span.from, span.to, limit],
  );
}
