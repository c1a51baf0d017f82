/** SQL of the registry: reading it whole, by page, and upserting parts of it. */
import type { PictureKind, VideoCodec } from '@mingchu/shared/pictures';
import type { Device, Grid, Group, ImportedDevice, Inspector, Site } from '@mingchu/shared/registry';
import type { Executor, Transaction } from '../platform/postgres/database.ts';

const siteColumns = `id, grid_id as "gridId", name, kind, address, lat, lon, opening_hours as "openingHours",
  closed_dates as "closedDates", contact, grade`;
const deviceColumns = `id, site_id as "siteId", kind, name, zone, report_period_s as "reportPeriodS",
  in_service as "inService", picture_kind as "pictureKind", picture_codec as "pictureCodec"`;

type SiteRow = Omit<Site, 'contact' | 'grade'> & { contact: string | null; grade: Site['grade'] | null };

function siteOf({ contact, grade, ...site }: SiteRow): Site {
  return { ...site, ...(contact === null ? {} : { contact }), ...(grade === null ? {} : { grade }) } as Site;
}

type DeviceRow = Omit<Device, 'pictures'> & {
  pictureKind: PictureKind | null;
  pictureCodec: VideoCodec | null;
};

function deviceOf({ pictureKind: kind, pictureCodec: codec, ...device }: DeviceRow): Device {
  return kind === null ? device : { ...device, pictures: { kind, ...(codec === null ? {} : { codec }) } };
}

export function allGroups(db: Executor): Promise<Group[]> {
  return db.query<Group>('select id, name from supervision_group order by id');
}

export function allGrids(db: Executor): Promise<Grid[]> {
  return db.query<Grid>('select id, group_id as "groupId", name, outline from grid order by id');
}

export async function allSites(db: Executor): Promise<Site[]> {
  return (await db.query<SiteRow>(`select ${siteColumns} from site order by id`)).map(siteOf);
}

/**
 * As they are watched: with the gateway that speaks for each, the registered one or that which its family names once it is
 * bound, and with the report period that it declares itself where that is longer than the registered one.
 */
export async function allDevices(db: Executor): Promise<Device[]> {
  const rows = await db.query<DeviceRow & { gateway: string | null }>(
    `select device.id, device.site_id as "siteId", kind, device.name, zone, in_service as "inService",
            greatest(device.report_period_s, heard.report_period_s) as "reportPeriodS",
            picture_kind as "pictureKind", picture_codec as "pictureCodec",
            coalesce(device.site_id || '/' || device.gateway_id, gate.site_id || '/' || gate.device_id) as gateway
     from device
     left join device_binding own on (own.site_id, own.device_id) = (device.site_id, device.id) and own.active
     left join heard_device heard
       on (heard.family, heard.mount, heard.address) = (own.family, own.mount, own.address)
     left join device_binding gate
       on (gate.family, gate.mount, gate.address) = (heard.family, heard.mount, heard.gateway) and gate.active
          and heard.gateway <> heard.address
     order by device.site_id, device.id`,
  );
  return rows.map(({ gateway, ...row }) => ({ ...deviceOf(row), ...(gateway !== null && { gateway }) }));
}

export async function allInspectors(db: Executor): Promise<Inspector[]> {
  const rows = await db.query<Omit<Inspector, 'phone'> & { phone: string | null }>(
    `select id, name, group_id as "groupId", grid_ids as "gridIds", phone, on_shift as "onShift", vehicle, lat, lon
     from inspector order by id`,
  );
  return rows.map(({ phone, ...inspector }) => ({ ...inspector, ...(phone !== null && { phone }) }));
}

/** As a table tells them: on shift by the registry's own word, and whether a phone has told where they are. */
export async function tabledInspectors(db: Executor): Promise<(Inspector & { placeTold: boolean })[]> {
  const words = await db.query<{ id: string; onShift: boolean; placeTold: boolean }>(
    `select id, coalesce(registry_on_shift, on_shift) as "onShift", position_at is not null as "placeTold"
     from inspector`,
  );
  const byId = new Map(words.map((word) => [word.id, word]));
  return (await allInspectors(db)).map((inspector) => ({
    ...inspector,
    placeTold: false,
    ...byId.get(inspector.id),
  }));
}

