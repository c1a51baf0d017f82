/** Whole ladders, by the policy that ships: what people do in between, told to its end on a clock that the test moves. */
import { offersOf } from '@mingchu/server/dispatch/dispatchStore';
import { handleDueTimes } from '@mingchu/server/dispatch/handleDueTimes';
import { addRota } from '@mingchu/server/shifts/changePlan';
import { startShifts } from '@mingchu/server/shifts/startShifts';
import { registryChannel } from '@mingchu/server/registry/registryCache';
import { severities } from '@mingchu/shared/violation';
import { afterEach, describe, expect, it } from 'vitest';
import { addInspector, dutySession, inspectorSession, toldAbout } from '../harness/dispatchWorld.ts';
import { accept, arrive, decline, depart, dispatchTimeline, minute, second } from './dispatchTimeline.ts';

const timeline = dispatchTimeline();
/** At 18 km/h with its detour nobody is there in ten minutes. */
const tooFarM = 10_000;
const recall = { act: 'recall', reason: '误报', detail: {} } as const;

async function openOf(severity: (typeof severities)[number]): Promise<string> {
  const [id = ''] = await timeline().world.openOrders(1, { severity });
  return id;
}

/** Who was told of a step, in the order of time. */
async function told(id: string, step: string): Promise<string[]> {
  const lines = await toldAbout(timeline().db, id);
  return lines.flatMap((line) => (line.startsWith(`${step} → `) ? [line.slice(step.length + 3)] : []));
}

/** The offers of an order, `who answer`. */
async function offers(id: string): Promise<string[]> {
  const all = await offersOf(timeline().db, [id]);
  return all.map(({ inspectorId, answer }) => `${inspectorId} ${answer}`);
}

/** Each step of the ladder with the minute in which it was taken and who was told, but for who holds the order. */
async function ladderOf(id: string): Promise<string[]> {
  const { db } = timeline();
  const { openedAt } = await timeline().order(id);
  const rows = await db.query<{ step: string; minute: number; whom: string }>(
    `select step, extract(epoch from created_at - $2)::integer / 60 as minute,
            string_agg(recipient_id, ' ' order by recipient_id) as whom
     from message where dispatch_id = $1 and channel = 'in-app' and step in ('warn', 'breach', 'escalate')
     group by step, created_at order by created_at`,
    [id, openedAt],
  );
  return rows.map(({ step, minute: at, whom }) => `${step} ${at} ${whom}`);
}

describe.each(severities)('the ladder of %s', (severity) => {
  const last = severity === 'critical' || severity === 'major' ? ['role:chief', 'station'] : ['station'];
  const wholeLadder = [
    'warn 7 role:duty',
    'breach 10 leader:east role:chief role:duty',
    `escalate 15 ${last.join(' ')}`,
  ];

  it('[DI4] [DI12] [DL3] [DL4] [DL5] everybody declines: asked again after the pause, and no step is put off', async () => {
    const { clock, world, startWatch, order, act } = timeline();
    await addInspector(world, { id: 'near', northM: 10 });
    await addInspector(world, { id: 'far', northM: 500 });
    await startWatch();
    const id = await openOf(severity);
    await clock.advanceTo(30 * second);
    await act(id, decline, inspectorSession('near'));
    await clock.advanceTo(60 * second);
    await act(id, decline, inspectorSession('far'));
    expect(await order(id)).toMatchObject({ state: 'declined', reason: 'all-asked' });
    expect(await told(id, 'nobody')).toEqual(['leader:east', 'role:duty']);
    await clock.advanceTo(4 * minute);
    expect(await order(id)).toMatchObject({ state: 'offered', inspectorId: 'near', offerCount: 3 });
    await act(id, decline, inspectorSession('near'));
    await clock.advanceTo(20 * minute);
    // Three times each; who was silent before who said no.
    expect(await offers(id)).toEqual([
      'near declined',
      'far declined',
      'near declined',
      'far expired',
      'far expired',
      'near expired',
    ]);
    expect(await told(id, 'nobody')).toHaveLength(2);
    expect(await ladderOf(id)).toEqual(wholeLadder);
  });

  it('[FE3] [FE4] [DI12] two asked at once and both silent: the ladder goes on, and both are asked again', async () => {
    const { clock, world, startWatch, order } = timeline();
    await addInspector(world, { id: 'first', northM: tooFarM });
    await addInspector(world, { id: 'second', northM: tooFarM + 500 });
    await startWatch();
    const id = await openOf(severity);
    await clock.advanceTo(20 * minute);
    const round = ['first expired', 'second expired'];
    expect(await offers(id)).toEqual([...round, ...round, ...round]);
    expect(await told(id, 'nobody-in-time')).toEqual(['leader:east', 'role:duty']);
    expect(await ladderOf(id)).toEqual(wholeLadder);
    expect(await order(id)).toMatchObject({ severity, state: 'declined', latenessMs: 0 });
  });

  it('[FE4] [DL3] [DL4] [DL5] of two asked at once the second takes it: the first is released, the ladder is the second’s', async () => {
    const { clock, world, startWatch, order, act } = timeline();
    await addInspector(world, { id: 'first', northM: tooFarM });
    await addInspector(world, { id: 'second', northM: tooFarM + 500 });
    await startWatch();
    const id = await openOf(severity);
    await clock.advanceTo(30 * second);
    await act(id, accept, inspectorSession('second'));
    await expect(act(id, accept, inspectorSession('first'))).rejects.toMatchObject({ code: 'overtaken' });
    await clock.advanceTo(20 * minute);
    expect(await offers(id)).toEqual(['first released', 'second accepted']);
    expect(await told(id, 'offer-lapsed')).toEqual(['first']);
    expect(await told(id, 'will-be-late')).toEqual(['leader:east', 'role:duty']);
    expect(await ladderOf(id)).toEqual(['warn 7 role:duty second', ...wholeLadder.slice(1)]);
    expect(await order(id)).toMatchObject({ severity, state: 'accepted', latenessMs: 0 });
  });

  it('[DI7] [DL8] a recall ends the ladder where it stands; after the due time the breach stays', async () => {
    const { clock, world, startWatch, order, act } = timeline();
    await addInspector(world, { id: 'near' });
    await startWatch();
    const [asked, held, late] = [await openOf(severity), await openOf(severity), await openOf(severity)];
    for (const id of [held, late]) await act(id, accept, inspectorSession('near'));
    await clock.advanceTo(minute);
    await act(asked, recall, dutySession);
    await clock.advanceTo(8 * minute);
    await act(held, recall, dutySession);
    await clock.advanceTo(11 * minute);
    await act(late, recall, dutySession);
    await clock.advanceTo(20 * minute);
    expect(await order(asked)).toMatchObject({ state: 'recalled', breachedAt: null });
    expect(await toldAbout(timeline().db, asked)).toEqual(['offer → near', 'recall → near']);
    expect(await order(held)).toMatchObject({ state: 'recalled', breachedAt: null });
    expect(await ladderOf(held)).toEqual(['warn 7 near role:duty']);
    expect((await order(late)).breachedAt).toEqual((await order(late)).dueAt);
    expect(await ladderOf(late)).toEqual(['warn 7 near role:duty', wholeLadder[1]]);
    for (const id of [held, late]) expect(await told(id, 'recall')).toEqual(['near']);
  });
});

