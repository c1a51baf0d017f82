/** SQL of the noise: read only, over what violations, dispatch and intake have written. */
import type { NoiseKey, NoiseLine } from '@mingchu/shared/statistics';
import type { DetectionType, Metric } from '@mingchu/shared/vocabulary';
import type { Executor } from '../platform/postgres/database.ts';
import type { Return } from './model/noise.ts';
import type { Sighting } from './model/quietDetections.ts';
import type { Span } from './statisticsStore.ts';

/** What makes noise, with the evidence that is cheap to count at once. */
export interface NoiseRow extends Omit<NoiseLine, 'proposals'> {
  durationsS: number[];
  pausesS: number[];
  /** What this site has of its own for the rule; of a source only. */
  siteParams: Record<string, unknown>;
}

/** Which episodes: of one rule, at one device or at all that follow the rulebook. */
export type EpisodesOf = Pick<NoiseRow, 'siteId' | 'deviceId'> & { ruleId: string; span: Span };

const columns = {
  source: 'rule_id, site_id, device_id',
  rule: 'rule_id, null::text, null::text',
  device: 'null::text, site_id, device_id',
} as const satisfies Record<NoiseKey, string>;

/** As many episodes as say how a source behaves; the newest. */
const maxEpisodes = 1_000;
const newest = (value: string, where: string) =>
  `coalesce((array_agg((${value})::float8 order by opened_at desc) filter (where ${where}))[1:${maxEpisodes}], '{}')`;

/**
 * The sources, rules or devices of most episodes in the span. A kitchen with parameters of its own does not follow the
 * rulebook: by rule, its episodes are counted and say nothing about the rule.
 */
export function noisyRows(
  db: Executor,
  { by, span, limit }: { by: NoiseKey; span: Span; limit: number },
): Promise<NoiseRow[]> {
  const counts = by === 'rule' ? 'own is null' : 'true';
  return db.query<NoiseRow>(
    `with episode as (
       select v.rule_id, v.site_id, v.device_id, v.opened_at, v.onset_at, v.cleared_at,
              v.review = 'false-alarm' or d.finding = 'false-alarm' as is_false, o.params as own, not o.enabled as off,
              lead(v.onset_at) over (partition by v.rule_id, v.site_id, v.device_id, v.zone order by v.onset_at) as next_at
       from violation v
         left join dispatch d on d.violation_id = v.id
         left join site_rule_override o on o.site_id = v.site_id and o.rule_id = v.rule_id
       where v.opened_at >= $1 and v.opened_at < $2),
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
    [span.from, span.to, limit],
  );
}

/** As many returns as say how a source swings; the newest. */
const maxReturns = 200;

/** How far the value came back between the episodes of a source that follow each other in the span. */
export function returnsOf(
  db: Executor,
  { ruleId, siteId, deviceId, span }: EpisodesOf,
  metric: Metric,
): Promise<Return[]> {
  return db.query<Return>(
    `with episode as (
       select cleared_at, lead(onset_at) over (order by onset_at) as next_at from violation
       where rule_id = $1 and site_id = $2 and device_id = $3 and opened_at >= $4 and opened_at < $5)
     select between_them.min, between_them.max
     from (select * from episode where next_at > cleared_at order by next_at desc limit $7) pause
     cross join lateral (
       select min(value), max(value) from reading
       where site_id = $2 and device_id = $3 and metric = $6
         and time >= pause.cleared_at and time < pause.next_at) between_them
     where between_them.min is not null`,
    [ruleId, siteId, deviceId, span.from, span.to, metric, maxReturns],
  );
}

/** Episodes looked at in their detections, the newest; and detections of each, the first. */
const maxSightings = 200;
const maxDetections = 300;

/** What was seen during the episodes of a camera rule whose detections are kept. */
export function sightingsOf(
  db: Executor,
  { ruleId, siteId, deviceId, span }: EpisodesOf,
  type: DetectionType,
): Promise<Sighting[]> {
  return db.query<Sighting>(
    `select case when v.review = 'false-alarm' or d.finding = 'false-alarm' then 'false-alarm'
                 when v.review is not null or d.finding is not null then 'confirmed' end as verdict,
            seen.times, seen.confidences
     from (select * from violation v
           where rule_id = $1 and ($2::text is null or site_id = $2) and ($3::text is null or device_id = $3)
             and opened_at >= $4 and opened_at < $5
             and ($2 is not null or not exists (
               select from site_rule_override o where o.site_id = v.site_id and o.rule_id = v.rule_id))
           order by opened_at desc limit ${maxSightings}) v
       left join dispatch d on d.violation_id = v.id
       cross join lateral (
         select array_agg(extract(epoch from time)::float8 * 1000 order by time) as times,
                array_agg(confidence order by time) as confidences
         from (select time, confidence from detection
               where site_id = v.site_id and device_id = v.device_id and type = $6 and zone = v.zone
                 and time >= v.onset_at and time <= coalesce(v.cleared_at, v.onset_at + interval '1 hour')
               order by time limit ${maxDetections}) first_seen) seen
     where seen.times is not null`,
    [ruleId, siteId, deviceId, span.from, span.to, type],
  );
}