export async function sitesAfter(db: Executor, afterId: string, limit: number): Promise<Site[]> {
  const rows = await db.query<SiteRow>(`select ${siteColumns} from site where id > $1 order by id limit $2`, [
    afterId,
    limit,
  ]);
  return rows.map(siteOf);
}

export async function siteById(db: Executor, id: string): Promise<Site | undefined> {
  const [row] = await db.query<SiteRow>(`select ${siteColumns} from site where id = $1`, [id]);
  return row && siteOf(row);
}

/** Those of `ids` that there are. */
export async function existingSites(db: Executor, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>('select id from site where id = any($1::text[])', [ids]);
  return new Set(rows.map(({ id }) => id));
}

export async function devicesOfSite(db: Executor, siteId: string): Promise<Device[]> {
  const rows = await db.query<DeviceRow>(
    `select ${deviceColumns} from device where site_id = $1 order by id`,
    [siteId],
  );
  return rows.map(deviceOf);
}

/** Held until the transaction ends, so that nobody else changes the registry between reading and writing it. */
export async function lockRegistry(tx: Transaction): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtext('mingchu registry'))");
}

/** Each list as one statement: arrays in, one row each out. Later entries of the same id win. */
export async function upsertGroups(tx: Transaction, groups: Group[]): Promise<void> {
  const rows = lastById(groups, (group) => group.id);
  await tx.execute(
    `insert into supervision_group (id, name) select * from unnest($1::text[], $2::text[])
     on conflict (id) do update set name = excluded.name`,
    [rows.map((row) => row.id), rows.map((row) => row.name)],
  );
}

export async function upsertGrids(tx: Transaction, grids: Grid[]): Promise<void> {
  const rows = lastById(grids, (grid) => grid.id);
  await tx.execute(
    `insert into grid (id, group_id, name, outline)
     select id, group_id, name, outline::jsonb
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as item(id, group_id, name, outline)
     on conflict (id) do update
       set group_id = excluded.group_id, name = excluded.name, outline = excluded.outline`,
    [
      rows.map((row) => row.id),
      rows.map((row) => row.groupId),
      rows.map((row) => row.name),
      rows.map((row) => JSON.stringify(row.outline)),
    ],
  );
}

export async function upsertSites(tx: Transaction, sites: Site[]): Promise<void> {
  const rows = lastById(sites, (site) => site.id);
  await tx.execute(
    `insert into site (id, grid_id, name, kind, address, lat, lon, opening_hours, closed_dates, contact, grade)
     select id, grid_id, name, kind, address, lat, lon, opening_hours::jsonb, closed_dates::jsonb, contact, grade
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[],
                 $8::text[], $9::text[], $10::text[], $11::text[])
       as item(id, grid_id, name, kind, address, lat, lon, opening_hours, closed_dates, contact, grade)
     on conflict (id) do update
       set grid_id = excluded.grid_id, name = excluded.name, kind = excluded.kind, address = excluded.address,
           lat = excluded.lat, lon = excluded.lon, opening_hours = excluded.opening_hours,
           closed_dates = excluded.closed_dates, contact = excluded.contact, grade = excluded.grade`,
    [
      rows.map((row) => row.id),
      rows.map((row) => row.gridId),
      rows.map((row) => row.name),
      rows.map((row) => row.kind),
      rows.map((row) => row.address),
      rows.map((row) => row.lat),
      rows.map((row) => row.lon),
      rows.map((row) => JSON.stringify(row.openingHours)),
      rows.map((row) => JSON.stringify(row.closedDates ?? [])),
      rows.map((row) => row.contact ?? null),
      rows.map((row) => row.grade ?? null),
    ],
  );
}

