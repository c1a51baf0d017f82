/** What was wrong with what devices sent, added up by device, day and kind: for whoever looks for a fault later. */
import { districtDay } from '@mingchu/shared/calibration';
import { type DeviceTrouble, troubleAddsUp } from '@mingchu/shared/deviceDiagnosis';
import type { Transaction } from '../platform/postgres/database.ts';
import type { Judged } from './judgeMessage.ts';

interface Trouble {
  siteId: string;
  deviceId: string;
  day: string;
  kind: DeviceTrouble;
  told: number;
  amount: number;
  lastAt: number;
}

/** Of a batch without any it asks nothing. */
export async function noteTroubles(tx: Transaction, batch: readonly Judged[]): Promise<void> {
  const rows = troublesOf(batch);
  if (rows.length === 0) return;
  await tx.execute(
    `insert into device_trouble (site_id, device_id, day, kind, told, amount, last_at)
     select * from unnest($1::text[], $2::text[], $3::date[], $4::text[], $5::bigint[], $6::float8[], $7::timestamptz[])
     on conflict (site_id, device_id, day, kind) do update
       set told = device_trouble.told + excluded.told,
           amount = case when device_trouble.kind = any($8::text[])
                         then device_trouble.amount + excluded.amount else excluded.amount end,
           last_at = greatest(device_trouble.last_at, excluded.last_at)`,
    [
      rows.map((row) => row.siteId),
      rows.map((row) => row.deviceId),
      rows.map((row) => row.day),
      rows.map((row) => row.kind),
      rows.map((row) => row.told),
      rows.map((row) => row.amount),
      rows.map((row) => new Date(row.lastAt).toISOString()),
      Object.keys(troubleAddsUp).filter((kind) => troubleAddsUp[kind as DeviceTrouble]),
    ],
  );
}

/** In the order of the key, so that two batches never wait for each other crosswise. */
function troublesOf(batch: readonly Judged[]): Trouble[] {
  const byKey = new Map<string, Trouble>();
  const add = (
    { siteId, deviceId }: { siteId: string; deviceId: string },
    { kind, amount, at }: { kind: DeviceTrouble; amount: number; at: number },
  ) => {
    const day = districtDay(at);
    const key = [siteId, deviceId, day, kind].join('\n');
    const before = byKey.get(key);
    byKey.set(key, {
      siteId,
      deviceId,
      day,
      kind,
      told: (before?.told ?? 0) + 1,
      amount: troubleAddsUp[kind] ? (before?.amount ?? 0) + amount : amount,
      lastAt: Math.max(before?.lastAt ?? at, at),
    });
  };
  for (const { message, faults, siteId, counted } of batch) {
    for (const fault of faults) add(fault, { kind: fault.fault, amount: fault.amount, at: fault.receivedAt });
    if (!counted) continue;
    const { deviceId, kind, amount } = counted;
    add({ siteId, deviceId }, { kind, amount, at: message.receivedAt });
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, trouble]) => trouble);
}
