/** Proofs, pictures, door codes, reports and more time over HTTP, with the roles that may. */
import { dispatchRoutes } from '@mingchu/server/dispatch/dispatchRoutes';
import type { ProofFacts } from '@mingchu/shared/arrival';
import type { Report } from '@mingchu/shared/report';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addInspector, toldAbout } from '../harness/dispatchWorld.ts';
import { addDoor, atDoor, codeAtDoor, northOfDoor, recordOf, testExif, testJpeg } from './arrivalWorld.ts';
import { dispatchTimeline, minute } from './dispatchTimeline.ts';
import { openRoomApi, type RoomApi } from './roomApi.ts';

const timeline = dispatchTimeline();
let room: RoomApi;

beforeEach(async () => {
  const { db, clock, world, recorded } = timeline();
  await addInspector(world, { id: 'near', northM: 10 });
  await addInspector(world, { id: 'far', northM: 4_000 });
  room = await openRoomApi(
    { db, clock, log: recorded.log },
    { inspectors: ['near'], routes: (api) => dispatchRoutes(api, world.deps) },
  );
});
afterEach(async () => {
  await room.close();
  expect(timeline().recorded.errors()).toEqual([]);
});

const ask: RoomApi['ask'] = (...question) => room.ask(...question);

async function upload(id: string, jpeg: Buffer, purpose = 'arrival') {
  const response = await room.app.inject({
    method: 'POST',
    url: `/api/v1/dispatches/${id}/photos?purpose=${purpose}`,
    headers: { cookie: await room.cookieOf('near'), 'content-type': 'image/jpeg' },
    payload: jpeg,
  });
  return { status: response.statusCode, body: response.json() };
}

/** An order that `near` has accepted, with two proofs needed. */
async function accepted(): Promise<string> {
  const { world, openOne } = timeline();
  world.deps.policy = { ...world.deps.policy, arrivalProofsNeeded: 2 };
  const id = await openOne();
  expect((await ask('near', 'POST', `/dispatches/${id}/accept`, {})).status).toBe(200);
  return id;
}

