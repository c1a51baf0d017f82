/** What a transaction promises to those who ask for several statements at once, or for one with the commit. */
import { beforeEach, expect, it } from 'vitest';
import { testDatabase } from '../harness/testDatabase.ts';

const database = testDatabase();
const numbers = async () =>
  (await database.db.query<{ n: number }>('select n from taken order by place')).map(({ n }) => n);
const insert = 'insert into taken (n) values ($1)';

beforeEach(async () => {
  await database.db.execute('drop table if exists taken');
  await database.db.execute('create table taken (place serial, n integer unique)');
});

it('statements that are asked for together run in that order, those with the commit after all others', async () => {
  await database.db.transaction(async (tx) => {
    tx.executeWithCommit(insert, [8]);
    tx.executeWithCommit(insert, [9]);
    const [, seen] = await Promise.all([
      tx.execute(insert, [1]),
      tx.query<{ n: number }>('select n from taken'),
      tx.execute(insert, [2]),
    ]);
    expect(seen).toEqual([{ n: 1 }]);
    await tx.execute(insert, [3]);
  });
  expect(await numbers()).toEqual([1, 2, 3, 8, 9]);
});

it('of statements that are asked for together the first that fails is told, and nothing of any stays', async () => {
  const together = database.db.transaction(async (tx) => {
    await Promise.all([
      tx.execute(insert, [1]),
      tx.execute(insert, [1]),
      // Never seen by the connection before, and refused because of the one before it.
      tx.execute('insert into taken (n) select $1::integer + 1', [1]),
    ]);
  });
  await expect(together).rejects.toMatchObject({ code: '23505' });
  expect(await numbers()).toEqual([]);
  await database.db.transaction((tx) => tx.execute('insert into taken (n) select $1::integer + 1', [1]));
  expect(await numbers()).toEqual([2]);
});

it('what is sent with the commit and fails rolls everything back, and nobody is woken', async () => {
  let woken = 0;
  const run = database.db.transaction(async (tx) => {
    tx.afterCommit(() => {
      woken += 1;
    });
    await tx.execute(insert, [1]);
    tx.executeWithCommit(insert, [2]);
    tx.executeWithCommit(insert, [1]);
    tx.executeWithCommit(insert, [3]);
  });
  await expect(run).rejects.toMatchObject({ code: '23505' });
  expect(await numbers()).toEqual([]);
  expect(woken).toBe(0);
});

it('of work that gives up nothing stays, whatever was asked for with the commit', async () => {
  const run = database.db.transaction(async (tx) => {
    tx.executeWithCommit(insert, [1]);
    await tx.execute(insert, [2]);
    throw new Error('given up');
  });
  await expect(run).rejects.toThrow('given up');
  expect(await numbers()).toEqual([]);
});

it('work that goes on beside what has failed reaches the database no more', async () => {
  let goOn = () => {};
  const failed = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let late: Promise<number> | undefined;
  const run = database.db.transaction(async (tx) => {
    late = failed.then(() => tx.execute(insert, [7]));
    late.catch(() => {});
    await tx.execute('select 1 / 0');
  });
  await expect(run).rejects.toMatchObject({ code: '22012' });
  goOn();
  await expect(late).rejects.toThrow('this transaction has ended');
  expect(await numbers()).toEqual([]);
});
