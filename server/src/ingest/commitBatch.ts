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
  claimKeys,
  type DecodedDetection,
  type DeviceSeen,
  insertDeadLetters,
  insertDetections,
  insertFrames,
  readDeviceState,
  upsertDeviceState,
} from './ingestStore.ts';
import type { DeadLetter, Judged } from './judgeMessage.ts';
import type { Decoded } from './model/decodeMessage.ts';
import { noteTroubles } from './noteTroubles.ts';
import { withoutRepeatedFaults } from './repeatedFaults.ts';
import {
  addReading,
  insertShiftedReadings,
  knownReadings,
  noReadings,
  type ReadingColumns,
} from './readingStore.ts';

/** A picture older than this says nothing about a detection, ms. */
const frameFreshMs = 10_000;

export interface CommitDeps {
  db: Database;
  clock: Clock;
  frames: Pick<FrameFeed, 'latest'>;
  shardCount: number;
  /** Shards of the devices that speak through this one. */
  shardsBehind: (deviceKey: string) => Iterable<number>;
  /** Writes readings whose time is their own. */
  insertReadings: (tx: Transaction, rows: ReadingColumns) => Promise<void>;
}

export interface Committed {
  readings: number;
  /** Those with news, for whoever evaluates them. */
  shards: number[];
}

/** Throws when nothing was committed. May be called again with the same batch. */
export async function commitBatch(deps: CommitDeps, batch: readonly Judged[]): Promise<Committed> {
  const now = deps.clock.date();
  const letters: DeadLetter[] = [];
  const all: Decoded[] = [];
  for (const { letter, samples } of batch) {
    if (letter) letters.push(letter);
    for (const sample of samples) all.push(sample);
  }
  return deps.db.transaction(async (tx) => {
    const samples = await withoutRepeated(tx, all);
    const detections = samples.filter(isDetection);
    await attachFrames(tx, deps.frames, detections);
    const { timed, shifted } = readingRows(samples);
    await deps.insertReadings(tx, timed);
    await insertShiftedReadings(tx, shifted);
    await insertDetections(tx, detections);
    await insertDeadLetters(tx, letters);
    const told = await withoutRepeatedFaults(tx, batch);
    await noteTroubles(tx, told);
    const changes = await noteDevices(tx, samples);
    const shards = appendToShards(tx, deps, { now, batch: told, samples });
    if (changes.length > 0) appendChanges(tx, now, changes);
    return { readings: timed.at.length + shifted.at.length, shards };
  });
}

const isDetection = (sample: Decoded): sample is DecodedDetection => sample.observation.kind === 'detection';

/** Leaves out samples whose key was here before; samples that their time names are found by the insert itself. */
async function withoutRepeated(tx: Transaction, samples: Decoded[]): Promise<Decoded[]> {
  const keyed: { siteId: string; deviceId: string; key: string; receivedAt: number }[] = [];
  for (const { key, observation } of samples) {
    if (key === null) continue;
    const { siteId, deviceId, receivedAt } = observation;
    keyed.push({ siteId, deviceId, key, receivedAt });
  }
  if (keyed.length === 0) return samples;
  const fresh = await claimKeys(tx, keyed);
  const unclaimed = samples.filter(({ key, observation: { siteId, deviceId } }) => {
    // Deleting makes a second copy within the batch a repetition as well.
    return key === null || fresh.delete(`${siteId}/${deviceId}/${key}`);
  });
  return withoutDelayed(tx, unclaimed);
}

/** What was stored with its own time may come again so late that its time is not trusted any more. */
async function withoutDelayed(tx: Transaction, samples: Decoded[]): Promise<Decoded[]> {
  const asked = noReadings();
  const isLate = ({ skewMs }: Decoded) => skewMs !== null && skewMs < 0;
  for (const sample of samples) {
    if (isLate(sample)) addReadings(asked, sample, sample.deviceTime);
  }
  const known = await knownReadings(tx, asked);
  if (known.size === 0) return samples;
  return samples.filter((sample) => {
    const { observation, deviceTime } = sample;
    if (!isLate(sample) || observation.kind !== 'telemetry') return true;
    const { siteId, deviceId, values } = observation;
    return !Object.keys(values).some((metric) => known.has(`${siteId}/${deviceId}/${metric}/${deviceTime}`));
  });
}

function readingRows(samples: Decoded[]): { timed: ReadingColumns; shifted: ReadingColumns } {
  const timed = noReadings();
  const shifted = noReadings();
  for (const sample of samples)
    addReadings(sample.skewMs === null ? timed : shifted, sample, sample.observation.at);
  return { timed, shifted };
}