describe('arrival over HTTP', () => {
  it('[PA4] [AU14] a photo is kept without what the phone wrote into it, and that apart', async () => {
    const { db } = timeline();
    const id = await accepted();
    const exif = testExif({ lat: 26.42, lon: 112.85, takenAt: '2026:11:23 10:00:00', orientation: 6 });
    const sent = testJpeg('door', exif);
    const { status, body } = await upload(id, sent);
    expect(status).toBe(201);
    const [row] = await db.query<{ exif: { lat: number; lon: number }; jpeg: Buffer }>(
      'select exif, jpeg from order_photo where sha256 = $1',
      [body.sha256],
    );
    expect(row?.exif).toMatchObject({ takenAt: '2026-11-23T02:00:00.000Z', orientation: 6 });
    expect(row?.exif.lat).toBeCloseTo(26.42, 5);
    expect(row?.exif.lon).toBeCloseTo(112.85, 5);
    const stored = row?.jpeg.toString('latin1') ?? '';
    for (const secret of [
      'a comment of the phone',
      '2026:11:23',
      'behind the end',
      exif.toString('latin1', 60, 90),
    ])
      expect(stored).not.toContain(secret);
    expect(stored).toContain('door');
    const url = `/api/v1/dispatches/${id}/photos/${body.sha256}.jpg`;
    const picture = await room.app.inject({ url, headers: { cookie: await room.cookieOf('duty') } });
    expect(picture.headers['content-type']).toBe('image/jpeg');
    expect(picture.rawPayload.equals(row?.jpeg ?? Buffer.alloc(0))).toBe(true);
    const looks = await db.query(
      `select actor, act, reason, detail ->> 'dispatchId' as order from audit where subject = 'picture' and subject_id = $1`,
      [body.sha256],
    );
    expect(looks).toEqual([{ actor: 'duty', act: 'view', reason: 'case', order: id }]);
    expect((await upload(id, Buffer.from('GIF89a'))).body.code).toBe('not-a-jpeg');
    expect((await upload(id, sent.subarray(0, 60))).body.code).toBe('not-a-jpeg');
    expect((await upload(id, testJpeg('x'.repeat(2 * 1024 * 1024)))).status).toBe(413);
    const formPost = await room.app.inject({
      method: 'POST',
      url: `/api/v1/dispatches/${id}/accept`,
      headers: { cookie: await room.cookieOf('near'), 'content-type': 'image/jpeg' },
      payload: sent,
    });
    expect(formPost.statusCode).toBe(415);
  });

  it('[PA5] [PA10] door code and photo are an arrival; the code page is for staff', async () => {
    const id = await accepted();
    expect((await ask('near', 'GET', '/sites/s1/door-code')).status).toBe(403);
    await room.cookieOf('duty');
    const pages = await Promise.all([1, 2, 3].map(() => ask('duty', 'GET', '/sites/s1/door-code')));
    expect(new Set(pages.map((each) => each.body.otpauthUri)).size).toBe(1);
    const page = await ask('duty', 'GET', '/sites/s1/door-code');
    expect(page.body).toMatchObject({
      siteId: 's1',
      stepS: 30,
      payload: `mingchu-door:s1:${page.body.code}`,
    });
    expect(page.body.codeSvg).toMatch(/^<svg /);
    expect(page.body.otpauthUri).toMatch(/^otpauth:\/\/totp\/.*period=30$/);
    expect((await ask('duty', 'GET', '/sites/s1/door-code')).body.otpauthUri).toBe(page.body.otpauthUri);
    const photo = await upload(id, testJpeg('here'));
    const { body } = await ask('near', 'POST', `/dispatches/${id}/proofs`, {
      doorCode: { code: page.body.code, siteId: 's1' },
      photoSha256: photo.body.sha256,
    });
    expect(body.dispatch).toMatchObject({ state: 'arrived' });
    expect(body.proofs.map((proof: { reason: string }) => proof.reason)).toEqual([
      'code-fits',
      'photo-taken',
    ]);
    const rotate = { stepS: 604_800, reason: '打印页' };
    expect((await ask('duty', 'POST', '/sites/s1/door-code', rotate)).status).toBe(403);
    const rotated = await ask('chief', 'POST', '/sites/s1/door-code', rotate);
    expect(rotated.body).toMatchObject({ stepS: 604_800, madeBy: 'chief' });
    expect(rotated.body.otpauthUri).not.toBe(page.body.otpauthUri);
    expect((await ask('duty', 'GET', '/sites/nowhere/door-code')).status).toBe(404);
  });

  it('[PA6] [PA9] one proof asks the officer; he refuses with a reason or confirms; an inspector cannot', async () => {
    const id = await accepted();
    const arrive = await ask('near', 'POST', `/dispatches/${id}/arrive`, atDoor);
    expect(arrive.body).toMatchObject({ state: 'accepted', arrivalClaim: { state: 'pending' } });
    expect((await ask('near', 'POST', `/dispatches/${id}/arrival/confirm`, {})).status).toBe(403);
    expect((await ask('duty', 'POST', `/dispatches/${id}/arrival/refuse`, {})).status).toBe(400);
    const refusal = await ask('duty', 'POST', `/dispatches/${id}/arrival/refuse`, { reason: '门口无人' });
    expect(refusal.body.arrivalClaim).toMatchObject({ state: 'refused', comment: '门口无人' });
    await ask('near', 'POST', `/dispatches/${id}/proofs`, { position: atDoor });
    const confirmed = await ask('duty', 'POST', `/dispatches/${id}/arrival/confirm`, { comment: '电话确认' });
    expect(confirmed.body).toMatchObject({ state: 'arrived', arrivalClaim: null });
  });

  it('[PA13] each proof shows its own facts, and what it contradicts; an inspector sees his own only', async () => {
    const { db, clock, world } = timeline();
    const id = await accepted();
    await addDoor(world);
    await clock.advance(minute);
    const exif = testExif({ ...northOfDoor(120), takenAt: '2026:11:23 09:59:00', orientation: 1 });
    const { body: photo } = await upload(id, testJpeg('door', exif));
    await ask('near', 'POST', `/dispatches/${id}/proofs`, { position: northOfDoor(2_900, 30) });
    await clock.advance(4_000);
    const doorCode = { code: await codeAtDoor(world) };
    await ask('near', 'POST', `/dispatches/${id}/proofs`, { doorCode, photoSha256: photo.sha256 });
    const read = async (who: string): Promise<ProofFacts[]> =>
      (await ask(who, 'GET', `/dispatches/${id}/proofs`)).body.items;
    const proofs = await read('duty');
    const [position, code, picture] = (['position', 'door-code', 'photo'] as const).map((kind) =>
      proofs.find((proof) => proof.kind === kind),
    );
    expect(position).toMatchObject({
      verdict: 'elsewhere',
      receivedAt: new Date(clock.now() - 4_000).toISOString(),
      deviceTime: null,
      position: { accuracyM: 30, fenceM: world.deps.policy.geofenceRadiusM },
      photo: null,
    });
    expect(position?.position?.distanceM).toBeCloseTo(2_900, -1);
    expect(code).toMatchObject({ verdict: 'holds', reason: 'code-fits', position: null, photo: null });
    expect(picture?.photo).toMatchObject({ sha256: photo.sha256, takenAt: '2026-11-23T01:59:00.000Z' });
    expect(picture?.photo?.distanceM).toBeCloseTo(120, -1);
    expect(new Set(position?.contradicts)).toEqual(new Set([code?.id, picture?.id]));
    expect(code?.contradicts).toEqual([position?.id]);
    expect(await read('near')).toEqual(proofs);
    // Of who held the order before, the next reads nothing.
    await db.execute(`update arrival_proof set inspector_id = 'far' where kind = 'photo'`);
    expect((await read('near')).map(({ kind }) => kind).toSorted()).toEqual(['door-code', 'position']);
    expect(await read('chief')).toHaveLength(3);
  });

  it('[PA11] where he is is kept while he is on an order, and only then', async () => {
    const { db } = timeline();
    const position = { lat: 26.5, lon: 112.9 };
    const stored = async () =>
      (await db.query<{ lat: number }>(`select lat from inspector where id = 'near'`))[0]?.lat;
    const before = await stored();
    const report = async () => {
      const headers = { cookie: await room.cookieOf('near') };
      const url = '/api/v1/inspectors/me/position';
      expect((await room.app.inject({ method: 'POST', url, headers, payload: position })).statusCode).toBe(
        204,
      );
    };
    await report();
    expect(await stored()).toBe(before);
    await accepted();
    await report();
    expect(await stored()).toBe(26.5);
  });

  it('[OA7] acts of another person are left to him', async () => {
    const { clock } = timeline();
    const id = await accepted();
    const sentAt = clock.date().toISOString();
    const acts = [{ id: 'act-from-phone', dispatchId: id, act: 'depart', deviceTime: sentAt, body: {} }];
    const other = await ask('near', 'POST', '/acts', { username: 'far', sentAt, acts });
    expect(other.body).toMatchObject({ status: 409, code: 'acts-of-another' });
    expect((await ask('duty', 'POST', '/acts', { username: 'duty', sentAt, acts })).status).toBe(403);
    const own = await ask('near', 'POST', '/acts', { username: 'near', sentAt, acts });
    expect(own.body.items).toMatchObject([{ id: 'act-from-phone', outcome: 'done' }]);
  });
});

