/** People whose phones are silent are estimated by where their work keeps them: on a real database. */
import { estimatedArrivals } from '@mingchu/server/dispatch/candidates';
import { offersOf } from '@mingchu/server/dispatch/dispatchStore';
import { expect, it } from 'vitest';
import { addInspector, inspectorSession, toldAbout } from '../harness/dispatchWorld.ts';
import { accept, dispatchTimeline, minute, second } from './dispatchTimeline.ts';

const timeline = dispatchTimeline();
const site = { lat: 26.42, lon: 112.85 };

/** Draws a grid of 1 km by 1 km whose middle lies this far north of the kitchen. */
async function drawGrid(id: string, northM: number): Promise<void> {
  const { db, world } = timeline();
  const half = 500 / 111_195;
  const [low, high] = [site.lat + northM / 111_195 - half, site.lat + northM / 111_195 + half];
  const outline = [
    [112.845, low],
    [112.855, low],
    [112.855, high],
    [112.845, high],
  ];
  await db.execute('update grid set outline = $2::jsonb where id = $1', [id, JSON.stringify(outline)]);
  await world.deps.registry.renew();
}

async function addSilent(id: string, gridIds: string[], minutesAgo: number | null = null): Promise<void> {
  const { db, clock, world } = timeline();
  await addInspector(world, { id, gridIds });
  const at = minutesAgo === null ? null : new Date(clock.date().getTime() - minutesAgo * minute);
  await db.execute('update inspector set position_at = $2 where id = $1', [id, at]);
}

it('[FE10] idle people far away: that nobody makes it is told at once, as roughly judged, and two are asked', async () => {
  const { db, openOne, order } = timeline();
  await drawGrid('g2', 9_000);
  for (const id of ['ann', 'bob', 'cat']) await addSilent(id, ['g2']);
  // Where an hour is over, the last place says nothing.
  await addSilent('dan', ['g2'], 61);
  const id = await openOne();
  expect(await order(id)).toMatchObject({
    state: 'offered',
    reason: 'group-fallback',
    forecast: 'nobody-in-time-roughly',
    openOffers: [{ inspectorId: 'ann' }, { inspectorId: 'bob' }],
  });
  expect(await toldAbout(db, id)).toEqual([
    'nobody-in-time-roughly → leader:east',
    'nobody-in-time-roughly → role:duty',
    'offer → ann',
    'offer → bob',
  ]);
  const [told] = await db.query<{ text: string }>(
    `select text from message where dispatch_id = $1 and recipient_id = 'role:duty'`,
    [id],
  );
  expect(told?.text).toContain('粗略估算');
  expect(await offersOf(db, [id])).toMatchObject([{}, { chosenBecause: 'asked-in-parallel' }]);
});

it('[FE11] idle people who cover the kitchen’s grid: nothing is told, and one is asked', async () => {
  const { clock, db, openOne, order } = timeline();
  await drawGrid('g1', 300);
  await addSilent('ann', ['g1']);
  await addSilent('bob', ['g1']);
  const id = await openOne();
  const found = await order(id);
  expect(found).toMatchObject({ forecast: 'in-time', reason: 'grid-order', offerCount: 1 });
  // A minute to set off; from the far corner he may come, or stand at the door.
  expect(found.etaEarliestAt).toEqual(new Date(clock.date().getTime() + 60 * second));
  expect(found.etaAt?.getTime()).toBeGreaterThan(clock.date().getTime() + 150 * second);
  expect(await toldAbout(db, id)).toEqual(['offer → ann']);
});

it('[FE9] the grids that his shift entrusts to him count, not those of the registry', async () => {
  const { db, world, openOne, order } = timeline();
  await drawGrid('g1', 0);
  await drawGrid('g2', 9_000);
  await addSilent('ann', ['g1']);
  await db.execute(`update inspector set covers_grid_ids = '{g2}'`);
  const far = await openOne();
  expect(await order(far)).toMatchObject({ forecast: 'nobody-in-time-roughly', offerCount: 1 });
  await db.execute(`update inspector set covers_grid_ids = '{g1}', grid_ids = '{g2}'`);
  const [arrival] = await estimatedArrivals(world.deps, site);
  expect(arrival?.etaAt).not.toBeNull();
  expect(Date.parse(arrival?.etaAt ?? '')).toBeLessThan(world.deps.clock.now() + 20 * minute);
});

it('[FE9] without a drawn grid nothing is estimated, and nobody counts as late', async () => {
  const { db, world, openOne, order } = timeline();
  await addSilent('ann', ['g1']);
  expect(await order(await openOne())).toMatchObject({ etaAt: null, forecast: null, reason: 'grid-order' });
  expect(await estimatedArrivals(world.deps, site)).toEqual([
    { inspectorId: 'ann', etaAt: null, etaEarliestAt: null },
  ]);
  await db.execute(`update inspector set position_at = $1`, [world.deps.clock.date()]);
  expect(await estimatedArrivals(world.deps, site)).toMatchObject([{ etaEarliestAt: null }]);
});

it('[FE10] [FE8] who took it from afar and tells no position is told of as roughly late', async () => {
  const { db, act, openOne, order } = timeline();
  await drawGrid('g2', 9_000);
  await addSilent('ann', ['g2']);
  const id = await openOne();
  await act(id, accept, inspectorSession('ann'));
  expect(await order(id)).toMatchObject({ state: 'accepted', forecast: 'late' });
  expect(await toldAbout(db, id)).toContain('will-be-late-roughly → role:duty');
});
