import { maintainTimeSeries } from '@mingchu/server/platform/postgres/timeSeries';
import { expect, it } from 'vitest';
import { testDatabase } from '../harness/testDatabase.ts';

const database = testDatabase();

it('keeps a reading of a day that has no partition yet', async () => {
  const { db } = database;
  const insert = (time: string) =>
    db.execute(
      `insert into reading values ($1, 's1', 'd1', 'temperatureC', 5, $1) on conflict do nothing`,
      [time],
    );
  expect(await insert('2030-01-05T10:00:00Z')).toBe(1);
  await maintainTimeSeries(db, new Date('2030-01-05T11:00:00Z'));
  expect(await insert('2030-01-05T10:00:00Z')).toBe(0);
  const [row] = await db.query<{ count: number }>('select count(*) as count from reading_20300105');
  expect(row?.count).toBe(1);
  await maintainTimeSeries(db, new Date('2030-01-05T12:00:00Z'));
  const buckets = await db.query('select bucket, mean, count from reading_5m');
  expect(buckets).toEqual([{ bucket: new Date('2030-01-05T10:00:00Z'), mean: 5, count: 1 }]);
  await maintainTimeSeries(db, new Date('2030-06-05T12:00:00Z'));
  expect(await db.query('select 1 from reading')).toEqual([]);
});
