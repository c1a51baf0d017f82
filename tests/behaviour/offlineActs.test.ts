/** Acts that a phone kept while it had no network: in order, once, with both times, and no trust in a wrong clock. */
import { timelineOfOrder } from '@mingchu/server/dispatch/timeline';
import { takeQueuedActs } from '@mingchu/server/dispatch/takeQueuedActs';
import type { QueuedAct, QueuedActName, QueuedActsAnswer } from '@mingchu/shared/queuedAct';
import { describe, expect, it } from 'vitest';
import { addInspector, dutySession, inspectorSession } from '../harness/dispatchWorld.ts';
import { acceptedOrder, addDoor, addPhoto, atDoor, codeAtDoor, recordOf, testJpeg } from './arrivalWorld.ts';
import { dispatchTimeline, minute, second } from './dispatchTimeline.ts';

const timeline = dispatchTimeline();
let made = 0;

/** One act as the phone kept it; `at` is the phone's clock. */
function kept(
  dispatchId: string,
  act: QueuedActName,
  at: Date,
  body: Record<string, unknown> = {},
): QueuedAct {
  made += 1;
  return { id: `act-${String(made).padStart(8, '0')}`, dispatchId, act, deviceTime: at.toISOString(), body };
}

/** The phone comes back; its clock is `fastMs` ahead of ours. */
function send(acts: QueuedAct[], { fastMs = 0, who = 'near' } = {}): Promise<QueuedActsAnswer> {
  const { world, clock } = timeline();
  const sentAt = new Date(clock.now() + fastMs);
  return takeQueuedActs(world.deps, { person: inspectorSession(who), sentAt, acts });
}

const outcomes = (answer: QueuedActsAnswer) => answer.items.map((item) => item.outcome);

describe('acts from dead spots', () => {
  it('[OA1] [OA4] are taken in their order, each answered, with both times in the record', async () => {
    const { db, world, clock, openOne, order } = timeline();
    await addInspector(world, { id: 'near', northM: 10 });
    const id = await openOne();
    const at = (ms: number) => new Date(clock.now() + ms);
    const acts = [
      kept(id, 'accept', at(0)),
      kept(id, 'submit', at(10 * second), { finding: 'corrected' }),
      kept(id, 'depart', at(20 * second)),
      kept(id, 'decline', at(25 * second), { reason: '' }),
      kept(id, 'arrive', at(50 * second)),
      kept(id, 'submit', at(80 * second), { finding: 'corrected', comment: '已改正' }),
    ];
    const start = clock.date();
    await clock.advance(90 * second);
    const answer = await send(acts);
    expect(outcomes(answer)).toEqual(['done', 'overtaken', 'done', 'refused', 'done', 'done']);
    expect(answer.items[3]).toMatchObject({ code: 'invalid-request' });
    expect(await order(id)).toMatchObject({ state: 'submitted', finding: 'corrected' });
    const entries = await timelineOfOrder(db, id);
    expect(entries.find((entry) => entry.act === 'accept')).toMatchObject({
      actor: 'near',
      deviceTime: start.toISOString(),
      receivedAt: clock.date().toISOString(),
      detail: { clockOffsetMs: 0 },
    });
    expect(entries.find((entry) => entry.act === 'tell-offer')).toMatchObject({ subject: 'message' });
  });

  it('[OA2] sent again, also at the same moment, they do nothing twice', async () => {
    const { world, clock, openOne, order, db } = timeline();
    await addInspector(world, { id: 'near', northM: 10 });
    const id = await openOne();
    const acts = [kept(id, 'accept', clock.date()), kept(id, 'depart', clock.date())];
    const answers = await Promise.all([send(acts), send(acts), send(acts)]);
    expect(answers.flatMap(outcomes).sort()).toEqual([
      ...Array.from({ length: 4 }, () => 'already-done'),
      'done',
      'done',
    ]);
    expect(outcomes(await send(acts))).toEqual(['already-done', 'already-done']);
    expect(await order(id)).toMatchObject({ state: 'en-route', version: 4 });
    expect((await recordOf(db, id)).filter((line) => line.startsWith('accept'))).toHaveLength(1);
    const [first] = acts;
    const reused = await send([{ ...first!, act: 'depart' }]);
    expect(reused.items[0]).toMatchObject({ outcome: 'refused', code: 'act-id-used' });
    expect(outcomes(await send([kept(id, 'accept', clock.date())]))).toEqual(['already-done']);
  });

  it('[OA3] what the world has overtaken is answered with what happened, and stays in the record', async () => {
    const { db, world, clock, openOne, act } = timeline();
    await addInspector(world, { id: 'near', northM: 10 });
    await addInspector(world, { id: 'stranger', gridIds: ['g2'], onShift: false });
    const id = await openOne();
    const acts = [kept(id, 'accept', clock.date())];
    await act(id, { act: 'recall', reason: '误报', detail: {} }, dutySession);
    await clock.advance(minute);
    const answer = await send(acts);
    expect(answer.items[0]).toMatchObject({
      outcome: 'overtaken',
      code: 'overtaken',
      detail: '订单已撤回（网格员 near）',
      happened: { state: 'recalled', inspectorId: 'near', inspectorName: '网格员 near' },
    });
    expect((await send(acts)).items).toEqual(answer.items);
    expect((await recordOf(db, id)).filter((line) => line === 'act-too-late: overtaken')).toHaveLength(1);
    const strange = await send([kept(id, 'accept', clock.date())], { who: 'stranger' });
    expect(strange.items[0]).toMatchObject({ outcome: 'refused', code: 'not-your-dispatch' });
    expect(await recordOf(db, id)).not.toContain('act-refused: not-your-dispatch');
    const nowhere = await send([kept('nothing', 'accept', clock.date())]);
    expect(nowhere.items[0]).toMatchObject({ outcome: 'refused', code: 'no-such-dispatch' });
  });
});

