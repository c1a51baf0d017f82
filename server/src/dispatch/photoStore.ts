/** SQL of the pictures that inspectors take on an order. */
import type { PhotoPurpose, PhotoView } from '@mingchu/shared/arrival';
import type { Executor, Transaction } from '../platform/postgres/database.ts';
import type { ExifFacts } from './exif.ts';

export interface PhotoRow {
  dispatchId: string;
  sha256: string;
  inspectorId: string;
  purpose: PhotoPurpose;
  receivedAt: Date;
  deviceTime: Date | null;
  exif: ExifFacts;
  jpeg: Buffer;
}

/** False when this order has it already. */
export async function insertPhoto(tx: Transaction, photo: PhotoRow): Promise<boolean> {
  const { dispatchId, sha256, inspectorId, purpose, receivedAt, deviceTime, exif, jpeg } = photo;
  const inserted = await tx.execute(
    `insert into order_photo (dispatch_id, sha256, inspector_id, purpose, received_at, device_time, exif, jpeg)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [dispatchId, sha256, inspectorId, purpose, receivedAt, deviceTime, JSON.stringify(exif), jpeg],
  );
  return inserted > 0;
}

export async function countPhotos(db: Executor, dispatchId: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    'select count(*)::integer as count from order_photo where dispatch_id = $1',
    [dispatchId],
  );
  return row?.count ?? 0;
}

/** What is known of one picture of an order, and whether the same stands with another order. */
export async function photoFacts(
  db: Executor,
  dispatchId: string,
  sha256: string,
): Promise<(Pick<PhotoRow, 'inspectorId' | 'exif'> & { usedBefore: boolean }) | null> {
  const [row] = await db.query<Pick<PhotoRow, 'inspectorId' | 'exif'> & { usedBefore: boolean }>(
    `select p.inspector_id as "inspectorId", p.exif,
            exists (select 1 from order_photo o where o.sha256 = p.sha256 and o.dispatch_id <> p.dispatch_id
                    and o.received_at <= p.received_at) as "usedBefore"
     from order_photo p where p.dispatch_id = $1 and p.sha256 = $2`,
    [dispatchId, sha256],
  );
  return row ?? null;
}

export async function photosOf(db: Executor, dispatchId: string): Promise<PhotoView[]> {
  const rows = await db.query<Pick<PhotoRow, 'sha256' | 'purpose' | 'receivedAt' | 'deviceTime'>>(
    `select sha256, purpose, received_at as "receivedAt", device_time as "deviceTime" from order_photo
     where dispatch_id = $1 order by received_at, sha256`,
    [dispatchId],
  );
  return rows.map((row) => ({
    ...row,
    receivedAt: row.receivedAt.toISOString(),
    deviceTime: row.deviceTime === null ? null : row.deviceTime.toISOString(),
  }));
}

export async function photoJpeg(db: Executor, dispatchId: string, sha256: string): Promise<Buffer | null> {
  const [row] = await db.query<{ jpeg: Buffer }>(
    'select jpeg from order_photo where dispatch_id = $1 and sha256 = $2',
    [dispatchId, sha256],
  );
  return row?.jpeg ?? null;
}
