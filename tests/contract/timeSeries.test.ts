import { readFileSync } from 'node:fs';
import { openDatabase, type Executor } from '@mingchu/server/platform/postgres/database';
import { maintainTimeSeries } from '@mingchu/server/platform/postgres/timeSeries';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, testDatabase } from '../harness/testDatabase.ts';
import { startTimescale, type TestTimescale } from '../harness/timescale.ts';

interface Side {
  db: Executor;
  /** What background care would have done by this moment. */
  careAt(now: Date): Promise<void>;
  close(): Promise<void>;
}

const sides: Record<string, () => Promise<Side>> = {
  plain: async () => {
    const db = openDatabase({ url: await createDatabase(), maxConnections: 4, onError: () => {} });
    return { db, careAt: (now) => maintainTimeSeries(db, now), close: db.close };
  },
  timescale: async () => {
    const db: TestTimescale = await startTimescale();
    expect(db.flavour).toBe('timescale');
    // Continuous aggregates are brought up to the last whole hour, as their policies do.
    const careAt = async (now: Date) => {
      const until = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000).toISOString();
      for (const view of ['reading_5m', 'reading_1h']) {
        await db.query(`call refresh_continuous_aggregate('${view}', null, '${until}')`);
      }
    };
    return { db, careAt, close: db.close };
  },
};

const keptSamples = new URL('../../server/migrations/0043_kept_samples.sql', import.meta.url);

const insertReadings = `insert into reading (time, site_id, device_id, metric, value, received_at)
  select time, 's1', 'd1', 'temperatureC', value, time
  from unnest($1::timestamptz[], $2::float8[]) as sample(time, value)
  on conflict do nothing`;

describe.each(Object.entries(sides))('time series, %s', (_name, open) => {
  let side: Side;
  beforeAll(async () => {
    side = await open();
  });
  afterAll(() => side.close());

  const insert = (samples: [string, number][]) =>
    side.db.execute(insertReadings, [samples.map(([time]) => time), samples.map(([, value]) => value)]);

  it('stores a reading once, also on days far from today', async () => {
    const samples: [string, number][] = [
      ['2030-01-05T09:58:00Z', 4],
      ['2030-01-05T10:01:00Z', 5],
      ['2030-01-05T10:04:00Z', 8],
      ['2031-07-01T00:00:00Z', 1],
    ];
    expect(await insert(samples)).toBe(4);
    expect(await insert(samples)).toBe(0);
    await side.careAt(new Date('2030-01-05T10:02:00Z'));
    expect(await insert(samples)).toBe(0);
    const [row] = await side.db.query<{ count: number }>('select count(*)::int as count from reading');
    expect(row?.count).toBe(4);
  });

  it('gives 5 minute and 1 hour buckets, also of what came a moment ago', async () => {
    await insert([['2030-01-05T10:06:00Z', 6]]);
    const query = (view: string) =>
      side.db.query(
        `select bucket, min, max, mean, count::int as count from ${view}
         where site_id = 's1' and device_id = 'd1' and metric = 'temperatureC' and bucket < $1 order by bucket`,
        ['2030-02-01T00:00:00Z'],
      );
    const bucket = (time: string, min: number, max: number, mean: number, count: number) => ({
      bucket: new Date(time),
      min,
      max,
      mean,
      count,
    });
    expect(await query('reading_5m')).toEqual([
      bucket('2030-01-05T09:55:00Z', 4, 4, 4, 1),
      bucket('2030-01-05T10:00:00Z', 5, 8, 6.5, 2),
      bucket('2030-01-05T10:05:00Z', 6, 6, 6, 1),
    ]);
    expect(await query('reading_1h')).toEqual([
      bucket('2030-01-05T09:00:00Z', 4, 4, 4, 1),
      bucket('2030-01-05T10:00:00Z', 5, 8, 19 / 3, 3),
    ]);
  });

  it('stores a detection once', async () => {
    const store = () =>
      side.db.execute(
        `insert into detection (time, site_id, device_id, id, type, confidence, zone, box, model, received_at)
         values ($1, 's1', 'c1', 'x', 'no-hat', 0.9, 'prep', $2::real[], $3::jsonb, $1) on conflict do nothing`,
        ['2030-01-05T10:00:00Z', '{0.1,0.2,0.3,0.4}', '{"name":"m","version":"1"}'],
      );
    expect(await store()).toBe(1);
    expect(await store()).toBe(0);
  });
});