describe('more time', () => {
  const asking = { minutes: 10, reason: '道路封闭' };

  it('[EX1] [EX2] a chief approves: the due time moves, the first one stays visible, both latenesses are told', async () => {
    const { db, clock, startWatch, order } = timeline();
    const id = await accepted();
    await startWatch();
    await clock.advanceTo(8 * minute);
    const asked = await ask('near', 'POST', `/dispatches/${id}/extension`, asking);
    expect(asked.body.extension).toMatchObject({ minutes: 10, askedBy: 'near' });
    expect(await toldAbout(db, id)).toContain('extension-asked → role:chief');
    expect((await ask('duty', 'POST', `/dispatches/${id}/extension/approve`, {})).status).toBe(403);
    await clock.advanceTo(9 * minute);
    const first = (await order(id)).dueAt;
    const { body } = await ask('chief', 'POST', `/dispatches/${id}/extension/approve`, { comment: '同意' });
    expect(body).toMatchObject({ originalDueAt: first.toISOString(), extension: null, extensionCount: 1 });
    await clock.advanceTo(20 * minute - 1);
    expect(await order(id)).toMatchObject({ breachedAt: null });
    expect((await toldAbout(db, id)).filter((told) => told === 'warn → near')).toHaveLength(2);
    await clock.advanceTo(20 * minute);
    expect((await order(id)).breachedAt?.getTime()).toBe(first.getTime() + 10 * minute);
    await clock.advanceTo(22 * minute);
    await ask('near', 'POST', `/dispatches/${id}/proofs`, { position: atDoor });
    const late = await ask('duty', 'POST', `/dispatches/${id}/arrival/confirm`, {});
    expect(late.body).toMatchObject({ latenessMs: 2 * minute, originalLatenessMs: 12 * minute });
    expect(await recordOf(db, id)).toContain('approve-extension: extension-approved');
  });

  it('[EX3] not the person who asked, not without an order, not too often or too long', async () => {
    const { clock } = timeline();
    const id = await accepted();
    const extend = `/dispatches/${id}/extension`;
    expect((await ask('near', 'POST', extend, { ...asking, minutes: 31 })).body.code).toBe(
      'extended-too-far',
    );
    expect((await ask('chief', 'POST', `${extend}/approve`, {})).body.code).toBe('nothing-asked');
    await ask('chief', 'POST', extend, asking);
    expect((await ask('near', 'POST', extend, asking)).body.code).toBe('already-asked');
    expect((await ask('chief', 'POST', `${extend}/approve`, {})).body.code).toBe('same-person');
    expect((await ask('admin', 'POST', `${extend}/approve`, {})).status).toBe(200);
    await ask('near', 'POST', extend, asking);
    expect((await ask('chief', 'POST', `${extend}/refuse`, {})).body.extension).toBeNull();
    await ask('near', 'POST', extend, asking);
    await ask('chief', 'POST', `${extend}/approve`, {});
    expect((await ask('near', 'POST', extend, asking)).body.code).toBe('extended-too-often');
    await clock.advance(31 * minute);
    expect((await ask('near', 'POST', extend, asking)).body.code).toBe('due-time-passed');
  });

  it('[EX4] asked in time and approved after it, the breach is taken back and watched again', async () => {
    const { db, clock, startWatch, order } = timeline();
    const id = await accepted();
    await startWatch();
    await clock.advanceTo(9 * minute);
    await ask('near', 'POST', `/dispatches/${id}/extension`, asking);
    await clock.advanceTo(12 * minute);
    expect((await order(id)).breachedAt).not.toBeNull();
    await ask('chief', 'POST', `/dispatches/${id}/extension/approve`, {});
    expect(await order(id)).toMatchObject({ breachedAt: null, latenessMs: null });
    expect(await recordOf(db, id)).toContain('withdraw-breach: extension-approved');
    await clock.advanceTo(26 * minute);
    expect((await order(id)).breachedAt).toEqual((await order(id)).dueAt);
    const told = await toldAbout(db, id);
    expect(told.filter((line) => line === 'breach → role:chief')).toHaveLength(2);
    expect(told).toContain('escalate → station');
  });
});

