/** Who takes an order and of whose whereabouts nothing is known: on a real database and a clock that the test moves. */
import { requestExtension, answerExtension } from '@mingchu/server/dispatch/extendDispatch';
import { positionReporter } from '@mingchu/server/dispatch/reportPosition';
import { severities } from '@mingchu/shared/violation';
import { describe, expect, it } from 'vitest';
import { addInspector, dutySession, inspectorSession, toldAbout } from '../harness/dispatchWorld.ts';
import { accept, arrive, decline, depart, dispatchTimeline, minute, second } from './dispatchTimeline.ts';

const timeline = dispatchTimeline();
const chief = { ...dutySession, username: 'chief', role: 'chief' } as const;

/** The registry draws no grid here: without a position nothing can be estimated. */
async function addUnknown(id: string, minutesAgo: number | null = null): Promise<void> {
  const { db, clock, world } = timeline();
  await addInspector(world, { id });
  const at = minutesAgo === null ? null : new Date(clock.date().getTime() - minutesAgo * minute);
  await db.execute('update inspector set position_at = $2 where id = $1', [id, at]);
}

/** An order that he has accepted, while the watch runs. */
async function heldBy(who: string, minutesAgo: number | null = null): Promise<string> {
  const { act, openOne, startWatch } = timeline();
  await addUnknown(who, minutesAgo);
  await startWatch();
  const id = await openOne();
  await act(id, accept, inspectorSession(who));
  return id;
}

/** He stands so far north of the kitchen. */
async function tellPosition(inspectorId: string, northM: number): Promise<void> {
  const at = { lat: 26.42 + northM / 111_195, lon: 112.85, accuracyM: 8 };
  await positionReporter(timeline().world.deps)({ inspectorId, ...at });
}

async function told(id: string): Promise<string[]> {
  return (await toldAbout(timeline().db, id)).filter((line) => line.startsWith('whereabouts-unknown'));
}

/** Acts of the record about it, `reason holder`. */
async function recorded(id: string): Promise<string[]> {
  const rows = await timeline().db.query<{ line: string }>(
    `select reason || ' ' || (detail ->> 'inspectorId') as line from audit
     where subject_id = $1 and act = 'whereabouts-unknown' order by at`,
    [id],
  );
  return rows.map(({ line }) => line);
}

const toBoth = ['whereabouts-unknown → leader:east', 'whereabouts-unknown → role:duty'];

describe.each(severities)('nothing is known of who holds an order of %s', (severity) => {
  it('[FE17] that is told two minutes after he accepted, once, and no time is claimed for him', async () => {
    const { clock, world, act, order, startWatch } = timeline();
    await addUnknown('ghost');
    await startWatch();
    const [id = ''] = await world.openOrders(1, { severity });
    await clock.advanceTo(30 * second);
    await act(id, accept, inspectorSession('ghost'));
    await clock.advanceTo(2 * minute + 29 * second);
    expect(await told(id)).toEqual([]);
    expect(await order(id)).toMatchObject({ etaAt: null, forecast: null });
    await clock.advanceTo(2 * minute + 30 * second);
    expect(await told(id)).toEqual(toBoth);
    expect(await order(id)).toMatchObject({ state: 'accepted', etaAt: null, forecast: 'unknown' });
    // That he says to be on his way does not say where he is.
    await act(id, depart, inspectorSession('ghost'));
    expect(await order(id)).toMatchObject({ state: 'en-route', etaAt: null, forecast: 'unknown' });
    await clock.advanceTo(20 * minute);
    expect(await told(id)).toEqual(toBoth);
    expect(await recorded(id)).toEqual(['no-position-since-acceptance ghost']);
    // The ladder is as it is for anybody.
    const lines = (await toldAbout(timeline().db, id)).filter((line) => /^(warn|breach) /.test(line));
    expect(lines).toEqual([
      'warn → ghost',
      'warn → role:duty',
      'breach → leader:east',
      'breach → role:chief',
      'breach → role:duty',
    ]);
    const open = await timeline().db.query(
      'select 1 from due_time where dispatch_id = $1 and done_at is null',
      [id],
    );
    expect(open).toEqual([]);
  });
});

it('[FE17] a position in time: nothing is told, and he is watched from then on as anybody else', async () => {
  const { db, clock, order } = timeline();
  const id = await heldBy('rider');
  await clock.advanceTo(minute);
  await tellPosition('rider', 1_000);
  expect(await order(id)).toMatchObject({ forecast: 'in-time' });
  await clock.advanceTo(7 * minute);
  expect(await told(id)).toEqual([]);
  // He has not set off.
  expect(await toldAbout(db, id)).toContain('will-be-late → role:duty');
});

it('[FE17] news after it was told are believed at once', async () => {
  const { clock, act, order } = timeline();
  const id = await heldBy('rider');
  await act(id, depart, inspectorSession('rider'));
  await clock.advanceTo(3 * minute);
  expect(await order(id)).toMatchObject({ forecast: 'unknown' });
  await tellPosition('rider', 500);
  expect(await order(id)).toMatchObject({ forecast: 'in-time' });
  await clock.advanceTo(5 * minute);
  await act(id, arrive, inspectorSession('rider'));
  await clock.advanceTo(20 * minute);
  expect(await order(id)).toMatchObject({ state: 'arrived', forecast: null, breachedAt: null });
  expect(await told(id)).toEqual(toBoth);
});

it('[FE17] it is told of each holder; who gave it back in time is not told of', async () => {
  const { clock, act } = timeline();
  await addUnknown('b');
  const id = await heldBy('a');
  await clock.advanceTo(minute);
  await act(id, decline, inspectorSession('a'));
  await act(id, accept, inspectorSession('b'));
  await clock.advanceTo(2 * minute + 30 * second);
  expect(await told(id)).toEqual([]);
  await clock.advanceTo(3 * minute);
  expect(await told(id)).toEqual(toBoth);
  await act(id, { act: 'reassign', inspectorId: 'a', reason: '就在附近', detail: {} }, dutySession);
  await act(id, accept, inspectorSession('a'));
  await clock.advanceTo(6 * minute);
  expect(await recorded(id)).toEqual(['no-position-since-acceptance b', 'no-position-since-acceptance a']);
  expect(await told(id)).toHaveLength(4);
});

it('[FE17] an estimate whose position is lost is taken back: nobody knows, and that is told', async () => {
  const { clock, order } = timeline();
  // Until an hour is over, where he can have come since counts.
  const id = await heldBy('rider', 56);
  expect((await order(id)).etaAt).not.toBeNull();
  await clock.advanceTo(4 * minute);
  expect(await told(id)).toEqual([]);
  await clock.advanceTo(9 * minute);
  expect(await order(id)).toMatchObject({ etaAt: null, etaEarliestAt: null, forecast: 'unknown' });
  expect(await told(id)).toEqual(toBoth);
  expect(await recorded(id)).toEqual(['position-too-old rider']);
});

it('[FE17] an extension does not tell it again', async () => {
  const { clock, world, order } = timeline();
  const id = await heldBy('ghost');
  await clock.advanceTo(9 * minute);
  const request = { dispatchId: id, version: null };
  await requestExtension(world.deps, { ...request, person: dutySession, minutes: 10, reason: '堵车' });
  await clock.advanceTo(11 * minute);
  await answerExtension(world.deps, { ...request, person: chief, approved: true, comment: '' });
  await clock.advanceTo(19 * minute);
  expect(await order(id)).toMatchObject({ forecast: 'unknown', extensionCount: 1 });
  expect(await told(id)).toEqual(toBoth);
});