describe('without TimescaleDB', () => {
  const database = testDatabase();

  it('moves what came early into the partition of its day, and drops what is past its time', async () => {
    const { db } = database;
    await db.execute(insertReadings, [['2030-01-05T10:00:00Z'], [5]]);
    await maintainTimeSeries(db, new Date('2030-01-05T11:00:00Z'));
    expect(await db.query('select value from reading_20300105')).toEqual([{ value: 5 }]);
    expect(await db.query('select value from reading_default')).toEqual([]);
    await maintainTimeSeries(db, new Date('2030-06-05T12:00:00Z'));
    expect(await db.query('select value from reading')).toEqual([]);
    expect(await db.query("select to_regclass('reading_20300105') as gone")).toEqual([{ gone: null }]);
  });
});

describe('with TimescaleDB', () => {
  let db: TestTimescale;
  beforeAll(async () => {
    db = await startTimescale();
  });
  afterAll(() => db.close());

  it('has hypertables with policies for the columnstore and for retention', async () => {
    const jobs = await db.query<{ name: string; table: string }>(
      `select proc_name as name, hypertable_name as table from timescaledb_information.jobs
       where hypertable_name in ('reading', 'detection') order by 1, 2`,
    );
    expect(jobs).toEqual([
      { name: 'policy_compression', table: 'detection' },
      { name: 'policy_compression', table: 'reading' },
      { name: 'policy_retention', table: 'detection' },
      { name: 'policy_retention', table: 'reading' },
    ]);
  });

  it('compresses chunks, answers the same from them, and still takes late readings', async () => {
    const times = Array.from({ length: 500 }, (_, i) => new Date(Date.UTC(2030, 0, 1, 0, i)).toISOString());
    await db.execute(insertReadings, [times, times.map((_, i) => i)]);
    const before = await db.query('select sum(value) as sum from reading');
    const chunks = await db.query("select compress_chunk(chunk) from show_chunks('reading') as chunk");
    expect(chunks.length).toBe(1);
    expect(await db.query('select sum(value) as sum from reading')).toEqual(before);
    expect(
      await db.execute(insertReadings, [
        ['2030-01-01T00:00:30Z', times[0]],
        [1, 1],
      ]),
    ).toBe(1);
  });

  it('marks what was kept on compressed chunks too, which the new column leaves as they are', async () => {
    const chunk = await db.query<{ chunk: string }>(
      "select compress_chunk(chunk, if_not_compressed => true)::text as chunk from show_chunks('reading') as chunk",
    );
    const sum = await db.query('select sum(value) as sum from reading');
    const size = () =>
      db.query('select pg_total_relation_size($1::regclass)::int as bytes', [chunk[0]?.chunk]);
    const before = await size();
    const [down = '', up = ''] = [/-- Down Migration(.*)/s, /-- Up Migration(.*)-- Down/s].map(
      (part) => part.exec(readFileSync(keptSamples, 'utf8'))?.[1],
    );
    await db.execute(down);
    await db.execute(up);
    expect(await size()).toEqual(before);
    expect(await db.query('select sum(value) as sum from reading where kept is null')).toEqual(sum);
    await db.execute(
      `insert into reading (time, site_id, device_id, metric, value, received_at, kept)
       values ('2030-01-01T00:00:31Z', 's1', 'd1', 'temperatureC', 900, now(), true)`,
    );
    expect(await db.query('select sum(value) as sum from reading where kept is null')).toEqual(sum);
    expect(await db.execute(`update reading set kept = null where kept and time > '2030-01-01'`)).toBe(1);
  });
});
