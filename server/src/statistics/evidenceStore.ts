/**
 * SQL of what speaks for a change: for any number of sources in one statement each. Read only. Each row names the place
 * in the list of those asked for by its `index`.
 */
import type { Executor } from '../platform/postgres/database.ts';
import type { Return } from './model/noise.ts';
import type { Ended } from './model/quietEffect.ts';
import type { Sighting } from './model/quietDetections.ts';
import type { Span } from './statisticsStore.ts';

/** Whose episodes: of a rule at one device, in one kitchen, or in all that follow the rulebook. */
export interface AskedSource {
  ruleId: string;
  siteId: string | null;
  deviceId: string | null;
  /** The metric or the type of detection that the rule looks at. */
  looksAt: string;
}

/** All that are asked for together are of one kind. */
export interface AskedSources {
  kind: 'source' | 'kitchen' | 'rule';
  sources: readonly AskedSource[];
  span: Span;
}

const samePlace = {
  source: 'and v.site_id = asked.site_id and v.device_id = asked.device_id',
  kitchen: 'and v.site_id = asked.site_id',
  rule: `and not exists (select from site_rule_override o where o.site_id = v.site_id and o.rule_id = v.rule_id)`,
} as const satisfies Record<AskedSources['kind'], string>;

const verdict = `case when v.review = 'false-alarm' or d.finding = 'false-alarm' then 'false-alarm'
                      when v.review is not null or d.finding is not null then 'confirmed' end`;

/** `$1` to `$6`; one reading of the span, whatever is asked for. */
const episodes = (kind: AskedSources['kind']) => `
  select asked.index, asked.looks_at, v.site_id, v.device_id, v.zone, v.opened_at, v.onset_at, v.cleared_at,
         ${verdict} as verdict
  from unnest($1::text[], $2::text[], $3::text[], $4::text[])
         with ordinality as asked (rule_id, site_id, device_id, looks_at, index)
    join violation v on v.rule_id = asked.rule_id ${samePlace[kind]}
    left join dispatch d on d.violation_id = v.id
  where v.opened_at >= $5 and v.opened_at < $6`;

/** Each episode with the one that follows it at the same device, or in the same zone of it. */
const pauses = (kind: AskedSources['kind'], within: 'device' | 'zone') => `
  episode as (${episodes(kind)}),
  pause as (
    select *, lead(onset_at) over then_next as next_at, lead(verdict) over then_next as next_verdict from episode
    window then_next as (partition by index, site_id, device_id${within === 'zone' ? ', zone' : ''} order by onset_at))`;

const valuesOf = ({ sources, span }: AskedSources) => [
  sources.map(({ ruleId }) => ruleId),
  sources.map(({ siteId }) => siteId),
  sources.map(({ deviceId }) => deviceId),
  sources.map(({ looksAt }) => looksAt),
  span.from,
  span.to,
];

/** As many as say how a source behaves; the newest. */
const maxOfEach = 200;
/** Detections of an episode that are looked at, the first. */
const maxDetections = 300;

async function rowsOf<Row>(db: Executor, asked: AskedSources, text: string): Promise<Row[][]> {
  if (asked.sources.length === 0) return [];
  const rows = await db.query<{ index: number } & object>(text, valuesOf(asked));
  const found: Row[][] = asked.sources.map(() => []);
  for (const { index, ...row } of rows) found[index - 1]?.push(row as Row);
  return found;
}

/** How far the value came back between the episodes of a device that follow each other in the span. */
export function returnsOf(db: Executor, asked: AskedSources): Promise<Return[][]> {
  return rowsOf(
    db,
    asked,
    `with ${pauses(asked.kind, 'device')},
     newest as (
       select *, row_number() over (partition by index order by next_at desc) as nth from pause
       where next_at > cleared_at)
     select index, coalesce(next_verdict = 'confirmed', false) as confirmed, between_them.min, between_them.max
     from newest
     cross join lateral (
       select min(value), max(value) from reading
       where site_id = newest.site_id and device_id = newest.device_id and metric = newest.looks_at
         and time >= newest.cleared_at and time < newest.next_at) between_them
     where nth <= ${maxOfEach} and between_them.min is not null`,
  );
}

/** What was seen during the episodes of a camera rule whose detections are kept. */
export function sightingsOf(db: Executor, asked: AskedSources): Promise<Sighting[][]> {
  return rowsOf(
    db,
    asked,
    `with episode as (${episodes(asked.kind)}),
     newest as (select *, row_number() over (partition by index order by opened_at desc) as nth from episode)
     select index, verdict, seen.times, seen.confidences, seen.conclusive
     from newest
     cross join lateral (
       select array_agg(extract(epoch from time)::float8 * 1000 order by time) as times,
              array_agg(confidence order by time) as confidences,
              array_agg(coalesce(conclusive, false) order by time) as conclusive
       from (select time, confidence, conclusive from detection
             where site_id = newest.site_id and device_id = newest.device_id and type = newest.looks_at
               and zone = newest.zone and time >= newest.onset_at
               and time <= coalesce(newest.cleared_at, newest.onset_at + interval '1 hour')
             order by time limit ${maxDetections}) first_seen) seen
     where nth <= ${maxOfEach} and seen.times is not null`,
  );
}

/** How long the episodes that have ended lasted, and how soon the next of the same device came. */
export function endedOf(db: Executor, asked: AskedSources): Promise<Ended[][]> {
  return rowsOf(
    db,
    asked,
    `with ${pauses(asked.kind, 'zone')},
     newest as (
       select *, row_number() over (partition by index order by opened_at desc) as nth from pause
       where cleared_at is not null)
     select index, extract(epoch from cleared_at - onset_at)::float8 as "durationS",
            coalesce(verdict = 'confirmed', false) as confirmed,
            case when next_at > cleared_at then extract(epoch from next_at - cleared_at)::float8 end as "pauseS",
            coalesce(next_verdict = 'confirmed', false) as "nextConfirmed"
     from newest where nth <= ${maxOfEach}`,
  );
}
