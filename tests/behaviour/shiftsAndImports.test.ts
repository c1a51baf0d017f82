/** Imports of the registry and the keeping of shifts, which write the same rows, run many times at once. */
import { importRegistry } from '@mingchu/server/registry/importRegistry';
import { addRota } from '@mingchu/server/shifts/changePlan';
import { keepShifts } from '@mingchu/server/shifts/keepShifts';
import type { Inspector } from '@mingchu/shared/registry';
import { expect, it } from 'vitest';
import { dutySession } from '../harness/dispatchWorld.ts';
import { dispatchTimeline } from './dispatchTimeline.ts';

const timeline = dispatchTimeline();
const chief = { ...dutySession, username: 'chief', role: 'chief' } as const;
const rounds = 20;
/** Small and capital letters, which a dictionary sorts otherwise than bytes. */
const ids = Array.from({ length: 60 }, (_, index) => `${index % 2 === 0 ? 'a' : 'B'}${100 + index}`);

function inspectors(onShift: boolean): Inspector[] {
  return ids.map((id) => ({
    id,
    name: id,
    groupId: 'east',
    gridIds: ['g1'],
    onShift,
    lat: 26.42,
    lon: 112.85,
  }));
}

it('[SF10] imports and keepers of shifts at once wait for each other in one order and all succeed', async () => {
  const { db, clock, recorded } = timeline();
  const deps = { db, clock, log: recorded.log };
  // A database sorts as whoever made it chose: here as a dictionary does.
  await db.execute('alter table inspector alter column id type text collate "en-x-icu"');
  const sorted = await db.query<{ id: string }>(
    "select id from unnest(array['B', 'a']) as n(id) order by id collate \"en-x-icu\"",
  );
  expect(sorted.map(({ id }) => id)).toEqual(['a', 'B']);
  const imported = (onShift: boolean) =>
    importRegistry(db, {
      body: { inspectors: inspectors(onShift) },
      actor: 'admin',
      now: clock.date(),
      hashPassword: async (word) => word,
    });
  await imported(false);
  const rota = {
    groupId: 'east',
    gridIds: ['g1'],
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    from: '00:00',
    to: '00:00',
    inspectorIds: ids,
    effectiveFrom: '2020-01-01',
    effectiveTo: null,
  };
  for (let round = 0; round < rounds; round += 1) {
    // The plan rules everybody in one round and nobody in the next, so that each keeper has every row to write.
    if (round % 2 === 0) await addRota(deps, chief, { ...rota, name: `第 ${round} 轮` });
    else await db.execute('delete from rota');
    await Promise.all([keepShifts(deps), imported(true), keepShifts(deps), imported(false)]);
  }
  const [count] = await db.query<{ ruled: number }>(
    'select count(*) filter (where by_plan)::int as ruled from inspector',
  );
  expect(count).toEqual({ ruled: 0 });
});
