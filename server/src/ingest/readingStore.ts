/** How intake writes readings: thousands at a time, one array a column. */
import type { Transaction } from '../platform/postgres/database.ts';
import { asciiArray, float8Array, timestamptzArray, trueOrNullArray } from './model/binaryArrays.ts';

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
  /** Those that the broker or the device had kept, by the index of the row. Mostly empty. */
  kept: Set<number>;
}

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

/** Without the columns that say nothing in these rows. */
function insertOf(rows: ReadingColumns): { statement: string; parameters: Buffer[] } {
  const parameters = readingParameters(rows);
  let columns = 'time, site_id, device_id, metric, value, received_at';
  let arrays = '$1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::timestamptz[]';
  const add = (column: string, type: string, values: Buffer) => {
    columns += `, ${column}`;
    arrays += `, $${parameters.push(values)}::${type}[]`;
  };
  if (rows.raw.size > 0)
    add('raw', 'float8', float8Array(rows.at.map((_at, index) => rows.raw.get(index) ?? null)));
  if (rows.kept.size > 0) add('kept', 'boolean', trueOrNullArray(rows.at.length, rows.kept));
  return { statement: `insert into reading (${columns}) select * from unnest(${arrays})`, parameters };
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
    const inserted = await tx.execute(`${statement} on conflict do nothing`, parameters);
    if (inserted < rows.at.length) await noteSaidLive(tx, rows);
  };
}

/** What stands here as kept and is now said by the device itself is judged, and so is no longer marked. */
async function noteSaidLive(tx: Transaction, rows: ReadingColumns): Promise<void> {
  if (rows.kept.size === rows.at.length) return;
  const [first, last] = [Math.min(...rows.at), Math.max(...rows.at)];
  await tx.execute(
    `update reading set kept = null
     from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::boolean[])
       as said(time, site_id, device_id, metric, kept)
     where reading.kept and said.kept is null and reading.time between $6 and $7
       and (reading.time, reading.site_id, reading.device_id, reading.metric)
         = (said.time, said.site_id, said.device_id, said.metric)`,
    [
      ...readingParameters(rows).slice(0, 4),
      trueOrNullArray(rows.at.length, rows.kept),
      new Date(first),
      new Date(last),
    ],
  );
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
      isKept: rows.kept.has(index),
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
  return {
    siteId: [],
    deviceId: [],
    metric: [],
    at: [],
    value: [],
    receivedAt: [],
    raw: new Map(),
    kept: new Set(),
  };
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
    isKept: boolean;
  },
): void {
  if (row.raw !== undefined) rows.raw.set(rows.at.length, row.raw);
  if (row.isKept) rows.kept.add(rows.at.length);
  rows.siteId.push(row.siteId);
  rows.deviceId.push(row.deviceId);
  rows.metric.push(row.metric);
  rows.at.push(row.at);
  rows.value.push(row.value);
  rows.receivedAt.push(row.receivedAt);
}