it('[DL8] a recall that looks first after the due time records the breach itself', async () => {
  const { db, clock, world, openOne, order, act } = timeline();
  await addInspector(world, { id: 'near' });
  const id = await openOne();
  await act(id, accept, inspectorSession('near'));
  await clock.advanceTo(10 * minute + second);
  await act(id, recall, dutySession);
  await handleDueTimes(world.deps);
  const ended = await order(id);
  expect(ended).toMatchObject({ state: 'recalled', latenessMs: second });
  expect(ended.breachedAt).toEqual(ended.dueAt);
  expect(await toldAbout(db, id)).toEqual([
    'offer → near',
    'breach → leader:east',
    'breach → role:chief',
    'breach → role:duty',
    'recall → near',
  ]);
});

describe.each(severities)('a shift that ends in the middle of an order of %s', (severity) => {
  const keepers: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(keepers.splice(0).map((keeper) => keeper.stop()));
  });

  /** `day` works until this minute, `night` from then on. */
  async function planShifts(changeAtMin: number): Promise<void> {
    const { db, clock, recorded } = timeline();
    const deps = { db, clock, log: recorded.log };
    const leader = { ...dutySession, username: 'chief', role: 'chief' } as const;
    const local = (atMin: number) =>
      new Date(clock.now() + 8 * 60 * minute + atMin * minute).toISOString().slice(11, 16);
    for (const [name, who, from, to] of [
      ['白班', 'day', -60, changeAtMin],
      ['夜班', 'night', changeAtMin, changeAtMin + 60],
    ] as const)
      await addRota(deps, leader, {
        name,
        groupId: 'east',
        gridIds: [],
        weekdays: [1, 2, 3, 4, 5, 6, 7],
        from: local(from),
        to: local(to),
        inspectorIds: [who],
        effectiveFrom: '2020-01-01',
        effectiveTo: null,
      });
    keepers.push(await startShifts({ ...deps, registryChannel }));
    await clock.settled(1);
  }

  it('[SF5] [DL3] [DL4] who holds it is warned, is late and arrives as if nothing had been', async () => {
    const { clock, world, startWatch, order, act } = timeline();
    await addInspector(world, { id: 'day', northM: 100 });
    await addInspector(world, { id: 'night', northM: 200 });
    await planShifts(5);
    await startWatch();
    const id = await openOf(severity);
    await act(id, accept, inspectorSession('day'));
    await act(id, depart, inspectorSession('day'));
    await clock.advanceTo(11 * minute);
    await act(id, arrive, inspectorSession('day'));
    expect(await order(id)).toMatchObject({
      severity,
      state: 'arrived',
      inspectorId: 'day',
      latenessMs: minute,
    });
    expect(await ladderOf(id)).toEqual([
      'warn 7 day role:duty',
      'breach 10 leader:east role:chief role:duty',
    ]);
    expect(await offers(id)).toEqual(['day accepted']);
  });

  it('[SF5] [DI12] who gives it back after his shift hands it to the next one; the clock is the same', async () => {
    const { clock, world, startWatch, order, act } = timeline();
    await addInspector(world, { id: 'day', northM: 100 });
    await addInspector(world, { id: 'night', northM: 200 });
    await planShifts(5);
    await startWatch();
    const id = await openOf(severity);
    await act(id, accept, inspectorSession('day'));
    const { dueAt } = await order(id);
    await clock.advanceTo(6 * minute);
    await act(id, decline, inspectorSession('day'));
    expect(await order(id)).toMatchObject({ state: 'offered', inspectorId: 'night', dueAt });
    await act(id, accept, inspectorSession('night'));
    await clock.advanceTo(9 * minute);
    await act(id, arrive, inspectorSession('night'));
    await clock.advanceTo(20 * minute);
    expect(await offers(id)).toEqual(['day declined', 'night accepted']);
    expect(await ladderOf(id)).toEqual(['warn 7 night role:duty']);
    expect(await order(id)).toMatchObject({ state: 'arrived', breachedAt: null });
  });
});