describe('the report', () => {
  const signature = {
    kind: 'svg-path',
    signedBy: '李经理',
    width: 300,
    height: 100,
    path: 'M10 10L20 30L40.5 12',
  } as const;
  const answers = [
    { questionId: 'seen', value: true },
    { questionId: 'people', value: 2 },
    { questionId: 'health-card', value: true },
  ];
  const report: Report = {
    checklistId: 'personal-hygiene',
    outcome: 'genuine',
    answers,
    photosBefore: [],
    photosAfter: [],
    signature,
  };

  it('[RE2] [RE3] is checked by the checklist of the violation, and kept with the signature', async () => {
    const { world } = timeline();
    const id = await accepted();
    world.deps.policy = { ...world.deps.policy, arrivalProofsNeeded: 1 };
    await ask('near', 'POST', `/dispatches/${id}/arrive`, {});
    const list = await ask('near', 'GET', `/dispatches/${id}/checklist`);
    expect(list.body).toMatchObject({ id: 'personal-hygiene' });
    const refusalOf = async (change: Partial<Report>, finding = 'confirmed') =>
      (await ask('near', 'POST', `/dispatches/${id}/submit`, { finding, report: { ...report, ...change } }))
        .body.code;
    expect(await refusalOf({ checklistId: 'safety' })).toBe('wrong-checklist');
    expect(await refusalOf({ answers: answers.slice(1) })).toBe('answer-missing');
    expect(await refusalOf({ answers: [...answers, { questionId: 'colour', value: 'red' }] })).toBe(
      'unknown-question',
    );
    expect(await refusalOf({ photosBefore: ['0'.repeat(64)] })).toBe('no-such-photo');
    expect(await refusalOf({ outcome: 'corrected-on-spot' }, 'corrected')).toBe('photo-after-missing');
    expect(await refusalOf({ outcome: 'reclassified' })).toBe('rule-missing');
    expect(await refusalOf({ outcome: 'to-correct-by-date', correctBy: '2026-11-22' })).toBe(
      'correct-by-missing',
    );
    expect(await refusalOf({ outcome: 'transfer-to-case' })).toBe('finding-contradicts-outcome');
    const drawn = { ...signature, path: 'M10 10"/><script>' };
    expect(await refusalOf({ signature: drawn })).toBe('invalid-request');
    const after = await upload(id, testJpeg('after'), 'after');
    const whole = { ...report, outcome: 'corrected-on-spot', photosAfter: [after.body.sha256] };
    const done = await ask('near', 'POST', `/dispatches/${id}/submit`, {
      finding: 'corrected',
      report: whole,
    });
    expect(done.body).toMatchObject({ state: 'submitted', finding: 'corrected' });
    expect(world.findings).toMatchObject([{ finding: 'corrected' }]);
    const kept = await ask('duty', 'GET', `/dispatches/${id}/reports`);
    expect(kept.body.items).toMatchObject([{ submittedBy: 'near', report: whole }]);
  });

  it('[RE3] the manager may refuse to sign; a false alarm needs no answers', async () => {
    const { world } = timeline();
    const id = await accepted();
    world.deps.policy = { ...world.deps.policy, arrivalProofsNeeded: 1 };
    await ask('near', 'POST', `/dispatches/${id}/arrive`, {});
    const refused = { kind: 'refused', reason: '负责人不在' };
    const falseAlarm = { ...report, outcome: 'false-alarm', answers: [], signature: refused };
    const done = await ask('near', 'POST', `/dispatches/${id}/submit`, {
      finding: 'false-alarm',
      report: falseAlarm,
    });
    expect(done.body).toMatchObject({ state: 'submitted' });
  });

  it('[RE4] [DI11] the timeline has every act, both times, reasons and messages; verification is by a second person', async () => {
    const { db, world } = timeline();
    const id = await accepted();
    world.deps.policy = { ...world.deps.policy, arrivalProofsNeeded: 1 };
    await ask('near', 'POST', `/dispatches/${id}/arrive`, northOfDoor(20));
    await ask('near', 'POST', `/dispatches/${id}/submit`, { finding: 'confirmed', report });
    // He became an officer meanwhile.
    await db.execute(`update account set role = 'duty' where username = 'near'`);
    await room.signIn('near');
    expect((await ask('near', 'POST', `/dispatches/${id}/verify`, {})).body.code).toBe(
      'second-person-needed',
    );
    expect((await ask('duty', 'POST', `/dispatches/${id}/verify`, {})).body.state).toBe('verified');
    const { body } = await ask('duty', 'GET', `/dispatches/${id}/timeline`);
    const lines = body.items.map(
      (entry: { actor: string; act: string; reason: string }) =>
        `${entry.actor} ${entry.act} ${entry.reason}`,
    );
    for (const line of [
      'system open violation-opened',
      'system offer nearest-on-shift',
      'system tell-offer delivered',
      'near accept accepted-by-inspector',
      'near prove within-fence',
      'near arrive arrived-on-site',
      'near submit found-confirmed',
      'duty verify verified-by-officer',
    ])
      expect(lines).toContain(line);
  });
});
