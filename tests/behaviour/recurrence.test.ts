/** A trouble that comes back while somebody is sent for it, or after: rules, violation and ladder in one timeline. */
import { fileURLToPath } from 'node:url';
import { encodeBatch } from '@mingchu/server/ingest/model/batchCodec';
import { createShardEvaluator, type ShardEvaluator } from '@mingchu/server/rules/evaluateShard';
import { loadRulebook } from '@mingchu/server/rules/loadRulebook';
import { ackViolation, reviewViolation, sendForViolation } from '@mingchu/server/violations/actOnViolation';
import { applyFinding } from '@mingchu/server/violations/applyFinding';
import { releaseHeld } from '@mingchu/server/violations/releaseHeld';
import { listViolationRows, timelineOf } from '@mingchu/server/violations/violationStore';
import type { ViolationDeps } from '@mingchu/server/violations/writeViolations';
import { type Observation, shardOfSite } from '@mingchu/shared/observation';
import { type Severity, severities } from '@mingchu/shared/violation';
import { beforeEach, describe, expect, it } from 'vitest';
import { addInspector, dutySession, inspectorSession, toldAbout } from '../harness/dispatchWorld.ts';
import { accept, arrive, dispatchTimeline, minute, second, verify } from './dispatchTimeline.ts';

const timeline = dispatchTimeline();
const shardCount = 4;
const shard = shardOfSite('s1', shardCount);
const shipped = loadRulebook(fileURLToPath(new URL('../../server/rulebook', import.meta.url)));
const near = inspectorSession('near');

let deps: ViolationDeps;
let evaluator: ShardEvaluator;

/** A fridge, and the book that ships with its rules as severe as this. */
async function prepare(severity: Severity): Promise<void> {
  const { db, clock, world, recorded, startWatch } = timeline();
  const rulebook = { ...shipped, rules: shipped.rules.map((rule) => ({ ...rule, severity })) };
  await addInspector(world, { id: 'near' });
  await db.execute(
    `insert into device (site_id, id, kind, name, zone, report_period_s)
     values ('s1', 'fridge', 'fridge', '冷藏柜', 'storage', 30)`,
  );
  await world.deps.registry.renew();
  deps = {
    db,
    clock,
    log: recorded.log,
    registry: world.deps.registry,
    rulebook,
    dispatch: world.deps,
  };
  world.deps.applyFinding = (tx, finding) => applyFinding(tx, deps, finding);
  evaluator = createShardEvaluator({ ...deps, shardCount });
  await startWatch();
}

/** The fridge says its temperature now. */
async function measured(temperatureC: number): Promise<void> {
  const { db, clock } = timeline();
  const now = clock.now();
  const reading: Observation = {
    kind: 'telemetry',
    siteId: 's1',
    deviceId: 'fridge',
    at: now,
    receivedAt: now,
    values: { temperatureC },
  };
  await db.execute(
    `with head as (update shard set appended_seq = appended_seq + 1 where id = $1 returning appended_seq)
     insert into observation_batch (shard, batch_seq, committed_at, payload)
     select $1, appended_seq, $2, $3 from head`,
    [shard, clock.date(), encodeBatch([reading])],
  );
  await evaluator.run(shard);
}

/** Cold for six minutes: the condition has ended. */
async function coolsDown(): Promise<void> {
  for (let n = 0; n < 12; n += 1) {
    await timeline().clock.advance(30 * second);
    await measured(4);
  }
}

/** Violations of the fridge, oldest first. */
async function episodes() {
  const rows = await listViolationRows(timeline().db, { limit: 100 });
  return rows.reverse();
}

async function opened(): Promise<{ violationId: string; orderId: string }> {
  await measured(13);
  const last = (await episodes()).at(-1);
  return { violationId: last?.id ?? '', orderId: last?.dispatchId ?? '' };
}

