/** SQL of the inbox: what was heard of whom. */
import {
  canonicalFamily,
  type HeardAddress,
  type HeardFilter,
  type HeardState,
} from '@mingchu/shared/bindings';
import type { Executor, Transaction } from '../platform/postgres/database.ts';
import { type HeardNote, maxSaid } from './model/heardNote.ts';

/** PostgreSQL channel on which every change of what people have to look at in the inbox is told. */
export const inboxChannel = 'mingchu_inbox';

/** Whoever follows the inbox hears of it once `tx` is committed. */
export function tellInboxChanged(tx: Transaction): Promise<number> {
  return tx.execute('select pg_notify($1, $2)', [inboxChannel, '']);
}

const iso = (ms: number) => new Date(ms).toISOString();

/** Those that others name as their gateway, as `family/mount/address`. */
export async function gatewaysAmong(db: Executor, lines: readonly HeardAddress[]): Promise<Set<string>> {
  if (lines.length === 0) return new Set();
  const rows = await db.query<{ key: string }>(
    `select distinct family || '/' || mount || '/' || gateway as key from heard_device
     where (family, mount, gateway) in (select * from unnest($1::text[], $2::text[], $3::text[]))`,
    [lines.map((one) => one.family), lines.map((one) => one.mount), lines.map((one) => one.address)],
  );
  return new Set(rows.map(({ key }) => key));
}

/** What heard devices called themselves, by `family/mount`, whoever was heard last at the end. */
export async function namesHeard(db: Executor): Promise<Map<string, { address: string; name: string }[]>> {
  const rows = await db.query<{ place: string; names: { address: string; name: string }[] }>(
    `select family || '/' || mount as place,
            json_agg(json_build_object('address', address, 'name', name) order by last_heard_at) as names
     from heard_device where name is not null and state is distinct from 'gone' group by 1`,
  );
  return new Map(rows.map(({ place, names }) => [place, names]));
}

/** In order of the key, so that two processes never wait for each other crosswise. Answers how many are new. */
export async function upsertHeard(tx: Transaction, notes: HeardNote[]): Promise<number> {
  const rows = [...notes].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const made = await tx.query<{ fresh: boolean }>(
    `insert into heard_device (family, mount, address, name, maker, model, gateway, report_period_s, state, said,
                               first_heard_at, last_heard_at, last_topic, last_payload, last_packet_at)
     select family, mount, address, name, maker, model, gateway, period, state, said::jsonb, at, at, topic, payload,
            packet_at
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
                 $9::text[], $10::text[], $11::timestamptz[], $12::text[], $13::bytea[], $14::timestamptz[])
       as item(family, mount, address, name, maker, model, gateway, period, state, said, at, topic, payload, packet_at)
     on conflict (family, mount, address) do update
       set name = coalesce(excluded.name, heard_device.name), maker = coalesce(excluded.maker, heard_device.maker),
           model = coalesce(excluded.model, heard_device.model),
           gateway = coalesce(excluded.gateway, heard_device.gateway),
           report_period_s = coalesce(excluded.report_period_s, heard_device.report_period_s),
           state = coalesce(excluded.state, heard_device.state),
           -- Names of values are the device's to invent: beyond the bound only the newest stay.
           said = case when (select count(*) from jsonb_object_keys(heard_device.said || excluded.said)) > ${maxSaid}
                       then excluded.said else heard_device.said || excluded.said end,
           last_heard_at = greatest(heard_device.last_heard_at, excluded.last_heard_at),
           last_topic = coalesce(excluded.last_topic, heard_device.last_topic),
           last_payload = coalesce(excluded.last_payload, heard_device.last_payload),
           last_packet_at = coalesce(excluded.last_packet_at, heard_device.last_packet_at)
     returning xmax = 0 as fresh`,
    [
      rows.map((row) => row.family),
      rows.map((row) => row.mount),
      rows.map((row) => row.address),
      rows.map((row) => row.name ?? null),
      rows.map((row) => row.maker ?? null),
      rows.map((row) => row.model ?? null),
      rows.map((row) => row.gateway ?? null),
      rows.map((row) => row.reportPeriodS ?? null),
      rows.map((row) => row.state ?? null),
      rows.map((row) => JSON.stringify(saidByName(row))),
      rows.map((row) => iso(row.at)),
      rows.map((row) => row.packet?.topic ?? null),
      rows.map((row) => row.packet?.payload ?? null),
      rows.map((row) => (row.packet ? iso(row.packet.at) : null)),
    ],
  );
  return made.filter(({ fresh }) => fresh).length;
}

/**
 * Which bound devices tell another report period than before, or a gateway for the first time; asked before their notes
 * are written. A radio device may be heard by another gateway each time: that alone is no news.
 */
export async function newlyDeclared(tx: Transaction, notes: HeardNote[]): Promise<string[]> {
  const rows = notes.filter(
    ({ gateway, reportPeriodS }) => gateway !== undefined || reportPeriodS !== undefined,
  );
  if (rows.length === 0) return [];
  const found = await tx.query<{ key: string }>(
    `select binding.site_id || '/' || binding.device_id as key
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[])
            as item(family, mount, address, gateway, period)
     join device_binding binding using (family, mount, address)
     left join heard_device heard using (family, mount, address)
     where binding.active and (heard.gateway is null and item.gateway is not null
       or item.period is not null and heard.report_period_s is distinct from item.period)`,
    [
      rows.map((row) => row.family),
      rows.map((row) => row.mount),
      rows.map((row) => row.address),
      rows.map((row) => row.gateway ?? null),
      rows.map((row) => row.reportPeriodS ?? null),
    ],
  );
  return found.map(({ key }) => key);
}

function saidByName({ said, at }: HeardNote): Record<string, object> {
  return Object.fromEntries(said.map(({ name, ...rest }) => [name, { ...rest, at: iso(at) }]));
}

