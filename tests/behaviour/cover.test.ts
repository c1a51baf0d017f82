/** Whoever counts as cover of a grid is asked for what happens in it: rotas and orders on one moved clock. */
import { addRota } from '@mingchu/server/shifts/changePlan';
import { keepShifts } from '@mingchu/server/shifts/keepShifts';
import { currentGaps } from '@mingchu/server/shifts/shiftStore';
import { expect, it } from 'vitest';
import { addInspector, dutySession } from '../harness/dispatchWorld.ts';
import { dispatchTimeline } from './dispatchTimeline.ts';

const timeline = dispatchTimeline();
const chief = { ...dutySession, username: 'chief', role: 'chief' } as const;

async function roster(inspectorIds: string[], gridIds: string[], groupId = 'east'): Promise<void> {
  const { db, clock, recorded } = timeline();
  const deps = { db, clock, log: recorded.log };
  await addRota(deps, chief, {
    name: '全天',
    groupId,
    gridIds,
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    from: '00:00',
    to: '00:00',
    inspectorIds,
    effectiveFrom: '2020-01-01',
    effectiveTo: null,
  });
  await keepShifts(deps);
}

it('[SF9] whom a rota gives the grid is asked before the rest of the group, and whom it gives another is not', async () => {
  const { db, world, openOne, order } = timeline();
  await addInspector(world, { id: 'ann', gridIds: ['g1'], northM: 10 });
  await addInspector(world, { id: 'bob', gridIds: ['g2'], northM: 800 });
  await roster(['bob'], ['g1']);
  await roster(['ann'], ['g2']);
  expect(await currentGaps(db)).toEqual([]);
  const first = await openOne();
  expect(await order(first)).toMatchObject({ inspectorId: 'bob', reason: 'nearest-on-shift' });
  await db.execute('delete from rota');
  const { clock, recorded } = timeline();
  await keepShifts({ db, clock, log: recorded.log });
  expect(await order(await openOne())).toMatchObject({ inspectorId: 'ann', reason: 'nearest-on-shift' });
});

it('[SF9] who covers a grid from another group is asked', async () => {
  const { db, world, openOne, order } = timeline();
  await addInspector(world, { id: 'west', gridIds: ['w1'] });
  await db.execute(`insert into supervision_group (id, name) values ('west', '西城组')`);
  await db.execute(`insert into grid (id, group_id, name) values ('w1', 'west', '西一网格')`);
  await db.execute(`update inspector set group_id = 'west' where id = 'west'`);
  await world.deps.registry.renew();
  const before = await openOne();
  expect(await order(before)).toMatchObject({ state: 'declined', reason: 'nobody-on-shift' });
  await roster(['west'], []);
  expect(await currentGaps(db)).toEqual([]);
  expect(await order(await openOne())).toMatchObject({ inspectorId: 'west', reason: 'group-fallback' });
});