describe.each(severities)('a trouble of severity %s', (severity) => {
  beforeEach(() => prepare(severity));
  const last = severity === 'critical' || severity === 'major' ? ['role:chief', 'station'] : ['station'];

  it('[VI4] [DL4] back in mid-order: the same violation, the same order, and the clock of the first time', async () => {
    const { db, clock, order, act } = timeline();
    const { violationId, orderId } = await opened();
    const { dueAt } = await order(orderId);
    await act(orderId, accept, near);
    await ackViolation(deps, { violationId, actor: 'duty', version: 1 });
    await coolsDown();
    expect(await episodes()).toMatchObject([{ state: 'normal' }]);
    // Who is on the way goes on: what was wrong is still to be looked at.
    expect(await order(orderId)).toMatchObject({ state: 'accepted', inspectorId: 'near' });
    await clock.advanceTo(8 * minute);
    await measured(13);
    expect(await episodes()).toMatchObject([{ id: violationId, state: 'unack', recurrences: 1 }]);
    expect(await order(orderId)).toMatchObject({ severity, state: 'accepted', dueAt });
    await clock.advanceTo(20 * minute);
    expect((await order(orderId)).breachedAt).toEqual(dueAt);
    expect(await toldAbout(db, orderId)).toEqual([
      'offer → near',
      'warn → near',
      'warn → role:duty',
      'breach → leader:east',
      'breach → role:chief',
      'breach → role:duty',
      ...last.map((who) => `escalate → ${who}`),
    ]);
    const orders = await db.query('select 1 from dispatch');
    expect(orders).toHaveLength(1);
  });

  it('[VI4] [DL1] back after the order is finished: a new violation, a new order, ten minutes of its own', async () => {
    const { clock, order, act } = timeline();
    const first = await opened();
    await act(first.orderId, accept, near);
    await act(first.orderId, arrive, near);
    await act(first.orderId, { act: 'submit', finding: 'corrected', detail: {} }, near);
    await act(first.orderId, verify, dutySession);
    await coolsDown();
    await clock.advanceTo(8 * minute);
    const again = await opened();
    expect(again.violationId).not.toBe(first.violationId);
    expect(await episodes()).toMatchObject([{ state: 'normal' }, { state: 'unack', recurrences: 0 }]);
    expect(await order(again.orderId)).toMatchObject({
      state: 'offered',
      dueAt: new Date(clock.now() + 10 * minute),
    });
    expect(await order(first.orderId)).toMatchObject({ state: 'verified', breachedAt: null });
  });

  it('[VI4] [VI7] back after a false alarm: the violation goes on, and nobody is sent or told', async () => {
    const { db, clock, order } = timeline();
    const { violationId, orderId } = await opened();
    await reviewViolation(deps, { violationId, actor: 'duty', verdict: 'false-alarm' });
    await coolsDown();
    await clock.advanceTo(8 * minute);
    await measured(13);
    expect(await episodes()).toMatchObject([{ id: violationId, state: 'unack', recurrences: 1 }]);
    await clock.advanceTo(30 * minute);
    expect(await order(orderId)).toMatchObject({ state: 'recalled', breachedAt: null });
    expect(await toldAbout(db, orderId)).toEqual(['offer → near', 'recall → near']);
    expect(await db.query('select 1 from dispatch')).toHaveLength(1);
    // It was no false alarm after all.
    await sendForViolation(deps, { violationId, actor: 'duty', reason: '确有其事' });
    expect(await order(orderId)).toMatchObject({
      state: 'offered',
      inspectorId: 'near',
      dueAt: new Date(clock.now() + 10 * minute),
    });
  });
});

describe('a trouble', () => {
  beforeEach(() => prepare('major'));

  it('[VI4] back after the report: somebody is sent anew, without waiting for the officer who verifies', async () => {
    const { clock, order, act } = timeline();
    const first = await opened();
    await act(first.orderId, accept, near);
    await act(first.orderId, arrive, near);
    await act(first.orderId, { act: 'submit', finding: 'corrected', detail: {} }, near);
    await coolsDown();
    await clock.advanceTo(8 * minute);
    const again = await opened();
    expect(again.violationId).not.toBe(first.violationId);
    expect(await order(again.orderId)).toMatchObject({ state: 'offered', inspectorId: 'near' });
    expect(await order(first.orderId)).toMatchObject({ state: 'submitted' });
  });

  it('[VI17] what the report from the site reclassifies names a rule of the book', async () => {
    const { db } = timeline();
    const { violationId } = await opened();
    const report = { violationId, finding: 'confirmed', actor: 'near' } as const;
    const tell = (reclassifiedAs: string) =>
      db.transaction((tx) => applyFinding(tx, deps, { ...report, reclassifiedAs }));
    await expect(tell('no-such-rule')).rejects.toMatchObject({ code: 'reclassified-as-what' });
    await tell('no-mask');
    expect(await episodes()).toMatchObject([{ review: 'reclassified', reclassifiedAs: 'no-mask' }]);
    expect((await timelineOf(db, violationId)).find(({ act }) => act === 'finding')?.detail).toMatchObject({
      finding: 'confirmed',
      ruleId: 'no-mask',
    });
  });

  it('[VI4] of a very long story the newest acts are told', async () => {
    const { db, clock } = timeline();
    const { violationId } = await opened();
    await db.execute(
      `insert into audit (at, subject, subject_id, violation_id, actor, act, reason, detail)
       select $2, 'violation', $1, $1, 'system', 'recur', 'n' || n, '{}' from generate_series(1, 1000) n`,
      [violationId, clock.date()],
    );
    const told = await timelineOf(db, violationId);
    expect(told).toHaveLength(1_000);
    expect([told[0]?.reason, told.at(-1)?.reason]).toEqual(['n1', 'n1000']);
  });
});

it('[VI24] what was over before the kitchen opened, and is seen again then, sends somebody', async () => {
  await prepare('major');
  const { db, clock, world } = timeline();
  const rules = deps.rulebook.rules.map((rule) => ({ ...rule, closedHours: 'suppress' as const }));
  evaluator = createShardEvaluator({ ...deps, rulebook: { ...deps.rulebook, rules }, shardCount });
  const closedOn = async (dates: string[]) => {
    await db.execute(`update site set closed_dates = $1::jsonb where id = 's1'`, [JSON.stringify(dates)]);
    await world.deps.registry.renew();
  };
  await closedOn([new Date(clock.now() + 8 * 60 * minute).toISOString().slice(0, 10)]);
  await measured(13);
  await coolsDown();
  await closedOn([]);
  await releaseHeld(deps);
  expect(await episodes()).toMatchObject([{ state: 'rtn-unack', dispatchId: null }]);
  await clock.advance(30 * second);
  await measured(13);
  const orders = await db.query('select violation_id as id, opened_at as "openedAt" from dispatch');
  const [episode] = await episodes();
  expect(episode).toMatchObject({ state: 'unack', dispatchId: expect.any(String) });
  expect(orders).toEqual([{ id: episode?.id, openedAt: clock.date() }]);
});
