/** What officers do over HTTP beyond acknowledging, and who may: on a real database. */
import { fileURLToPath } from 'node:url';
import { hashPassword } from '@mingchu/server/platform/auth/passwords';
import { secretBox } from '@mingchu/server/platform/secretBox';
import { registryRoutes } from '@mingchu/server/registry/registryRoutes';
import { loadRulebook, ruleSummaries } from '@mingchu/server/rules/loadRulebook';
import { applyDecisions } from '@mingchu/server/violations/applyDecisions';
import { releaseHeld } from '@mingchu/server/violations/releaseHeld';
import { savedViewRoutes } from '@mingchu/server/violations/savedViewRoutes';
import { violationRoutes } from '@mingchu/server/violations/violationRoutes';
import type { ViolationDeps } from '@mingchu/server/violations/writeViolations';
import type { Decision } from '@mingchu/shared/decision';
import type { Problem } from '@mingchu/shared/http';
import { rulesInForce } from '@mingchu/shared/rulebook';
import type { Violation } from '@mingchu/shared/violation';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addInspector, type DispatchWorld, openDispatchWorld } from '../harness/dispatchWorld.ts';
import { recordingLog } from '../harness/log.ts';
import { manualClock } from '../harness/manualClock.ts';
import { testDatabase } from '../harness/testDatabase.ts';
import { silentQueue } from '../harness/silentQueue.ts';
import { openRoomApi, type RoomApi } from './roomApi.ts';

const rulebook = loadRulebook(fileURLToPath(new URL('../../server/rulebook', import.meta.url)));

