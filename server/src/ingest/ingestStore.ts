/** What intake writes, one statement a table, all rows of a batch at once. */
import type { Observation } from '@mingchu/shared/observation';
import type { Transaction } from '../platform/postgres/database.ts';
import type { DeadLetter } from './judgeMessage.ts';
import { encodeBatch } from './model/batchCodec.ts';
import type { Decoded } from './model/decodeMessage.ts';

const iso = (ms: number) => new Date(ms).toISOString();

export type DecodedDetection = Decoded & { observation: Extract<Observation, { kind: 'detection' }> };

export async function insertDetections(tx: Transaction, rows: DecodedDetection[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(
    `insert into detection (time, site_id, device_id, id, type, confidence, zone, box, track_id, model, snapshot,
                            frame_sha256, received_at, kept,
                            conclusive)
     select item.time, item.site_id, item.device_id, item.id, item.type, item.confidence, item.zone,
            item.box::real[], item.track_id, item.model::jsonb, item.snapshot::jsonb, item.frame, item.received_at,
            item.kept, item.conclusive
     from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::real[], $7::text[],
                 $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::timestamptz[], $14::boolean[],
                 $15::boolean[])
       as item(time, site_id, device_id, id, type, confidence, zone, box, track_id, model, snapshot, frame, received_at,
               kept, conclusive)
     on conflict do nothing`,
    [
      rows.map((row) => iso(row.observation.at)),
      rows.map((row) => row.observation.siteId),
      rows.map((row) => row.observation.deviceId),
      rows.map((row) => row.observation.id),
      rows.map((row) => row.observation.type),
      // PostgreSQL refuses a `real` that is too small for it.
      rows.map((row) => Math.fround(row.observation.confidence)),
      rows.map((row) => row.observation.zone),
      rows.map((row) => (row.observation.box ? `{${row.observation.box.map(Math.fround).join(',')}}` : null)),
      rows.map((row) => row.observation.trackId ?? null),
      rows.map((row) => (row.model ? JSON.stringify(row.model) : null)),
      rows.map((row) => (row.snapshot ? JSON.stringify(row.snapshot) : null)),
      rows.map((row) => row.observation.frameSha256 ?? null),
      rows.map((row) => iso(row.observation.receivedAt)),
      rows.map((row) => row.observation.retained ?? null),
      rows.map((row) => row.observation.conclusive ?? null),
    ],
  );
}

/** Samples that their time alone does not name: answers those that were not here before, as `siteId/deviceId/key`. */
export async function claimKeys(
  tx: Transaction,
  rows: { siteId: string; deviceId: string; key: string; receivedAt: number }[],
): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const fresh = await tx.query<{ site_id: string; device_id: string; message_key: string }>(
    `insert into untrusted_message (site_id, device_id, message_key, received_at)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
     on conflict do nothing
     returning site_id, device_id, message_key`,
    [
      rows.map((row) => row.siteId),
      rows.map((row) => row.deviceId),
      rows.map((row) => row.key),
      rows.map((row) => iso(row.receivedAt)),
    ],
  );
  return new Set(fresh.map((row) => `${row.site_id}/${row.device_id}/${row.message_key}`));
}

export async function insertDeadLetters(tx: Transaction, rows: DeadLetter[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(
    `insert into dead_letter (received_at, topic, payload, reason)
     select * from unnest($1::timestamptz[], $2::text[], $3::bytea[], $4::text[])`,
    [
      rows.map((row) => iso(row.receivedAt)),
      // PostgreSQL's text holds no NUL.
      rows.map((row) => row.topic.replaceAll('\0', '\u{fffd}')),
      rows.map((row) => row.payload),
      rows.map((row) => row.reason.replaceAll('\0', '\u{fffd}')),
    ],
  );
}

export interface DeviceSeen {
  siteId: string;
  deviceId: string;
  state: 'online' | 'offline';
  lastSeenAt: number;
  lastSeq: number | null;
  skewMs: number | null;
}

/**
 * What was received before what is known already changes nothing. In order of site and device, so that two batches
 * never wait for each other crosswise.
 */
export async function upsertDeviceState(tx: Transaction, seen: DeviceSeen[]): Promise<void> {
  if (seen.length === 0) return;
  const rows = [...seen].sort((a, b) => compare(a.siteId, b.siteId) || compare(a.deviceId, b.deviceId));
  await tx.execute(
    `insert into device_state (site_id, device_id, state, last_seen_at, last_seq, skew_ms)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::bigint[], $6::bigint[])
     on conflict (site_id, device_id) do update
     set state = excluded.state, last_seen_at = excluded.last_seen_at,
         last_seq = coalesce(excluded.last_seq, device_state.last_seq), skew_ms = excluded.skew_ms
     where device_state.last_seen_at is null or device_state.last_seen_at <= excluded.last_seen_at`,
    [
      rows.map((row) => row.siteId),
      rows.map((row) => row.deviceId),
      rows.map((row) => row.state),
      rows.map((row) => iso(row.lastSeenAt)),
      rows.map((row) => row.lastSeq),
      rows.map((row) => row.skewMs),
    ],
  );
}

export interface KnownDevice {
  state: string;
  skewMs: number | null;
  /** ms since 1970; null when never seen. */
  lastSeenAt: number | null;
}

/** State before this batch; key `siteId/deviceId`. */
export async function readDeviceState(
  tx: Transaction,
  devices: { siteId: string; deviceId: string }[],
): Promise<Map<string, KnownDevice>> {
  if (devices.length === 0) return new Map();
  const rows = await tx.query<KnownDevice & { key: string; seen: Date | null }>(
    `select site_id || '/' || device_id as key, state, skew_ms as "skewMs", last_seen_at as seen
     from device_state join unnest($1::text[], $2::text[]) as wanted(site_id, device_id) using (site_id, device_id)`,
    [devices.map((device) => device.siteId), devices.map((device) => device.deviceId)],
  );
  return new Map(
    rows.map(({ key, state, skewMs, seen }) => [
      key,
      { state, skewMs, lastSeenAt: seen === null ? null : seen.getTime() },
    ]),
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** A picture is kept once, whatever refers to it. */
export async function insertFrames(
  tx: Transaction,
  rows: { sha256: string; siteId: string; deviceId: string; at: number; jpeg: Buffer }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(
    `insert into frame (sha256, site_id, device_id, taken_at, jpeg)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::bytea[])
     on conflict do nothing`,
    [
      rows.map((row) => row.sha256),
      rows.map((row) => row.siteId),
      rows.map((row) => row.deviceId),
      rows.map((row) => iso(row.at)),
      rows.map((row) => row.jpeg),
    ],
  );
}

/**
 * Appends to the log of one shard when `tx` commits; the row's lock makes numbers follow the order of commits, and whoever
 * evaluates the shard waits for it.
 */
export function appendBatch(
  tx: Transaction,
  { shard, at, observations }: { shard: number; at: Date; observations: Observation[] },
): void {
  tx.executeWithCommit(
    `with head as (update shard set appended_seq = appended_seq + 1 where id = $1 returning id, appended_seq)
     insert into observation_batch (shard, batch_seq, committed_at, payload)
     select id, appended_seq, $2, $3 from head`,
    [shard, at, encodeBatch(observations)],
  );
}
