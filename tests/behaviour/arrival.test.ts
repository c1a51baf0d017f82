/** Proof of arrival as a timeline: what counts, what asks an officer, what never counts by itself. */
import { confirmArrival, refuseArrival } from '@mingchu/server/dispatch/judgeArrival';
import { describe, expect, it } from 'vitest';
import { addInspector, dutySession, inspectorSession, toldAbout } from '../harness/dispatchWorld.ts';
import {
  acceptedOrder,
  addDoor,
  addPhoto,
  atDoor,
  codeAtDoor,
  northOfDoor,
  prove,
  recordOf,
  testExif,
  testJpeg,
} from './arrivalWorld.ts';
import { accept, arrive, dispatchTimeline, minute, second } from './dispatchTimeline.ts';

const timeline = dispatchTimeline();
const near = inspectorSession('near');
const judge = (id: string) => ({ dispatchId: id, version: null, comment: '电话核实', person: dutySession });

describe('how many proofs', () => {
  it('[PA1] with one needed his word is enough, unless a proof contradicts it', async () => {
    const parts = timeline();
    const { world, act, order, openOne } = parts;
    const id = await acceptedOrder(parts, 1);
    await prove(world, id, { position: northOfDoor(3_000) });
    expect(await order(id)).toMatchObject({ state: 'accepted', arrivalClaim: null });
    // 3 km away a moment ago and there now cannot both be true.
    await act(id, arrive, near);
    expect(await order(id)).toMatchObject({ state: 'accepted', arrivalClaim: { state: 'conflicting' } });
    const other = await openOne();
    await act(other, accept, near);
    expect(await act(other, arrive, near)).toMatchObject({ state: 'arrived' });
  });

  it('[PA1] with two needed the word alone is refused, and said why', async () => {
    const parts = timeline();
    const id = await acceptedOrder(parts, 2);
    await expect(parts.act(id, arrive, near)).rejects.toMatchObject({ status: 422, code: 'proof-needed' });
    const { proofs } = await prove(parts.world, id, { position: northOfDoor(300) });
    expect(proofs).toMatchObject([{ kind: 'position', verdict: 'elsewhere', reason: 'outside-fence' }]);
    expect(await parts.order(id)).toMatchObject({ state: 'accepted', arrivalClaim: null });
    expect(await recordOf(parts.db, id)).toContain('prove: outside-fence');
  });

  it('[PA5] two of three count, from the first of them', async () => {
    const parts = timeline();
    const { world, clock, order } = parts;
    const id = await acceptedOrder(parts, 2);
    await addDoor(world);
    await clock.advanceTo(9 * minute + 30 * second);
    const first = clock.date();
    await prove(world, id, { position: atDoor });
    expect(await order(id)).toMatchObject({ state: 'accepted', arrivalClaim: { state: 'pending' } });
    await clock.advanceTo(10 * minute + 20 * second);
    // The phone sends its position with everything: the first time it did counts.
    const doorCode = { code: await codeAtDoor(world), siteId: 's1' };
    await prove(world, id, { position: atDoor, proofs: { doorCode } });
    expect(await order(id)).toMatchObject({
      state: 'arrived',
      arrivedAt: first,
      breachedAt: null,
      latenessMs: null,
      arrivalClaim: null,
    });
  });

  it('[PA5] proofs that lie too far apart do not belong together', async () => {
    const parts = timeline();
    const { world, clock, order } = parts;
    const id = await acceptedOrder(parts, 2);
    await prove(world, id, { position: atDoor });
    await clock.advanceTo(6 * minute);
    const photoSha256 = await addPhoto(world, id, testJpeg('later'));
    await prove(world, id, { proofs: { photoSha256 } });
    expect(await order(id)).toMatchObject({ state: 'accepted', arrivalClaim: { state: 'pending' } });
    await prove(world, id, { position: atDoor });
    expect(await order(id)).toMatchObject({ state: 'arrived' });
  });
});