describe('an arrival in a dead spot', () => {
  /** He came at 9:30 and his phone comes back at 13:00; the breach stands since 10:00. */
  async function cameBefore(options: {
    stepS?: number;
    withCode?: boolean;
    fastMs?: number;
    codeAtMs?: number;
  }) {
    const parts = timeline();
    const { world, clock, startWatch, order } = parts;
    const id = await acceptedOrder(parts, 2);
    await addDoor(world, options.stepS);
    await startWatch();
    await clock.advanceTo(9 * minute + 30 * second);
    const came = clock.date();
    const code = await codeAtDoor(world, came.getTime() + (options.codeAtMs ?? 0));
    await clock.advanceTo(13 * minute);
    expect((await order(id)).breachedAt).not.toBeNull();
    const photoSha256 = await addPhoto(world, id, testJpeg('offline'));
    const proofs = { photoSha256, ...(options.withCode === false ? {} : { doorCode: { code } }) };
    const phoneTime = new Date(came.getTime() + (options.fastMs ?? 0));
    const { lat, lon, accuracyM } = atDoor;
    const answer = await send([kept(id, 'arrive', phoneTime, { lat, lon, accuracyM, ...proofs })], {
      fastMs: options.fastMs ?? 0,
    });
    return { answer, came, after: await order(id), record: await recordOf(parts.db, id) };
  }

  it('[OA5] counts at the time of the door code, with a photo; the breach is taken back', async () => {
    const { answer, came, after, record } = await cameBefore({});
    expect(outcomes(answer)).toEqual(['done']);
    expect(after).toMatchObject({ state: 'arrived', arrivedAt: came, breachedAt: null, latenessMs: null });
    expect(record).toContain('withdraw-breach: arrival-proven-offline');
  });

  it('[OA5] without the code, or with one that holds for days, it counts from its receipt', async () => {
    const without = await cameBefore({ withCode: false });
    expect(without.after).toMatchObject({ state: 'arrived', latenessMs: 3 * minute });
    expect(without.after.breachedAt).toEqual(without.after.dueAt);
  });

  it('[OA5] a printed code shows the day, not the minute', async () => {
    const { after } = await cameBefore({ stepS: 7 * 86_400 });
    expect(after).toMatchObject({ state: 'arrived', latenessMs: 3 * minute });
  });

  it('[OA5] a code of another time proves nothing', async () => {
    const { after, record } = await cameBefore({ codeAtMs: -5 * minute });
    expect(record).toContain('prove: wrong-code');
    expect(after).toMatchObject({ state: 'arrived', latenessMs: 3 * minute });
  });

  it('[OA6] a phone whose clock is off tells no time', async () => {
    const { answer, after, record } = await cameBefore({ fastMs: -45 * second });
    expect(answer.clockOffsetMs).toBe(45 * second);
    expect(record).toContain('prove: clock-off');
    expect(after).toMatchObject({ state: 'arrived', latenessMs: 3 * minute });
  });

  it('[OA5] nothing counts from before he had the order', async () => {
    const parts = timeline();
    const { world, clock, order } = parts;
    await addDoor(world);
    const code = await codeAtDoor(world);
    const before = clock.date();
    await clock.advance(20 * second);
    const id = await acceptedOrder(parts, 2);
    const photoSha256 = await addPhoto(world, id, testJpeg('early'));
    await send([kept(id, 'prove', before, { photoSha256, doorCode: { code } })]);
    expect((await order(id)).arrivedAt).toEqual(clock.date());
  });

  it('[OA5] a code that he read on another day, before he had the order, proves nothing', async () => {
    const parts = timeline();
    const { db, world, clock, order } = parts;
    await addDoor(world);
    const [code, before] = [await codeAtDoor(world), clock.date()];
    await clock.advance(10 * 60 * minute);
    const id = await acceptedOrder(parts, 2);
    const photoSha256 = await addPhoto(world, id, testJpeg('from home'));
    await send([kept(id, 'prove', before, { photoSha256, doorCode: { code } })]);
    expect(await recordOf(db, id)).toContain('prove: wrong-code');
    expect(await order(id)).toMatchObject({ arrivedAt: null, arrivalClaim: { state: 'pending' } });
  });

  it('[PA10] [OA6] a phone whose clock is off guesses no more codes than another', async () => {
    const parts = timeline();
    const { db, world, clock } = parts;
    const id = await acceptedOrder(parts, 2);
    await addDoor(world);
    const right = await codeAtDoor(world);
    const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0');
    const guess = (code: string) => kept(id, 'prove', clock.date(), { doorCode: { code } });
    await send([...Array.from({ length: 10 }, () => guess(wrong)), guess(right)], { fastMs: minute });
    const guesses = (await recordOf(db, id)).filter((line) => line.startsWith('prove'));
    expect(guesses.at(-1)).toBe('prove: too-many-wrong-codes');
  });
});