function keyOf({ family, mount, address }: HeardAddress): string {
  return `${family}\0${mount}\0${address}`;
}

const unbound = `not exists (select 1 from device_binding binding
  where (binding.family, binding.mount, binding.address) = (heard.family, heard.mount, heard.address))`;

/** Whose names they are: those of a mount, or of the site in a canonical topic; '' of nobody in particular. */
const owner = `case when heard.family = '${canonicalFamily}' then split_part(heard.address, '/', 1) else heard.mount end`;

/**
 * Of those that nobody ever bound the ones leave that were silent for longest, until at most `perOwner` of each site
 * are there and `inAll` together: there of who has most, so that names that one site invents push out its own.
 */
export async function forgetHeard(
  tx: Transaction,
  { perOwner, inAll }: { perOwner: number; inAll: number },
): Promise<void> {
  await tx.execute(
    `with placed as (
       select family, mount, address, last_heard_at, ${owner} as owner,
              row_number() over (partition by ${owner}
                                 order by last_heard_at desc, first_heard_at desc, family, mount, address) as place
       from heard_device heard where ${unbound}),
     leaving as (
       select family, mount, address, owner <> '' and place > $1::bigint as over,
              row_number() over (order by owner <> '' and place > $1::bigint desc, place desc, last_heard_at) as turn,
              count(*) over () as total
       from placed)
     delete from heard_device where (family, mount, address) in (
       select family, mount, address from leaving where over or turn <= total - $2::bigint)`,
    [perOwner, inAll],
  );
}

export interface HeardRow extends HeardAddress {
  name: string | null;
  maker: string | null;
  model: string | null;
  gateway: string | null;
  reportPeriodS: number | null;
  said: Record<string, { value: number | boolean | string; unit?: string; bad?: string; at: string }>;
  state: HeardState | null;
  firstHeardAt: Date;
  lastHeardAt: Date;
  ignoredBy: string | null;
  ignoredAt: Date | null;
  siteId: string | null;
  deviceId: string | null;
  active: boolean | null;
}

const columns = `heard.family, heard.mount, heard.address, heard.name, maker, model, gateway,
  heard.report_period_s as "reportPeriodS", said, state, first_heard_at as "firstHeardAt",
  last_heard_at as "lastHeardAt", ignored_by as "ignoredBy", ignored_at as "ignoredAt",
  binding.site_id as "siteId", binding.device_id as "deviceId", binding.active`;
/** A device on canonical topics is known once the registry has it. */
const joined = `heard_device heard left join device_binding binding using (family, mount, address)`;
const isKnown = `(coalesce(binding.active, false) or heard.family = '${canonicalFamily}' and exists (
  select 1 from device where device.site_id = split_part(heard.address, '/', 1)
    and device.id = split_part(heard.address, '/', 2)))`;
const conditions: Record<HeardFilter, string> = {
  new: `not ${isKnown} and ignored_at is null`,
  bound: 'coalesce(binding.active, false)',
  ignored: `not ${isKnown} and ignored_at is not null`,
  all: `(heard.family <> '${canonicalFamily}' or not ${isKnown})`,
};

/** Newest first; `after` is the last row of the page before. */
export function heardPage(
  db: Executor,
  asked: {
    filter: HeardFilter;
    family?: string | undefined;
    search?: string | undefined;
    after?: { firstHeardAt: string; address: HeardAddress } | undefined;
    limit: number;
  },
): Promise<HeardRow[]> {
  const { filter, family = null, search, after, limit } = asked;
  const like = search === undefined ? null : `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return db.query<HeardRow>(
    `select ${columns} from ${joined}
     where ${conditions[filter]} and ($1::text is null or heard.family = $1)
       and ($2::text is null or concat_ws(' ', heard.address, heard.name, maker, model, heard.mount, binding.site_id,
            binding.device_id) ilike $2)
       and ($3::timestamptz is null or (heard.first_heard_at, heard.family, heard.mount, heard.address) <
            ($3, $4::text, $5::text, $6::text))
     order by heard.first_heard_at desc, heard.family desc, heard.mount desc, heard.address desc limit $7`,
    [
      family,
      like,
      after?.firstHeardAt ?? null,
      after?.address.family ?? null,
      after?.address.mount ?? null,
      after?.address.address ?? null,
      limit,
    ],
  );
}

export async function heardAt(db: Executor, at: HeardAddress): Promise<HeardRow | undefined> {
  const [row] = await db.query<HeardRow>(
    `select ${columns} from ${joined} where heard.family = $1 and heard.mount = $2 and heard.address = $3`,
    [at.family, at.mount, at.address],
  );
  return row;
}

/** How many wait for somebody, and how many are set aside. */
export async function heardCounts(db: Executor): Promise<Record<HeardFilter, number>> {
  const [row] = await db.query<Record<HeardFilter, number>>(
    `select count(*) filter (where ${conditions.new}) as new, count(*) filter (where ${conditions.bound}) as bound,
            count(*) filter (where ${conditions.ignored}) as ignored, count(*) filter (where ${conditions.all}) as "all" from ${joined}`,
  );
  return row as Record<HeardFilter, number>;
}

/** False when it was so already, or nobody was heard there. */
export async function setIgnored(
  tx: Transaction,
  at: HeardAddress,
  ignored: { by: string; at: Date } | null,
): Promise<boolean> {
  const touched = await tx.execute(
    `update heard_device set ignored_by = $4, ignored_at = $5
     where family = $1 and mount = $2 and address = $3 and (ignored_at is null) = ($5::timestamptz is not null)`,
    [at.family, at.mount, at.address, ignored?.by ?? null, ignored?.at ?? null],
  );
  return touched === 1;
}