describe('the officer', () => {
  it('[PA6] one proof alone asks him; what he confirms counts from the proof', async () => {
    const parts = timeline();
    const { db, world, clock, order } = parts;
    const id = await acceptedOrder(parts, 2);
    await clock.advanceTo(5 * minute);
    const shown = clock.date();
    await prove(world, id, { position: atDoor });
    await prove(world, id, { position: atDoor });
    expect((await toldAbout(db, id)).filter((told) => told === 'arrival-claim → role:duty')).toHaveLength(1);
    await clock.advanceTo(8 * minute);
    await confirmArrival(world.deps, judge(id));
    expect(await order(id)).toMatchObject({ state: 'arrived', arrivedAt: shown, arrivalClaim: null });
    expect(await recordOf(db, id)).toContain('claim-arrival: proof-alone');
  });

  it('[PA6] what he refuses counts no more, the clock runs on, and the inspector hears why', async () => {
    const parts = timeline();
    const { db, world, clock, order, startWatch } = parts;
    const id = await acceptedOrder(parts, 2);
    await startWatch();
    await clock.advanceTo(5 * minute);
    await prove(world, id, { position: atDoor });
    await refuseArrival(world.deps, judge(id));
    expect(await order(id)).toMatchObject({ arrivalClaim: { state: 'refused', comment: '电话核实' } });
    expect(await toldAbout(db, id)).toContain('arrival-refused → near');
    const photoSha256 = await addPhoto(world, id, testJpeg('again'));
    await prove(world, id, { proofs: { photoSha256 } });
    expect(await order(id)).toMatchObject({ state: 'accepted', arrivalClaim: { state: 'pending' } });
    await clock.advanceTo(10 * minute);
    expect((await order(id)).breachedAt).not.toBeNull();
  });

  it('[PA8] a breach while a claim is open is recorded, and taken back when the claim was true and in time', async () => {
    const parts = timeline();
    const { db, world, clock, order, startWatch } = parts;
    const id = await acceptedOrder(parts, 2);
    await startWatch();
    await clock.advanceTo(9 * minute + 40 * second);
    await prove(world, id, { position: atDoor });
    await clock.advanceTo(12 * minute);
    const { dueAt } = await order(id);
    expect(await order(id)).toMatchObject({ breachedAt: dueAt, latenessMs: 0 });
    expect(await toldAbout(db, id)).toContain('breach → role:chief');
    await confirmArrival(world.deps, judge(id));
    expect(await order(id)).toMatchObject({ state: 'arrived', breachedAt: null, latenessMs: null });
    expect(await recordOf(db, id)).toContain('withdraw-breach: claim-made-in-time');
    expect(await toldAbout(db, id)).toContain('breach-withdrawn → role:chief');
    await clock.advanceTo(16 * minute);
    expect(await toldAbout(db, id)).not.toContain('escalate → station');
  });

  it('[PA8] [DI8] in a second round its own breach is taken back, that of the first stays', async () => {
    const parts = timeline();
    const { db, world, clock, order, act, startWatch } = parts;
    const id = await acceptedOrder(parts, 2);
    await startWatch();
    await clock.advanceTo(12 * minute);
    const { dueAt: firstDueAt } = await order(id);
    await act(id, { act: 'recall', reason: '误报', detail: {} }, dutySession);
    await act(id, { act: 'reassign', inspectorId: 'near', reason: '仍在继续', detail: {} }, dutySession);
    await act(id, accept, inspectorSession('near'));
    await clock.advanceTo(21 * minute);
    await prove(world, id, { position: atDoor });
    await clock.advanceTo(23 * minute);
    const second = await order(id);
    expect(second).toMatchObject({ round: 2, breachedAt: second.dueAt });
    await confirmArrival(world.deps, judge(id));
    expect(await order(id)).toMatchObject({ state: 'arrived', breachedAt: null, latenessMs: null });
    const kept = await db.query(
      'select round, state, breached_at as "breachedAt" from dispatch_round where dispatch_id = $1',
      [id],
    );
    expect(kept).toEqual([{ round: 1, state: 'recalled', breachedAt: firstDueAt }]);
  });

  it('[PA8] a claim made after the due time leaves the breach, with the lateness of the proof', async () => {
    const parts = timeline();
    const { world, clock, order, startWatch } = parts;
    const id = await acceptedOrder(parts, 2);
    await startWatch();
    await clock.advanceTo(11 * minute);
    await prove(world, id, { position: atDoor });
    await clock.advanceTo(14 * minute);
    await confirmArrival(world.deps, judge(id));
    const after = await order(id);
    expect(after).toMatchObject({ state: 'arrived', breachedAt: after.dueAt, latenessMs: minute });
  });

  it('[PA9] of two officers the later is told what happened, and nobody confirms himself', async () => {
    const parts = timeline();
    const { world } = parts;
    const id = await acceptedOrder(parts, 2);
    await prove(world, id, { position: atDoor });
    const self = { ...dutySession, username: 'near' };
    await expect(confirmArrival(world.deps, { ...judge(id), person: self })).rejects.toMatchObject({
      status: 403,
    });
    const answers = await Promise.allSettled([
      confirmArrival(world.deps, judge(id)),
      confirmArrival(world.deps, { ...judge(id), person: { ...dutySession, username: 'chief' } }),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual(['fulfilled', 'rejected']);
    const late = answers.find((answer) => answer.status === 'rejected');
    expect(late?.reason).toMatchObject({
      status: 409,
      code: 'overtaken',
      message: '网格员已到场（网格员 near）',
    });
    await expect(refuseArrival(world.deps, judge(id))).rejects.toMatchObject({ code: 'overtaken' });
  });

  it('[PA6] a claim ends with its holder: given to another, it lapses', async () => {
    const parts = timeline();
    const { db, world, act, order } = parts;
    const id = await acceptedOrder(parts, 2);
    await addInspector(world, { id: 'far', northM: 900 });
    await prove(world, id, { position: atDoor });
    await act(id, { act: 'reassign', inspectorId: 'far', reason: '换人', detail: {} }, dutySession);
    expect(await order(id)).toMatchObject({ inspectorId: 'far', arrivalClaim: null });
    expect(await recordOf(db, id)).toContain('claim-lapses: assigned-by-officer');
    await expect(confirmArrival(world.deps, judge(id))).rejects.toMatchObject({ code: 'no-claim' });
  });
});

describe('contradictions', () => {
  it('[PA7] code of the door and a position 3 km away: to an officer, whatever comes after', async () => {
    const parts = timeline();
    const { db, world, clock, act, order } = parts;
    const id = await acceptedOrder(parts, 2);
    await addDoor(world);
    const doorCode = { code: await codeAtDoor(world) };
    await prove(world, id, { position: northOfDoor(3_000), proofs: { doorCode } });
    expect(await order(id)).toMatchObject({ state: 'accepted', arrivalClaim: { state: 'conflicting' } });
    expect(await toldAbout(db, id)).toContain('arrival-conflict → role:duty');
    await clock.advance(2 * minute);
    await prove(world, id, { position: atDoor, proofs: { doorCode: { code: await codeAtDoor(world) } } });
    await act(id, arrive, near);
    expect(await order(id)).toMatchObject({ state: 'accepted', arrivalClaim: { state: 'conflicting' } });
    await confirmArrival(world.deps, judge(id));
    expect(await order(id)).toMatchObject({ state: 'arrived' });
  });

  it('[PA2] a made-up position and a jump no one can make are contradictions', async () => {
    const parts = timeline();
    const { world, clock, openOne, act, order } = parts;
    const id = await acceptedOrder(parts, 1);
    const mocked = await prove(world, id, { position: { ...atDoor, mock: true } });
    expect(mocked.proofs).toMatchObject([{ verdict: 'conflicts', reason: 'mock-location' }]);
    expect(await order(id)).toMatchObject({ state: 'accepted', arrivalClaim: { state: 'conflicting' } });
    const other = await openOne();
    await act(other, accept, near);
    await prove(world, other, { position: northOfDoor(9_000) });
    await clock.advance(10 * second);
    const jumped = await prove(world, other, { position: atDoor });
    expect(jumped.proofs).toMatchObject([{ verdict: 'conflicts', reason: 'impossible-speed' }]);
    expect(await order(other)).toMatchObject({ state: 'accepted' });
  });

  it('[PA2] a position counts within the fence even at the edge of its accuracy', async () => {
    const parts = timeline();
    const { world } = parts;
    const id = await acceptedOrder(parts, 3);
    const reasonAt = async (northM: number, accuracyM: number) =>
      (await prove(world, id, { position: northOfDoor(northM, accuracyM) })).proofs[0]?.reason;
    expect(await reasonAt(120, 29)).toBe('within-fence');
    expect(await reasonAt(120, 31)).toBe('too-inaccurate');
    expect(await reasonAt(0, 151)).toBe('too-inaccurate');
    expect(await reasonAt(200, 49)).toBe('outside-fence');
  });

  it('[PA4] a photo of another order, of another place or of another day is a contradiction', async () => {
    const parts = timeline();
    const { world, openOne, act } = parts;
    const id = await acceptedOrder(parts, 2);
    const shared = testJpeg('used twice');
    await addPhoto(world, id, shared);
    const reasonOf = async (jpeg: Buffer) => {
      const order = await openOne();
      await act(order, accept, near);
      const photoSha256 = await addPhoto(world, order, jpeg);
      const { proofs, dispatch } = await prove(world, order, { proofs: { photoSha256 } });
      return `${proofs[0]?.reason} ${dispatch.arrivalClaim?.state}`;
    };
    expect(await reasonOf(shared)).toBe('photo-used-before conflicting');
    const exif = { ...atDoor, takenAt: '2026:11:23 10:00:00', orientation: 6 };
    expect(await reasonOf(testJpeg('here', testExif(exif)))).toBe('photo-taken pending');
    expect(await reasonOf(testJpeg('away', testExif({ ...exif, lat: 26.5 })))).toBe(
      'photo-taken-elsewhere conflicting',
    );
    expect(await reasonOf(testJpeg('old', testExif({ ...exif, takenAt: '2026:11:22 10:00:00' })))).toBe(
      'photo-older-than-order conflicting',
    );
  });

  it('[PA10] the same code by another person is noted; guessing ends; the old secret ends with the new', async () => {
    const parts = timeline();
    const { world, clock, openOne, act, order } = parts;
    const id = await acceptedOrder(parts, 2);
    await addInspector(world, { id: 'far', northM: 500 });
    await addDoor(world);
    const code = await codeAtDoor(world);
    expect((await prove(world, id, { proofs: { doorCode: { code } } })).proofs[0]?.reason).toBe('code-fits');
    const other = await openOne();
    await act(other, { act: 'reassign', inspectorId: 'far', reason: '同去', detail: {} }, dutySession);
    await act(other, accept, inspectorSession('far'));
    const byOther = await prove(world, other, { proofs: { doorCode: { code } } }, 'far');
    expect(byOther.proofs).toMatchObject([{ verdict: 'holds', reason: 'code-used-by-another' }]);
    const wrongSite = { doorCode: { code, siteId: 's2' } };
    await prove(world, other, { proofs: wrongSite }, 'far');
    expect(await order(other)).toMatchObject({ arrivalClaim: { state: 'conflicting' } });

    await clock.advance(minute);
    await addDoor(world);
    expect((await prove(world, id, { proofs: { doorCode: { code } } })).proofs[0]?.reason).toBe('wrong-code');
    for (let guess = 0; guess < 9; guess += 1)
      await prove(world, id, { proofs: { doorCode: { code: `00000${guess}` } } });
    const right = await codeAtDoor(world);
    const tired = await prove(world, id, { proofs: { doorCode: { code: right } } });
    expect(tired.proofs[0]?.reason).toBe('too-many-wrong-codes');
    await clock.advance(10 * minute);
    const later = await prove(world, id, { proofs: { doorCode: { code: await codeAtDoor(world) } } });
    expect(later.proofs[0]?.reason).toBe('code-fits');
  });
});