function addReadings(rows: ReadingColumns, { observation, raw }: Decoded, at: number): void {
  if (observation.kind !== 'telemetry') return;
  const { siteId, deviceId, receivedAt, values } = observation;
  const isKept = observation.retained === true;
  for (const metric in values) {
    const value = values[metric] as number;
    addReading(rows, { siteId, deviceId, metric, at, value, receivedAt, raw: raw?.[metric], isKept });
  }
}

/** The camera's newest picture becomes evidence when it was taken at about the same time. */
async function attachFrames(
  tx: Transaction,
  frames: Pick<FrameFeed, 'latest'>,
  detections: DecodedDetection[],
): Promise<void> {
  const kept = new Map<string, Parameters<typeof insertFrames>[1][number]>();
  for (const { observation } of detections) {
    // An earlier attempt may have set it, and the picture may be gone since.
    delete observation.frameSha256;
    const { siteId, deviceId, receivedAt, retained } = observation;
    const frame = frames.latest(siteId, deviceId);
    if (retained || !frame || Math.abs(receivedAt - frame.at) > frameFreshMs) continue;
    const sha256 = createHash('sha256').update(frame.jpeg).digest('hex');
    observation.frameSha256 = sha256;
    kept.set(sha256, { sha256, siteId, deviceId, at: frame.at, jpeg: frame.jpeg });
  }
  // In order, so that two batches never wait for each other crosswise.
  await insertFrames(
    tx,
    [...kept.values()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1)),
  );
}

/** The last word of each device; screens hear of it only when its state or the trust in its clock changes. */
async function noteDevices(tx: Transaction, samples: Decoded[]): Promise<NewChange[]> {
  const seen = new Map<string, DeviceSeen>();
  for (const sample of samples) {
    const { siteId, deviceId } = sample.observation;
    const key = deviceKey(siteId, deviceId);
    const before = seen.get(key);
    const lastSeenAt = saidAt(sample);
    if (!before || before.lastSeenAt <= lastSeenAt) seen.set(key, lastWord(sample, lastSeenAt, before));
  }
  const devices = [...seen.values()];
  const [known] = await Promise.all([readDeviceState(tx, devices), upsertDeviceState(tx, devices)]);
  return devices.flatMap((device): NewChange[] => {
    const before = known.get(deviceKey(device.siteId, device.deviceId));
    const isOlder = before && before.lastSeenAt !== null && before.lastSeenAt > device.lastSeenAt;
    const isSame = before?.state === device.state && (before.skewMs === null) === (device.skewMs === null);
    if (isOlder || isSame) return [];
    const { siteId, deviceId, state, skewMs } = device;
    const lastSeenAt = new Date(device.lastSeenAt).toISOString();
    const body: DeviceHealth = { siteId, deviceId, state, skewMs, lastSeenAt };
    return [{ kind: 'device', body }];
  });
}

/** What the broker had kept was said at its own time; everything else is heard as it is said. */
function saidAt({ observation: { retained, receivedAt }, deviceTime }: Decoded): number {
  return retained ? Math.min(deviceTime, receivedAt) : receivedAt;
}

function lastWord(
  { observation, skewMs }: Decoded,
  lastSeenAt: number,
  before: DeviceSeen | undefined,
): DeviceSeen {
  const { siteId, deviceId } = observation;
  const isStatus = observation.kind === 'status';
  const seq = observation.kind === 'telemetry' ? observation.seq : undefined;
  return {
    siteId,
    deviceId,
    lastSeenAt,
    state: isStatus ? observation.state : 'online',
    lastSeq: seq ?? before?.lastSeq ?? null,
    skewMs: isStatus ? (before?.skewMs ?? null) : skewMs,
  };
}

/** Each shard's part of the batch, in the order in which the messages came. */
function appendToShards(
  tx: Transaction,
  { shardCount, shardsBehind }: CommitDeps,
  { now, batch, samples }: { now: Date; batch: readonly Judged[]; samples: Decoded[] },
): number[] {
  const byShard = new Map<number, Observation[]>();
  const add = (shard: number, observation: Observation) => {
    const list = byShard.get(shard);
    if (list) list.push(observation);
    else byShard.set(shard, [observation]);
  };
  for (const { observation } of samples) {
    const own = shardOfSite(observation.siteId, shardCount);
    add(own, observation);
    if (observation.kind !== 'status') continue;
    for (const shard of shardsBehind(deviceKey(observation.siteId, observation.deviceId)))
      if (shard !== own) add(shard, observation);
  }
  for (const { faults } of batch)
    for (const fault of faults) add(shardOfSite(fault.siteId, shardCount), fault);
  // Ascending, so that two batches never wait for each other crosswise.
  const shards = [...byShard.keys()].sort((a, b) => a - b);
  for (const shard of shards) {
    appendBatch(tx, { shard, at: now, observations: byShard.get(shard) as Observation[] });
  }
  return shards;
}
