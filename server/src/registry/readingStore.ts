/** SQL of one site's measured values, raw or as aggregates; the same statements with and without TimescaleDB. */
import type { Executor } from '../platform/postgres/database.ts';

export interface ReadingQuery {
  siteId: string;
  /** All devices of the site when absent. */
  deviceId: string | null;
  metric: string;
  /** Inclusive. */
  from: Date;
  /** Exclusive. */
  to: Date;
  /** Where the previous page ended. */
  after: { time: Date; deviceId: string } | null;
  limit: number;
}

export interface RawReading {
  deviceId: string;
  time: string;
  receivedAt: string;
  value: number;
  /** What the sensor said, where a calibration made another value of it. */
  raw?: number;
}

export interface ReadingBucket {
  deviceId: string;
  time: string;
  min: number;
  max: number;
  mean: number;
  count: number;
}

/** Widths that are kept as aggregates, and their views. */
const bucketViews = { '5m': 'reading_5m', '1h': 'reading_1h' } as const;
export type BucketWidth = keyof typeof bucketViews;

const valuesOf = (query: ReadingQuery): unknown[] => [
  query.siteId,
  query.deviceId,
  query.metric,
  query.from,
  query.to,
  query.after?.time ?? null,
  query.after?.deviceId ?? null,
  query.limit,
];

/** One page, oldest first. */
export async function rawReadings(db: Executor, query: ReadingQuery): Promise<RawReading[]> {
  const rows = await db.query<{
    deviceId: string;
    time: Date;
    receivedAt: Date;
    value: number;
    raw: number | null;
  }>(
    `select device_id as "deviceId", time, received_at as "receivedAt", value, raw
     from reading
     where site_id = $1 and ($2::text is null or device_id = $2) and metric = $3 and time >= $4 and time < $5
       and ($6::timestamptz is null or (time, device_id) > ($6, $7::text))
     order by time, device_id limit $8`,
    valuesOf(query),
  );
  return rows.map(({ raw, ...row }) => ({
    ...row,
    time: row.time.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    ...(raw !== null && { raw }),
  }));
}

/** One page of aggregates, oldest first. */
export async function readingBuckets(
  db: Executor,
  width: BucketWidth,
  query: ReadingQuery,
): Promise<ReadingBucket[]> {
  const rows = await db.query<Omit<ReadingBucket, 'time'> & { time: Date }>(
    `select device_id as "deviceId", bucket as time, min, max, mean, count::float8 as count
     from ${bucketViews[width]}
     where site_id = $1 and ($2::text is null or device_id = $2) and metric = $3 and bucket >= $4 and bucket < $5
       and ($6::timestamptz is null or (bucket, device_id) > ($6, $7::text))
     order by bucket, device_id limit $8`,
    valuesOf(query),
  );
  return rows.map((row) => ({ ...row, time: row.time.toISOString() }));
}

/** A stored picture. */
export async function frameBySha256(db: Executor, sha256: string): Promise<Buffer | undefined> {
  const [row] = await db.query<{ jpeg: Buffer }>('select jpeg from frame where sha256 = $1', [sha256]);
  return row?.jpeg;
}
