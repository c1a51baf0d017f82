/** One batch, one transaction: readings, detections, dead letters, device state, and the log of each shard. */
import { createHash } from 'node:crypto';
import type { DeviceHealth } from '@mingchu/shared/live';
import { type Observation, shardOfSite } from '@mingchu/shared/observation';
import { appendChanges, type NewChange } from '../platform/changelog/changeLog.ts';
import type { Clock } from '../platform/clock.ts';
import type { FrameFeed } from '../platform/mqtt/frameFeed.ts';
import type { Database, Transaction } from '../platform/postgres/database.ts';
import { deviceKey } from '../registry/registryCache.ts';
import {
  appendBatch,
  claimUntrusted,
  type DecodedDetection,
  type DeviceSeen,
  insertDeadLetters,
  insertDetections,
  insertFrames,
  insertReadings,
  type ReadingRow,
  readDeviceState,
  upsertDeviceState,
} from './ingestStore.ts';
import type { Judged } from './judgeMessage.ts';
import type { Decoded } from './model/decodeMessage.ts';

/** A picture older than this says nothing about a detection, ms. */
const frameFreshMs = 10_000;

interface CommitDeps {
  db: Database;
  clock: Clock;
  frames: FrameFeed;
  shardCount: number;
}

/** Answers how many readings were in it and which sites have news. Throws when nothing was committed. */
export async function commitBatch(
  deps: CommitDeps,
  batch: Judged[],
): Promise<{ readings: number; sites: string[] }> {
  const now = deps.clock.date();
  return deps.db.transaction(async (tx) => {
    const samples = await withoutKnownDuplicates(
      tx,
      batch.flatMap((item) => item.samples),
    );
    const detections = samples.filter(isDetection);
    await attachFrames(tx, deps.frames, detections);
    const readings = readingRows(samples);
    await insertReadings(tx, readings);
    await insertDetections(tx, detections);
    await insertDeadLetters(
      tx,
      batch.flatMap((item) => (item.letter ? [{ ...item.letter, receivedAt: item.receivedAt }] : [])),
    );
    const changes = await noteDevices(tx, samples);
    const observations: Observation[] = [
      ...samples.map((sample) => sample.observation),
      ...batch.flatMap((item) => item.faults),
    ];
    const sites = await appendToShards(tx, deps, { now, observations });
    await appendChanges(tx, now, changes);
    return { readings: readings.length, sites };
  });
}

const isDetection = (sample: Decoded): sample is DecodedDetection => sample.observation.kind === 'detection';

/** A sample whose time is ours has no key of its own in `reading`; the device's own time keys it instead. */
async function withoutKnownDuplicates(tx: Transaction, samples: Decoded[]): Promise<Decoded[]> {
  const keyOf = ({ observation: { siteId, deviceId }, deviceTime }: Decoded) => ({
    siteId,
    deviceId,
    key: String(deviceTime),
  });
  const untrusted = samples.filter(
    (sample) => sample.skewMs !== null && sample.observation.kind === 'telemetry',
  );
  if (untrusted.length === 0) return samples;
  const fresh = await claimUntrusted(
    tx,
    untrusted.map((sample) => ({ ...keyOf(sample), receivedAt: sample.observation.receivedAt })),
  );
  return samples.filter((sample) => {
    if (sample.skewMs === null || sample.observation.kind !== 'telemetry') return true;
    const { siteId, deviceId, key } = keyOf(sample);
    // Deleting makes a second copy within the batch a duplicate as well.
    return fresh.delete(`${siteId}/${deviceId}/${key}`);
  });
}

function readingRows(samples: Decoded[]): ReadingRow[] {
  const rows: ReadingRow[] = [];
  for (const { observation } of samples) {
    if (observation.kind !== 'telemetry') continue;
    const { siteId, deviceId, at, receivedAt } = observation;
    for (const [metric, value] of Object.entries(observation.values)) {
      rows.push({ siteId, deviceId, metric, at, value, receivedAt });
    }
  }
  return rows;
}

/** The camera's newest picture becomes evidence when it was taken at about the same time. */
async function attachFrames(
  tx: Transaction,
  frames: FrameFeed,
  detections: DecodedDetection[],
): Promise<void> {
  const kept = new Map<string, Parameters<typeof insertFrames>[1][number]>();
  for (const { observation } of detections) {
    const { siteId, deviceId, receivedAt } = observation;
    const frame = frames.latest(siteId, deviceId);
    if (!frame || Math.abs(receivedAt - frame.at) > frameFreshMs) continue;
    const sha256 = createHash('sha256').update(frame.jpeg).digest('hex');
    observation.frameSha256 = sha256;
    kept.set(sha256, { sha256, siteId, deviceId, at: frame.at, jpeg: frame.jpeg });
  }
  await insertFrames(tx, [...kept.values()]);
}

/** The last word of each device; screens hear of it only when its state or the trust in its clock changes. */
async function noteDevices(tx: Transaction, samples: Decoded[]): Promise<NewChange[]> {
  const seen = new Map<string, DeviceSeen>();
  for (const { observation, skewMs } of samples) {
    const { siteId, deviceId, receivedAt } = observation;
    const key = deviceKey(siteId, deviceId);
    const before = seen.get(key);
    seen.set(key, {
      siteId,
      deviceId,
      state: observation.kind === 'status' ? observation.state : 'online',
      lastSeenAt: receivedAt,
      lastSeq:
        observation.kind === 'telemetry'
          ? (observation.seq ?? before?.lastSeq ?? null)
          : (before?.lastSeq ?? null),
      skewMs: observation.kind === 'status' ? (before?.skewMs ?? null) : skewMs,
    });
  }
  const devices = [...seen.values()];
  const known = await readDeviceState(tx, devices);
  await upsertDeviceState(tx, devices);
  return devices.flatMap((device): NewChange[] => {
    const before = known.get(deviceKey(device.siteId, device.deviceId));
    const same = before?.state === device.state && (before.skewMs === null) === (device.skewMs === null);
    if (same) return [];
    const { siteId, deviceId, state, skewMs } = device;
    const lastSeenAt = new Date(device.lastSeenAt).toISOString();
    const body: DeviceHealth = { siteId, deviceId, state, skewMs, lastSeenAt };
    return [{ kind: 'device', body }];
  });
}

async function appendToShards(
  tx: Transaction,
  { shardCount }: CommitDeps,
  { now, observations }: { now: Date; observations: Observation[] },
): Promise<string[]> {
  const byShard = new Map<number, Observation[]>();
  const sites = new Set<string>();
  for (const observation of observations) {
    if (observation.kind === 'tick') continue;
    sites.add(observation.siteId);
    const shard = shardOfSite(observation.siteId, shardCount);
    const list = byShard.get(shard);
    if (list) list.push(observation);
    else byShard.set(shard, [observation]);
  }
  // Ascending, so that two batches never wait for each other crosswise.
  for (const shard of [...byShard.keys()].sort((a, b) => a - b)) {
    await appendBatch(tx, { shard, at: now, observations: byShard.get(shard) as Observation[] });
  }
  return [...sites];
}