/** Without a `gatewayId` the one that it has stays, `null` takes it away. */
export async function upsertDevices(
  tx: Transaction,
  devices: (Omit<Device, 'pictures' | 'gateway'> & Pick<ImportedDevice, 'gatewayId'>)[],
): Promise<void> {
  const rows = lastById(devices, (device) => `${device.siteId}/${device.id}`);
  await tx.execute(
    `with item as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::bool[],
                            $8::text[], $9::bool[])
         as item(site_id, id, kind, name, zone, report_period_s, in_service, gateway_id, says_gateway))
     insert into device (site_id, id, kind, name, zone, report_period_s, in_service, gateway_id)
     select site_id, item.id, item.kind, item.name, item.zone, item.report_period_s, item.in_service,
            case when says_gateway then item.gateway_id else before.gateway_id end
     from item left join device before using (site_id, id)
     on conflict (site_id, id) do update
       set kind = excluded.kind, name = excluded.name, zone = excluded.zone,
           report_period_s = excluded.report_period_s, in_service = excluded.in_service,
           gateway_id = excluded.gateway_id`,
    [
      rows.map((row) => row.siteId),
      rows.map((row) => row.id),
      rows.map((row) => row.kind),
      rows.map((row) => row.name),
      rows.map((row) => row.zone),
      rows.map((row) => row.reportPeriodS),
      rows.map((row) => row.inService),
      rows.map((row) => (row.gatewayId === row.id ? null : (row.gatewayId ?? null))),
      rows.map((row) => row.gatewayId !== undefined),
    ],
  );
}

/**
 * An inspector who has told a position keeps it: an import knows his desk, his phone knows where he is. Whom the plan of
 * shifts rules goes on and off shift by it; the registry's word is kept for later. Rows are taken in the order of the
 * bytes of their ids, as the keeper of shifts takes them.
 */
export async function upsertInspectors(tx: Transaction, inspectors: Inspector[], now: Date): Promise<void> {
  const rows = lastById(inspectors, (inspector) => inspector.id);
  await tx.execute(
    `insert into inspector (id, name, group_id, grid_ids, phone, on_shift, registry_on_shift, vehicle, lat, lon)
     select id, name, group_id, array(select jsonb_array_elements_text(grid_ids::jsonb)), phone, on_shift, on_shift,
            coalesce(vehicle, 'e-bike'), lat, lon
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bool[], $7::float8[], $8::float8[],
       $9::text[]) as item(id, name, group_id, grid_ids, phone, on_shift, lat, lon, vehicle)
     order by item.id collate "C"
     on conflict (id) do update
       set name = excluded.name, group_id = excluded.group_id, grid_ids = excluded.grid_ids,
           phone = excluded.phone, registry_on_shift = excluded.registry_on_shift, vehicle = excluded.vehicle,
           on_shift = case when inspector.by_plan then inspector.on_shift else excluded.on_shift end,
           on_shift_since = case when not inspector.by_plan and excluded.on_shift and not inspector.on_shift
                                 then $10 else inspector.on_shift_since end,
           lat = case when inspector.position_at is null then excluded.lat else inspector.lat end,
           lon = case when inspector.position_at is null then excluded.lon else inspector.lon end`,
    [
      rows.map((row) => row.id),
      rows.map((row) => row.name),
      rows.map((row) => row.groupId),
      rows.map((row) => JSON.stringify(row.gridIds)),
      rows.map((row) => row.phone ?? null),
      rows.map((row) => row.onShift),
      rows.map((row) => row.lat),
      rows.map((row) => row.lon),
      rows.map((row) => row.vehicle ?? null),
      now,
    ],
  );
}

/** Which of these have no account yet. */
export async function inspectorsWithoutAccount(tx: Transaction, ids: string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'select id from unnest($1::text[]) as item(id) where not exists (select 1 from account where username = id)',
    [ids],
  );
  return rows.map((row) => row.id);
}

/** Accounts of role inspector, named like the inspector. */
export async function insertInspectorAccounts(
  tx: Transaction,
  { ids, passwordHash, now }: { ids: string[]; passwordHash: string; now: Date },
): Promise<void> {
  await tx.execute(
    `insert into account (username, display_name, role, inspector_id, password_hash, created_at)
     select inspector.id, inspector.name, 'inspector', inspector.id, $2, $3
     from inspector where inspector.id = any($1::text[])
     on conflict (username) do nothing`,
    [ids, passwordHash, now],
  );
}

function lastById<Item>(items: Item[], keyOf: (item: Item) => string): Item[] {
  const byId = new Map(items.map((item) => [keyOf(item), item]));
  // In key order, so that two imports at once lock rows in the same order.
  return [...byId.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

/** False when it was so already. */
export async function updateDeviceService(
  tx: Transaction,
  { siteId, deviceId, inService }: { siteId: string; deviceId: string; inService: boolean },
): Promise<boolean> {
  const touched = await tx.execute(
    'update device set in_service = $3 where site_id = $1 and id = $2 and in_service <> $3',
    [siteId, deviceId, inService],
  );
  return touched === 1;
}