describe('officers', () => {
  const database = testDatabase();
  const clock = manualClock();
  const { log, errors } = recordingLog();
  let world: DispatchWorld;
  let deps: ViolationDeps;
  let room: RoomApi;

  beforeAll(async () => {
    const { db } = database;
    world = await openDispatchWorld({ db, clock, log, queue: silentQueue });
    await addInspector(world, { id: 'inspector01' });
    const { registry } = world.deps;
    deps = { db, clock, log, registry, rulebook, dispatch: world.deps };
    const rules = ruleSummaries(rulebook);
    const box = secretBox('only for tests of acts');
    room = await openRoomApi(
      { db, clock, log },
      {
        inspectors: ['inspector01'],
        routes: (api) => {
          violationRoutes(api, deps);
          savedViewRoutes(api, { db });
          registryRoutes(api, { db, clock, registry, rules, rulebook, hashPassword, box });
        },
      },
    );
  });
  afterAll(async () => {
    await room.close();
    await world.close();
    expect(errors()).toEqual([]);
  });

  let device = '';
  let made = 0;
  /** Each test has a device of its own, so that its violation is a new one. */
  beforeEach(async () => {
    made += 1;
    device = `fridge-${made}`;
    await database.db.execute(
      `insert into device (site_id, id, kind, name, zone, report_period_s) values ('s1', $1, 'fridge', '冷藏柜', '', 30)`,
      [device],
    );
    await world.deps.registry.renew();
  });

  const ask = <Answer = Violation>(...question: Parameters<RoomApi['ask']>) => room.ask<Answer>(...question);

  const fridgeRule = () => {
    const rule = rulesInForce(rulebook, clock.now()).find((one) => one.id === 'fridge-over-8c-30min');
    if (!rule) throw new Error('the rulebook has no fridge-over-8c-30min');
    return rule;
  };

  /** A rule that sends nobody by itself. */
  const quietRule = () => {
    const rule = rulesInForce(rulebook, clock.now()).find((one) => one.autoDispatch === 'none');
    if (!rule) throw new Error('the rulebook sends somebody for everything');
    return rule;
  };

  async function decided(kind: 'open' | 'clear', rule = fridgeRule()): Promise<void> {
    const at = clock.now();
    const decision: Decision = {
      kind,
      rule,
      siteId: 's1',
      deviceId: device,
      zone: '',
      onsetAt: at,
      at,
      receivedAt: at,
      reason: kind === 'open' ? 'held-for-duration' : 'recovered-for-off-delay',
      evidence: {},
      suppressed: false,
    };
    await database.db.transaction((tx) => applyDecisions(tx, deps, [decision]));
  }

  async function openOne(): Promise<Violation> {
    await decided('open');
    return theViolation();
  }
  async function theViolation(): Promise<Violation> {
    const { body } = await ask<{ items: Violation[] }>('duty', 'GET', '/violations?siteId=s1');
    const found = body.items.find((one) => one.deviceId === device);
    if (!found) throw new Error(`no violation of ${device}`);
    return found;
  }

  it('[VI16] a shelf until it clears ends with the condition, and at its time at the latest', async () => {
    const { id } = await openOne();
    const shelf = { minutes: 60, untilClear: true, reason: '除霜' };
    const shelved = await ask('duty', 'POST', `/violations/${id}/shelve`, shelf);
    expect(shelved.body).toMatchObject({ state: 'shelved', shelvedUntilClear: true });
    await decided('clear');
    expect(await theViolation()).toMatchObject({
      state: 'rtn-unack',
      shelvedUntilClear: false,
      shelvedUntil: null,
    });

    const again = await ask('duty', 'POST', `/violations/${id}/shelve`, { minutes: 60, reason: '除霜' });
    expect(again.body).toMatchObject({ state: 'shelved', shelvedUntilClear: false });
    await clock.advance(60 * 60_000);
    await releaseHeld(deps);
    expect(await theViolation()).toMatchObject({ state: 'rtn-unack' });
  });

  it('[VI17] reclassifying names the rule that describes what is there', async () => {
    const { id } = await openOne();
    const review = (body: object) =>
      ask<Violation & Problem>('duty', 'POST', `/violations/${id}/review`, body);
    const nameless = await review({ verdict: 'reclassified' });
    expect([nameless.status, nameless.body.code]).toEqual([422, 'reclassified-as-what']);
    const unknown = await review({ verdict: 'reclassified', ruleId: 'no-such-rule' });
    expect(unknown.status).toBe(422);
    const done = await review({ verdict: 'reclassified', ruleId: 'fridge-over-8c-30min' });
    expect(done.body).toMatchObject({ review: 'reclassified', reclassifiedAs: 'fridge-over-8c-30min' });
    const { body } = await ask<{ items: { act: string; detail: object }[] }>(
      'duty',
      'GET',
      `/violations/${id}/timeline`,
    );
    expect(body.items.at(-1)).toMatchObject({ act: 'review', detail: { ruleId: 'fridge-over-8c-30min' } });
  });

  it('[VI18] what was confirmed becomes a case of two officers, once, by a superior', async () => {
    const { id } = await openOne();
    const transfer = (username: string, officers = ['张警官', '李警官']) =>
      ask<Violation & Problem>(username, 'POST', `/violations/${id}/transfer`, {
        caseRef: '耒市监立〔2026〕7号',
        officers,
      });
    expect((await transfer('chief')).body.code).toBe('not-confirmed');
    await ask('duty', 'POST', `/violations/${id}/review`, { verdict: 'confirmed' });
    expect((await transfer('chief', ['张警官'])).status).toBe(400);
    expect((await transfer('chief', ['张警官', '张警官'])).status).toBe(400);
    expect((await transfer('duty')).status).toBe(403);
    expect((await transfer('chief')).body).toMatchObject({ caseRef: '耒市监立〔2026〕7号', state: 'unack' });
    expect((await transfer('chief')).body.code).toBe('already-transferred');
  });

  it('[VI19] a device taken out of service sets its violations aside until it is back', async () => {
    await openOne();
    const service = (inService: boolean) =>
      ask<Problem>('duty', 'POST', `/sites/s1/devices/${device}/service`, {
        inService,
        reason: '压缩机送修',
      });
    expect((await service(false)).status).toBe(200);
    expect((await service(false)).body.code).toBe('already-so');
    await world.deps.registry.renew();
    await releaseHeld(deps);
    expect(await theViolation()).toMatchObject({ state: 'out-of-service' });
    expect((await service(true)).status).toBe(200);
    await world.deps.registry.renew();
    await releaseHeld(deps);
    expect(await theViolation()).toMatchObject({ state: 'unack' });
    const rows = await database.db.query<{ act: string; reason: string }>(
      `select act, reason from audit where subject_id = $1 order by id`,
      [`s1/${device}`],
    );
    expect(rows).toEqual([
      { act: 'remove-from-service', reason: '压缩机送修' },
      { act: 'return-to-service', reason: '压缩机送修' },
    ]);
  });

  it('[VI20] the work list is narrowed by place, rule and time', async () => {
    const { id, openedAt } = await openOne();
    const found = async (query: string) => {
      const { body } = await ask<{ items: Violation[] }>('duty', 'GET', `/violations?${query}`);
      return body.items.some((one) => one.id === id);
    };
    const later = new Date(Date.parse(openedAt) + 1).toISOString();
    expect(await found('groupId=east&gridId=g1&ruleId=fridge-over-8c-30min&state=open&severity=major')).toBe(
      true,
    );
    expect(await found(`from=${openedAt}&to=${later}`)).toBe(true);
    for (const query of ['groupId=west', 'gridId=g2', 'ruleId=no-hat', `to=${openedAt}`, `from=${later}`]) {
      expect(await found(query), query).toBe(false);
    }
  });

  it('[VI22] an officer sends somebody once for what has no order, ten minutes from then', async () => {
    await decided('open', quietRule());
    const { id, dispatchId, version } = await theViolation();
    expect(dispatchId).toBeNull();
    await clock.advance(7 * 60_000);
    const send = (username: string, body: object = { reason: '家长投诉' }) =>
      ask<Violation & Problem>(username, 'POST', `/violations/${id}/dispatch`, body);
    expect((await send('duty', {})).status).toBe(400);
    expect((await send('inspector01')).status).toBe(403);
    expect((await send('duty', { reason: '家长投诉', version: version + 1 })).body.code).toBe(
      'violation-moved-on',
    );
    const sent = await send('duty', { reason: '家长投诉', version });
    expect(sent.body).toMatchObject({ state: 'unack', reason: 'sent-by-officer', version: version + 1 });
    const order = await database.db.query<{ opened_at: Date; due_at: Date }>(
      'select opened_at, due_at from dispatch where violation_id = $1',
      [id],
    );
    expect(order).toEqual([{ opened_at: clock.date(), due_at: new Date(clock.now() + 10 * 60_000) }]);
    const again = await send('duty');
    expect([again.status, again.body.code]).toEqual([409, 'already-dispatched']);
    const { body } = await ask<{ items: object[] }>('duty', 'GET', `/violations/${id}/timeline`);
    expect(body.items).toContainEqual(
      expect.objectContaining({
        act: 'send',
        actor: 'duty',
        detail: expect.objectContaining({ comment: '家长投诉' }),
      }),
    );
  });

  it('[VI22] sends nobody for what is closed', async () => {
    await decided('open', quietRule());
    const { id } = await theViolation();
    await ask('duty', 'POST', `/violations/${id}/review`, { verdict: 'false-alarm' });
    const late = await ask<Problem>('duty', 'POST', `/violations/${id}/dispatch`, { reason: '家长投诉' });
    expect([late.status, late.body.code]).toEqual([409, 'violation-closed']);
  });

  it('[VI21] everyone keeps own views, at most thirty', async () => {
    const put = (username: string, name: string) =>
      ask<Problem>(username, 'PUT', `/me/views/${encodeURIComponent(name)}`, { query: 'state=open' });
    expect((await put('duty', '未确认 的')).status).toBe(204);
    const own = await ask<{ items: unknown[] }>('duty', 'GET', '/me/views');
    expect(own.body.items).toEqual([{ name: '未确认 的', query: 'state=open' }]);
    expect((await ask<{ items: unknown[] }>('chief', 'GET', '/me/views')).body.items).toEqual([]);
    for (let index = 1; index < 30; index++) expect((await put('duty', `view ${index}`)).status).toBe(204);
    expect((await put('duty', 'one too many')).body.code).toBe('too-many-views');
    expect((await put('duty', 'view 1')).status).toBe(204);
    expect((await ask('duty', 'DELETE', '/me/views/view%201')).status).toBe(204);
    expect((await put('duty', 'one too many')).status).toBe(204);
  });

  it('[AU11] an act that the role does not allow is refused and recorded', async () => {
    const refused = await ask<Problem>('duty', 'PUT', '/registry', {});
    expect([refused.status, refused.body.code]).toEqual([403, 'role-not-allowed']);
    const rows = await database.db.query(
      `select actor, reason, detail from audit where act = 'refused' and subject_id = 'duty' order by id desc limit 1`,
    );
    expect(rows).toEqual([
      {
        actor: 'duty',
        reason: 'role-not-allowed',
        detail: { what: 'PUT /api/v1/registry', role: 'duty', params: {}, ip: '127.0.0.1' },
      },
    ]);
  });
});
