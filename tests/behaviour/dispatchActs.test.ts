/** What people do with an order: in time, too late, twice, or without the right to. */
import { openDispatch } from '@mingchu/server/dispatch/openDispatch';
import { describe, expect, it } from 'vitest';
import { addInspector, dutySession, inspectorSession } from '../harness/dispatchWorld.ts';
import { accept, arrive, decline, depart, dispatchTimeline, minute, verify } from './dispatchTimeline.ts';

const timeline = dispatchTimeline();

describe('acts', () => {
  it('[AU25] [DI11] who has become an officer does not verify what his account reported before', async () => {
    const { world, openOne, order, act } = timeline();
    await addInspector(world, { id: 'near', northM: 10 });
    const id = await openOne();
    const inspector = { ...inspectorSession('near'), username: 'wang.fang' };
    await act(id, accept, inspector);
    await act(id, depart, inspector);
    await act(id, arrive, inspector);
    await act(id, { act: 'submit', finding: 'corrected', detail: {} }, inspector);
    const promoted = { ...dutySession, username: inspector.username };
    await expect(act(id, verify, promoted)).rejects.toMatchObject({ code: 'second-person-needed' });
    expect(await order(id)).toMatchObject({ state: 'submitted' });
    await act(id, verify, dutySession);
    expect(await order(id)).toMatchObject({ state: 'verified' });
  });

  it('[DI5] the same act again answers the order as it stands; a late one says what happened', async () => {
    const { world, openOne, order, act } = timeline();
    await addInspector(world, { id: 'near', northM: 10 });
    await addInspector(world, { id: 'far', northM: 500 });
    await addInspector(world, { id: 'stranger', gridIds: ['g2'] });
    const id = await openOne();
    const offered = await order(id);
    const accepted = await act(id, accept, inspectorSession('near'), offered.version);
    expect(await act(id, accept, inspectorSession('near'), offered.version)).toEqual(accepted);
    await expect(act(id, depart, inspectorSession('near'), offered.version)).rejects.toMatchObject({
      status: 409,
      code: 'overtaken',
      message: '订单已被接单（网格员 near）',
    });
    await expect(act(id, accept, inspectorSession('stranger'))).rejects.toMatchObject({ status: 403 });
    await expect(act(id, verify, inspectorSession('near'))).rejects.toMatchObject({
      status: 403,
    });
    await expect(act('nothing', accept, inspectorSession('near'))).rejects.toMatchObject({ status: 404 });
    await act(id, decline, inspectorSession('near'));
    expect((await act(id, decline, inspectorSession('near'))).inspectorId).toBe('far');
    await expect(act(id, arrive, inspectorSession('near'))).rejects.toMatchObject({ status: 409 });
  });

  it('[DI6] a finding reaches the violation once; verification ends the order', async () => {
    const { world, openOne, order, act } = timeline();
    await addInspector(world, { id: 'near' });
    const id = await openOne();
    const near = inspectorSession('near');
    await act(id, accept, near);
    await act(id, arrive, near);
    await act(id, { act: 'submit', finding: 'corrected', detail: {} }, near);
    await act(id, { act: 'submit', finding: 'corrected', detail: {} }, near);
    const { violationId } = await order(id);
    expect(world.findings).toEqual([
      { violationId, finding: 'corrected', actor: 'near', reclassifiedAs: null },
    ]);
    expect(await act(id, verify, dutySession)).toMatchObject({ state: 'verified' });
  });

  it('[DI8] an officer sends someone else; after a report that is a second round of ten minutes', async () => {
    const { clock, world, startWatch, openOne, order, act } = timeline();
    await addInspector(world, { id: 'near', northM: 10 });
    await addInspector(world, { id: 'far', northM: 500 });
    await startWatch();
    const id = await openOne();
    const reassign = (inspectorId: string) =>
      act(id, { act: 'reassign', inspectorId, reason: '更近', detail: {} }, dutySession);
    await clock.advanceTo(minute);
    expect(await reassign('far')).toMatchObject({
      state: 'offered',
      inspectorId: 'far',
      reason: 'assigned-by-officer',
    });
    await expect(reassign('nobody')).rejects.toMatchObject({ status: 422 });
    await act(id, accept, inspectorSession('far'));
    await act(id, arrive, inspectorSession('far'));
    await act(id, { act: 'submit', finding: 'confirmed', detail: {} }, inspectorSession('far'));
    await clock.advanceTo(30 * minute);
    await reassign('near');
    expect((await order(id)).dueAt.getTime()).toBe(clock.now() + 10 * minute);
    await act(id, accept, inspectorSession('near'));
    await clock.advance(10 * minute);
    expect(await order(id)).toMatchObject({ latenessMs: 0, arrivedAt: null });
    expect((await order(id)).breachedAt).not.toBeNull();
  });

  it('[DI1] one violation has one order, however often it is opened', async () => {
    const { db, world, openOne, order } = timeline();
    await addInspector(world, { id: 'near' });
    const id = await openOne();
    const { violationId, openedAt } = await order(id);
    const again = await db.transaction((tx) =>
      openDispatch(tx, world.deps, {
        violation: { id: violationId, siteId: 's1', severity: 'major', openedAt },
      }),
    );
    expect(again.dispatch.id).toBe(id);
    expect(again.changes).toEqual([]);
  });
});
