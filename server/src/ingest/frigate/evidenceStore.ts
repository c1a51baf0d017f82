/** The picture of an object, kept with the detections that were made of it. */
import type { EpochMs } from '@mingchu/shared/observation';
import type { Database, Transaction } from '../../platform/postgres/database.ts';
import { insertFrames } from '../ingestStore.ts';

export interface ObjectPicture {
  siteId: string;
  deviceId: string;
  /** Of the object, as its detections have it as track. */
  trackId: string;
  sha256: string;
  at: EpochMs;
  jpeg: Buffer;
}

/** How far back detections of an object are looked for, ms. */
const lookBackMs = 3_600_000;

/** Whether a detection of the object is there. */
export async function hasDetections(
  db: Database,
  { siteId, deviceId, trackId, at }: Pick<ObjectPicture, 'siteId' | 'deviceId' | 'trackId' | 'at'>,
): Promise<boolean> {
  const rows = await db.query(
    'select from detection where site_id = $1 and device_id = $2 and track_id = $3 and time > $4 limit 1',
    [siteId, deviceId, trackId, new Date(at - lookBackMs)],
  );
  return rows.length > 0;
}

/** Answers how many detections hold it now: its own picture goes before the camera's newest. */
export async function keepObjectPicture(tx: Transaction, picture: ObjectPicture): Promise<number> {
  const { siteId, deviceId, trackId, sha256, at } = picture;
  const rows = await tx.query<{ id: string }>(
    `update detection set frame_sha256 = $4
     where site_id = $1 and device_id = $2 and track_id = $3 and time > $5
     returning id`,
    [siteId, deviceId, trackId, sha256, new Date(at - lookBackMs)],
  );
  if (rows.length > 0) await insertFrames(tx, [picture]);
  return rows.length;
}
