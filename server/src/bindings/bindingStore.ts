/** SQL of bindings: which device of the registry speaks at an address. */
import type { BindBody, HeardAddress } from '@mingchu/shared/bindings';
import type { Executor, Transaction } from '../platform/postgres/database.ts';

export interface Binding extends HeardAddress {
  siteId: string;
  deviceId: string;
  /** False: it is remembered, and what it says is not taken. */
  active: boolean;
}

const columns = 'family, mount, address, site_id as "siteId", device_id as "deviceId", active';

export function activeBindings(db: Executor): Promise<Binding[]> {
  return db.query<Binding>(`select ${columns} from device_binding where active`);
}

/** What a file of bindings says, in the order of devices. */
export function exportedBindings(db: Executor): Promise<BindBody[]> {
  return db.query<BindBody>(
    `select family, mount, address, device.site_id as "siteId", device.id as "deviceId", kind, name, zone,
            report_period_s as "reportPeriodS"
     from device_binding binding join device on (device.site_id, device.id) = (binding.site_id, binding.device_id)
     where active order by device.site_id, device.id`,
  );
}

export async function bindingAt(db: Executor, at: HeardAddress): Promise<Binding | undefined> {
  const [row] = await db.query<Binding>(
    `select ${columns} from device_binding where family = $1 and mount = $2 and address = $3`,
    [at.family, at.mount, at.address],
  );
  return row;
}

/** The address at which a device speaks now. */
export async function bindingOf(
  db: Executor,
  siteId: string,
  deviceId: string,
): Promise<Binding | undefined> {
  const [row] = await db.query<Binding>(
    `select ${columns} from device_binding where site_id = $1 and device_id = $2 and active`,
    [siteId, deviceId],
  );
  return row;
}

/** The address at which a device speaks, or spoke last. */
export async function lastBindingOf(
  db: Executor,
  siteId: string,
  deviceId: string,
): Promise<Binding | undefined> {
  const [row] = await db.query<Binding>(
    `select ${columns} from device_binding where site_id = $1 and device_id = $2
     order by active desc, bound_at desc limit 1`,
    [siteId, deviceId],
  );
  return row;
}

/** One change of bindings at a time: they are few, and each looks at the others. */
export function lockBindings(tx: Transaction): Promise<number> {
  return tx.execute('lock table device_binding in share row exclusive mode');
}

export async function putBinding(
  tx: Transaction,
  { family, mount, address, siteId, deviceId, active }: Binding,
  { by, at }: { by: string; at: Date },
): Promise<void> {
  await tx.execute(
    `insert into device_binding (family, mount, address, site_id, device_id, active, bound_by, bound_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (family, mount, address) do update
       set site_id = excluded.site_id, device_id = excluded.device_id, active = excluded.active,
           bound_by = excluded.bound_by, bound_at = excluded.bound_at`,
    [family, mount, address, siteId, deviceId, active, by, at],
  );
}

/** Where most of the bound devices behind each gateway are, by `family/mount/gateway`. */
export async function sitesOfGateways(
  db: Executor,
  gateways: { family: string; mount: string; gateway: string }[],
): Promise<Map<string, string>> {
  if (gateways.length === 0) return new Map();
  const rows = await db.query<{ key: string; siteId: string }>(
    `select family || '/' || mount || '/' || gateway as key, mode() within group (order by site_id) as "siteId"
     from heard_device join device_binding using (family, mount, address)
     where active and (family, mount, gateway) in (select * from unnest($1::text[], $2::text[], $3::text[]))
     group by family, mount, gateway`,
    [gateways.map((one) => one.family), gateways.map((one) => one.mount), gateways.map((one) => one.gateway)],
  );
  return new Map(rows.map(({ key, siteId }) => [key, siteId]));
}
