/** How intake writes readings: thousands at a time, one array a column. */
import type { Transaction } from '../platform/postgres/database.ts';
import { asciiArray, float8Array, timestamptzArray } from './model/binaryArrays.ts';

/** Rows of `reading`, one array a column: thousands of them are written at a time. */
export interface ReadingColumns {
  siteId: string[];
  deviceId: string[];
  metric: string[];
  at: number[];
  value: number[];
  receivedAt: number[];
  /** What the sensor said where the value is another, by the index of the row. Mostly empty. */
  raw: Map<number, number>;
}

const insertReading = `insert into reading (time, site_id, device_id, metric, value, received_at)
     select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::timestamptz[])`;
const insertWithRaw = `insert into reading (time, site_id, device_id, metric, value, received_at, raw)
     select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::timestamptz[],
                          $7::float8[])`;

function readingParameters(rows: ReadingColumns): Buffer[] {
  return [
    timestamptzArray(rows.at),
    asciiArray(rows.siteId),
    asciiArray(rows.deviceId),
    asciiArray(rows.metric),
    float8Array(rows.value),
    timestamptzArray(rows.receivedAt),
  ];
}

/** Without what the sensor said where no row has another value. */
function insertOf(rows: ReadingColumns): { statement: string; parameters: Buffer[] } {
  const parameters = readingParameters(rows);
  if (rows.raw.size === 0) return { statement: insertReading, parameters };
  const raw = float8Array(rows.at.map((_at, index) => rows.raw.get(index) ?? null));
  return { statement: insertWithRaw, parameters: [...parameters, raw] };
}

/**
 * The same device, metric and time is one reading, however often it comes. A plain insert costs the database half of
 * one that looks for conflicts, and repetitions come in spells (a reconnect, a gateway that repeats itself): so the
 * plain one is tried first, and after a repetition not for a while.
 */
export function createReadingWriter(): (tx: Transaction, rows: ReadingColumns) => Promise<void> {
  let carefulInserts = 0;
  return async (tx, rows) => {
    if (rows.at.length === 0) return;
    const { statement, parameters } = insertOf(rows);
    if (carefulInserts === 0) {
      try {
        await Promise.all([tx.execute('savepoint readings'), tx.execute(statement, parameters)]);
        return;
      } catch (error) {
        if ((error as { code?: unknown }).code !== uniqueViolation) throw error;
        await tx.execute('rollback to savepoint readings');
        carefulInserts = carefulSpell;
      }
    }
    carefulInserts -= 1;
    await tx.execute(`${statement} on conflict do nothing`, parameters);
  };
}

const uniqueViolation = '23505';
/** Batches. */
const carefulSpell = 20;

/** Times that are tried for a reading whose own is taken. */
const maxTries = 100;

/**
 * Readings with a time of ours, each of which is known to be new: when another has the same time already, a free
 * millisecond soon after is taken, so that none is lost; the steps grow, to pass a dense backlog quickly. Throws when
 * there is none nearby.
 */
export async function insertShiftedReadings(tx: Transaction, rows: ReadingColumns): Promise<void> {
  let left = rows;
  for (let tries = 0; left.at.length > 0; tries++) {
    if (tries === maxTries) throw new RangeError('no free time near that of a reading');
    const { statement, parameters } = insertOf(left);
    const fresh = await tx.query<{ key: string }>(
      `${statement} on conflict do nothing
       returning site_id || '/' || device_id || '/' || metric || '/' ||
                 round(extract(epoch from time) * 1000)::bigint as key`,
      parameters,
    );
    left = stillWaiting(left, { inserted: new Set(fresh.map((row) => row.key)), laterMs: tries + 1 });
  }
}

/** Those that were not inserted, moved. */
function stillWaiting(
  rows: ReadingColumns,
  { inserted, laterMs }: { inserted: Set<string>; laterMs: number },
): ReadingColumns {
  const left = noReadings();
  for (const [index, at] of rows.at.entries()) {
    const row = {
      siteId: rows.siteId[index] as string,
      deviceId: rows.deviceId[index] as string,
      metric: rows.metric[index] as string,
      value: rows.value[index] as number,
      receivedAt: rows.receivedAt[index] as number,
      raw: rows.raw.get(index),
    };
    // Deleted, because of two with the same time one was inserted.
    if (inserted.delete(`${row.siteId}/${row.deviceId}/${row.metric}/${at}`)) continue;
    addReading(left, { ...row, at: at + laterMs });
  }
  return left;
}

/** Of readings with these times of their own: which are stored, as `siteId/deviceId/metric/ms`. */
export async function knownReadings(tx: Transaction, rows: ReadingColumns): Promise<Set<string>> {
  if (rows.at.length === 0) return new Set();
  const [first, last] = [Math.min(...rows.at), Math.max(...rows.at)];
  const known = await tx.query<{ key: string }>(
    `select site_id || '/' || device_id || '/' || metric || '/' ||
            round(extract(epoch from time) * 1000)::bigint as key
     from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[]) as asked(time, site_id, device_id, metric)
     join reading using (time, site_id, device_id, metric)
     where reading.time between $5 and $6`,
    [...readingParameters(rows).slice(0, 4), new Date(first), new Date(last)],
  );
  return new Set(known.map((row) => row.key));
}

export function noReadings(): ReadingColumns {
  return { siteId: [], deviceId: [], metric: [], at: [], value: [], receivedAt: [], raw: new Map() };
}

export function addReading(
  rows: ReadingColumns,
  row: {
    siteId: string;
    deviceId: string;
    metric: string;
    at: number;
    value: number;
    receivedAt: number;
    raw: number | undefined;
  },
): void {
  if (row.raw !== undefined) rows.raw.set(rows.at.length, row.raw);
  rows.siteId.push(row.siteId);
  rows.deviceId.push(row.deviceId);
  rows.metric.push(row.metric);
  rows.at.push(row.at);
  rows.value.push(row.value);
  rows.receivedAt.push(row.receivedAt);
}
